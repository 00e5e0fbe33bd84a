"""Marks, figures and rates: what is told by a term's form, not by a list of words."""

import math
import re
from collections.abc import Iterable, Mapping

SENTENCE_END = frozenset("。！？!?；;…\n")
CLAUSE_END = SENTENCE_END | frozenset("，,：:— ")
_NUMBER = re.compile(r"[\d.,]+(?:[%％]|pct|个百分点)?")
_DIGITS = frozenset("0123456789.,")
FIGURE_STARTS = _DIGITS | frozenset("%％p个一二三四五六七八九十两成倍大半近超约逾过")
RATE_ENDS = ("幅", "幅度", "增速", "降速")
_PERCENT = re.compile(
    r"[\d.,]{1,40}(?:[%％]|个百分点|倍|成|pct)|[%％]|pct|个百分点|[一二三四五六七八九十两]成|成|倍|[近超约逾过]?(?:一半|大半|半数|[一二三四五六七八九十]分之[一二三四五六七八九十])"
)
_TENTHS = "一二三四五六七八九"
_RATES = {"涨幅": 1, "升幅": 1, "增幅": 1, "跌幅": -1, "降幅": -1}
SIGNS = {"+": 1, "-": -1, "−": -1, "－": -1, "负": -1}


def graded(adjectives: Mapping[str, float], very: Iterable[str]) -> dict[str, float]:
    """很强, 太低: the adjectives of one character with their degree."""
    short = [(one, value) for one, value in adjectives.items() if len(one) == 1]
    return {more + one: value for more in very for one, value in short}


def is_number(term: str) -> bool:
    """12, 1,000, 3.1%?"""
    return term[0] in _DIGITS and bool(_NUMBER.fullmatch(term))


def is_percent(term: str) -> bool:
    """12%, 三成, or what makes the number before it a share: %, 倍?"""
    return term[0] in FIGURE_STARTS and bool(_PERCENT.fullmatch(term))


def rate_sign(term: str) -> int:
    """1 for 日内涨幅, −1 for 跌幅, else 0."""
    return _RATES.get(term[-2:], 0)


def change_sign(term: str) -> int:
    """−1 for 降幅, 1 for 增速, 幅度 and every other rate of change."""
    return -1 if set(term) & set("跌降减") else 1


def amount(term: str) -> float:
    """The number that a term is, NaN for none; 三成 is 30."""
    if len(term) == 2 and term[1] == "成" and term[0] in _TENTHS:
        return 10.0 * (1 + _TENTHS.index(term[0]))
    if not is_number(term):
        return math.nan
    try:
        return float(term.rstrip("%％pct个百分点").replace(",", ""))
    except ValueError:
        return math.nan
