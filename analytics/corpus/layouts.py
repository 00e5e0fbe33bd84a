"""The layouts of roundups: where in a block the title of an item stands, and where its text begins."""

import re
from collections.abc import Callable, Sequence

from analytics.corpus.blocks import Block, Run, strip_runs
from analytics.corpus.credits import ends_with_credit
from analytics.corpus.dates import meta_line

Opening = tuple[str, str, tuple[Run, ...]]  # title, link, the rest of the block
Layout = Callable[[Block], Opening | None]

_NUMBERED = re.compile(
    r"^\s{0,3}(?:[(（]?\d{1,3}(?:[.．、)）]|\s{1,3}(?=\D))|[一二三四五六七八九十]{1,3}、|[①-⑳]|(?:\d\ufe0f?\u20e3){1,2})\s{0,3}"
)
# A headline of some length, a colon or a dash, and news that is no quotation of who stands before it.
_HEADLINE = re.compile(
    r"([^。！？\n]{8,60}?)(?:[：:]|\s{0,2}(?:—{1,2}|–)|\s[-|｜丨])\s{0,3}(?![“\"「])(?=[^\n]{20,})"
)
_ROW = re.compile(r"(?:(?:\d{1,3}|\d{1,2}[:：]\d{2}) \| )?([^|\n。]{4,60}) \| (?=[^\n]{15})")
_ENDED = (*"。，；：:！!”’」』…）)", "——")
_BULLET = re.compile(
    r"^\s{0,3}(?:[•●○■□◆◇▶►▪·\-–—*\ufe0f\u200d\u2190-\u245f\u2500-\u2bff\U0001f000-\U0001faff]+)\s{0,3}"
)
_TIME = re.compile(
    r"^\s{0,3}[【\[]?(?:[01]?\d|2[0-3])[:：][0-5]\d(?:[:：][0-5]\d)?[】\]]?\s{0,3}[|｜丨]?\s{0,3}"
)


def layouts_of(blocks: Sequence[Block], fewest: int) -> list[Layout]:
    """Every layout in which at least so many items open in these blocks."""
    levels = sorted({block.level for block in blocks if block.kind == "heading"})
    candidates: list[Layout] = [_bold_line, _link_line, _bracket_line, _marked_line]
    candidates += [*map(_heading, levels), _list_item, _item_line, _marked_headline]
    candidates += [_numbered, _numbered_line, _bulleted, _lead_bold, _lead_bracket, _timed]
    candidates += [_titled_paragraph, _plain_title, _plain_headline, _row, _credited]
    return [
        layout
        for layout in candidates
        if sum(layout(block) is not None for block in blocks) >= fewest
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


def _bracket_line(block: Block) -> Opening | None:
    """【Title】 alone on its line."""
    head, rest = _first_line(block)
    whole = re.fullmatch(r"【[^【】]{4,100}】", "".join(run.text for run in head))
    return _opening(head, rest) if whole else None


def _marked_line(block: Block) -> Opening | None:
    """A line that is bold, linked or in brackets, for roundups that do several."""
    return _bold_line(block) or _link_line(block) or _bracket_line(block)


def _heading(level: int) -> Layout:
    def layout(block: Block) -> Opening | None:
        if block.kind != "heading" or block.level != level or len(block.text) < 2:
            return None
        return _opening(block.runs, ())

    return layout


def _list_item(block: Block) -> Opening | None:
    """An item of a list; its title is what is bold, linked or in brackets at its start."""
    return _split_opening(block.runs) if block.kind == "item" and block.marker else None


def _item_line(block: Block) -> Opening | None:
    """An item of a list that is a title, the news in the paragraphs below."""
    whole = block.kind == "item" and block.marker and len(block.text) <= 80
    return _opening(block.runs, ()) if whole and _is_title(block.runs) else None


def _marked_headline(block: Block) -> Opening | None:
    """An item of a list, or 1、, with a headline and a colon before the news."""
    if block.kind == "item" and block.marker:
        start = 0
    elif block.kind == "paragraph" and (mark := _NUMBERED.match(block.text)):
        start = mark.end()
    else:
        return None
    return _headline(block, start)


def _headline(block: Block, start: int) -> Opening | None:
    match = _HEADLINE.match(block.text, start)
    if not match or "| " in match.group(1):  # cells of a row
        return None
    url = next((run.url for run in block.runs if run.url), "")
    return match.group(1).strip(), url, _drop(block.runs, match.end())


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


def _timed(block: Block) -> Opening | None:
    """11:30 Title or news."""
    return _after(block, _TIME)


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


def _titled_paragraph(block: Block) -> Opening | None:
    """Title and news in one paragraph, a line each, with no mark at all."""
    head, rest = _first_line(block) if block.kind == "paragraph" else ((), ())
    return _opening(head, rest) if rest and _is_plain_title(head) else None


def _plain_title(block: Block) -> Opening | None:
    """A line that reads like a title and bears no mark, the news in the paragraphs below."""
    if block.kind != "paragraph" or block.quoted or not _is_plain_title(block.runs):
        return None
    return _opening(block.runs, ())


def _plain_headline(block: Block) -> Opening | None:
    """A headline, a colon or a dash, and the news, in a paragraph without any mark."""
    plain = block.kind == "paragraph" and not block.quoted and not block.runs[0].bold
    return _headline(block, 0) if plain else None


def _row(block: Block) -> Opening | None:
    """A row of a table: a number, a time or neither, the title, the news."""
    match = _ROW.match(block.text) if block.kind == "paragraph" else None
    if not match:
        return None
    url = next((run.url for run in block.runs if run.url), "")
    return match.group(1), url, _drop(block.runs, match.end())


def _credited(block: Block) -> Opening | None:
    """News without a title in a paragraph or an item that ends with its publisher in brackets."""
    plain = block.kind in ("paragraph", "item") and not block.quoted and len(block.text) >= 30
    return ("", "", block.runs) if plain and ends_with_credit(block.text) else None


def _is_plain_title(runs: Sequence[Run]) -> bool:
    text = "".join(run.text for run in runs)
    marked = any(run.bold or run.url for run in runs) or text.startswith("【")
    if marked or any(mark.match(text) for mark in (_NUMBERED, _BULLET, _TIME)):
        return False
    if not 6 <= len(text) <= 50 or text.endswith(_ENDED) or "。" in text:
        return False
    return meta_line(text) is None


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
        # Before a colon even 2 characters are a title: the name of a company.
        named = bool(after) and after[0].text.startswith(("：", ":"))
        if after:
            after[0] = Run(after[0].text.lstrip("：:。 　—-|｜丨"), after[0].bold, after[0].url)
        if len(title) >= (2 if named else 4) or not after:
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


UNMARKED: frozenset[Layout] = frozenset((_plain_headline, _row))
