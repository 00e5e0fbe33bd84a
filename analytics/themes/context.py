"""What surrounds a mention: a denial, a share price, a teaser, a roundup."""

from dataclasses import dataclass

import numpy as np

from analytics.themes.matching import Hits, Text, match_words

DENIALS = (
    "不涉及",
    "未涉及",
    "没有涉及",
    "不涉足",
    "尚未涉及",
    "暂不涉及",
    "不属于",
    "不是",
    "并非",
    "而非",
    "不包括",
    "无关",
)
DENIAL_REACH = 6  # characters between a denial and what it denies
PRICES = (
    "涨…%", "跌…%", "涨停", "跌停", "涨超", "跌超", "上涨", "下跌", "领涨", "领跌", "走高", "走低", "走强",
    "走弱", "拉升", "跳水", "跟涨", "跟跌", "收涨", "收跌", "高开", "低开", "下挫", "大涨", "大跌", "涨幅", "跌幅", "目标价", "目标股价",
)  # fmt: skip
PRICE_REACH = 16  # a list of names stands before the price they share
TEASERS = (
    "这家公司", "另一家公司", "这几家公司", "这家企业", "该公司相关产品", "分析师看好", "①", "电报解读", "风口研报",
    "盘中宝", "机构调研】", "龙虎榜解读", "纪要库", "公告全知道", "早知道】", "研选", "九点特供", "玩转ETF",
)  # fmt: skip
ROUNDUPS = (
    "早报", "晚报", "日报", "周报", "点1氪", "氪星晚报", "早参", "晚参", "要闻汇总", "公告精选", "公告汇总", "公告集锦",
    "公告速递", "一周要闻", "本周硅谷", "早餐", "晚间公告", "盘前必读", "投资避雷针", "新闻精选", "今日要闻", "要闻一览", "全球要闻", "舆情热点",
)  # fmt: skip


@dataclass(frozen=True)
class Context:
    """For each mention whether it is denied, one of a list, a share price, in a teaser or a roundup."""

    denied: np.ndarray
    listed: np.ndarray
    price: np.ndarray
    teaser: np.ndarray
    roundup: np.ndarray


def read_context(text: Text, hits: Hits) -> Context:
    """The surroundings of each hit."""
    denials = match_words(text, DENIALS, whole=False)
    prices = match_words(text, PRICES, whole=False)
    commas = match_words(text, ("、",), whole=False)
    list_ends = match_words(text, ("、", "等"), whole=False)
    return Context(
        denied=denials.precede(hits, DENIAL_REACH),
        listed=commas.precede(hits, 0) & list_ends.follow(hits, 0),
        price=prices.follow(hits, PRICE_REACH),
        teaser=_documents_with(text, TEASERS, titles_only=False)[hits.document],
        roundup=_documents_with(text, ROUNDUPS, titles_only=True)[hits.document],
    )


def _documents_with(text: Text, words: tuple[str, ...], *, titles_only: bool) -> np.ndarray:
    found = match_words(text, words, whole=False)
    documents = found.document[found.in_title] if titles_only else found.document
    marked = np.zeros(len(text), dtype=bool)
    marked[documents] = True
    return marked
