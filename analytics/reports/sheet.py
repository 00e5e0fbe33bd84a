"""A page of sections that no notebook made, such as two runs compared, in the look of the reports.

The page says of itself what it is (`SheetFacts`), so that a list of pages needs no other file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Protocol

from analytics.reports.blocks import Block, picture
from analytics.reports.page import render
from analytics.reports.results import Note
from analytics.reports.safe import clean_html, safe_url
from analytics.reports.words import WORDS

Link = tuple[str, str]  # words, address beside the page
_HEAD = 20_000  # characters in which a page says what it is


class Showable(Protocol):
    """What shows itself in a notebook: a chart, a table."""

    def _repr_mimebundle_(self) -> Any: ...


@dataclass(frozen=True)
class Section:
    """A part of the page under a heading; `key` is its anchor, `text` opens it."""

    key: str
    title: str
    content: Sequence[Showable]
    text: str = ""


@dataclass(frozen=True)
class Sheet:
    """Everything such a page says.

    `kind` names what made it, `made` when what it tells of was made and `summary` its result in a
    sentence, for lists of pages; `facts` are the lines under the title. An anchor of a note is the key
    of a section. `links` stand in the bar at the top.
    """

    kind: str
    title: str
    lead: str
    summary: str
    made: datetime
    facts: list[str]
    findings: list[Note]
    warnings: list[Note]
    sections: list[Section]
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class SheetFacts:
    """What a written page says of itself; all of it is text that was in the page."""

    kind: str
    title: str
    summary: str
    made: datetime


def render_sheet(sheet: Sheet, sources: Iterable[str] = (), language: str = "en") -> str:
    """The page; folders of `sources` are left out of it, as in a report."""
    keys = {section.key for section in sheet.sections}
    return render(
        "sheet.html.jinja",
        sources,
        words=WORDS[language],
        language=language,
        sheet=sheet,
        findings=[(note, _address(note, keys)) for note in sheet.findings],
        warnings=[(note, _address(note, keys)) for note in sheet.warnings],
        sections=[(part, [_block(item) for item in part.content]) for part in sheet.sections],
    )


def read_sheet_facts(path: Path) -> SheetFacts | None:
    """What a page says of itself; None for a page that is not of this kind or cannot be read."""
    try:
        with path.open(encoding="utf-8") as file:
            head = file.read(_HEAD)
    except (OSError, UnicodeDecodeError):
        return None
    reader = _HeadReader()
    reader.feed(head)
    found = reader.found
    try:
        made = datetime.fromisoformat(found["date"])
        title = reader.title.rsplit(" · ", 1)[0]  # the suite's name follows
        return SheetFacts(found["generator"], title, found["description"], made.astimezone())
    except (KeyError, ValueError, OverflowError):
        return None


def _address(note: Note, keys: set[str]) -> str:
    return safe_url(note.url) or (f"#{note.anchor}" if note.anchor in keys else "")


def _block(item: Showable) -> Block:
    """A chart as a picture, all else as markup reduced to what is harmless."""
    bundle = item._repr_mimebundle_()
    data, about = bundle if isinstance(bundle, tuple) else (bundle, {})
    if (form := "image/svg+xml") in data:
        return picture(form, data[form], about.get(form, {}))
    return Block("html", clean_html(data["text/html"]))


@dataclass
class _HeadReader(HTMLParser):
    """Named meta elements and the title of the beginning of a page."""

    found: dict[str, str] = field(default_factory=dict)
    title: str = ""
    _in_title: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given: Mapping[str, str | None] = dict(attributes)
        if tag == "meta" and (name := given.get("name")):
            self.found.setdefault(name, given.get("content") or "")
        self._in_title = tag == "title" and not self.title

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, text: str) -> None:
        if self._in_title:
            self.title += text
