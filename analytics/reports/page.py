"""An executed notebook as one self-contained HTML page, and the index of all runs.

The page refers to nothing outside itself; its policy forbids scripts, styles and requests but those
whose digest it names. Everything printed is escaped by the template or passed `clean_html`, and
hidden characters are written out at the end.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from analytics.reports.blocks import read_blocks
from analytics.reports.manifest import Manifest, NotebookRecord
from analytics.reports.prose import Outline
from analytics.reports.results import collect
from analytics.reports.safe import mark_chinese, safe_url, visible
from analytics.reports.words import WORDS


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
    title = outline.title or record.name
    results = collect(notebook)
    parameters = [
        (name, _value(value), meanings.get(name, "")) for name, value in record.parameters.items()
    ]
    page = (
        _environment()
        .get_template("report.html.jinja")
        .render(
            words=words,
            language=manifest.language,
            title=title,
            record=record,
            manifest=manifest,
            problem=_problem(record, words),
            findings=[
                (note, _address(note.url, note.anchor, outline)) for note in results.findings
            ],
            warnings=[
                (note, _address(note.url, note.anchor, outline)) for note in results.warnings
            ],
            outline=[heading for heading in outline.headings if heading.level <= 3],
            blocks=blocks,
            parameters=parameters,
            **_look(),
        )
    )
    return visible(page), title


def render_index(runs: list[tuple[str, Manifest | str]], language: str = "en") -> str:
    """The page that lists runs: (folder name, manifest or why it cannot be read), in this order."""
    page = (
        _environment()
        .get_template("index.html.jinja")
        .render(words=WORDS[language], language=language, runs=runs, **_look())
    )
    return visible(page)


def _look() -> dict[str, Any]:
    """Style, script and the policy that allows exactly these two."""
    loader = _environment().loader
    assert loader is not None
    style = loader.get_source(_environment(), "style.css")[0]
    script = loader.get_source(_environment(), "script.js")[0]
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": policy}


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
