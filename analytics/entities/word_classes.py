"""What the segmenter's dictionary knows of a word: its class, and whether a name may hold it."""

from functools import cache, lru_cache
from typing import Any

from analytics.lexicon import load_lexicon

# Word classes (jieba's) that no company's name runs across: function words, numbers, verbs.
_OUTSIDE = ("p", "c", "u", "d", "r", "m", "q", "f", "t", "y", "e", "o", "v", "i", "l")
_STOPS = frozenset(
    "据对向与和及或由被将在从为把给让使以至于因经按称说是有其该此本各某另的了等并但而则又也还都就才已拟获遭受任入股即约近超共不未"
    "会可能要用来去上下中前后内外间每总两三多几数一二四五六七八九十点只家位名个属指含赴驻访见聘涉卖买"
)
_CUTS = frozenset(
    [
        "旗下",
        "子公司",
        "孙公司",
        "母公司",
        "公司",
        "企业",
        "客户",
        "股东",
        "供应商",
        "关联方",
        "全资",
        "上市",
        "美股",
        "港股",
        "个股",
        "概念股",
        "龙头",
        "龙头股",
        "老牌",
        "巨头",
        "厂商",
        "品牌",
        "新势力",
        "独角兽",
        "初创",
        "知名",
        "著名",
        "国内",
        "海外",
        "全球",
        "国际",
        "消息",
        "报道",
        "公告",
        "获悉",
        "记者",
        "领域",
        "方面",
        "相关",
        "部分",
        "大型",
        "小型",
        "中小",
        "民营",
        "国有",
        "外资",
        "内资",
        "制造商",
        "运营商",
        "服务商",
        "开发商",
        "合作方",
        "标的",
        "消费",
        "消费品",
        "金融",
        "产业",
        "行业",
        "市场",
        "板块",
        "连板",
        "新能源",
        "人工智能",
        "信息技术",
        "高端",
        "智能",
        "数字",
        "信息",
        "商业",
        "专用",
        "具身",
        "自动驾驶",
        "无人驾驶",
        "智能驾驶",
        "辅助驾驶",
        "纯电",
        "混动",
        "插混",
        "增程",
        "碳化硅",
        "自研",
        "国产",
        "科创",
        "央企",
        "民企",
        "公募",
        "私募",
        "网红",
        "限售",
        "所持",
        "存托",
        "早盘",
        "午盘",
        "尾盘",
        "恒生",
        "纳指",
    ]
)
_LATIN_TERMS = frozenset(
    [
        "AI",
        "IT",
        "APP",
        "App",
        "PC",
        "LED",
        "OLED",
        "AR",
        "VR",
        "XR",
        "GPU",
        "CPU",
        "AIGC",
        "SaaS",
        "IP",
        "EV",
        "ETF",
        "LOF",
        "QDII",
        "IPO",
        "Token",
        "PCB",
        "MLCC",
        "MCU",
        "A",
        "B",
        "C",
        "H",
    ]
)


@cache
def _dictionary() -> Any:
    import rjieba

    return rjieba.Jieba()


@cache
def _telling_words() -> frozenset[str]:
    """Words by which the lexicon says something (净流出, 大力发展): before a suffix (净流出电子) they name nobody."""
    lexicon = load_lexicon()
    roles = (
        lexicon.polarity, lexicon.metrics, lexicon.directions, lexicon.negators, lexicon.degrees,
        lexicon.modality,
    )  # fmt: skip
    return frozenset(term for role in roles for term in role) - lexicon.names


@lru_cache(maxsize=500_000)
def word_class(word: str) -> str:
    """The segmenter's class of a word (n, v, ns, nr …); "" when its dictionary lacks it."""
    if not _dictionary().has_word(word):
        return ""
    tagged = _dictionary().tag(word)
    return str(tagged[0][1]) if len(tagged) == 1 else "n"


@lru_cache(maxsize=100_000)
def tagged_words(text: str) -> list[tuple[str, str]]:
    """The words of a short run of text with their classes."""
    return list(_dictionary().tag(text))


def is_known(word: str) -> bool:
    """Does the segmenter's dictionary hold this word of two characters or more?"""
    return len(word) > 1 and bool(word_class(word))


def is_distinct(word: str) -> bool:
    """Can this word make a name of what would else be a common noun (远岚 in 远岚科技)?"""
    if word.isascii():
        return word[:1].isupper() and word not in _LATIN_TERMS
    return word_class(word) in ("", "nz", "nr", "nrt", "nrfg") and word not in _telling_words()


def is_common(word: str) -> bool:
    """Is it an ordinary word of the dictionary, not a name?"""
    return is_known(word) and not is_distinct(word)


def is_ordinary(name: str) -> bool:
    """Is it made of ordinary words alone?"""
    return all(is_common(word) for word, _ in tagged_words(name))


def is_place(word: str) -> bool:
    """Is it a place's name?"""
    return word_class(word) == "ns" or (len(word) > 2 and word[-1] in "省市县区州")


def ends_name(word: str) -> bool:
    """Is a company's name to the right of this token at an end?"""
    if not word[:1].isalnum() or word[0].isdigit() or word in _STOPS or word in _CUTS:
        return True
    kind = word_class(word)
    if not kind and word[0] in _STOPS:
        return True  # the segmenter's guess of a word that begins with a function word
    return len(word) > 1 and kind.startswith(_OUTSIDE) and kind != "vn"
