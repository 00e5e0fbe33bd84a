"""Roundups: posts that bundle the news of a day. Recognised by structure, split into their items.

A post is read in every layout that roundups use: titles as bold lines, links or sub-headings, items
of a list, numbered paragraphs, paragraphs that open with a title in bold or in 【brackets】. Of each
reading we ask whether its items stand alone as news do: each has its own headline, a dateline, a
wire or a publisher, a link; an article's sections have none of these. The best reading that
convinces splits the post, otherwise it is an article.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from analytics.corpus.blocks import Block, Run, strip_runs
from analytics.corpus.credits import is_credit, is_medium, may_be_caption

FEWEST = 3  # items of a roundup
COVERED = 0.7  # share of a roundup's text that lies in items
CONVINCING = 0.5

_ENDS = tuple("。！？!?；;…”’")
_NEWS = re.compile(
    r"\d{1,2}月\d{1,2}[日号]|(?:\d{1,2}|今|昨|当|前|近|本|周[一二三四五六日天])[日晚]|日前|今天|昨天|本周|上周|据[\w《》]{1,16}?"
    r"(?:报道|消息|透露|介绍|披露|了解|统计)|据悉|获悉|[\w]{2,8}[讯电][，,]|公告|宣布|披露|当地时间|消息人士|知情人士|"
    r"数据显示|发布公告|通报|截至|联合发布|正式(?:发布|上线|开业|投产|启动|推出)|完成[\w]{0,10}融资"
)
_SPOKEN = re.compile(r"^(?:Q\d{0,2}|A\d{0,2}|问|答|主持人|记者)\s{0,2}[:：.、]")
_NUMBERED = re.compile(
    r"^\s{0,3}(?:[(（]?\d{1,3}(?:[.．、)）]|\s{1,3}(?=\D))|[一二三四五六七八九十]{1,3}、|[①-⑳])\s{0,3}"
)
_BULLET = re.compile(r"^\s{0,3}(?:[•●○■□◆◇▶►▪·\-–—*✦★☆▍◾️🔹🔸👉📌✅]+)\s{0,3}")
_SYMBOLS = re.compile(
    r"^[\s\u2190-\u2bff\u3000-\u3003\u300e\u300f\u3010\u3011\ufe0f\u200d\U0001f000-\U0001faff|｜丨#*·•【】\[\]\-—=~_]+"
    r"|[\s\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff:：|｜丨【】\[\]\-—=~_]+$"
)
_PICTOGRAM = re.compile(r"^[\u2190-\u2bff\U0001f000-\U0001faff▍■●◆▌【]")
_SENTENCE_END = re.compile(
    r"[。！？!?；;…][”’」』）)]?\s{0,3}(?:[（(][^（）()]{1,30}[)）])?\s{0,3}$|[）)]\s{0,3}$"
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9.\-]+|[\u3400-\u9fff]{2}")


@dataclass(slots=True)
class Item:
    """One item of a roundup: title, link, section, and the blocks of its text."""

    title: str
    url: str
    section: str
    blocks: list[Block] = field(default_factory=list)
    line: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        """The text under the title."""
        return "\n".join(b.text for b in self.blocks if b.kind in ("paragraph", "item", "heading"))


Opening = tuple[str, str, tuple[Run, ...]]  # title, link, the rest of the block
Layout = Callable[[Block], Opening | None]


def split_roundup(blocks: Sequence[Block]) -> list[Item]:
    """The items of a roundup in order; an empty list when the post is none."""
    text = [block for block in blocks if block.kind != "rule"]
    best: tuple[float, int, list[Item]] = (CONVINCING, 0, [])
    for layout in _layouts(text):
        items = _read(text, layout)
        score = _score(items, text)
        if items and (score, len(items)) > best[:2]:
            best = (score, len(items), items)
    return best[2]


def _layouts(blocks: Sequence[Block]) -> list[Layout]:
    """Every layout of which at least the fewest openings occur."""
    levels = sorted({block.level for block in blocks if block.kind == "heading"})
    candidates: list[Layout] = [_bold_line, _link_line, _marked_line, *map(_heading, levels)]
    candidates += [_list_item, _numbered, _numbered_line, _bulleted, _lead_bold, _lead_bracket]
    return [
        layout
        for layout in candidates
        if sum(layout(block) is not None for block in blocks) >= FEWEST
    ]


def _plain_line(block: Block) -> bool:
    return block.kind in ("paragraph", "item") and 2 <= len(block.text) <= 120


def _bold_line(block: Block) -> Opening | None:
    """**Title** alone on its line, or the first line of a paragraph."""
    head, rest = _first_line(block)
    if not head or not _is_title(head) or not all(run.bold or not run.text.strip() for run in head):
        return None
    return _opening(head, rest)


def _link_line(block: Block) -> Opening | None:
    """[Title](address) alone on its line."""
    head, rest = _first_line(block)
    links = {run.url for run in head if run.url}
    if len(links) != 1 or not _is_title(head):
        return None
    return _opening(head, rest) if not _unlinked(head) else None


def _marked_line(block: Block) -> Opening | None:
    """A line that is bold or linked, for roundups that do both."""
    return _bold_line(block) or _link_line(block)


def _heading(level: int) -> Layout:
    def layout(block: Block) -> Opening | None:
        if block.kind != "heading" or block.level != level or len(block.text) < 2:
            return None
        return _opening(block.runs, ())

    return layout


def _list_item(block: Block) -> Opening | None:
    """An item of a list; its title is what is bold, linked or in brackets at its start."""
    return _split_opening(block.runs) if block.kind == "item" and block.marker else None


def _numbered(block: Block) -> Opening | None:
    """1、News in a paragraph of its own."""
    return _after(block, _NUMBERED)


def _numbered_line(block: Block) -> Opening | None:
    """1、Title on a line of its own, the news in the paragraphs below."""
    head, rest = _first_line(block)
    text = "".join(run.text for run in head)
    match = _NUMBERED.match(text)
    if not match or len(text) > 80 or text.endswith("。") or (block.kind == "item" and not rest):
        return None
    return _opening(_drop(head, match.end()), rest)


def _bulleted(block: Block) -> Opening | None:
    """• News in a paragraph of its own."""
    return _after(block, _BULLET)


def _lead_bold(block: Block) -> Opening | None:
    """**Title** and the news in one paragraph."""
    if block.kind != "paragraph" or not block.runs or not block.runs[0].bold:
        return None
    opening = _split_opening(block.runs)
    return opening if opening[0] and opening[2] else None


def _lead_bracket(block: Block) -> Opening | None:
    """【Title】 and the news in one paragraph."""
    if block.kind != "paragraph" or not block.text.startswith("【"):
        return None
    opening = _split_opening(block.runs)
    return opening if opening[0] and opening[2] else None


def _after(block: Block, mark: re.Pattern[str]) -> Opening | None:
    match = mark.match(block.text) if block.kind == "paragraph" else None
    return _split_opening(_drop(block.runs, match.end())) if match else None


def _first_line(block: Block) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The runs of the first line of a paragraph, and those after it."""
    if block.kind not in ("paragraph", "item"):
        return (), ()
    for position, run in enumerate(block.runs):
        if "\n" in run.text:
            before, _, after = run.text.partition("\n")
            head = (*block.runs[:position], Run(before, run.bold, run.url))
            rest = (Run(after, run.bold, run.url), *block.runs[position + 1 :])
            return strip_runs(head), strip_runs(rest)
    return block.runs, ()


