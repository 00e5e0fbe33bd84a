"""What each entry of a vocabulary means to the composition: one array a role, looked up once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.lexicon import MODALITIES, NEGATORS, Lexicon

_SENTENCE_END = frozenset("。！？!?；;…\n")
_CLAUSE_END = _SENTENCE_END | frozenset("，,：:—")
_NUMBER = re.compile(r"[\d.,]+(?:[%％]|个百分点)?")
_PERCENT = re.compile(
    r"[\d.,]+(?:[%％]|个百分点|倍|成|pct)|[%％]|pct|个百分点|[一二三四五六七八九十两]成|成|倍"
)
_SUFFIXES = frozenset(
    (
        "科技", "电力", "生态", "股份", "环保", "集团", "控股", "电子", "生物", "医药",
        "药业", "能源", "重工", "汽车", "传媒", "证券", "银行", "保险", "食品", "化工",
        "新材", "材料", "智能", "软件", "网络", "信息", "通信", "物流", "置业", "地产",
        "建设", "投资", "资本", "资管", "航空", "钢铁", "矿业", "农业", "牧业", "乳业",
        "酒业", "医疗", "制药", "光电", "光伏", "实业", "股票", "基金",
    )
)  # fmt: skip
_PAST = frozenset(("上年同期", "去年同期", "上期", "前值", "预期", "同期", "预期值", "市场预期"))
_COMPARISONS = {"高": 1.5, "多": 1.5, "快": 1.5, "低": -1.5, "少": -1.5, "慢": -1.5, "降": -1.5}
_COMPARISONS |= {
    "多了": 1.5,
    "高了": 1.5,
    "高出": 1.5,
    "翻了": 2,
    "翻": 2,
    "少了": -1.5,
    "低了": -1.5,
    "掉了": -1.5,
}
_PLANS = frozenset(("计划", "打算", "安排", "意向", "规划", "想法", "预案", "意图", "方案", "考虑"))
_CAUSES = frozenset(("致", "导致", "造成", "引发", "酿成", "致使", "招致", "引起"))
_BARRIERS = frozenset(
    ("便", "就", "即", "遂", "才", "却", "而", "则", "反而", "遭", "便遭", "就被")
)
_ORDERS = frozenset(("责令", "被责令", "勒令", "被勒令", "被要求", "要求", "强制", "被迫"))
_RATES = {"涨幅": 1, "升幅": 1, "增幅": 1, "跌幅": -1, "降幅": -1}
_SIGNS = {"+": 1, "-": -1, "−": -1, "－": -1}


@dataclass(frozen=True)
class Roles:
    """Arrays over the vocabulary.

    `valence` (float, 0 for none), `named` (bool: a name of the gazetteer),
    `learned` (bool: a word that only the learned list holds), `opening` (《), `closing` (》),
    `past` (上年同期), `origin` (从), `comparison` (±: 高, 低), `rate` (跌幅), `price` (涨, 跌), `known` (bool: an entry of a polarity file, shields included),
    `direction` (float), `metric` (float, NaN for none), `degree` (float, 1 for none), `negator` and
    `modality` (int8, 1 + index into NEGATORS / MODALITIES, 0 for none), `clause_end`,
    `sentence_end`, `question`, `number`, `percent`, `nought` (零), `signed`, `latin`, `content` (bool),
    `sign` (−1, 0, 1 of a signed figure's sign), `length` (characters), `good_share` and
    `bad_share` (of the words below such a headline, 1 for all), `suffix` (科技: ends names of companies),
    `colon`, `semicolon`, `plan` (计划), `aspect` (了), `attributive` (的),
    `space`, `cause` (致), `order` (责令), `barrier` (便), `rate_sign` (1 for 涨幅, −1 for 跌幅).
    """

    valence: np.ndarray
    named: np.ndarray
    learned: np.ndarray
    opening: np.ndarray
    closing: np.ndarray
    past: np.ndarray
    origin: np.ndarray
    comparison: np.ndarray
    rate: np.ndarray
    price: np.ndarray
    known: np.ndarray
    direction: np.ndarray
    metric: np.ndarray
    degree: np.ndarray
    negator: np.ndarray
    modality: np.ndarray
    clause_end: np.ndarray
    sentence_end: np.ndarray
    question: np.ndarray
    number: np.ndarray
    percent: np.ndarray
    nought: np.ndarray
    signed: np.ndarray
    sign: np.ndarray
    latin: np.ndarray
    content: np.ndarray
    length: np.ndarray
    good_share: np.ndarray
    bad_share: np.ndarray
    suffix: np.ndarray
    colon: np.ndarray
    semicolon: np.ndarray
    plan: np.ndarray
    aspect: np.ndarray
    attributive: np.ndarray
    space: np.ndarray
    cause: np.ndarray
    order: np.ndarray
    barrier: np.ndarray
    rate_sign: np.ndarray


def read_roles(
    vocabulary: np.ndarray, lexicon: Lexicon, learned: Mapping[str, float] | None = None
) -> Roles:
    """The roles of every entry of a vocabulary; a name of the gazetteer has none.

    `learned` are valences of words that the lexicon lacks; a word of the lexicon keeps its own.
    """
    terms = [str(term).lower() for term in vocabulary]  # the segmenter has normalised them
    named = np.array([term in lexicon.names for term in terms], dtype=bool)

    def numbers(table: Mapping[str, float], missing: float) -> np.ndarray:
        return np.array([table.get(term, missing) for term in terms], dtype=float)

    def kinds(table: dict[str, str], order: tuple[str, ...]) -> np.ndarray:
        index = {kind: i + 1 for i, kind in enumerate(order)}
        return np.array([index.get(table.get(term, ""), 0) for term in terms], dtype=np.int8)

    known = np.array([term in lexicon.polarity for term in terms], dtype=bool) & ~named
    valence = np.where(named, 0, numbers(lexicon.polarity, 0))
    valence = np.where(known | named, valence, numbers(learned or {}, 0))
    return Roles(
        valence=valence,
        named=named,
        learned=~known & ~named & (valence != 0),
        origin=np.array([term in ("从", "由") for term in terms], dtype=bool),
        opening=np.array([term == "《" for term in terms], dtype=bool),
        closing=np.array([term == "》" for term in terms], dtype=bool),
        past=np.array([term in _PAST for term in terms], dtype=bool),
        comparison=np.array([_COMPARISONS.get(term, 0) for term in terms], dtype=float),
        rate=np.array([term.endswith("幅") for term in terms], dtype=bool),
        price=np.array(["涨" in term or "跌" in term for term in terms], dtype=bool),
        known=known,
        direction=np.where(named, 0, numbers(lexicon.directions, 0)),
        metric=np.where(named, np.nan, numbers(lexicon.metrics, np.nan)),
        degree=numbers(lexicon.degrees, 1),
        negator=kinds(lexicon.negators, NEGATORS),
        modality=kinds(lexicon.modality, MODALITIES),
        clause_end=np.array([term in _CLAUSE_END or term == " " for term in terms], dtype=bool),
        sentence_end=np.array([term in _SENTENCE_END for term in terms], dtype=bool),
        question=np.array([term in "？?" for term in terms], dtype=bool),
        number=np.array([bool(_NUMBER.fullmatch(term)) for term in terms], dtype=bool),
        percent=np.array([bool(_PERCENT.fullmatch(term)) for term in terms], dtype=bool),
        nought=np.array([term == "零" for term in terms], dtype=bool),
        signed=np.array([term in _SIGNS for term in terms], dtype=bool),
        sign=np.array([_SIGNS.get(term, 0) for term in terms], dtype=float),
        latin=np.array([term.isascii() and term.isalpha() for term in terms], dtype=bool),
        content=np.array([any(c.isalnum() for c in term) for term in terms], dtype=bool),
        length=np.array([len(str(term)) for term in vocabulary], dtype=np.int64),
        good_share=np.array([lexicon.frames.get(term, (1, 1))[0] for term in terms], dtype=float),
        bad_share=np.array([lexicon.frames.get(term, (1, 1))[1] for term in terms], dtype=float),
        suffix=np.array([term in _SUFFIXES for term in terms], dtype=bool),
        colon=np.array([term in "：:" for term in terms], dtype=bool),
        semicolon=np.array([term in "；;" for term in terms], dtype=bool),
        plan=np.array([term in _PLANS for term in terms], dtype=bool),
        aspect=np.array([term == "了" for term in terms], dtype=bool),
        attributive=np.array([term == "的" for term in terms], dtype=bool),
        order=np.array([term in _ORDERS for term in terms], dtype=bool),
        space=np.array([term == " " for term in terms], dtype=bool),
        cause=np.array([term in _CAUSES for term in terms], dtype=bool),
        barrier=np.array([term in _BARRIERS for term in terms], dtype=bool),
        rate_sign=np.array([_RATES.get(term, 0) for term in terms], dtype=float),
    )
