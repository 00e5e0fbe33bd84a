"""Roundups are recognised by their structure, in any of the layouts newsletters use; articles stay whole."""

from collections.abc import Callable

import pytest

from analytics.corpus.digest import read_digest
from analytics.corpus.drafts import Draft
from analytics.corpus.errors import Limits
from analytics.corpus.standing import is_issue

# (section, title, text, medium): invented news that every layout below renders.
NEWS = [
    ("大公司", "岚桥重工中标西海大桥检修", "岚桥重工3月4日公告，中标西海大桥五年检修合同，金额2.3亿元，工期自下月起算。", "澄江日报"),
    ("大公司", "青禾乳业召回两批次酸奶", "青禾乳业昨日宣布召回两批次低温酸奶，原因是杯口封膜不严，涉及约1.8万杯。", "北岸财经"),
    ("大公司", "松石百货关闭临河老店", "营业二十六年的临河老店将于本周日打烊，松石百货称租约到期后不再续签。", "河畔晚报"),
    ("投融资", "微澜传感完成8000万元B轮融资", "据悉，微澜传感已完成8000万元B轮融资，资金将用于压力传感器的二期产线。", "北岸财经"),
    ("投融资", "榆木机器人获产业基金入股", "日前，榆木机器人完成工商变更，新增股东为江口市产业基金，持股6.4%。", "澄江日报"),
    ("新产品", "洄游发布无屏手环", "可穿戴品牌洄游今日发布一款没有屏幕的手环，售价399元，主打睡眠与步态监测。", "科技早茶网"),
]  # fmt: skip
TITLES = [title for _, title, _, _ in NEWS]


def by_section(item: Callable[[int, str, str, str], str], section: Callable[[str], str]) -> str:
    lines, current = [], ""
    for number, (name, title, text, medium) in enumerate(NEWS, start=1):
        if name != current:
            lines.append(section(name))
            current = name
        lines.append(item(number, title, text, medium))
    return "\n\n".join(lines)


def link(number: int) -> str:
    return f"https://news.example/flash/{number}"


LAYOUTS = {
    "bold lines under headings": by_section(
        lambda n, title, text, medium: f"**{title}**\n\n{text}（{medium}）", lambda s: f"## **{s}**"
    ),
    "bold links under headings with a colon": by_section(
        lambda n, title, text, medium: f"[**{title}**]({link(n)})\n\n{text}", lambda s: f"## {s}："
    ),
    "bold around links": by_section(
        lambda n, title, text, medium: f"**[{title}]({link(n)})**\n\n{text}", lambda s: f"## {s}"
    ),
    "plain links": by_section(
        lambda n, title, text, medium: f"[{title}]({link(n)})\n\n{text}（{medium}）",
        lambda s: f"**{s}**",
    ),
    "sub-headings under headings": by_section(
        lambda n, title, text, medium: f"### {title}\n\n{text}（{medium}）", lambda s: f"## {s}"
    ),
    "bold sections over bold titles": by_section(
        lambda n, title, text, medium: f"**{title}**\n\n{text}（{medium}）",
        lambda s: f"**【{s}】**",
    ),
    "emoji sections, title and text in one paragraph": by_section(
        lambda n, title, text, medium: f"**{title}**\n{text}", lambda s: f"🔥 {s}"
    ),
    "sections as plain lines": by_section(
        lambda n, title, text, medium: f"**{title}**\n\n{text}（{medium}）", lambda s: s
    ),
    "a numbered list with bold openings": by_section(
        lambda n, title, text, medium: f"{n}. **{title}**：{text}（{medium}）", lambda s: f"## {s}"
    ),
    "a numbered list with the text below": by_section(
        lambda n, title, text, medium: f"{n}. **{title}**\n\n   {text}", lambda s: f"## {s}"
    ),
    "bullets with linked openings": by_section(
        lambda n, title, text, medium: f"- [{title}]({link(n)})：{text}", lambda s: f"### {s}"
    ),
    "numbers of our own, the text below": by_section(
        lambda n, title, text, medium: f"{n}、{title}\n\n{text}（{medium}）", lambda s: f"▌{s}"
    ),
    "numbers of our own in bold": by_section(
        lambda n, title, text, medium: f"**{n}、{title}**\n\n{text}", lambda s: f"## {s}"
    ),
    "titles in brackets": by_section(
        lambda n, title, text, medium: f"【{title}】{text}（{medium}）", lambda s: f"## {s}"
    ),
    "bold openings of paragraphs": by_section(
        lambda n, title, text, medium: f"**{title}。** {text}（{medium}）", lambda s: f"## {s}"
    ),
    "typed bullets": by_section(
        lambda n, title, text, medium: f"• **{title}**\n{text}", lambda s: f"■ {s}"
    ),
    "images between": by_section(
        lambda n, title, text, medium: (
            f"**{title}**\n\n![](https://img.example/{n}.jpg)\n\n资料图\n\n{text}（{medium}）"
        ),
        lambda s: f"## {s}",
    ),
    "a link to the source under each": by_section(
        lambda n, title, text, medium: f"**{title}**\n\n{text}\n\n[查看原文]({link(n)})",
        lambda s: f"## {s}",
    ),
}