def _is_title(runs: Sequence[Run]) -> bool:
    text = "".join(run.text for run in runs)
    return 2 <= len(text) <= 120 and not text.endswith(("。", "，", "；"))


def _unlinked(runs: Sequence[Run]) -> str:
    text = "".join(run.text for run in runs if not run.url)
    return re.sub(r"[\W_]|原文|链接|查看|阅读", "", _NUMBERED.sub("", text))


def _opening(head: Sequence[Run], rest: Sequence[Run]) -> Opening:
    text = "".join(run.text for run in head)
    text = _BULLET.sub("", _NUMBERED.sub("", text)) or text
    url = next((run.url for run in head if run.url), "")
    text = " ".join(text.split())
    whole = re.fullmatch(r"【([^【】]{2,})】", text)
    return (whole.group(1) if whole else text).strip(), url, strip_runs(rest)


def _split_opening(runs: Sequence[Run]) -> Opening:
    """Title, link and rest of a block that holds a whole item; the title may be empty."""
    runs = strip_runs(runs)
    url = next((run.url for run in runs if run.url), "")
    head, rest = _first_line(Block("paragraph", runs, 0, 0))
    if runs and (runs[0].bold or runs[0].url):
        style = (runs[0].bold, runs[0].url)
        stop = next((i for i, run in enumerate(runs) if (run.bold, run.url) != style), len(runs))
        title = "".join(run.text for run in runs[:stop])
        after = list(strip_runs(runs[stop:]))
        if after:
            after[0] = Run(after[0].text.lstrip("：:。 　—-|｜丨"), after[0].bold, after[0].url)
        if len(title) >= 4 or not after:
            title = " ".join(title.split()).rstrip("：:。|｜丨 ")
            whole = re.fullmatch(r"【([^【】]{2,})】", title)
            return whole.group(1) if whole else title, url, strip_runs(after)
    text = "".join(run.text for run in runs)
    bracket = re.match(r"【([^【】\n]{4,100})】\s{0,3}", text)
    if bracket:
        return bracket.group(1), url, _drop(runs, bracket.end())
    if rest and _is_title(head):
        return "".join(run.text for run in head).strip(), url, rest
    return "", url, tuple(runs)


