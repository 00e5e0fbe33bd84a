"""Roundups: posts that bundle the news of a day. Recognised by structure, split into their items.

A post is read in every layout that roundups use: titles as bold lines, links or sub-headings, items
of a list, numbered paragraphs, paragraphs that open with a title in bold or in 【brackets】. Of each
reading we ask whether its items stand alone as news do: each has its own headline, a dateline, a
wire or a publisher, a link, a text that tells its title again; an article's sections have none of
these or share one subject. The best reading that convinces splits the post, otherwise it is an
article.
"""

import re
from collections.abc import Sequence

from analytics.corpus.blocks import Block, lines_apart, strip_runs
from analytics.corpus.credits import is_credit, may_be_caption
from analytics.corpus.layouts import UNMARKED, Layout, layouts_of
from analytics.corpus.markdown import is_closing_link
from analytics.corpus.standing import FEWEST, Item, is_issue, score_items

CONVINCING = 0.5
_ENDS = tuple("。！？!?；;…”’")
_SYMBOLS = re.compile(
    r"^[\s\u2190-\u2bff\u3000-\u3003\u300e\u300f\u3010\u3011\ufe0f\u200d\U0001f000-\U0001faff|｜丨#*·•【】\[\]\-—=~_]+"
    r"|(?<![\s\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff:：|｜丨【】\[\]\-—=~_])"
    r"[\s\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff:：|｜丨【】\[\]\-—=~_]+$"
)
_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}|\d{1,2}|Part\s?\d{1,2})\s?[、.．:：|｜]\s{0,3}"
)
_PICTOGRAM = re.compile(r"^[\u2190-\u2bff\U0001f000-\U0001faff▍■●◆▌【]")
_WAY = re.compile(
    r"[\[（(【]?(?:查看|阅读|点击)?(?:详情|原文|全文|链接|来源|更多)(?:链接)?[\]）)】]?\s?[>»→]{0,3}"
)


def split_roundup(blocks: Sequence[Block], title: str = "") -> list[Item]:
    """The items of a roundup in order; an empty list when the post (of this title) is none."""
    text = [part for block in blocks if block.kind != "rule" for part in lines_apart(block)]
    best: tuple[float, int, list[Item]] = (CONVINCING, 0, [])
    named = is_issue(title)
    for layout in layouts_of(text, FEWEST):
        items = _read(text, layout)
        score = score_items(items, text, named, marked=layout not in UNMARKED)
        if items and (score, len(items)) > best[:2]:
            best = (score, len(items), items)
    return best[2]


def section_name(text: str) -> str:
    """Name of a section without emoji, brackets and colons."""
    name = _SYMBOLS.sub("", _SYMBOLS.sub("", " ".join(text.split())))
    return _ORDINAL.sub("", name).strip() or name.strip()


def _read(blocks: Sequence[Block], layout: Layout) -> list[Item]:
    """The items of a post in one layout; an opening with nothing under it names a section."""
    openings = [None if is_closing_link(block) else layout(block) for block in blocks]
    items: list[Item] = []
    section = ""
    for position, (block, opening) in enumerate(zip(blocks, openings, strict=True)):
        before_item = position + 1 < len(blocks) and openings[position + 1] is not None
        untitled = opening is None or not opening[0]
        if untitled and _is_section(block, before_item, position, blocks):
            section = section_name(block.text)
        elif opening is not None:
            title, url, rest = opening
            if not rest and before_item and _names_section(block, title, url, blocks[position + 1]):
                section = section_name(title)
                continue
            item = Item(title, url, section, line=block.line, end=block.end)
            if rest and rest[-1].url and _WAY.fullmatch(rest[-1].text.strip()):
                item.url = rest[-1].url
                rest = strip_runs(rest[:-1])
            if rest:
                text = Block("paragraph", rest, block.line, block.end, quoted=block.quoted)
                item.blocks.append(text)
            items.append(item)
        elif items:
            if is_closing_link(block):
                items[-1].url = items[-1].url or next(run.url for run in block.runs if run.url)
            items[-1].blocks.append(block)
            items[-1].end = max(items[-1].end, block.end)
    for item in items:
        _name(item)
    return items


def _name(item: Item) -> None:
    """Give an item without a title the line above its text, when that line is no sentence."""
    told = [block for block in item.blocks if block.kind in ("paragraph", "item")]
    if item.title or len(told) < 2 or told[0] is not item.blocks[0]:
        return
    line = " ".join(told[0].text.split())
    if 4 <= len(line) <= 60 and not line.endswith((*_ENDS, "，", "：", ":", "）", ")")):
        item.title = line
        item.blocks = item.blocks[1:]


def _names_section(block: Block, title: str, url: str, after: Block) -> bool:
    """Whether an opening without text, right before another, is the name of a section."""
    if url or block.kind == "item" or len(section_name(title)) > 14:
        return False
    style = (block.kind, block.level, bool(block.marker))
    return style == (after.kind, after.level, bool(after.marker)) or block.kind == "heading"


def _is_section(block: Block, before_item: bool, position: int, blocks: Sequence[Block]) -> bool:
    """Whether a block that opens no item names the section of those below."""
    text = block.text.strip()
    name = section_name(text)
    if not 2 <= len(name) <= 24 or text.endswith("。"):
        return False
    if block.kind == "heading":
        return True
    if not before_item or block.kind not in ("paragraph", "item") or any(r.url for r in block.runs):
        return False
    if is_credit(text):
        return False
    after_image = position > 0 and blocks[position - 1].kind == "image"
    if after_image and may_be_caption(text) and not _PICTOGRAM.match(text):
        return False
    bold = all(run.bold for run in block.runs)
    marked = bold or bool(_PICTOGRAM.match(text) or _ORDINAL.match(text))
    return len(name) <= (16 if marked else 8) and not text.endswith(_ENDS)