# (title, text): no dateline, no publisher; the texts tell again what the short titles say.
BRIEFS = [
    ("岚桥重工中标大桥", "岚桥重工拿下西海大桥的检修合同，工期五年，首批工人已经进场。"),
    ("青禾乳业召回酸奶", "青禾乳业因杯口封膜不严召回两批次酸奶，涉及约一万八千杯。"),
    ("松石百货关店", "营业二十六年的临河老店打烊，松石百货称租约到期后不再续签。"),
    ("微澜传感获融资", "压力传感器厂商微澜传感完成新一轮融资，由江口市产业基金领投。"),
    ("洄游手环开售", "没有屏幕的洄游手环开售，首日卖出三千只，主打睡眠与步态监测。"),
    ("北岸航运涨价", "北岸航运上调三条航线的票价，平均涨幅为一成二，周末价格不变。"),
]
BRIEF_LAYOUTS = {
    "bold titles": lambda n, title, text: f"**{title}**\n\n{text}",
    "bold titles and credits": lambda n, title, text: f"**{title}**\n\n{text}（澄江日报）",
    "bold titles in brackets between rules": lambda n, title, text: (
        f"**【{title}】**  \n{text}\n\n---"
    ),
    "symbols": lambda n, title, text: f"🔹 {title}\n\n{text}",
    "pictures as bullets": lambda n, title, text: f"🚀 {title}\n{text}",
    "squares": lambda n, title, text: f"■ {title}\n\n{text}",
    "times": lambda n, title, text: f"1{n}:30 **{title}**\n\n{text}",
    "times and text in one": lambda n, title, text: f"0{n}:05 {title}\n{text}",
    "bold openings and a link": lambda n, title, text: f"**{title}。**{text}[详情]({link(n)})",
    "numbers and lines": lambda n, title, text: f"{n}、{title}\n{text}",
    "numbers and paragraphs": lambda n, title, text: f"{n}. {title}\n\n{text}",
    "numbers in brackets": lambda n, title, text: f"（{n}）{title}\n\n{text}",
    "titles in brackets alone": lambda n, title, text: f"【{title}】\n\n{text}",
    "no marks": lambda n, title, text: f"{title}\n\n{text}",
    "no marks, a paragraph each": lambda n, title, text: f"{title}\n{text}",
}


@pytest.mark.parametrize(("heading", "section"), [
    ("晚报", ""), ("晚报", "## 大公司\n\n"), ("西岸一天", "## 大公司\n\n"),
    ("岚桥重工中标大桥；青禾乳业召回酸奶；松石百货关店", ""),
])  # fmt: skip
@pytest.mark.parametrize("layout", BRIEF_LAYOUTS)
def test_short_news_without_datelines_is_split(layout, section, heading):
    items = [BRIEF_LAYOUTS[layout](n, *brief) for n, brief in enumerate(BRIEFS, start=1)]
    documents = read(f"# {heading}\n\n{section}" + "\n\n".join(items) + "\n")
    assert [(document.title, document.body) for document in documents] == BRIEFS
    assert {document.section for document in documents} == {"大公司" if section else ""}
    if "link" in layout:
        assert [document.url for document in documents] == [link(n) for n in range(1, 7)]


HEADLINED = {
    "numbered": "{n}、{title}：{text}",
    "a numbered list": "{n}. {title}：{text}",
    "bullets and dashes": "- {title} —— {text}",
    "no mark": "{title}：{text}",
    "no mark and a bar": "{title} | {text}",
    "no mark and a link": "{title}：{text} [链接](https://news.example/{n})",
}


