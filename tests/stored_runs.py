"""Folders of runs made by hand: a manifest and the tables a run keeps, without kernels."""

from pathlib import Path

import pandas as pd
from pages import ATTACKS, manifest_of

from analytics.reports.files import write_tables
from analytics.reports.manifest import NotebookRecord
from analytics.run_tables import CONTRACTS

NAMES = {"chips": ("Chips", "芯片"), "boats": ("Boats", "船舶")}


def documents(titles: dict[str, str], *, digests: dict[str, str] | None = None) -> pd.DataFrame:
    """One story a document; the digest is that of the title unless given."""
    return pd.DataFrame(
        {
            "doc_id": list(titles),
            "published_at": pd.Timestamp("2026-03-02 08:00", tz="Asia/Shanghai"),
            "source": "南岸新闻",
            "url": [f"https://news.example/{i}" for i in titles],
            "kind": "article",
            "story_id": list(titles),
            "headline": list(titles.values()),
            "digest": [(digests or {}).get(i, title) for i, title in titles.items()],
        }
    )


def toned(polarities: dict[str, float]) -> pd.DataFrame:
    """Tone with evidence for each document."""
    values = pd.Series(polarities, dtype="float64")
    return pd.DataFrame(
        {
            "doc_id": values.index,
            "polarity": values.to_numpy(),
            "label": ["neg" if x < -0.2 else "pos" if x > 0.2 else "neu" for x in values],
            "p_neg": 0.2, "p_neu": 0.3, "p_pos": 0.5, "coverage": 0.5, "n_hits": 1,
        }
    )  # fmt: skip


def about(themes: dict[str, list[str]]) -> pd.DataFrame:
    """Documents about each theme."""
    rows = [(i, theme, 0.9, "词") for theme, ids in themes.items() for i in ids]
    return pd.DataFrame(rows, columns=["doc_id", "theme", "weight", "evidence"])


def topics(groups: dict[str, list[str]]) -> dict[str, pd.DataFrame]:
    """The three tables of topics: label (its words joined by a dot) → documents, in this order."""
    found = pd.DataFrame(
        {
            "topic": range(len(groups)),
            "label": list(groups),
            "group": 0,
            "n_documents": [len(ids) for ids in groups.values()],
            "exemplar_id": [ids[0] for ids in groups.values()],
            "coherence": 0.1, "stability": 0.9,
        }
    )  # fmt: skip
    terms = [(t, r, w, 1.0) for t, label in enumerate(groups)
             for r, w in enumerate(label.split("·"), 1)]  # fmt: skip
    places = [(i, t, 0.8) for t, ids in enumerate(groups.values()) for i in ids]
    return {
        "topics": found,
        "topic_terms": pd.DataFrame(terms, columns=["topic", "rank", "term", "weight"]),
        "document_topics": pd.DataFrame(places, columns=["doc_id", "topic", "weight"]),
    }


def store(folder: Path, tables: dict[str, pd.DataFrame], **changes: object) -> Path:
    """A run in `folder` that kept these tables; `changes` go into its manifest."""
    if "document_themes" in tables:
        names = [(theme, *both) for theme, both in NAMES.items()]
        tables = {"themes": pd.DataFrame(names, columns=["theme", "name_en", "name_zh"])} | tables
    checked = {name: CONTRACTS[name].check(table) for name, table in tables.items()}
    folder.mkdir(parents=True)
    record = NotebookRecord(name="02_topics", status="completed", parameters={"n_topics": "auto"})
    values = {"run": folder.name, "n_documents": len(tables.get("documents", []))} | changes
    manifest = manifest_of(values.pop("notebooks", [record]), **values)
    manifest.tables = write_tables(folder, checked)
    manifest.write(folder)
    return folder


def hostile_runs(tmp_path: Path) -> list[Path]:
    """Two runs with every attack in titles, addresses, sources, labels, parameters and the corpus."""
    texts = [text.encode("utf-8", "replace").decode() for text in ATTACKS]
    titles = {f"{i:03}": text for i, text in enumerate(texts * 3)}
    ids = list(titles)
    sides = []
    for name, held in (("a", ids[:40]), ("b", ids[15:])):
        told = documents({i: titles[i] for i in held}, digests={i: i for i in held})
        told["url"] = told["source"] = [titles[i] for i in held]
        tables = {
            "documents": told,
            "sentiment": toned(dict.fromkeys(held, -0.9 if name == "b" else 0.8)),
            "document_themes": about({"chips": held[:4] if name == "a" else held}),
            **topics({texts[i]: held[i::5] for i in range(5)}),
        }
        record = NotebookRecord(name="02_topics", status="failed", error=texts[0],
                                parameters={"query": texts[0] + name})  # fmt: skip
        sides.append(store(tmp_path / name, tables, corpus=texts[4], notebooks=[record]))
    return sides
