"""A Markdown text to drafts: front matter, posts, the day in the file's name."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from analytics.corpus.dates import date_in_name, parse_instant
from analytics.corpus.drafts import Draft, Rejection, excerpt_of
from analytics.corpus.errors import Limits
from analytics.corpus.links import host_of
from analytics.corpus.markdown import MOST_BLOCKS, Post, parse_blocks, split_posts
from analytics.corpus.posts import read_post
from analytics.corpus.repair import one_line, undo_mojibake

_SETTING = re.compile(r"([A-Za-z_]{1,30})\s{0,3}:\s{0,3}(.{0,300})")
_PLACE = re.compile(
    r"[(（【](?P<in>\d{1,3})[)）】]|(?P<bare>\d{1,3})(?:[.．、)）](?!\d)|(?<=0\d)\s)"
)
_TIGHT_HEADING = re.compile(r"(\s{0,3}#{1,6})(?=[^#\s])")


def read_digest(text: str, name: str, limits: Limits) -> Iterator[Draft | Rejection]:
    """The documents of a Markdown text; the file's name may state the day."""
    lines = text.split("\n")
    settings, first = _front_matter(lines)
    day, evidence = parse_instant(settings.get("date", "")), "field"
    if day is None:
        day, evidence = date_in_name(PurePath(name).name), "file name"
    # The marks of Markdown are understood by what stands beside them.
    readable = ["" if number < first else undo_mojibake(line) for number, line in enumerate(lines)]
    for post in _without_numbers(split_posts(parse_blocks(_spaced(readable)))):
        size = sum(map(len, lines[post.line - 1 : post.end - 1]))
        if size > limits.document_characters:
            reason = f"a post of {size:,} characters; the limit is {limits.document_characters:,}"
            yield Rejection(post.line, reason, excerpt_of(lines[post.line - 1]))
            continue
        if post.is_cut:
            reason = f"a post of more than {MOST_BLOCKS:,} paragraphs"
            yield Rejection(post.line, reason, excerpt_of(lines[post.line - 1]))
            continue
        for piece in read_post(post, lines):
            if isinstance(piece, Draft):
                if day is not None and not piece.is_dated:
                    piece.published_at, piece.date_evidence = day, evidence
                named = one_line(settings.get("source", ""))
                # A publisher that is known by no more than its host goes by the name given.
                if named and piece.source in ("", host_of(piece.url)):
                    piece.source = named
            yield piece


def _without_numbers(posts: Iterable[Post]) -> Iterator[Post]:
    """Posts whose titles shed a number that says no more than their place: 2. in the title of the second."""
    places: Counter[tuple[str, ...]] = Counter()
    for post in posts:
        places[post.over] += bool(post.title)
        match = _PLACE.match(post.title)
        if match and int(match["in"] or match["bare"]) == places[post.over]:
            post = replace(post, title=post.title[match.end() :].strip() or post.title)
        yield post


def _front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """Settings between `---` lines at the start, and the number of lines they take."""
    if not lines or lines[0].strip() != "---":
        return {}, 0
    settings: dict[str, str] = {}
    for number, line in enumerate(lines[1:60], start=1):
        if line.strip() == "---":
            return settings, number + 1
        match = _SETTING.fullmatch(line.strip())
        if match:
            settings[match.group(1).lower()] = match.group(2).strip("\"' ")
    return {}, 0


def _spaced(lines: list[str]) -> list[str]:
    """Lines with a space after the marks of headings, when the whole text writes them without."""
    if any(re.match(r"\s{0,3}#{1,6}\s", line) for line in lines):
        return lines
    return [
        line if line.rstrip().endswith("#") else _TIGHT_HEADING.sub(r"\1 ", line, count=1)
        for line in lines
    ]