@pytest.mark.parametrize("layout", HEADLINED)
@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_a_headline_before_a_colon_or_a_dash_is_the_title(layout, between):
    news = [(title, text) for _, title, text, _ in NEWS]
    items = [
        HEADLINED[layout].format(n=n, title=title, text=text)
        for n, (title, text) in enumerate(news, start=1)
    ]
    assert [(d.title, d.body) for d in read(as_post(between.join(items)))] == news


@pytest.mark.parametrize(("head", "cell"), [("", ""), ("| 时间 ", "| 08:15 "), ("| 序号 ", "| 3 ")])
def test_a_table_of_news_is_split_into_its_rows(head, cell):
    rows = "".join(f"{cell}| {title} | {text} |\n" for title, text in BRIEFS)
    rule = "|---" * (3 if head else 2)
    documents = read(f"# 晚报\n\n{head}| 标题 | 内容 |\n{rule}|\n{rows}")
    assert [(document.title, document.body) for document in documents] == BRIEFS


@pytest.mark.parametrize("item", ["**{title}**\n\n{text}\n\n来源：{medium}", "## {title}\n\n{text}\n\n来源：{medium}",
    "**{title}**\n\n{text}（来源：{medium}，记者 何畔）", "**{title}**\n\n{text}\n\n*{medium} · 2026-03-04 08:30*"])  # fmt: skip
def test_every_item_has_its_own_source(item):
    items = [item.format(title=a, text=b, medium=c) for _, a, b, c in NEWS]
    documents = read("# 早报\n\n" + "\n\n".join(items) + "\n")
    assert [document.source for document in documents] == [medium for *_, medium in NEWS]
    assert [document.body for document in documents] == [text for _, _, text, _ in NEWS]


def test_a_keycap_is_a_number():
    items = [f"{n}\ufe0f\u20e3 {title}\n\n{text}" for n, (title, text) in enumerate(BRIEFS, 1)]
    documents = read("# 早报\n\n" + "\n\n".join(items) + "\n")
    assert [(document.title, document.body) for document in documents] == BRIEFS


def test_bare_bullets_of_an_issue_are_news():
    bullets = "\n".join(f"* {text}" for _, text in BRIEFS)
    documents = read(f"# 2026年3月4日早报\n\n{bullets}\n")
    assert [document.body for document in documents] == [text for _, text in BRIEFS]


def test_the_news_of_companies_under_their_names_is_split():
    news = [("岚桥重工", "岚桥重工中标西海大桥检修。"), ("青禾乳业", "青禾乳业召回两批次酸奶。"), ("松石百货", "松石百货关闭临河老店。")]  # fmt: skip
    body = "\n\n".join(f"**{name}**\n\n{text}" for name, text in news)
    documents = read(f"# 氪星晚报\n\n## 大公司\n\n{body}\n")
    assert [(document.title, document.body) for document in documents] == news
    assert len(read(f"# 三家老店的来路\n\n## 公司\n\n{body}\n")) == 1


@pytest.mark.parametrize("top", ["# 2026年{n}月{n}日", "# 2026-0{n}-0{n} 星期二", "## {n}月{n}日"])
def test_headings_that_are_days_stand_over_posts(top):
    deeper = "#" * (top.index(" ") + 1)
    days = [BRIEFS[:2], BRIEFS[2:5]]
    text = "\n\n".join(
        "\n\n".join([top.format(n=n), *(f"{deeper} {title}\n\n{body}" for title, body in day)])
        for n, day in enumerate(days, start=2)
    )
    documents = read(text)
    assert [(d.title, d.body, d.section) for d in documents] == [(*b, "") for b in BRIEFS[:5]]
    assert [d.date_evidence for d in documents] == ["text" if "2026" in top else ""] * 5


@pytest.mark.parametrize("mark", ["", "- "])
@pytest.mark.parametrize("top", ["# 晚报\n\n", ""])
def test_paragraphs_that_name_their_publishers_are_news(top, mark):
    items = [f"{mark}{text}（{medium}）" for _, _, text, medium in NEWS]
    documents = read(top + "\n\n".join(items) + "\n")
    assert [document.body for document in documents] == [text for _, _, text, _ in NEWS]
    assert [document.source for document in documents] == [medium for *_, medium in NEWS]


