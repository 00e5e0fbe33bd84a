"""Two run folders read and compared; whatever tables both have are compared, the others named."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.comparison import align_ids, compare_documents, compare_shares, compare_tones
from analytics.reports.manifest import FILE, Manifest, ManifestError, read_manifest
from analytics.responsible import for_share, for_tone
from analytics.run_tables import NOTEBOOK_OF, read_run_tables

COMPARED = ["documents", "document_themes", "sentiment", "topics", "topic_terms", "document_topics"]


@dataclass(frozen=True)
class Run:
    """A run as its folder holds it."""

    folder: Path
    manifest: Manifest
    tables: dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Missing:
    """A table that one run lacks, and the notebook that would have left it."""

    run: str  # A or B
    table: str
    notebook: str


@dataclass(frozen=True)
class Comparison:
    """What two runs have in common and where they differ; a table is None when a run lacks it.

    `settings` has the columns setting, a, b. `documents`, `shares` and `tones` are those of
    `analytics.comparison`; `topics` those of `analytics.topics.lasting` with share_a, share_b,
    difference and its interval. `responsible` has for each move the documents of
    `analytics.responsible`. `names` gives the themes' (name_en, name_zh) by key.
    """

    a: Run
    b: Run
    settings: pd.DataFrame
    missing: list[Missing]
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    documents: pd.DataFrame | None = None
    shares: pd.DataFrame | None = None
    tones: pd.DataFrame | None = None
    topics: pd.DataFrame | None = None
    responsible: pd.DataFrame | None = None


def read_run(folder: Path) -> Run:
    """A run folder; raises ManifestError when it is none, RunTableError for a broken table."""
    if not (folder / FILE).is_file():
        raise ManifestError(f"{folder}: not the folder of a run, for it has no {FILE}.")
    manifest = read_manifest(folder / FILE)
    return Run(folder, manifest, read_run_tables(folder, manifest.tables))


def compare_runs(folder_a: Path, folder_b: Path) -> Comparison:
    """Compare the run in `folder_b` with the one in `folder_a`; raises as `read_run` does."""
    a, b = read_run(folder_a), read_run(folder_b)
    missing = [
        Missing(letter, name, NOTEBOOK_OF[name])
        for letter, run in (("A", a), ("B", b))
        for name in COMPARED
        if name not in run.tables
    ]
    lacking = {entry.table for entry in missing}
    both = [name for name in COMPARED if name not in lacking]
    left, right = ({name: run.tables[name] for name in both} for run in (a, b))
    found: dict[str, Any] = {}
    if "documents" in both:
        right = _rename(right, align_ids(left["documents"], right["documents"]))
        found["documents"] = compare_documents(left["documents"], right["documents"])
    n_a, n_b = a.manifest.n_documents, b.manifest.n_documents
    moves = []
    if "document_themes" in both:
        found["shares"] = compare_shares(
            left["document_themes"], n_a, right["document_themes"], n_b
        )
        moves.append(for_share(found["shares"], left, right))
    if {"document_themes", "sentiment"} <= set(both):
        found["tones"] = compare_tones(
            left["document_themes"], left["sentiment"],
            right["document_themes"], right["sentiment"],
        )  # fmt: skip
        moves.append(for_tone(found["tones"], left, right))
    if {"topics", "topic_terms", "document_topics"} <= set(both):
        found["topics"] = _topics(left, n_a, right, n_b)
    if moves and "documents" in found:
        told = pd.concat(moves, ignore_index=True)
        found["responsible"] = told.merge(found["documents"], on="doc_id", how="inner")
    return Comparison(a, b, _settings(a.manifest, b.manifest), missing, _names(a, b), **found)


def _rename(tables: dict[str, pd.DataFrame], ids: dict[str, str]) -> dict[str, pd.DataFrame]:
    if not ids:
        return tables
    return {
        name: table.assign(doc_id=table["doc_id"].map(ids).fillna(table["doc_id"]))
        if "doc_id" in table
        else table
        for name, table in tables.items()
    }


def _topics(
    left: dict[str, pd.DataFrame], n_a: int, right: dict[str, pd.DataFrame], n_b: int
) -> pd.DataFrame:
    """The changes of topics, each with its share of all documents before and now."""
    from analytics.topics.lasting import keep_ids
    from analytics.topics.result import TopicResult

    before, now = (
        TopicResult(t["topics"], t["topic_terms"], t["document_topics"], pd.DataFrame())
        for t in (left, right)
    )
    lasting = keep_ids(now, before)
    terms = pd.concat([before.topic_terms, lasting.result.topic_terms]).sort_values("rank")
    changes = lasting.changes
    words = [
        list(dict.fromkeys(terms.loc[terms["topic"] == topic, "term"]))[:6]
        for topic in changes["topic"]
    ]
    sizes_a, sizes_b = (
        pd.DataFrame({"doc_id": range(size.sum()), "theme": changes["topic"].repeat(size)})
        for size in (changes["n_before"], changes["n_now"])
    )
    shares = compare_shares(
        sizes_a.astype({"theme": "str"}), n_a, sizes_b.astype({"theme": "str"}), n_b
    )
    shares = (
        shares.set_index("theme").reindex(changes["topic"].astype("str")).reset_index(drop=True)
    )
    # That a topic is new or gone is the work of a model; an interval of its share would not judge it.
    lasts = ((changes["n_before"] > 0) & (changes["n_now"] > 0)).to_numpy()
    shares["moved"] &= lasts
    return pd.concat([changes.reset_index(drop=True).assign(terms=words), shares], axis=1)


def _settings(a: Manifest, b: Manifest) -> pd.DataFrame:
    """What differs: corpus, content, number of documents, parameters of notebooks, versions."""
    sides = []
    for run in (a, b):
        facts: dict[str, Any] = {
            "corpus": run.corpus_name, "fingerprint": run.fingerprint[:12], "seed": run.seed,
            "language": run.language, "status": run.status,
            "notebooks": ", ".join(n.name for n in run.notebooks if n.status == "completed"),
        }  # fmt: skip
        for notebook in run.notebooks:
            parameters = notebook.parameters.items()
            shown = {k: v for k, v in parameters if k not in ("corpus", "language", "seed")}
            facts |= {f"{notebook.name}: {name}": value for name, value in shown.items()}
        sides.append(facts | run.versions)
    names = [*sides[0], *(name for name in sides[1] if name not in sides[0])]
    # A notebook that only one side ran is told once, not parameter by parameter.
    ran = [{n.name for n in run.notebooks} for run in (a, b)]
    rows = [
        (name, str(sides[0].get(name, "—")), str(sides[1].get(name, "—")))
        for name in names
        if sides[0].get(name) != sides[1].get(name)
        and (": " not in name or all(name.split(": ")[0] in side for side in ran))
    ]
    return pd.DataFrame(rows, columns=["setting", "a", "b"])


def _names(a: Run, b: Run) -> dict[str, tuple[str, str]]:
    themes = [run.tables["themes"] for run in (a, b) if "themes" in run.tables]
    return {row.theme: (row.name_en, row.name_zh) for table in themes for row in table.itertuples()}
