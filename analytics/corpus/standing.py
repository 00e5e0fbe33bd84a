"""Whether the items of a reading stand alone as news do, and how sure that is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from analytics.corpus.blocks import Block
from analytics.corpus.credits import ends_with_credit, is_credit, strip_end_credit, strip_wire
from analytics.corpus.markdown import is_closing_link

FEWEST = 3  # items of a roundup
COVERED = 0.7  # share of a roundup's text that lies in items
_NEWS = re.compile(
    r"\d{1,2}月\d{1,2}[日号]|(?:\d{1,2}|今|昨|当|前|近|本|周[一二三四五六日天])[日晚]|日前|今天|昨天|本周|上周|据[\w《》]{1,16}?"
    r"(?:报道|消息|透露|介绍|披露|了解|统计)|据悉|获悉|[\w]{2,8}[讯电][，,]|公告|宣布|披露|当地时间|消息人士|知情人士|"
    r"数据显示|发布公告|通报|截至|联合发布|正式(?:发布|上线|开业|投产|启动|推出)|完成[\w]{0,10}融资"
)
_SPOKEN = re.compile(r"^(?:Q\d{0,2}|A\d{0,2}|问|答|主持人|记者)\s{0,2}[:：.、]")
_SENTENCE_END = re.compile(
    r"[。！？!?；;…][”’」』）)]?\s{0,3}(?:[（(][^（）()]{1,30}[)）])?\s{0,3}$|[）)]\s{0,3}$"
)
_QUOTED = re.compile(r"[“「『][^“”「」『』]{0,400}[”」』]")
_ADDRESS = re.compile(r"你|您|我|咱|不要|别[^的人处墅样克名]|应该|记得|建议|最好|很多人|有人")
_LETTER = (
    "早报|晚报|晨报|午报|日报|周报|月报|早報|晚報|日報|週報|快报|简报|早餐|早茶|晨讯|早讯|晚讯|要闻|要聞|简讯|资讯|"
    "速览|速递|速報|新闻摘要|新闻精选|新闻汇编|新闻集锦|汇总|早知道|点1?氪"
)
# A colon after the name of a paper quotes it, so one stands only after a bare 早报.
_ISSUE = re.compile(
    rf"\W{{0,3}}(?:(?:\d{{2,4}}年)?\d{{1,2}}月\d{{1,2}}[日号]\s?(?:星期\w|周\w)?\W{{0,3}})?(?:\w{{0,8}}?(?:{_LETTER})\w{{0,2}}(?:$|[\s|｜丨·•（(【\[—–\-\d])|(?:{_LETTER})[:：]|"
    r"(?:今日|每日|一周|本周|昨日|早间|晚间|晨间)\w{0,4}(?:新闻|头条|大事|动态|热点|快讯|融资)\w{0,2}(?:$|[\s|｜丨:：·•（(—\-]))"
)
_DEPARTMENT = re.compile(
    r"(?:今日|每日|本周|一周)?(?:大公司|公司|企业|投融资|融资|创投|新产品|新品|产品|国内|国际|海外|全球|宏观|政策|市场|资本市场|行业|产业|"
    r"要闻|头条|热点|焦点|科技|财经|金融|社会|民生|汽车|消费|互联网|人工智能|AI|其他|其它)(?:动态|新闻|要闻|资讯|快讯|消息|热点|圈)?"
)
_CLAUSE = re.compile(r"[^，。；：、！？,;:!?\n]{8,}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.\-]{2,}")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{4,}")
_COMMON = frozenset(
    {"app", "ipo", "ceo", "cfo", "coo", "gpu", "cpu", "llm", "agent", "the", "and", "com"}
)
_STOCK = re.compile(
    r"公司|人民币|亿元|万元|同比|证券|交易|当地|时间|人士|消息|报道|表示|宣布|发布|公告|公布|完成|融资|投资|上市|"
    r"有限|股份|集团|年度|季度|今年|去年|全球|中国|国内|市场|产品|技术|用户|行业|企业|人工|智能|汽车|负责|相关|数据|显示"
)


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
        told = (b for b in self.blocks if b.kind in ("paragraph", "item", "heading"))
        return "\n".join(block.text for block in told if not is_closing_link(block))


def score_items(
    items: list[Item], blocks: Sequence[Block], named: bool, marked: bool = True
) -> float:
    """How much a reading looks like a roundup, from 0 (it can be none) up; half a point convinces.

    `named` says whether its title names an issue, `marked` whether a mark sets off its titles: sentences
    of articles hold colons too, so without a mark the issue, publishers or links must speak for it.
    """
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
    credited = sum(ends_with_credit(body) for body in told) / len(told)
    departments = {item.section for item in items if _DEPARTMENT.fullmatch(item.section)}
    # An issue may list its news without titles, or under the bare names of companies.
    untitled, bundled = (1.0 if named else 0.5), named or len(departments) > 1
    named = named or bool(departments)
    if not marked and not named and credited <= 0.3 and linked <= 0.3:
        return 0.0
    # Many an article says its sub-headings again; that is evidence only where there is other.
    outside = named or dated > 0.3 or credited > 0.3 or linked > 0.3
    retold = [_retold(item) for item in items]
    headlines = (
        sum(
            _is_headline(item.title, 5 if outside and share > 0.5 else 9)
            or (bundled and item.section != "" and item.text.startswith(item.title))
            for item, share in zip(items, retold, strict=True)
        )
        / n
        if titled
        else untitled
    )
    sentences = sum(bool(_SENTENCE_END.search(body[-40:])) for body in told) / len(told)
    brief = sum(body.count("\n") == 0 for body in told) / len(told)
    evidence = 0.42 * dated + 0.22 * credited + 0.32 * linked + 0.24 * headlines + 0.10 * brief
    evidence += (0.35 if outside else 0.1) * sum(retold) / n + 0.2 * named
    evidence -= 0.4 * _addressed(items)
    subject = _shared_subject(items)
    if subject > 0.5:
        evidence -= 0.45 * subject
    return evidence * (0.5 + 0.5 * sentences)


def _is_headline(title: str, fewest: int) -> bool:
    """Whether a title says what happened rather than what a section is about."""
    return fewest <= len(title) <= 80 and not title.endswith(("：", ":", "？", "?"))


def _retold(item: Item) -> float:
    """How far a text tells again what its title said, as news does and a section does not, 0 to 1."""
    opening = item.text[:160]
    if len(item.title) <= 6 and item.title in opening:
        return 0.0  # the name of what the text is about
    pairs = [item.title[start : start + 2] for start in range(len(item.title) - 1)]
    pairs = [pair for pair in pairs if pair.isalnum()]
    return min(1.0, 2 * sum(pair in opening for pair in pairs) / len(pairs)) if pairs else 0.0


def _addressed(items: Sequence[Item]) -> float:
    """Share of items that speak to the reader or of their writer, outside what they quote."""
    texts = (_QUOTED.sub("", f"{item.title}\n{item.text}") for item in items)
    return sum(bool(_ADDRESS.search(text)) for text in texts) / len(items)


def is_issue(title: str) -> bool:
    """Whether a title names an issue of a newsletter: 晨间要闻, 晚报｜2026年3月2日, 三件事；两家公司；一座桥."""
    return bool(_ISSUE.match(title)) or len(re.findall(r"[；;]", title)) >= 2


def _one_speaker(items: Sequence[Item]) -> bool:
    """Whether titles are turns of a talk: the same name before the colon again and again."""
    names = [item.title.partition("：")[0] for item in items if "：" in item.title[:12]]
    return len(names) > 0.5 * len(items) and len(set(names)) <= max(1, len(names) // 3)


def _shared_subject(items: Sequence[Item]) -> float:
    """Share of items that name what most of them name: an article keeps to its subject."""
    openings = [
        strip_wire(strip_end_credit(item.text.partition("\n")[0])[0][:400])[0] for item in items
    ]
    clauses = Counter(clause for text in openings for clause in set(_CLAUSE.findall(text)))
    counts: Counter[str] = Counter()
    for item, opening in zip(items, openings, strict=True):
        # A clause that several items repeat word by word is a phrase of the trade, no subject.
        own = _CLAUSE.sub(
            lambda match: "" if clauses[match.group()] > 1 else match.group(), opening
        )
        text = f"{item.title}\n{own}"
        words = {word.lower() for word in _LATIN.findall(text)} - _COMMON
        for run in _HAN_RUN.findall(text):
            words.update(run[start : start + 4] for start in range(len(run) - 3))
        counts.update(word for word in words if not _STOCK.search(word))
    most = max(counts.values(), default=0)
    return most / len(items) if most >= FEWEST else 0.0