@pytest.mark.parametrize("mark", ["{n}、", ""])
def test_lines_set_one_below_the_other_are_split(mark):
    lines = [
        f"{mark.format(n=n)}{title}\n{text}" for n, (title, text) in enumerate(BRIEFS, start=1)
    ]
    documents = read("# 晚报\n\n" + "\n".join(lines) + "\n")
    assert [(document.title, document.body) for document in documents] == BRIEFS
    assert [document.line for document in documents] == [3, 5, 7, 9, 11, 13]
    assert documents[1].original == lines[1]


@pytest.mark.parametrize("count", [3, 4, 5])
def test_three_items_are_enough(count):
    body = "\n\n".join(f"**{title}**\n\n{text}" for title, text in BRIEFS[:count])
    assert len(read(f"# 晚报｜2026年3月2日\n\n{body}\n")) == count


def read(text: str, name: str = "digest.md") -> list[Draft]:
    pieces = list(read_digest(text, name, Limits()))
    assert all(isinstance(piece, Draft) for piece in pieces), pieces
    return [piece for piece in pieces if isinstance(piece, Draft)]


def as_post(body: str) -> str:
    return (
        f"# 晨间要闻\n\n{body}\n\n**整理** ｜何畔\n\n[原文链接](https://news.example/p/1?f=rss)\n"
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_roundup_is_split_into_its_items(layout):
    documents = read(as_post(LAYOUTS[layout]))
    assert [document.title for document in documents] == TITLES
    assert [document.section for document in documents] == [section for section, *_ in NEWS]
    assert {document.kind for document in documents} == {"roundup_item"}
    assert {document.parent_title for document in documents} == {"晨间要闻"}
    for document, (_, _, text, medium) in zip(documents, NEWS, strict=True):
        assert document.body == text
        assert document.source in (medium, "news.example")


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if "link" in name])
def test_an_item_keeps_its_own_link(layout):
    assert [d.url for d in read(as_post(LAYOUTS[layout])) if "plain" not in layout] in (
        [link(n) for n in range(1, len(NEWS) + 1)],
        [],
    )


def test_an_item_without_a_link_is_found_in_its_roundup():
    documents = read(as_post(LAYOUTS["bold lines under headings"]))
    assert {document.url for document in documents} == {"https://news.example/p/1"}


def test_items_without_titles_keep_their_text():
    body = "\n".join(f"- {text}（{medium}）" for _, _, text, medium in NEWS)
    documents = read(as_post(body))
    assert [document.body for document in documents] == [text for _, _, text, _ in NEWS]
    assert {document.title for document in documents} == {""}


def test_short_items_without_titles_are_kept():
    texts = [
        "新桥今天通车，过桥的车有一万辆。",
        "老船本周日停航，公司不再续租。",
        "据悉，渡口集团完成两亿元融资。",
    ]
    documents = read("# 早报｜2026-03-02\n\n" + "\n".join(f"- {text}" for text in texts) + "\n")
    assert [document.body for document in documents] == texts


def test_symbols_of_sections_and_of_items_are_told_apart():
    body = "\n\n".join(
        f"{'🔥 大公司' if n == 0 else '💰 投融资' if n == 3 else ''}\n\n🔹 {title}\n\n{text}"
        for n, (title, text) in enumerate(BRIEFS)
    )
    documents = read(f"# 晚报\n\n{body}\n")
    assert [document.title for document in documents] == [title for title, _ in BRIEFS]
    assert [document.section for document in documents] == ["大公司"] * 3 + ["投融资"] * 3


def test_a_list_of_linked_headlines_is_a_roundup_of_titles():
    body = by_section(lambda n, title, text, medium: f"- [{title}]({link(n)})", lambda s: f"## {s}")
    documents = read(as_post(body))
    assert [document.title for document in documents] == TITLES
    assert [document.url for document in documents] == [link(n) for n in range(1, len(NEWS) + 1)]
    assert {document.body for document in documents} == {""}


def test_a_contents_list_above_the_items_is_not_news():
    contents = "> ## **今日导览**\n\n" + "\n\n".join(TITLES[:3])
    documents = read(as_post(contents + "\n\n" + LAYOUTS["bold lines under headings"]))
    assert [document.title for document in documents] == TITLES