def _drop(runs: Sequence[Run], count: int) -> tuple[Run, ...]:
    """The runs without their first characters."""
    kept = []
    for run in runs:
        if count < len(run.text):
            kept.append(Run(run.text[count:], run.bold, run.url))
        count = max(0, count - len(run.text))
    return strip_runs(kept)


def section_name(text: str) -> str:
    """Name of a section without emoji, brackets and colons."""
    return _SYMBOLS.sub("", _SYMBOLS.sub("", " ".join(text.split()))).strip()


def _read(blocks: Sequence[Block], layout: Layout) -> list[Item]:
    """The items of a post in one layout; an opening with nothing under it names a section."""
    openings = [layout(block) for block in blocks]
    items: list[Item] = []
    section = ""
    for position, (block, opening) in enumerate(zip(blocks, openings, strict=True)):
        following = openings[position + 1] if position + 1 < len(blocks) else None
        if opening is not None:
            title, url, rest = opening
            if (
                not rest
                and following is not None
                and _names_section(block, title, url, blocks, position)
            ):
                section = section_name(title)
                continue
            item = Item(title, url, section, line=block.line, end=block.end)
            if rest:
                item.blocks.append(
                    Block("paragraph", rest, block.line, block.end, quoted=block.quoted)
                )
            items.append(item)
        elif _is_section(block, following is not None, position, blocks):
            section = section_name(block.text)
        elif items:
            items[-1].blocks.append(block)
            items[-1].end = max(items[-1].end, block.end)
    return items


def _names_section(
    block: Block, title: str, url: str, blocks: Sequence[Block], position: int
) -> bool:
    """Whether an opening without text, right before another, is the name of a section."""
    if url or block.kind == "item" or len(section_name(title)) > 14:
        return False
    style = (block.kind, block.level, bool(block.marker))
    after = blocks[position + 1]
    return style == (after.kind, after.level, bool(after.marker)) or block.kind == "heading"


