"""The pages we make with given texts wherever text of the news, of files or of people can stand."""

from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pandas as pd
from markupsafe import Markup
from pages import cell, display, manifest_of, page_of, picture, recorded, table
from stored_runs import about, documents, store, toned, topics

from analytics.charts import Label, Mark, plot_map
from analytics.comparison import compare_runs
from analytics.reports import Note
from analytics.reports.index import write_index
from analytics.reports.manifest import NotebookRecord
from analytics.reports.sheet import render_sheet
from analytics.reports.sweeps import write_sweep
from analytics.views.compared import comparison_sheet


def utf8(text: str) -> str:
    """What a frame, a manifest and YAML can hold."""
    return text.encode("utf-8", "replace").decode()


def hostile_notebook(texts: list[str]) -> nbformat.NotebookNode:
    """An executed notebook whose outputs are made by what makes ours; ours print nothing."""
    return nbformat.v4.new_notebook(
        cells=report_cells([utf8(text) for text in texts])[:-1],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


def report_page(texts: list[str], language: str = "en") -> str:
    """A report that shows each text as title, link, caption, choice, alternative text, mark, error …"""
    return page_of(
        report_cells(texts),
        language=language,
        corpus=f"/news/{utf8(texts[0])}.jsonl",
        parameters={"query": "、".join(map(utf8, texts)), "themes": utf8(texts[-1])},
        status="failed",
        cell=3,
        error="\n".join(map(utf8, texts)),
    )


def report_cells(texts: list[str]) -> list[nbformat.NotebookNode]:
    """Executed cells that show each text in every place of an output."""
    notes = [Note(f"Worst news: {text}", url=text, anchor=text) for text in texts]
    cells = [
        nbformat.v4.new_markdown_cell("# What is it about?"),
        cell("view.report()", recorded(notes, notes)),
        nbformat.v4.new_markdown_cell("## Stories"),
    ]
    frame = pd.DataFrame(
        {"title": texts, "theme": texts, "url": texts, "tone": "neutral", "label": texts}, dtype=object
    )  # fmt: skip
    marked = pd.DataFrame(
        {"sentence": [Markup('<mark class="pos">{}</mark>').format(text) for text in texts]}
    )
    marks = [
        Mark(i / len(texts), 0.5, text, text, text, {"theme": text, "tone": text})
        for i, text in enumerate(texts)
    ]
    labels = [Label(text, i / len(texts), 0.2, text) for i, text in enumerate(texts)]
    drawing = plot_map(
        marks, title=texts[0], note=texts[0], alt=texts[0], labels=labels,
        colors=dict.fromkeys(texts, "#4458d6"),
    )  # fmt: skip
    for i, text in enumerate(texts):
        columns = {"title": utf8(text), "theme": "Theme", "tone": text}
        cells.append(
            cell(
                "view.stories()",
                table(frame[i : i + 3], text, link=("title", "url"), columns=columns, tone=("tone", "label"), choices=["theme"]),
                table(frame.head(0), text, empty=text),
                picture(alt=text),
            )
        )  # fmt: skip
    cells.append(cell("view.all()", table(frame, "All", link=("title", "url"), choices=["theme"])))
    cells.append(cell("view.sentences()", table(marked, "Sentences", markup=["sentence"])))
    cells.append(cell("view.map()", display(*drawing._repr_mimebundle_())))
    cells.append(cell("print(title)", nbformat.v4.new_output("stream", name="stdout", text="\n".join(texts))))  # fmt: skip
    return cells


def stored_pages(folder: Path, texts: list[str]) -> dict[str, str]:
    """The comparison of two runs, a sweep and the list of runs over these texts, by name."""
    texts = [utf8(text) for text in texts]
    titles = {f"{i:03}": text for i, text in enumerate(texts * 4)}
    ids, n = list(titles), len(titles)
    sides = []
    for name, held in (("a", ids[: n * 2 // 3]), ("b", ids[n // 4 :])):
        told = documents({i: titles[i] for i in held}, digests={i: i for i in held})
        told["url"] = told["source"] = [titles[i] for i in held]
        tables = {
            "documents": told,
            "sentiment": toned(dict.fromkeys(held, -0.9 if name == "b" else 0.8)),
            "document_themes": about({"chips": held[:4] if name == "a" else held}),
            "themes": pd.DataFrame(
                {"theme": ["chips"], "name_en": [texts[0]], "name_zh": [texts[0]]}
            ),
            **topics({f"{texts[k]}·{k}": held[k::5] for k in range(5)}),
        }
        record = NotebookRecord(name="02_topics", status="failed", title=texts[1], error=texts[0],
                                parameters={"query": texts[0] + name})  # fmt: skip
        sides.append(store(folder / "sweep-x" / name, tables, corpus=f"/news/{texts[2]}.jsonl",
                           command=f"analytics run {texts[3]}", notebooks=[record]))  # fmt: skip
    for number, text in enumerate(texts):
        record = NotebookRecord(name="05_briefing", title=text, status="completed", error=text)
        (folder / f"run-{number}").mkdir()
        manifest_of([record], corpus=f"/news/{text}").write(folder / f"run-{number}")
    compared = render_sheet(comparison_sheet(compare_runs(*sides)))
    (folder / "compare-a-b.html").write_text(compared, encoding="utf-8")
    return {
        "compare": compared,
        "sweep": write_sweep(folder / "sweep-x").read_text(encoding="utf-8"),
        "index": write_index(folder).read_text(encoding="utf-8"),
    }


class _Skeleton(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attributes]
        linked = tag == "a" or "data-theme" in names  # depends on the address
        if not linked and (tag, names) != ("span", ["lang"]):  # Chinese words
            self.found.append(" ".join([tag, *(name for name in names if name != "lang")]))


def skeleton(page: str) -> list[str]:
    """The elements of a page in order with the names of their attributes, but for links."""
    reader = _Skeleton()
    reader.feed(page)
    reader.close()
    return reader.found
