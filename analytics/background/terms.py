"""Which tokens carry meaning: words, not punctuation, numbers, single characters or stop words.

Words that only point or count (这部, 本次, 第二届, 数十架, 万亩) are too many to be listed. They are built by rule,
of a pronoun or numeral and a measure word, and are told by it.
"""

import re
from functools import cache

import numpy as np

from analytics.resources import data_path

_WORD = re.compile(r"[\u4e00-\u9fff]{2,}[a-z0-9]*|[a-z][a-z0-9&.+-]*[a-z0-9+]")
_NUMBER = "(?:[一二两三四五六七八九十百千万亿几数多余]{1,20})"
_MEASURE = (
    "(?:个|位|名|家|项|件|条|款|部|场|次|批|届|期|份|张|台|辆|艘|架|枚|颗|只|支|篇|幅|轮|笔|起|处|所|栋|套|株|箱|瓶|碗|根|顿|列|杯|段|片|"
    "群|种|类|倍|岁|趟|回|册|集|层|年|年期|月|周|日|天|个月|年代|季度|世纪|小时|分钟|周年)"
)
_UNIT = "(?:亩|斤|吨|桶|米|公里|平方米|立方米|平方公里|公顷|千瓦|千瓦时|人次|辆次|架次|件次|户)"
_POINTING = re.compile(
    "[这该此每].{1,2}"
    f"|[那哪某各]{_NUMBER}?{_MEASURE}"
    f"|[本首]{_NUMBER}?(?:{_MEASURE}|季)|本(?:案|国|市|省|县|区|州|校|院|行|书|台|社|报|刊|片|剧|店|赛季)"
    f"|[上下][一两]?(?:个|次|期|届|轮|周|季|月|年|个月|季度)"
    f"|第{_NUMBER}(?:{_MEASURE}|代|阶段|步|季|座|号)?"
    f"|头?{_NUMBER}{_MEASURE}|[二三四五六七八九几数]十[一二三四五六七八九几多余]?|[一二三四五六]是|"
    f"{_NUMBER}[万亿]?{_UNIT}|[多余]{_UNIT}|半(?:个|年|月|天|日)"
)
_SAYING = re.compile("(?!职称|不?对称|昵称|全称|非对称).{1,3}称")  # 俄方称, 通报称
_ADDRESS = re.compile(r"\Awww\.|\.(?:com|cn|net|org|html?)\Z")
_TOO_LONG = 20  # a longer "word" is an address or noise


@cache
def stop_words() -> frozenset[str]:
    """The bundled stop words, lower case."""
    lines = data_path("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(
        word.lower() for line in lines if not line.startswith("#") for word in line.split()
    )


def fold(term: str) -> str:
    """The form under which a term is counted: lower case, no surrounding space."""
    return term.strip().lower()


def is_content(term: str) -> bool:
    """Whether a folded term is a word of at least two characters that says what a text is about."""
    if len(term) > _TOO_LONG or not _WORD.fullmatch(term) or term in stop_words():
        return False
    return not (_POINTING.fullmatch(term) or _SAYING.fullmatch(term) or _ADDRESS.search(term))


def content_terms(vocabulary: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The content terms of a vocabulary, and where each entry of the vocabulary went.

    Returns `terms` (folded, sorted, unique) and `positions` (int32, shape of `vocabulary`): the index
    into `terms`, −1 for what is no content.
    """
    folded = [fold(term) for term in vocabulary]
    kept = [is_content(term) for term in folded]
    terms = np.array(sorted({t for t, k in zip(folded, kept, strict=True) if k}), dtype=object)
    index = {term: i for i, term in enumerate(terms)}
    positions = np.array(
        [index[t] if k else -1 for t, k in zip(folded, kept, strict=True)], dtype=np.int32
    )
    return terms, positions
