"""Words whose role is a matter of grammar, not of the lexicon."""

import math
import re

SENTENCE_END = frozenset("。！？!?；;…\n")
CLAUSE_END = SENTENCE_END | frozenset("，,：:— ")
_NUMBER = re.compile(r"[\d.,]+(?:[%％]|pct|个百分点)?")
_DIGITS = frozenset("0123456789.,")
FIGURE_STARTS = _DIGITS | frozenset("%％p个一二三四五六七八九十两成倍")
RATE_ENDS = ("幅", "幅度", "增速", "降速")
_PERCENT = re.compile(
    r"[\d.,]+(?:[%％]|个百分点|倍|成|pct)|[%％]|pct|个百分点|[一二三四五六七八九十两]成|成|倍"
)
_TENTHS = "一二三四五六七八九"
SUFFIXES = frozenset(
    (
        "科技", "电力", "生态", "股份", "环保", "集团", "控股", "电子", "生物", "医药",
        "药业", "能源", "重工", "汽车", "传媒", "证券", "银行", "保险", "食品", "化工",
        "新材", "材料", "智能", "软件", "网络", "信息", "通信", "物流", "置业", "地产",
        "建设", "投资", "资本", "资管", "航空", "钢铁", "矿业", "农业", "牧业", "乳业",
        "酒业", "医疗", "制药", "光电", "光伏", "实业", "股票", "基金",
    )
)  # fmt: skip
PAST = frozenset(("上年同期", "去年同期", "上期", "前值", "预期", "同期", "预期值", "市场预期"))
EARLIER = PAST | {"去年", "上年", "前年", "上月", "上季度", "上一季度", "原先", "年初"}
DATES = frozenset("年月日号时")
# What a figure or a 比 makes a comparison: 高三成, 比去年高.
FIGURED = {"高": 1.5, "多": 1.5, "快": 1.5, "低": -1.5, "少": -1.5, "慢": -1.5, "降": -1.5}
FIGURED |= {"多了": 1.5, "高了": 1.5, "高出": 1.5, "翻了": 2, "翻": 2}
FIGURED |= {"少了": -1.5, "低了": -1.5, "掉了": -1.5}
# Only with a 比: 大三岁 says nothing.
COMPARISONS = FIGURED | {"大": 1.5, "早": 1.5, "小": -1.5, "晚": -1.5}
QUALITIES = {"好": 2, "强": 2, "顺利": 1.5, "乐观": 1.5, "差": -2, "弱": -2, "糟": -2, "重": -2}
QUALITIES |= {"惨": -2, "贵": -1.5, "烂": -2}


def _graded(adjectives: dict[str, float]) -> dict[str, float]:
    """很强, 太低: adjectives of one character with their degree."""
    return {
        very + one: value
        for very in "很太极超更"
        for one, value in adjectives.items()
        if len(one) == 1
    }


GRADED = _graded(COMPARISONS) | _graded(QUALITIES)
COMPARISONS |= _graded(COMPARISONS)
QUALITIES |= _graded(QUALITIES)
# Yes or no: 亏损吗, 是否亏损; 为何亏损 takes the loss for granted.
WHETHER = frozenset(
    (
        "吗",
        "是否",
        "是不是",
        "会不会",
        "能否",
        "能不能",
        "可否",
        "可不可以",
        "要不要",
        "该不该",
        "有没有",
        "多久",
    )
)
IF = frozenset(
    (
        "若",
        "如",
        "如果",
        "假如",
        "倘若",
        "要是",
        "假若",
        "假使",
        "一旦",
        "只要",
        "除非",
        "只有",
        "万一",
    )
)
SO = frozenset(("那么", "这么", "那样", "这样", "那般", "这般", "如此"))
# Moves of moves: 下滑放缓, 复苏步伐放慢.
PACES = frozenset(
    (
        "放缓", "减缓", "减慢", "趋缓", "放慢", "减速", "收窄", "减弱", "趋弱", "收敛", "加快", "加速", "加剧",
        "提速", "扩大", "放大", "缓和", "趋稳",
    )
)  # fmt: skip
STANDARDS = frozenset(
    (
        "预期", "预想", "预想中", "想象", "想象中", "预料", "预料中", "预计", "预估", "估计", "预测",
        "设想", "料想", "计划", "原计划", "目标", "承诺", "设计", "时间表", "指引", "指标", "担心",
        "担忧", "想", "设定", "原定",
    )
)  # fmt: skip
AGAINST = {
    "高于": 1, "大于": 1, "多于": 1, "超过": 1, "超出": 1, "高出": 1, "超": 1, "超额完成": 1,
    "提前完成": 1, "完成": 0.6, "达到": 0.6, "达成": 0.6, "低于": -1, "小于": -1, "少于": -1,
    "不及": -1, "未达": -1, "达不到": -1, "没达到": -1, "没完成": -1, "未完成": -1, "不达": -1,
}  # fmt: skip
PLANS = frozenset(("计划", "打算", "安排", "意向", "规划", "想法", "预案", "意图", "方案", "考虑"))
CAUSES = frozenset(("致", "导致", "造成", "引发", "酿成", "致使", "招致", "引起"))
RESUMPTIONS = frozenset(("恢复", "重启", "重新", "解除"))
BARRIERS = frozenset(("便", "就", "即", "遂", "才", "却", "而", "则", "反而", "遭", "便遭", "就被"))
ORDERS = frozenset(("责令", "被责令", "勒令", "被勒令", "被要求", "要求", "强制", "被迫"))
TARGETS = frozenset(
    (
        "到",
        "至",
        "变成",
        "变为",
        "变到",
        "转为",
        "改为",
        "调至",
        "调整为",
        "压到",
        "缩到",
        "减到",
        "增到",
        "走到",
        "做到",
    )
)
OCCASIONS = frozenset(
    (
        "会",
        "会议",
        "沟通会",
        "发布会",
        "说明会",
        "年会",
        "行程",
        "活动",
        "仪式",
        "公告",
        "采访",
        "晚宴",
        "演讲",
        "直播",
        "展会",
    )
)
_RATES = {"涨幅": 1, "升幅": 1, "增幅": 1, "跌幅": -1, "降幅": -1}
SIGNS = {"+": 1, "-": -1, "−": -1, "－": -1, "负": -1}


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
