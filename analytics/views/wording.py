"""Words of the reports in English and Chinese, and how numbers are put into them."""

import re
from itertools import accumulate
from typing import Literal

import pandas as pd

Language = Literal["en", "zh"]

TONES = {
    "en": {"pos": "positive", "neu": "neutral", "neg": "negative"},
    "zh": {"pos": "正面", "neu": "中性", "neg": "负面"},
}
_SENTENCE = re.compile(r"[^。！？]{8,60}[。！？][”’」』]?")
SHORT_TITLE = 5  # characters up to which a title is a name rather than a sentence
# Chinese measure words of the kinds of documents.
MEASURES = {"article": "篇", "newsflash": "条", "roundup_item": "条", "title": "条"}
# One and many of them in English.
KIND_COUNTS = {
    "article": ("article", "articles"), "newsflash": ("newsflash", "newsflashes"),
    "roundup_item": ("roundup item", "roundup items"), "title": ("title alone", "titles alone"),
}  # fmt: skip
KINDS = {
    "en": {kind: many for kind, (_, many) in KIND_COUNTS.items()},
    "zh": {"article": "文章", "newsflash": "快讯", "roundup_item": "汇编条目", "title": "仅标题"},
}
ENTITY_KINDS = {
    "en": {
        "company": "company",
        "person": "person",
        "product": "product",
        "institution": "institution",
    },
    "zh": {"company": "公司", "person": "人物", "product": "产品", "institution": "机构"},
}
# What becomes of topics from run to run, changes first.
CHANGES = {
    "en": {
        "born": "born", "gone": "gone", "merged": "merged", "grown": "grown", "shrunk": "shrunk",
        "same": "same",
    },
    "zh": {
        "born": "新生", "gone": "消失", "merged": "并入", "grown": "扩大", "shrunk": "缩小",
        "same": "不变",
    },
}  # fmt: skip
EVIDENCE = {
    "en": {
        "field": "a field of the input",
        "feed": "the feed",
        "file name": "the file's name",
        "image path": "the path of a picture",
        "text": "the text",
        "": "nothing: undated",
    },
    "zh": {
        "field": "输入字段",
        "feed": "订阅源",
        "file name": "文件名",
        "image path": "图片路径",
        "text": "正文",
        "": "无依据：日期不详",
    },
}


def count(n: int, singular: str, plural: str = "") -> str:
    """A number with its English noun: "1 story", "2,400 stories"."""
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"


def numbered(name: str, n: int, language: Language) -> str:
    """A name with its number in brackets: "GPU (4)", "算力（4）"."""
    return f"{name}（{n:,}）" if language == "zh" else f"{name} ({n:,})"


def share(part: float, whole: float) -> str:
    """A share in whole per cent; "–" of nothing."""
    return f"{part / whole:.0%}" if whole else "–"


def signed(polarity: float) -> str:
    """A polarity with its sign and two digits: "+0.41", "−0.07"."""
    return f"{polarity:+.2f}".replace("-", "−")


def day(instant: pd.Timestamp) -> str:
    """An ISO day; empty when unknown."""
    return "" if pd.isna(instant) else f"{instant:%Y-%m-%d}"


def within(period: str, begin: pd.Timestamp, language: Language) -> str:
    """The day, week or month that begins then, as a phrase: "in the week of 2026-03-02", "2026-03-02所在周"."""
    if language == "zh":
        return day(begin) + {"day": "当日", "week": "所在周", "month": "所在月"}[period]
    return f"on {day(begin)}" if period == "day" else f"in the {period} of {day(begin)}"


def file_name(origin: str) -> str:
    """A file's name without this machine's folders; an address as it is."""
    return origin if "://" in origin else origin.rsplit("/", 1)[-1]


def listed(items: list[str], language: Language) -> str:
    """Items as a phrase: "a, b and c" or "a、b、c"."""
    if language == "zh" or len(items) < 2:
        return "、".join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]


def headline(title: str, body: str, width: int = 60) -> str:
    """What to call a document: its title, else the beginning of its body; at most as wide as so many Han characters.

    A title that only names somebody is followed by what the body says first, which may begin with the name.
    Of a body alone it is the first sentence.
    """
    begins = body.split("\n", 1)[0]
    sentence = _SENTENCE.match(begins)
    if sentence and not title:
        begins = sentence.group().removesuffix("。")
    says_little = len(title) <= SHORT_TITLE or title.endswith("公司")
    if says_little and title and begins.startswith(title):
        title = ""
    text = f"{title}：{begins}" if title and begins and says_little else title or begins
    if len(text) <= width:
        return text
    # Two other characters are as wide as a Han character.
    ends = accumulate(1.0 if character > "\u2e80" else 0.5 for character in text)
    fits = sum(1 for end in ends if end <= width)
    return text if fits == len(text) else text[: fits - 1] + "…"
