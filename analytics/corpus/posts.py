"""A post (a heading with blocks under it) to its documents: one, or the items of a roundup."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from analytics.corpus.blocks import Block
from analytics.corpus.clean import clean_paragraphs
from analytics.corpus.credits import is_credit, may_be_caption
from analytics.corpus.dates import (
    date_in_heading,
    date_in_image_path,
    date_in_text,
    is_day,
    meta_line,
)
from analytics.corpus.drafts import LABEL, Draft, Rejection, excerpt_of, kind_of
from analytics.corpus.markdown import Post, is_closing_link
from analytics.corpus.publishers import publisher_of
from analytics.corpus.repair import count_damaged_lines, one_line, paragraphs_of, repair
from analytics.corpus.roundups import section_name, split_roundup
from analytics.corpus.standing import Item

_PUBLISHER = re.compile(
    r"(?:本文|本稿|文章)?(?:来自|转自|转载自|首发于?|原载于?|来源)\s{0,2}[:：|｜丨]?\s{0,2}(?:微信)?(?:公众号|视频号)?\s{0,2}"
    r"[:：]?\s{0,2}[“\"「《\[【]{0,2}(?!https?:)([^“”\"「」《》\[\]【】，,。；;：:|｜丨()（）\n]{2,20})"
)
_ADDRESS = re.compile(r"[^。！？\n]{0,24}https?://[!-~]+\s{0,2}")
_HEADLINE = 6  # characters from which a heading with nothing under it is a headline
_TELLING = 30  # characters from which text without a heading is a document
_BRIEF = 10  # the same for an item of a roundup


def read_post(post: Post, lines: Sequence[str]) -> Iterator[Draft | Rejection]:
    """The documents of a post; `lines` are those of its file, of which line numbers count from 1.

    Without lines (a feed's entry) any title is news; in a file a heading alone may be a mere label.
    """
    title = one_line(post.title)
    url = post.url or _closing_address(post.blocks)
    instant, evidence = _date_of(post)
    told = _told(post.blocks)
    items = split_roundup(told, title)
    parent = title[:LABEL] if items else ""
    if items and 2 * sum(bool(_publisher(item.blocks)) for item in items[:-1]) >= len(items):
        # Where items name their sources, the line that closes the post is the last one's.
        credits = [block for block in post.blocks[len(told) :] if _publisher([block])]
        items[-1].blocks += credits[:1]
    if not items:
        over = [text for text in post.over if not is_day(text)]
        section = section_name(one_line(over[-1])) if over else ""
        items = [Item(title, url, section, list(post.blocks), post.line, post.end)]
    # Items that stand on the same lines, as those of a piece of HTML do, have no lines of their own.
    starts = Counter(item.line for item in items)
    for item in items:
        original = (
            "\n".join(lines[item.line - 1 : item.end - 1]).strip("\n")
            if lines and starts[item.line] == 1
            else "\n".join(filter(None, (item.title, *(block.text for block in item.blocks))))
        )
        meta = _take_meta(item.blocks)
        draft = _read_item(item, original, bool(lines), bool(parent))
        if isinstance(draft, Draft):
            if parent:
                draft.kind, draft.parent_title = "roundup_item", parent
            draft.url = item.url or _closing_address(item.blocks) or url
            draft.source = draft.source or (meta[1] if meta else "") or publisher_of(draft.url)
            draft.published_at, draft.date_evidence = instant, evidence
            if meta is not None:
                draft.published_at, draft.date_evidence, draft.is_dated = meta[0], "text", True
        yield draft


def _take_meta(blocks: list[Block]) -> tuple[int, str] | None:
    """Take the line of date and publisher that opens or closes an item out of its blocks."""
    told = [i for i, block in enumerate(blocks) if block.kind in ("paragraph", "item")]
    if len(blocks) < 2 or not told:
        return None
    for place in ([told[0]] if told[0] < 3 else []) + ([told[-1]] if len(told) > 1 else []):
        meta = meta_line(blocks[place].text)
        if meta is not None:
            del blocks[place]
            return meta
    return None


def _told(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without what closes the post: the way to its source, credits, images."""
    kept = list(blocks)
    ways = 0
    while kept:
        last = kept[-1]
        ways += is_closing_link(last)
        if ways > 1 or not (
            last.kind in ("image", "rule") or is_closing_link(last) or is_credit(last.text.strip())
        ):
            break
        kept.pop()
    return kept


def _read_item(item: Item, original: str, is_file: bool, in_roundup: bool) -> Draft | Rejection:
    paragraphs = list(news_paragraphs(item.blocks))
    title, body, source = clean_paragraphs(
        one_line(item.title), paragraphs, _publisher(item.blocks)
    )
    if not body and len(title) < (_HEADLINE if is_file else 1):
        return Rejection(item.line, "a heading with no news under it", excerpt_of(original))
    telling = _BRIEF if in_roundup else _TELLING
    if is_file and not title and not item.title and len(body) < telling:
        reason = "text without a heading, too short to be news"
        return Rejection(item.line, reason, excerpt_of(original))
    return Draft(
        title,
        body,
        original,
        item.line,
        source=source,
        section=one_line(item.section),
        kind=kind_of(title, body),
        n_damaged_lines=count_damaged_lines(original),
    )


def news_paragraphs(blocks: Iterable[Block]) -> Iterator[str]:
    """The paragraphs that may be news: no code, images, captions, bare addresses, ways to the source."""
    after_image = False
    for block in blocks:
        if block.kind in ("image", "rule", "code"):
            after_image = block.kind == "image" or (after_image and block.kind == "rule")
            continue
        if is_closing_link(block):
            continue
        plain = block.kind == "paragraph" and not any(run.bold or run.url for run in block.runs)
        number = f"{block.marker} " if block.marker[:1].isdigit() else ""
        text = number + repair(block.text)
        caption = after_image and plain and "\n" not in text and may_be_caption(text.strip())
        after_image = False
        if caption:
            continue
        for line in paragraphs_of(text):
            if any(c.isalnum() for c in line) and not _ADDRESS.fullmatch(line):
                yield line


def _closing_address(blocks: Sequence[Block]) -> str:
    """Where the last link that stands alone leads: the way to the source."""
    for block in reversed(blocks):
        if is_closing_link(block):
            return next(run.url for run in block.runs if run.url)
    return ""


def _publisher(blocks: Sequence[Block]) -> str:
    """Whom the post says it was taken from; the source of an image is not meant."""
    after_image = False
    for block in blocks:
        text = block.text.strip()
        if block.kind == "image":
            after_image = True
        elif not after_image and len(text) < 400 and is_credit(text):
            match = _PUBLISHER.match(text)
            if match:
                return one_line(match.group(1).removesuffix("https").removesuffix("http"))
        else:
            after_image = after_image and may_be_caption(text) and not is_credit(text)
    return ""


def _date_of(post: Post) -> tuple[int | None, str]:
    """The day that a post's heading states, else that in the paths of its images, of a dateline, or of
    a heading above it.
    """
    day = date_in_heading(post.title)
    if day is not None:
        return day, "text"
    days = [day for b in post.blocks if b.kind == "image" and (day := date_in_image_path(b.url))]
    if days:
        return max(days), "image path"
    texts = [b.text for b in post.blocks if b.kind in ("paragraph", "item")]
    for text in (*texts[:3], *texts[-2:]):
        day = date_in_text(text.strip())
        if day is not None:
            return day, "text"
    for text in (*reversed(post.over), post.within):
        day = date_in_heading(text)
        if day is not None:
            return day, "text"
    return None, ""
