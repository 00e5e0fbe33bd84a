"""RSS and Atom to drafts (feedparser); an entry whose text is a roundup becomes its items."""

import re
from calendar import timegm
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from analytics.corpus.blocks import Block, Run
from analytics.corpus.drafts import Draft, Rejection, excerpt_of
from analytics.corpus.errors import Limits, SourceError
from analytics.corpus.html import has_markup, parse_html
from analytics.corpus.links import web_address
from analytics.corpus.markdown import Post
from analytics.corpus.posts import read_post
from analytics.corpus.repair import count_damaged_lines, one_line

_DECLARED = re.compile(rb"<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y")


def read_feed(content: bytes, name: str, limits: Limits) -> Iterator[Draft | Rejection]:
    """The documents of a feed; the line is the entry's number, from 1.

    Raises SourceError when it is no feed, or declares XML entities, as attacks do and feeds do not.
    """
    import feedparser

    if _DECLARED.search(content):
        raise SourceError(
            f"{name}: the feed declares XML entities, which are not read; get it from its publisher"
        )
    # As a stream: bytes by themselves could be taken for the name of a file.
    feed = feedparser.parse(BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        what = "the feed has no entries" if feed.version else "neither RSS nor Atom"
        raise SourceError(f"{name}: {what}; check the address or the file")
    publisher = one_line(str(feed.feed.get("title", "")))
    for number, entry in enumerate(feed.entries, start=1):
        yield from _read_entry(entry, number, publisher, limits)


def _read_entry(
    entry: Any, number: int, publisher: str, limits: Limits
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
    url = web_address(str(entry.get("link", "")))
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
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        parts = entry.get(name)
        if parts:
            seconds = timegm(parts)
            return seconds * 1_000_000 if 0 < seconds < 4_102_444_800 else None
    return None
