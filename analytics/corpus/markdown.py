"""Markdown digests: lines to blocks (markdown-it-py), blocks to posts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from analytics.corpus.blocks import Block, Run, join_cells, merge_runs, strip_runs
from analytics.corpus.dates import is_day, meta_line
from analytics.corpus.drafts import LABEL
from analytics.corpus.html import parse_html
from analytics.corpus.links import web_address

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

WINDOW = 5_000  # lines parsed at once, which bounds memory
MOST_LINES = 8 * WINDOW  # lines of one list, quote or table; a longer one is cut
INLINE = 20_000  # characters of one paragraph whose inline markup is parsed; more is plain text
MOST_BRACKETS = 1_000  # of such a paragraph: each is looked for its partner
NESTING = 100  # blocks within blocks; `shallow` keeps lines below it, since more would be lost
MOST_BLOCKS = 100_000  # blocks of one post
SURVEYED = 20_000  # blocks that decide which headings start posts


@dataclass(frozen=True, slots=True)
class Post:
    """A heading and what stands under it up to the next post; lines count from 1."""

    title: str
    url: str
    blocks: tuple[Block, ...]
    line: int
    end: int
    over: tuple[str, ...] = ()  # headings of higher levels above it
    within: str = ""  # the title of the whole, when it has one
    is_cut: bool = False  # whether it holds more than `MOST_BLOCKS`, which are not kept


_CONTAINERS = re.compile(r"\A(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$))){8,}[ \t]*")
_INDENT = re.compile(r"[ \t]{24,}")


def shallow(line: str) -> str:
    """A line with no more than a few quotes, list marks and steps of indentation at its start."""
    line = _INDENT.sub(" " * 24, line, count=1) if line[:24].isspace() else line
    match = _CONTAINERS.match(line)
    return f"> {line[match.end() :]}" if match else line


def parse_blocks(lines: Sequence[str]) -> Iterator[Block]:
    """The blocks of a Markdown text, in order.

    The text is parsed in windows of some thousand lines. A block at the outermost level does not
    depend on those before it, so a window is cut before its last block, which starts the next one; a
    window that is a single block grows up to `MOST_LINES`.
    """
    start, window = 0, WINDOW
    while start < len(lines):
        stop = min(start + window, len(lines))
        tokens = _parser().parse("\n".join(map(shallow, lines[start:stop])))
        if stop < len(lines):
            outermost = [
                i for i, t in enumerate(tokens) if t.level == 0 and t.map and t.nesting >= 0
            ]
            if len(outermost) < 2 and window < MOST_LINES:
                window *= 2
                continue
            if len(outermost) > 1:
                tokens, stop = tokens[: outermost[-1]], start + tokens[outermost[-1]].map[0]  # type: ignore[index]
        yield from _blocks(tokens, start + 1)
        start, window = stop, WINDOW


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    # Chinese paragraphs are often indented; nobody indents code by four spaces in news.
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable("table").disable("code")

    def parse_inline(state: Any) -> None:
        for token in state.tokens:
            if token.type == "inline":
                text = token.content
                if len(text) > INLINE or text.count("[") > MOST_BRACKETS:
                    token.children = [Token("text", "", 0, content=text)]
                else:
                    state.md.inline.parse(text, state.md, state.env, token.children)

    parser.core.ruler.at("inline", parse_inline)
    return parser


def _blocks(tokens: "Sequence[Token]", first_line: int) -> Iterator[Block]:
    quotes, markers = 0, [""]
    heading = 0
    row: list[tuple[Run, ...]] | None = None  # the cells of a table's row, which is one paragraph
    row_lines = (0, 0)
    for token in tokens:
        line, end = (first_line + number for number in token.map) if token.map else (0, 0)
        match token.type:
            case "blockquote_open":
                quotes += 1
            case "blockquote_close":
                quotes -= 1
            case "list_item_open":
                markers.append(f"{token.info}{token.markup}")
            case "list_item_close":
                markers.pop()
            case "heading_open":
                heading = int(token.tag[1])
            case "heading_close":
                heading = 0
            case "tr_open":
                row, row_lines = [], (line, end)
            case "tr_close":
                runs = join_cells(row or [])
                row = None
                if runs:
                    yield Block("paragraph", runs, *row_lines, quoted=quotes > 0)
            case "inline" if row is not None:
                cell = _inline(token, line, end, 0, False, "")
                row.append(tuple(run for block in cell for run in block.runs))
            case "hr":
                yield Block("rule", (), line, end)
            case "fence" | "code_block":
                yield Block("code", (Run(token.content),), line, end, quoted=quotes > 0)
            case "html_block":
                yield from parse_html(token.content, line, end, quoted=quotes > 0)
            case "inline":
                marker = markers[-1]
                if marker:
                    markers[-1] = " "  # only the first block of a list item shows its marker
                yield from _inline(token, line, end, heading, quotes > 0, marker.strip())


def _inline(
    token: "Token", line: int, end: int, heading: int, quoted: bool, marker: str
) -> Iterator[Block]:
    """One block of text, or several when images stand in it."""
    runs: list[Run] = []
    bold, url = 0, ""

    def flush() -> Iterator[Block]:
        nonlocal marker
        merged = merge_runs(runs)
        runs.clear()
        way: Sequence[Run] = ()
        if not heading:
            merged, way = split_way(merged)
        if heading or merged:
            kind = "heading" if heading else "item" if marker else "paragraph"
            yield Block(kind, merged, line, end, heading, quoted, marker)  # type: ignore[arg-type]
            marker = ""
        if way:
            yield Block("paragraph", tuple(way), end - 1, end, quoted=quoted)

    for child in token.children or []:
        match child.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "link_open":
                url = web_address(str(child.attrs.get("href", "")))
            case "link_close":
                url = ""
            case "softbreak" | "hardbreak":
                runs.append(Run("\n"))
            case "text" | "code_inline" | "text_special":
                runs.append(Run(child.content, bold > 0, url))
            case "html_inline":
                if child.content.lower().startswith("<br"):
                    runs.append(Run("\n"))
                elif child.content.lower() in ("<b>", "<strong>"):
                    bold += 1
                elif child.content.lower() in ("</b>", "</strong>"):
                    bold -= 1
                elif child.content.lower().startswith("<img"):
                    yield from flush()
                    yield from parse_html(child.content, line, end, quoted=quoted)
            case "image":
                if not heading:
                    yield from flush()
                    source = web_address(str(child.attrs.get("src", "")))
                    yield Block("image", (), line, end, quoted=quoted, url=source)
    yield from flush()


def split_posts(blocks: Iterable[Block]) -> Iterator[Post]:
    """Posts of a digest: what stands under each heading of the level that starts posts.

    Text before the first such heading comes as a post without title. A single heading above all
    others is the title of the whole and stands over no post.
    """
    stream = iter(blocks)
    surveyed = list(islice(stream, SURVEYED))
    level = post_level(surveyed)
    outer = [block for block in surveyed if block.kind == "heading" and block.level < level]
    levels = Counter(block.level for block in outer)
    alone = [block for block in outer if levels[block.level] == 1]
    whole = alone[0] if alone and alone[0] is outer[0] else None
    within = whole.text[:LABEL] if whole else ""
    over: dict[int, str] = {}
    heading: Block | None = None
    body: list[Block] = []
    is_cut = False

    def finish(end: int) -> Post:
        return Post(
            heading.text if heading else "",
            next((run.url for run in heading.runs if run.url), "") if heading else "",
            tuple(body),
            heading.line if heading else body[0].line if body else 1,
            end,
            tuple(over[key] for key in sorted(over)),
            within,
            is_cut,
        )

    for block in _chain(surveyed, stream):
        if block.kind == "heading" and not block.quoted and block.level <= level:
            if heading or body:
                yield finish(block.line)
            body, is_cut = [], False
            if block is whole:
                heading = None
            elif block.level < level:
                over = {key: text for key, text in over.items() if key < block.level}
                over[block.level] = block.text[:LABEL]
                heading = None
            else:
                heading = block
        elif len(body) < MOST_BLOCKS:
            body.append(block)
        else:
            is_cut, body[-1] = True, block  # the last one says where the post ends
    if heading or body:
        yield finish(body[-1].end if body else heading.end)  # type: ignore[union-attr]


def _chain(first: list[Block], rest: Iterator[Block]) -> Iterator[Block]:
    yield from first
    yield from rest


def post_level(blocks: Sequence[Block]) -> int:
    """The heading level that starts posts; 0 when there is no heading.

    A post shows itself by a quote or its date and publisher after its heading, or by a closing link
    before the next, and has one such link. The outermost level starts the posts unless most headings of a deeper one look more
    like it, or it has a single heading, which then is the title of the whole. Headings that say no
    more than a day stand over the posts of that day.
    """
    best, best_share, alone = 0, 0.0, False
    headings = [i for i, b in enumerate(blocks) if b.kind == "heading" and not b.quoted]
    for level in sorted({blocks[i].level for i in headings}):
        starts = [i for i in headings if blocks[i].level <= level]
        parts = [
            [block for block in blocks[start + 1 : stop] if block.kind != "rule"]
            for start, stop in zip(starts, [*starts[1:], len(blocks)], strict=True)
            if blocks[start].level == level
        ]
        share = sum(_is_post(part, outermost=best == 0) for part in parts) / len(parts)
        if best == 0 or (share > 0.6 and (share > best_share or (alone and len(parts) > 1))):
            best, best_share, alone = level, share, len(parts) == 1
    if all(is_day(blocks[i].text) for i in headings if blocks[i].level == best):
        return min((blocks[i].level for i in headings if blocks[i].level > best), default=best)
    return best


def _is_post(blocks: Sequence[Block], outermost: bool) -> bool:
    """Whether blocks under a heading look like one post rather than a section of posts."""
    if not blocks or sum(map(is_closing_link, blocks)) > 1:
        return False
    first = blocks[0]
    titled = first.kind == "heading" or (bool(first.runs) and all(run.bold for run in first.runs))
    if meta_line(first.text) is not None and len(blocks) > 1:
        return True
    return first.quoted or (is_closing_link(blocks[-1]) and (outermost or not titled))


_ADDRESS_LINE = re.compile(r"(?:^|\n)([^\n。，！？/]{0,12}?)(https?://[!-~]+)\s*$")


def split_way(runs: tuple[Run, ...]) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The runs of a paragraph, and its last line as a link when it is the way to the source in plain text.

    That is an address alone or after a word such as 原文：; an address of a list of several is none.
    """
    if not runs or "http" not in runs[-1].text or runs[-1].url:
        return runs, ()
    match = _ADDRESS_LINE.search(runs[-1].text)
    url = web_address(match[2]) if match else ""
    kept = runs[-1].text[: match.start()] if match else ""
    if match is None or not url or not (match[0].startswith("\n") or len(runs) == 1):
        return runs, ()
    if (match[1].strip() and not _WAY.search(match[1])) or "://" in kept.rpartition("\n")[2]:
        return runs, ()
    last = Run(kept, runs[-1].bold)
    return strip_runs((*runs[:-1], last)), strip_runs((Run(match[1]), Run(match[2], url=url)))


_WAY = re.compile(
    r"原文|全文|链接|阅读|查看|详情|来源|出处|网页|网址|地址|source|link|url|read|more|original|full|>>|»|→",
    re.IGNORECASE,
)


def is_closing_link(block: Block) -> bool:
    """Whether a block is nothing but the way to its source: one link with a short name or its address."""
    links = {run.url for run in block.runs if run.url}
    if block.kind not in ("paragraph", "item") or len(links) != 1:
        return False
    bare = "".join(run.text for run in block.runs if not run.url).strip(" ：:>»→（）()\n")
    text = block.text.strip()
    linked = "".join(run.text for run in block.runs if run.url)
    if len(bare) > 8 or (bare and not _WAY.search(bare)):
        return False
    return linked.startswith(("http://", "https://")) or (
        len(text) <= 16 and (bool(_WAY.search(text)) or bool(bare))
    )