def _is_section(block: Block, before_item: bool, position: int, blocks: Sequence[Block]) -> bool:
    """Whether a block that opens no item names the section of those below."""
    text = block.text.strip()
    name = section_name(text)
    if not 2 <= len(name) <= 24 or text.endswith("。"):
        return False
    if block.kind == "heading":
        return True
    if not before_item or block.kind not in ("paragraph", "item") or is_credit(text):
        return False
    after_image = position > 0 and blocks[position - 1].kind == "image"
    if after_image and may_be_caption(text) and not _PICTOGRAM.match(text):
        return False
    marked = all(run.bold for run in block.runs) or bool(_PICTOGRAM.match(text))
    return len(name) <= (16 if marked else 8) and not text.endswith(_ENDS)


def _score(items: list[Item], blocks: Sequence[Block]) -> float:
    """How much a reading looks like a roundup, from 0 to 1; 0 where it can be none."""
    if len(items) < FEWEST:
        return 0.0
    whole = sum(len(b.text) for b in blocks if b.kind != "image" and not is_credit(b.text))
    inside = sum(len(item.title) + len(item.text) for item in items)
    n = len(items)
    linked = len({item.url for item in items if item.url and item.title}) / n
    if inside < COVERED * whole and not (linked > 0.8 and inside > 0.5 * whole):
        return 0.0
    bodies = [item.text for item in items]
    titled = [item for item in items if item.title]
    told = [body for body in bodies if body]
    if any(block.kind == "code" for item in items for block in item.blocks):
        return 0.0
    spoken = sum(bool(_SPOKEN.match(i.title)) or i.title.endswith(("?", "？")) for i in titled)
    if spoken > 0.4 * n or _one_speaker(titled):
        return 0.0
    if not told:
        # Headlines without text: only links that lead to different places make them news.
        return 0.6 if linked >= 0.8 and n >= 4 else 0.0
    if len(told) < 0.6 * n and linked < 0.8:
        return 0.0
    lengths = sorted(map(len, told))
    paragraphs = sorted(body.count("\n") + 1 for body in told)
    if lengths[len(lengths) // 2] > 700 or paragraphs[len(paragraphs) // 2] > 3:
        return 0.0
    dated = sum(bool(_NEWS.search(body[:60])) for body in told) / len(told)
    credited = sum(_ends_with_credit(body) for body in told) / len(told)
    headlines = sum(_is_headline(item.title) for item in titled) / n if titled else 0.0
    sentences = sum(bool(_SENTENCE_END.search(body[-40:])) for body in told) / len(told)
    brief = sum(body.count("\n") == 0 for body in told) / len(told)
    alone = 1.0 - _shared_subject(items)
    evidence = (
        0.42 * dated
        + 0.22 * credited
        + 0.32 * linked
        + 0.22 * headlines
        + 0.08 * brief
        + 0.12 * alone
    )
    return evidence * (0.5 + 0.5 * sentences)


def _is_headline(title: str) -> bool:
    """Whether a title says what happened rather than what a section is about."""
    return 9 <= len(title) <= 80 and not title.endswith(("：", ":", "？", "?"))


def _ends_with_credit(body: str) -> bool:
    match = re.search(r"[（(]([^（）()]{2,20})[)）]\s{0,3}$", body[-30:])
    return bool(match and is_medium(match.group(1)))


def _one_speaker(items: Sequence[Item]) -> bool:
    """Whether titles are turns of a talk: the same name before the colon again and again."""
    names = [item.title.partition("：")[0] for item in items if "：" in item.title[:12]]
    return len(names) > 0.5 * len(items) and len(set(names)) <= max(1, len(names) // 3)


def _shared_subject(items: Sequence[Item]) -> float:
    """Share of items that name the word most of them name: an article keeps to its subject."""
    counts: dict[str, int] = {}
    for item in items:
        for word in {w.lower() for w in _WORD.findall(f"{item.title}\n{item.text[:400]}")}:
            counts[word] = counts.get(word, 0) + 1
    latin = [count for word, count in counts.items() if word[0].isascii()]
    return max(latin, default=0) / len(items)
