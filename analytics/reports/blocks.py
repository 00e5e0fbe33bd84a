"""An executed notebook as blocks of a page: prose, pictures, tables, printed text, errors, code.

Which form of an output is shown: a picture, else HTML reduced to the allow-list, else Markdown, else
plain text. Scripts, widgets and whatever else an output may carry are left out.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from analytics.reports.drawings import clean_svg
from analytics.reports.prose import Outline, render_markdown
from analytics.reports.results import MIME
from analytics.reports.safe import clean_html, without_colours

_LANGUAGES = {"en", "zh"}
_HIDDEN_CELLS = {"parameters", "injected-parameters"}  # the page has a table of them
_MAX_TEXT = 20_000  # characters of printed text shown from one output


@dataclass(frozen=True)
class Block:
    """A piece of the page; `kind` is prose, picture, drawing, html, absent, text, error or code.

    A picture has its alternative text and may have one for phones (`narrow`), a drawing (whose
    elements the page holds) a title and a note.
    """

    kind: str
    content: Markup | str
    alt: str = ""
    cell: int = 0
    title: str = ""
    note: str = ""
    narrow: str = ""


def read_blocks(notebook: Mapping[str, Any], outline: Outline) -> list[Block]:
    """The blocks in reading order; headings join the outline.

    A markdown cell tagged `en` or `zh` is shown only in a report of that language. Cells are counted
    from 1, as in the progress of a run.
    """
    blocks: list[Block] = []
    for number, cell in enumerate(notebook["cells"], 1):
        tags = set(cell["metadata"].get("tags", ()))
        spoken = tags & _LANGUAGES
        source = cell["source"]
        if cell["cell_type"] == "markdown" and (not spoken or outline.language in spoken):
            blocks.append(Block("prose", render_markdown(source, outline), cell=number))
        elif cell["cell_type"] == "code":
            shown = [_output(output, outline, number) for output in cell.get("outputs", ())]
            blocks += [block for block in shown if block is not None]
            if source.strip() and not tags & _HIDDEN_CELLS:
                blocks.append(Block("code", _highlight(source), cell=number))
    return [block for block in blocks if block.content]


def _output(output: Mapping[str, Any], outline: Outline, cell: int) -> Block | None:
    if output["output_type"] == "error":
        trace = without_colours("\n".join(output.get("traceback", ())))
        text = trace or f"{output.get('ename', '')}: {output.get('evalue', '')}"
        return Block("error", text[-_MAX_TEXT:], cell=cell)
    if output["output_type"] == "stream":
        return Block("text", _short(without_colours(_joined(output["text"]))), cell=cell)
    bundle: Mapping[str, Any] = output.get("data", {})
    if MIME in bundle:
        return None
    for form in ("image/svg+xml", "image/png", "image/jpeg"):
        if form in bundle:
            about = output.get("metadata", {}).get(form, {})
            return picture(form, _joined(bundle[form]), about, cell)
    words = output.get("metadata", {}).get("text/html", {}).get("drawing")
    if "text/html" in bundle and isinstance(words, Mapping):
        svg = clean_svg(_joined(bundle["text/html"]), outline.language)
        return Block(
            "drawing", svg, title=str(words.get("title", "")), note=str(words.get("note", "")),
            cell=cell,
        )  # fmt: skip
    if "text/html" in bundle:
        absent = output.get("metadata", {}).get("text/html", {}).get("absent") is True
        return Block(
            "absent" if absent else "html", clean_html(_joined(bundle["text/html"])), cell=cell
        )
    if "text/markdown" in bundle:
        return Block("prose", render_markdown(_joined(bundle["text/markdown"]), outline), cell=cell)
    return Block("text", _short(_joined(bundle.get("text/plain", ""))), cell=cell)


def picture(form: str, content: str, about: Mapping[str, Any], cell: int = 0) -> Block:
    """A picture of this media type; `about` may hold its `alt` and, of an SVG, a `narrow` one."""
    narrow = str(about.get("narrow", "")) if form == "image/svg+xml" else ""
    return Block(
        "picture",
        _data_url(form, content),
        str(about.get("alt", "")),
        cell,
        narrow=_data_url(form, narrow) if narrow else "",
    )


def _data_url(form: str, content: str) -> str:
    """A picture as an address that holds it. As an image element, an SVG runs no script."""
    if form == "image/svg+xml":
        escaped = quote(content, safe="!$()*+,-./:;=?@_~", errors="replace")
        return f"data:{form},{escaped}"
    raw = base64.b64decode(content)
    return f"data:{form};base64,{base64.b64encode(raw).decode()}"


def _joined(text: str | list[str]) -> str:
    """nbformat allows a text to be a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def _short(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}\n…"


def _highlight(source: str) -> Markup:
    from pygments import highlight

    return Markup(highlight(source, *_pygments()))


@cache
def _pygments() -> tuple[Any, Any]:
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers.python import PythonLexer

    return PythonLexer(), HtmlFormatter(nowrap=True)
