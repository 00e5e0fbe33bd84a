"""What the readers yield: a document on its way into the table, or a piece that was set aside."""

from dataclasses import dataclass

EXCERPT = 120  # characters of a rejected piece that are shown
LABEL = 300  # characters of what many documents share: a roundup's title, a section, a publisher


@dataclass(slots=True)
class Draft:
    """One document as a reader found it; `published_at` counts microseconds since 1970 in UTC."""

    title: str
    body: str
    original: str
    line: int
    own_id: str = ""
    published_at: int | None = None
    date_evidence: str = ""
    is_dated: bool = False  # whether a line of its own dates it, which no file's date overrules
    source: str = ""
    url: str = ""
    section: str = ""
    kind: str = ""
    parent_title: str = ""
    n_damaged_lines: int = 0


@dataclass(slots=True)
class Rejection:
    """A piece of a source that was found and not read."""

    line: int
    reason: str
    excerpt: str = ""


def excerpt_of(text: str | bytes) -> str:
    """The first characters of a piece on one line, safe to store."""
    if isinstance(text, bytes):
        text = text[: EXCERPT * 4].decode("utf-8", "replace")
    line = " ".join(text[: EXCERPT * 4].split())[:EXCERPT]
    return line.encode("utf-8", "replace").decode("utf-8")


def kind_of(title: str, body: str) -> str:
    """Kind of a document that does not say it: a title alone, a newsflash, or an article."""
    if not body:
        return "title"
    brief = len(body) <= 600 and body.count("\n") < 3
    return "newsflash" if brief or (len(body) <= 1_000 and "\n" not in body) else "article"
