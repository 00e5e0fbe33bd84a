"""An executed notebook as one self-contained HTML page, and the index of all runs.

The page refers to nothing outside itself; its policy forbids scripts, styles and requests but those
whose digest it names. Everything printed is escaped by the template or passed `clean_html`, and
hidden characters are written out at the end.
"""

import base64
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from analytics.parameters import PATHS
from analytics.reports.blocks import Block, read_blocks
from analytics.reports.figures import FIGURES
from analytics.reports.font import font_face
from analytics.reports.manifest import Manifest, NotebookRecord
from analytics.reports.places import without_places
from analytics.reports.prose import Outline
from analytics.reports.results import collect
from analytics.reports.safe import mark_chinese, safe_url
from analytics.reports.words import WORDS
from analytics.text import visible

if TYPE_CHECKING:
    from analytics.reports.index import Entry
    from analytics.reports.sweeps import SweepRow


def render_report(
    notebook: Mapping[str, Any],
    record: NotebookRecord,
    manifest: Manifest,
    meanings: Mapping[str, str],
) -> tuple[str, str]:
    """The page of an executed notebook and its title.

    `meanings` says what each parameter means. A notebook that ended early is rendered as far as it
    got, and the page says so at its top.
    """
    words = WORDS[manifest.language]
    outline = Outline(manifest.language)
    blocks = read_blocks(notebook, outline)
    lead, blocks = _lead(blocks)
    parts = _without_absent(_fold_code(blocks), outline)
    results = collect(notebook)
    title = results.title or outline.title or record.name
    parameters = [
        (name, _value(value), meanings.get(name, "")) for name, value in record.parameters.items()
    ]
    page = render(
        "report.html.jinja",
        [manifest.corpus, *_paths(record.parameters)],
        words=words,
        language=manifest.language,
        title=title,
        record=record,
        manifest=manifest,
        problem=_problem(record, words),
        findings=[(note, _address(note.url, note.anchor, outline)) for note in results.findings],
        warnings=[(note, _address(note.url, note.anchor, outline)) for note in results.warnings],
        outline=[heading for heading in outline.headings if heading.level <= 3],
        lead=lead,
        parts=parts,
        stopped_unseen=record.cell not in {0, *(b.cell for shown, _ in parts for b in shown)},
        parameters=parameters,
    )
    return page, title


def render_index(entries: "list[Entry]", pages: Collection[str], language: str = "en") -> str:
    """The page that lists runs and sweeps, in this order.

    Only those of `pages` (RUN/NAME.html) are linked; a run that was cut off has not written all.
    """
    words = WORDS[language]
    return render("index.html.jinja", words=words, language=language, entries=entries, pages=pages)


def render_sweep(
    rows: "list[SweepRow]", names: list[str], shown: list[str], language: str = "en"
) -> str:
    """The page that compares settings: parameters `names` and figures `shown` of each row."""
    first = next((row for row in rows if row.manifest), None)
    parameters = first.parameters if first else {}
    return render(
        "sweep.html.jinja",
        sorted(
            {row.manifest.corpus for row in rows if row.manifest}
            | {path for row in rows for path in _paths(row.parameters)}
        ),
        words=WORDS[language],
        language=language,
        rows=rows,
        first=first and first.manifest,
        names=names,
        shown=shown,
        fixed=[
            (name, _value(value))
            for name, value in parameters.items()
            if name not in (*names, "corpus", "language") and value != ""
        ],
        figures=FIGURES,
        value=_value,
        number=lambda name, value: format(value, FIGURES[name].format).replace("-", "−"),
    )


def _paths(parameters: Mapping[str, Any]) -> list[str]:
    """What the parameters name on this machine besides the corpus."""
    return [str(parameters.get(name, "")) for name in PATHS if name != "corpus"]


def _lead(blocks: list[Block]) -> tuple[Markup | str, list[Block]]:
    """The text right under the notebook's title, which opens the page, and the rest."""
    first = next(iter(blocks), None)
    if first is None or first.kind != "prose" or "<h" in first.content:
        return "", blocks
    return first.content, blocks[1:]


def _fold_code(blocks: list[Block]) -> list[tuple[list[Block], Markup]]:
    """The blocks in parts that begin with prose: what a part shows, and its code to fold away.

    Code that shows nothing of its own is folded with what follows.
    """
    parts: list[tuple[list[Block], list[Markup]]] = [([], [])]
    for block in blocks:
        if block.kind == "prose" and parts[-1][0]:
            parts.append(([], []))
        if block.kind == "code":
            parts[-1][1].append(Markup(block.content.rstrip()))
        else:
            parts[-1][0].append(block)
    return [(shown, Markup("\n\n").join(code)) for shown, code in parts]


def _without_absent(
    parts: list[tuple[list[Block], Markup]], outline: Outline
) -> list[tuple[list[Block], Markup]]:
    """The parts but those with nothing to show, whose headings leave the outline too."""
    kept = []
    for shown, code in parts:
        if {block.kind for block in shown} == {"prose", "absent"}:
            gone = "".join(block.content for block in shown if block.kind == "prose")
            outline.headings = [h for h in outline.headings if f'id="{h.anchor}"' not in gone]
        else:
            kept.append((shown, code))
    return kept


def render(template: str, sources: Iterable[str] = (), **values: Any) -> str:
    """The page with its style, the glyphs it needs, its script, and the policy that allows these."""
    environment = _environment()
    loader = environment.loader
    assert loader is not None
    script = loader.get_source(environment, "script.js")[0]
    if any(block.kind == "drawing" for shown, _ in values.get("parts", ()) for block in shown):
        script += loader.get_source(environment, "map.js")[0]
    look = loader.get_source(environment, "style.css")[0]

    def draw(style: str) -> str:
        policy = (
            "default-src 'none'; img-src data:; font-src data:; base-uri 'none'; "
            f"form-action 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'"
        )
        page = environment.get_template(template).render(
            **values, style=Markup(style), script=Markup(script), policy=policy
        )
        return without_places(visible(page), sources)

    # Drawn once to learn which characters the page holds, then with the font that has them.
    return draw(font_face(draw(look)) + look)


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _address(url: str, anchor: str, outline: Outline) -> str:
    return safe_url(url) or (f"#{found}" if (found := outline.find(anchor)) else "")


def _problem(record: NotebookRecord, words: Mapping[str, str]) -> str:
    """The sentence at the top of a report that ended early; "" for a complete one."""
    if record.status == "completed":
        return ""
    if not record.cell:
        return (
            words["not run"] if record.status in ("not run", "interrupted") else words["no kernel"]
        )
    return words[record.status].format(cell=record.cell)


def _value(value: Any) -> str:
    """A parameter as its value reads, Chinese kept readable."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("analytics.reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["zh"] = lambda text, language: mark_chinese(str(text), language)
    environment.filters["local"] = lambda at: (
        f"{at.astimezone():%Y-%m-%d %H:%M}" if isinstance(at, datetime) else ""
    )
    return environment