def test_items_of_several_paragraphs_stay_together():
    body = "\n\n".join(f"**{t}**\n\n{x}\n\n公司未就此作进一步说明。" for _, t, x, _ in NEWS)
    documents = read(as_post(body))
    assert [d.title for d in documents] == TITLES
    assert all(d.body.endswith("\n公司未就此作进一步说明。") for d in documents)


def test_the_original_of_an_item_is_its_lines():
    documents = read(as_post(LAYOUTS["bold lines under headings"]))
    assert documents[1].original.startswith("**青禾乳业召回两批次酸奶**")
    assert documents[1].original.endswith("（北岸财经）")
    assert as_post(LAYOUTS["bold lines under headings"]).split("\n")[documents[1].line - 1] == (
        "**青禾乳业召回两批次酸奶**"
    )


TALK = "\n\n".join(
    f"**{question}**\n\n{answer}"
    for question, answer in [
        ("为什么在去年年底决定关掉直营店？", "账算不过来。3月的时候我们把每家店的水电都摊开看，一半以上撑不到夏天，再拖下去就是害人。"),
        ("加盟商怎么看这件事？", "一开始有人骂。后来我一家家去坐，12月4日那天坐到半夜，最后他们说，只要供货价不变就接着干。"),
        ("您自己后悔过吗？", "后悔过，也没用。我爸以前说，锅糊了就洗锅，别盯着糊的那块看。"),
        ("接下来最难的是什么？", "是人。店可以关，师傅散了就再也聚不回来了，所以今年我只做一件事，把老师傅留住。"),
    ]
)  # fmt: skip
TURNS = "\n\n".join(
    f"**河畔晚报：{question}**\n\n**罗见山：**{answer}"
    for question, answer in [
        ("公司上周宣布裁撤海外团队，外界很意外", "其实从去年8月就在准备，只是一直没有想好怎么和大家说。"),
        ("有人说这是投资人的意思", "投资人没有这个权力，是我自己做的决定，责任也在我。"),
        ("补偿方案什么时候公布", "本周五之前会发到每个人手里，按当地法律来，只多不少。"),
        ("之后还会再出海吗", "会，但要等国内这条线能养活自己，估计要两年。"),
    ]
)  # fmt: skip
SECTIONS = "\n\n".join(
    f"## **{heading}**\n\n{first}\n\n{second}"
    for heading, first, second in [
        ("从一口锅开始", "罗记面馆的第一口锅是从旧货市场淘来的，锅底有三处补丁，罗见山说那是他见过最便宜的投资。", "头两年店里只有六张桌子，来的多是码头上的搬运工，吃完把碗往窗台一放就走，账记在黑板上。"),
        ("扩张，再扩张", "2019年之后，罗记面馆的店数每年翻一番，最快的时候一个月开了十一家，连招牌都来不及做。", "后来罗记面馆的财务回忆，那段时间公司账上的钱没有一天超过三百万，全靠加盟费在转。"),
        ("账本里的窟窿", "去年3月，罗记面馆发现三成门店的毛利还不够付房租，而总部给的补贴到年底就要停了。", "罗见山把自己关在办公室里两天，出来的时候带着一张名单，上面是要关的四十七家店。"),
        ("留下来的人", "如今罗记面馆只剩下九家店，全部由老师傅掌勺，营业时间比以前短，每天卖完就关门。", "有客人问他还会不会再开，他摇摇头说，先把这口锅看好，别的以后再讲。"),
    ]
)  # fmt: skip
REPORT = "\n\n".join(
    f"**{heading}**\n\n{text}"
    for heading, text in [
        ("营收增速降到个位数，毛利率也在下滑", "3月20日，澜湾科技披露年报，全年营收41.2亿元，同比增长6.3%，毛利率降到22.4%，为上市以来最低。"),
        ("海外市场没有撑起第二条曲线", "据澜湾科技年报，海外收入占比仍不到一成，公司去年宣布的三座海外仓只有一座投入使用。"),
        ("研发费用压缩，新品推迟到明年", "截至去年底，澜湾科技研发人员减少了17%，原定今年发布的新一代平台推迟到明年上半年。"),
        ("管理层换血之后，问题还在", "今年1月，澜湾科技公告更换首席执行官，新任者来自供应链部门，他面对的第一道题是库存。"),
    ]
)  # fmt: skip
CHRONICLE = "\n\n".join(
    f"**{day}**\n\n{text}"
    for day, text in [
        ("3月2日", "当天上午，罗记面馆的临河店贴出歇业通知，员工在门口合影，随后有人把照片发到了网上。"),
        ("3月5日", "公司宣布成立善后小组，承诺一周之内结清工资，供应商也在同一天拿到了付款计划。"),
        ("3月9日", "第一批补偿到账，比承诺的晚了两天，罗见山在群里道歉，并公布了剩下的时间表。"),
        ("3月16日", "最后一家直营店关门，老师傅们把锅搬上了货车，街坊站在路边看了很久。"),
    ]
)  # fmt: skip
ADVICE = (
    "挑面馆这件事，吃了三十年面的老饕们各有各的道理，我把他们的话记了下来，再加上自己的一点经验。去年冬天我走了"
    "二十多家店，有好的也有坏的，下面这些并不绝对，但多半靠得住。\n\n"
    + "\n".join(
        f"- {advice}"
        for advice in [
            "先看门口有没有送菜的三轮车，有的话说明当天进货",
            "汤锅要在看得见的地方，藏起来的多半是料包兑的",
            "别信墙上的奖状，去看后厨的地面干不干",
            "老板自己吃不吃店里的面，这一条最准",
        ]
    )
    + "\n\n说到底，一碗面的好坏不在碗里，在做面的人有没有把你当回头客。写完这些我又饿了，楼下那家还开着门，灯光昏黄，"
    "老板靠在门边打盹，我推门进去，他抬头笑了笑，什么也没问就下了二两面。"
)
PRODUCT = "\n\n".join(
    f"**{heading}**\n\n{text}"
    for heading, text in [
        ("Tidal 3 的新调度器", "Tidal 3 引入了新的调度器，它把任务切成小块，在空闲的核心上依次执行，减少等待。"),
        ("内存分区更细", "Tidal 3 把内存分成四个区域，每个区域由独立的控制器管理，互不争抢。"),
        ("编译器的变化", "新编译器会在 Tidal 3 上自动展开循环，老代码不必改动也能得到一部分好处。"),
        ("调试工具", "随 Tidal 3 一起发布的还有一套调试工具，可以回放最近一分钟的全部指令。"),
        ("已知问题", "目前 Tidal 3 在笔记本上还不稳定，官方建议等到下个月的更新之后再安装。"),
    ]
)  # fmt: skip
PEOPLE = "\n\n".join(
    f"**{name}**\n\n{post}\n\n• {quote}"
    for name, post, quote in [
        ("阮青禾", "榆木机器人 创始人", "创业头三年，我最大的错误是把所有人都当成和自己一样不睡觉的人。"),
        ("何畔", "澄江日报 编辑", "选题不是想出来的，是走出来的，坐在办公室里只能写天气。"),
        ("罗见山", "罗记面馆 店主", "关店的那天反而松了一口气，以后可以好好煮面了。"),
        ("闻一舟", "洄游 产品经理", "我们删掉屏幕，是因为没有人真的需要在睡觉的时候看屏幕。"),
    ]
)  # fmt: skip
ARGUMENT = "\n\n".join(
    f"{number}、{point}\n\n{text}"
    for number, point, text in [
        ("一", "租金不是唯一的原因", "很多人把关店归因于租金，可是同一条街上的药店和水果店都还开着，租金对谁都一样。"),
        ("二", "外卖改变了账本", "外卖平台抽走两成以后，一碗面的利润只剩三块钱，量再大也补不回来，还要搭上包装。"),
        ("三", "人手越来越难找", "年轻人不愿意在凌晨四点和面，老师傅的手艺没有人接，工资加到八千也招不到人。"),
    ]
)  # fmt: skip
TIPS = "\n\n".join(
    f"{number}. **{tip}**\n\n{text}"
    for number, (tip, text) in enumerate(
        [
            (
                "汤锅要放在看得见的地方",
                "汤锅放在看得见的地方，客人才放心；藏起来的汤锅，你猜不到里面兑了什么料包。",
            ),
            (
                "和面的水温不要太高",
                "和面的水温超过四十度，面就会发黏，您在家里试一次就知道，温水最稳当。",
            ),
            (
                "辣椒油要分三次泼",
                "辣椒油分三次泼，第一次出香，第二次出色，第三次出辣，我做了三十年都是这样。",
            ),
            (
                "葱花最后再撒",
                "葱花要等面出锅再撒，早了就蔫，别图省事一起下锅，那样一碗面的精神就没了。",
            ),
        ],
        start=1,
    )
)
GLOSSARY = "\n\n".join(
    f"**{term}**\n\n{text}"
    for term, text in [
        ("碱水面", "碱水面是加了食用碱的面条，颜色发黄，口感筋道，久煮不烂，常用来做拌面。"),
        ("刀削面", "刀削面由师傅用弧形刀削入锅中，中间厚、边缘薄，吃起来外滑内筋。"),
        ("拉面", "拉面靠反复抻拉成形，讲究一把面从粗到细分出八种规格，汤清而味浓。"),
        ("烩面", "烩面把面、肉、菜放在同一锅汤里煮，汤浓面宽，吃的是一份热闹。"),
    ]
)  # fmt: skip
FEATURE = "\n\n".join(
    f"**{heading}**\n\n{first}\n\n{second}\n\n{third}\n\n{first[:20]}，故事到这里并没有结束。"
    for heading, first, second, third in [
        ("澄江渡轮的最后一班船", "澄江渡轮的最后一班船在傍晚离岸，船上只有十一个人，其中九个是来拍照的。", "船长说，他已经记不清上一次坐满是什么时候，也许是新桥通车的前一年。", "岸上的小卖部早就关了，只剩一块褪色的招牌。"),
        ("北岸航运的账本", "北岸航运的账本摊在桌上，每一页都写着同样的数字，会计叹了口气。", "她在这里干了十九年，从算盘用到电脑，最后算出来的结果却越来越简单。", "利润那一栏，今年第一次写了零。"),
        ("西码头的夜市", "西码头的夜市在九点之后才热闹起来，卖鱼丸的老人把摊子推到了灯下。", "他的儿子在桥上跑出租，两个人一天见不到一面，靠纸条说话。", "纸条贴在冰柜上，写的多半是吃饭的事。"),
    ]
)  # fmt: skip
DAY = "\n\n".join(
    f"{time} {text}"
    for time, text in [
        ("05:30", "罗见山推开罗记面馆的门，先点火，再去后院看那口补了三次的锅。"),
        ("08:10", "第一拨客人坐满了罗记面馆，大多是码头上的搬运工，吃完把碗往窗台一放。"),
        ("12:40", "罗记面馆的面卖完了，门口还站着十几个人，他出来鞠了一躬。"),
        ("20:00", "灯灭之后，罗记面馆只剩下水声，老师傅蹲在地上洗明天的葱。"),
    ]
)  # fmt: skip
POLICY = "\n\n".join(
    f"**{heading}**\n\n{text}"
    for heading, text in [
        ("补贴范围扩大到农村", "新政把补贴范围扩大到农村，以往只有县城以上的家庭可以申领，门槛也从两台降为一台。"),
        ("申领流程改为线上", "申领流程改为线上办理，申请人上传发票和照片即可，审核时间由十五天缩短为五天。"),
        ("旧机回收价格统一", "旧机回收价格由各地统一公布，回收企业不得压价，违者取消资格。"),
        ("资金由两级财政分担", "资金由中央和省两级财政分担，比例为七比三，年底前结清。"),
    ]
)  # fmt: skip
SURVEY = "\n\n".join(
    f"**{heading}**\n\n{text}"
    for heading, text in [
        ("女性用户占比首次过半", "报告显示，女性用户占比首次过半，达到五成三，其中三十岁以下的增长最快。"),
        ("下沉市场贡献主要增量", "下沉市场贡献了七成增量，县城用户的平均使用时长比一线城市多二十分钟。"),
        ("付费意愿继续下降", "付费意愿连续两年下降，愿意为会员付费的用户只剩一成八，主要原因是内容同质。"),
        ("短剧成为最大品类", "短剧超过综艺成为最大品类，日均播放量接近十亿次，集中在晚上九点以后。"),
    ]
)  # fmt: skip
RANKING = "\n\n".join(
    f"**{heading}**\n\n{text}"
    for heading, text in [
        ("澄江渡轮：票价最低", "澄江渡轮票价最低，单程只要六元，但船旧，座椅硬，雨天还会漏水。"),
        ("北岸航运：班次最密", "北岸航运班次最密，高峰每十分钟一班，缺点是排队时间长。"),
        ("西海快船：速度最快", "西海快船速度最快，全程十八分钟，票价也最高，要三十五元。"),
        ("江口轮渡：景色最好", "江口轮渡景色最好，沿途经过三座老桥，傍晚的航班最值得坐。"),
    ]
)  # fmt: skip
DECLINE = "\n\n".join(
    f"**{heading}**\n\n{text}"
    for heading, text in [
        ("三季度亏损扩大", "公司三季度亏损扩大到两亿元，收入却增长了三成，主要原因是铺店太快。"),
        ("现金流吃紧", "账上现金只够支撑两个季度，现金流吃紧迫使管理层暂停了海外计划。"),
        ("高管接连离职", "首席财务官和两名副总裁在半年内离职，高管接连离职让投资者不安。"),
        ("门店开始收缩", "从九月起门店数量开始收缩，一个月关了四十七家，多数在三线城市。"),
    ]
)  # fmt: skip
ARTICLES = {
    "a timeline": (
        "2019年3月4日：在临河开张，注册资本五百万元，只有四张桌子和一口锅。\n\n"
        "2020年6月1日：宣布完成天使轮融资，金额为三千万元，用来买下隔壁的铺面。\n\n"
        "2023年2月3日：宣布裁员三成，据报道原因是商场取消了两份租约。"
    ),
    "reasons before colons": (
        "成本上升是第一个原因：去年面粉价格上涨两成，而一碗面的售价没有变化。\n\n"
        "客流变化是第二个原因：据统计老城的行人下降了三成，外卖的退单却在上升。\n\n"
        "老师傅离开是第三个原因：近日店里宣布三名师傅离职，其中一位已干了十九年。"
    ),
    "a new rule point by point": POLICY,
    "the findings of a survey": SURVEY,
    "a comparison of companies": RANKING,
    "the decline of one company": DECLINE,
    "tips that say their titles again": TIPS,
    "a glossary": GLOSSARY,
    "a feature about several companies": FEATURE,
    "the hours of a day": DAY,
    "an interview with questions in bold": TALK,
    "a talk with speakers": TURNS,
    "an article with sections": SECTIONS,
    "an analysis whose sections are headlines": REPORT,
    "a chronicle": CHRONICLE,
    "an article around a list": ADVICE,
    "a release with many small sections": PRODUCT,
    "a gallery of people": PEOPLE,
    "numbered arguments": ARGUMENT,
}


