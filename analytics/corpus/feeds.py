"""RSS and Atom to drafts (feedparser); an entry whose text is a roundup becomes its items."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from analytics.corpus.blocks import Block, Run
from analytics.corpus.dates import parse_instant
from analytics.corpus.decode import decode_text
from analytics.corpus.drafts import LABEL, Draft, Rejection, excerpt_of
from analytics.corpus.errors import Limits, SourceError
from analytics.corpus.html import has_markup, parse_html
from analytics.corpus.links import web_address
from analytics.corpus.markdown import Post
from analytics.corpus.posts import read_post
from analytics.corpus.repair import count_damaged_lines, one_line

_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_ELEMENT = re.compile(r"<\w")
MOST_LABELS = 1_000  # categories and keywords of an entry: each is compared with all before it
MOST_ATTRIBUTES = 300  # of an element, the same
_LABEL = re.compile(
    r"<(?:[^\s<>:/]*+:)?(item|entry|category|subject|keywords|tags)[\s/>]", re.IGNORECASE
)
_CROWDED = re.compile(
    rf"<[^\s<>]++(?:\s++[^\s=<>]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')){{{MOST_ATTRIBUTES}}}"
)
_ROOT = re.compile(r"<((?:\w{1,20}:)?(?:rss|feed|RDF))[\s>]")
_ENTRY_END = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>")
_ENTRY = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]")


def read_feed(content: bytes, name: str, limits: Limits) -> Iterator[Draft | Rejection]:
    """The documents of a feed; the line is the entry's number, from 1.

    Of a feed that was cut off the whole entries are read, and the rest is rejected. Raises SourceError when it is no feed, or declares XML entities, as attacks do and feeds do not.
    """
    text = decode_text(content).strip("\ufeff \t\n")
    start = _ELEMENT.search(text)
    prologue = text[: start.start()] if start else text
    if _ENTITY.search(prologue):
        raise SourceError(
            f"{name}: the feed declares XML entities, which are not read; get it from its publisher"
        )
    # The prologue says nothing that is needed: the encoding was found by trying, and what it declares
    # is often wrong. White space in it would cost the parser the square of its length.
    whole, rest = _split_cut(text[len(prologue) :])
    _refuse_crowds(whole, name)
    feed = _parse(whole, name)
    if not feed.entries:
        if rest:
            raise SourceError(f"{name}: the feed ends before its first entry does; fetch it again")
        what = "the feed has no entries" if feed.get("version") else "neither RSS nor Atom"
        raise SourceError(f"{name}: {what}; check the address or the file")
    publisher = one_line(str(feed.feed.get("title", "")))[:LABEL]
    home = web_address(str(feed.feed.get("link", ""))) or web_address(name)
    for number, entry in enumerate(feed.entries, start=1):
        yield from _read_entry(entry, number, publisher, home, limits)
    if rest:
        where = "in the middle of an entry" if _ENTRY.search(rest) else "after its last whole entry"
        reason = f"the feed ends {where}, before its closing tag; fetch it again"
        yield Rejection(len(feed.entries) + 1, reason, excerpt_of(rest))


def _parse(text: str, name: str) -> Any:
    import feedparser

    # As a stream: bytes by themselves could be taken for the name of a file.
    stream = BytesIO(text.encode("utf-8", "replace"))
    try:
        return feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # it stumbles over elements of extensions in the wrong place
        raise SourceError(
            f"{name}: the feed's parser fails on it ({type(error).__name__}: {error}); get it from its publisher"
        ) from error


def _refuse_crowds(text: str, name: str) -> None:
    """Raise SourceError where parsing would cost the square of the number of attributes or categories."""
    n_labels = 0
    for match in _LABEL.finditer(text):
        label = match.group(1).lower()
        if label in ("item", "entry"):
            n_labels = 0
        elif label in ("keywords", "tags"):
            n_labels += text.count(",", match.end(), text.find("</", match.end()))
        n_labels += 1
        if n_labels > MOST_LABELS:
            raise SourceError(
                f"{name}: an entry with more than {MOST_LABELS:,} categories; get it from its publisher"
            )
    if _CROWDED.search(text):
        raise SourceError(
            f"{name}: an element with more than {MOST_ATTRIBUTES} attributes; get it from its publisher"
        )


def _split_cut(text: str) -> tuple[str, str]:
    """A feed up to its last whole entry and the rest, when it ends before its closing tag does."""
    root = _ROOT.search(text)
    if root is None or re.search(rf"</{root.group(1)}\s*>", text[-2_000:]):
        return text, ""
    cut = max((match.end() for match in _ENTRY_END.finditer(text)), default=0)
    if not cut:
        return text[: root.end()], text[root.end() :] or text
    return text[:cut], text[cut:].strip() or text[-1:]


def looks_like_feed(content: bytes) -> bool:
    """Whether content begins as RSS or Atom does."""
    return re.search(r"<(?:rss|feed|rdf:RDF)[\s>]", decode_text(content[:4_096])) is not None


def _read_entry(
    entry: Any, number: int, publisher: str, home: str, limits: Limits
) -> Iterator[Draft | Rejection]:
    contents = [str(part.get("value", "")) for part in entry.get("content", [])]
    text = max((*contents, str(entry.get("summary", ""))), key=len)
    title = one_line(_plain_title(str(entry.get("title", ""))))
    if len(text) > limits.document_characters:
        reason = (
            f"an entry of {len(text):,} characters; the limit is {limits.document_characters:,}"
        )
        yield Rejection(number, reason, excerpt_of(title))
        return
    if not title and not text.strip():
        yield Rejection(
            number, "an entry with neither a title nor a text", excerpt_of(str(entry)[:500])
        )
        return
    url = _absolute(str(entry.get("link", "")), home)
    post = Post(title, url, tuple(_blocks(text, number)), number, number + 1)
    instant = _instant(entry)
    section = one_line(str(entry.tags[0].get("term") or "")) if entry.get("tags") else ""
    named = one_line(str((entry.get("source") or {}).get("title", "")))
    for piece in read_post(post, ()):
        if isinstance(piece, Draft):
            if piece.kind != "roundup_item":
                piece.original = f"{title}\n{text}" if text else title
                piece.n_damaged_lines = count_damaged_lines(piece.original)
                piece.own_id = one_line(str(entry.get("id", "")))[:200]
                piece.section = section
            if instant is not None:
                piece.published_at, piece.date_evidence = instant, "feed"
            piece.source = named or publisher or piece.source
        yield piece


def _absolute(link: str, home: str) -> str:
    """The address of a link, which may be relative to where the feed is at home."""
    try:
        return web_address(urljoin(home, link.strip())) if link.strip() else ""
    except ValueError:
        return ""


def _blocks(text: str, number: int) -> Iterator[Block]:
    if has_markup(text):
        yield from parse_html(text, number, number + 1)
    else:
        for line in text.split("\n"):
            if line.strip():
                yield Block("paragraph", (Run(line.strip()),), number, number + 1)


def _plain_title(title: str) -> str:
    return "".join(b.text for b in parse_html(title)) if has_markup(title) else title


def _instant(entry: Any) -> int | None:
    """When an entry says it was published; a time without a zone is China's."""
    for name in ("published", "updated", "created"):
        instant = parse_instant(str(entry.get(name, "")))
        if instant is not None:
            return instant
    return None