@pytest.mark.parametrize(("title", "named"), [
    ("晚报", True), ("澄江晚报｜岚桥重工中标", True), ("9点1氪 | 青禾召回", True), ("一周要闻 2026-03-02", True), ("每日融资动态", True),
    ("早报：岚桥重工中标", True), ("岚桥中标；青禾召回；松石关店", True),
    ("澄江日报：老船停航之后", False), ("微澜传感完成新一轮融资", False), ("罗记面馆的最后一口锅", False),
    ("北岸快报社长离职", False),
])  # fmt: skip
def test_the_name_of_an_issue(title, named):
    assert is_issue(title) == named


@pytest.mark.parametrize("article", ARTICLES)
@pytest.mark.parametrize("unmarked", [False, True])
def test_an_article_stays_whole(article, unmarked):
    body = ARTICLES[article].replace("**", "").replace("## ", "") if unmarked else ARTICLES[article]
    text = f"# 罗记面馆的最后一口锅\n\n> 作者丨何畔\n\n{body}\n\n[原文链接](https://news.example/p/2)\n"
    documents = read(text)
    assert len(documents) == 1
    assert documents[0].kind in ("article", "newsflash")
    assert documents[0].title == "罗记面馆的最后一口锅"
    assert documents[0].url == "https://news.example/p/2"
    assert "作者" not in documents[0].body
    assert "链接" not in documents[0].body


def test_an_address_in_brackets_after_a_word_is_the_way_to_the_source():
    from analytics.corpus.markdown import is_closing_link, parse_blocks

    [block] = parse_blocks(["来源链接：<https://example.org/d/1>"])
    assert is_closing_link(block)
    [block] = parse_blocks(["详见<https://example.org/d/1>里公布的全部条款。"])
    assert not is_closing_link(block)
