"""What is no news goes, what is news stays, to the last sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.corpus.clean import clean_document, clean_paragraphs
from analytics.corpus.credits import is_credit, strip_end_credit, strip_wire
from analytics.corpus.digest import read_digest
from analytics.corpus.drafts import Draft
from analytics.corpus.errors import Limits
from analytics.corpus.links import web_address


@pytest.mark.parametrize("line", [
    "来源：澄江日报", "图片来源：视界图库", "图源｜公司官网", "图注：新桥的夜景", "本文来自微信公众号“渡口夜话”，作者：何畔，经授权发布。",
    "编辑｜何畔", "作者：何畔　编辑：闻一舟", "文｜何畔", "责任编辑：何畔", "**整理** ｜何畔".replace("*", ""), "题图来自视界图库，基于CC0协议。",
    "原文链接", "点击阅读原文", "欢迎关注公众号“渡口夜话”", "长按识别二维码关注我们", "免责声明：本文仅供参考，不构成投资建议。",
    "以上内容不构成投资建议，仅供参考。", "未经授权，禁止转载。", "— END —", "原标题：渡口的新船", "参考资料：公司年报",
    "封面来源｜视界图库", "（应受访者要求，文内均为化名）", "（本文不构成投资建议）", "作者长期关注航运，欢迎交流：hepan@news.example",
    "（图片来自：视界图库）", "(编辑｜何畔)", "澄江日报、北岸新闻、渡口网", "澄江日报 / 渡口网",
    "撰文：何畔", "更多内容请关注渡口夜话公众号", "查看更多",
])  # fmt: skip
def test_credits_declarations_and_invitations_are_no_news(line):
    assert is_credit(line)


@pytest.mark.parametrize("line", [
    "渡口集团、青禾乳业", "新规欢迎外资设厂。",
    "记者：您为什么选择在这个时候离开？", "来源不明的资金流入渡口集团账户，公司表示正在核查。", "编辑部上周搬进了新楼。", "作者认为，航运价格还会再涨。",
    "文旅部昨日发布新规。", "图书零售额同比增长3%。", "设计师何畔宣布离职。", "关注度持续上升的渡口集团今日公布财报，营收增长一成。",
    "本文件自发布之日起施行。", "原文明确规定，企业须在三十日内备案。", "声明称，公司没有裁员计划。", "出品方渡口影业否认撤资。",
    "点击量超过一亿次的短片由渡口影业制作，下周上映。", "翻译软件“译舟”完成新一轮融资。", "制作成本上涨，渡口影业去年亏损2000万元。",
])  # fmt: skip
def test_news_that_looks_like_a_credit_stays(line):
    assert not is_credit(line)
    assert line in clean_document("渡口要闻", f"{line}\n第二段讲的是别的事。")[1]


@pytest.mark.parametrize(("text", "body", "wire"), [
    ("北岸财经获悉，渡口集团今日挂牌。", "渡口集团今日挂牌。", "北岸财经"),
    ("北岸社5月14日电，渡口集团今日挂牌。", "渡口集团今日挂牌。", "北岸社"),
    ("北岸社澄江5月14日电（记者 何畔）渡口集团今日挂牌。", "渡口集团今日挂牌。", "北岸社"),
    ("《澄江日报》14日讯，渡口集团今日挂牌。", "渡口集团今日挂牌。", "澄江日报"),
    ("北岸隆5月14日｜渡口集团今日挂牌。", "渡口集团今日挂牌。", "北岸隆"),
    ("北岸AI快讯，渡口集团今日挂牌。", "渡口集团今日挂牌。", "北岸AI"),
])  # fmt: skip
def test_the_wire_at_the_beginning_is_a_credit(text, body, wire):
    assert strip_wire(text) == (body, wire)


@pytest.mark.parametrize("text", [
    "记者从渡口集团获悉，新船下月试航。", "据悉，新船下月试航。", "渡口集团与腾讯，昨天签了约。", "新能源汽车充电，夜里最便宜。", "公司通讯，一直不畅。", "渡口集团通过港交所聆讯，拟募资三亿元。",
    "供应商立讯，去年利润增长。", "警方提讯，嫌疑人承认诈骗。", "公司表示讯，还要再等。",
    "渡口集团5月14日公告，拟回购股份。", "近日获悉，新船下月试航。", "从多个渠道获悉，新船下月试航。",
])  # fmt: skip
def test_attribution_inside_the_news_stays(text):
    assert strip_wire(text) == (text, "")


@pytest.mark.parametrize(("text", "kept", "name"), [
    ("新船下月试航。（澄江日报）", "新船下月试航。", "澄江日报"),
    ("新船下月试航。(来源：北岸社)", "新船下月试航。", "北岸社"),
    ("新船下月试航。（记者 何畔）", "新船下月试航。", ""),
    ("新船下月试航。（责任编辑：何畔）", "新船下月试航。", ""),
    ("新船下月试航。（北岸社记者 何畔）", "新船下月试航。", "北岸社"),
    ("新船下月试航。（公司未回应）", "新船下月试航。（公司未回应）", ""),
    ("新船下月试航。（澄江日报、北岸新闻）", "新船下月试航。", "澄江日报"),
    ("新船下月试航。（新浪科技）", "新船下月试航。", "新浪科技"),
    ("新船下月试航。（36氪）", "新船下月试航。", "36氪"),
    ("新船下月试航。（应受访者要求，文内均为化名）", "新船下月试航。", ""),
    ("新船下月试航。（本文不构成投资建议）", "新船下月试航。", ""),
    ("新船下月试航。（图片来源：视界图库）", "新船下月试航。", ""),
    ("船长叫何畔。（化名）", "船长叫何畔。（化名）", ""),
    ("造船的有两家公司。（渡口科技、青禾科技）", "造船的有两家公司。（渡口科技、青禾科技）", ""),
    ("新船定价12万元（含税）", "新船定价12万元（含税）", ""),
    ("对手是渡口集团（新闻）", "对手是渡口集团（新闻）", ""),
])  # fmt: skip
def test_a_publisher_in_brackets_at_the_end_is_a_credit(text, kept, name):
    assert strip_end_credit(text) == (kept, name)


def test_a_lead_in_brackets_becomes_the_title_when_there_is_none():
    text = "【渡口集团今日挂牌交易】北岸社5月14日电，渡口集团开盘涨两成。"
    assert clean_document("", text) == ("渡口集团今日挂牌交易", "渡口集团开盘涨两成。", "北岸社")
    assert clean_document("渡口集团今日挂牌交易", text) == clean_document("", text)
    other = "【快讯】渡口集团开盘涨两成。"
    assert clean_document("", other) == ("", other, "")


def test_html_becomes_paragraphs_without_scripts_and_captions():
    html = (
        "<p>渡口集团<b>今日</b>挂牌。</p><script>alert(1)</script><figure><img src='x.png'>"
        "<figcaption>敲锣</figcaption></figure><p>开盘涨两成&nbsp;&amp;&nbsp;成交活跃。<br>收盘再看。</p>"
    )
    assert clean_document("<b>挂牌</b>", html)[:2] == (
        "挂牌",
        "渡口集团今日挂牌。\n开盘涨两成 & 成交活跃。\n收盘再看。",
    )


def test_signs_that_are_no_markup_stay():
    text = "毛利率<10%，A&B两项业务都亏。"
    assert clean_document("渡口财报", text)[1] == text


def test_images_captions_and_ways_to_the_source_are_dropped():
    text = (
        "# 渡口\n\n> 作者｜何畔\n\n老船今天又开了一趟，船上坐满了人。\n\n![](https://img.example/a.png)\n\n示意图\n\n"
        "图片来源：视界图库\n\n第二段也是新闻，**讲的是**[新船](https://news.example/x?utm_source=a)。\n\n"
        "官网：https://ship.example/\n\n[原文链接](https://news.example/p/1?f=rss&id=3)\n"
    )
    (draft,) = read_digest(text, "d.md", Limits())
    assert isinstance(draft, Draft)
    assert draft.body == "老船今天又开了一趟，船上坐满了人。\n第二段也是新闻，讲的是新船。"
    assert draft.url == "https://news.example/p/1?id=3"
    assert draft.original == text.strip()


@pytest.mark.parametrize(("written", "address"), [
    ("https://news.example/a?utm_source=x&id=1&spm=9#top", "https://news.example/a?id=1"),
    ("https://user:word@news.example/a", "https://news.example/a"),
    ("javascript:alert(1)", ""), ("data:text/html,x", ""), ("ftp://news.example", ""), ("//news.example", ""), ("https://", ""),
    ("https://news.example/a b", ""), ('https://news.example/"onclick', ""),
])  # fmt: skip
def test_addresses_are_web_addresses_without_tracking(written, address):
    assert web_address(written) == address


sentence = st.text(st.sampled_from("渡口老船新桥江水今年昨日集团公司宣布上涨下跌三五百万元3.5%AI"), min_size=12, max_size=40).map(
    lambda text: f"船讯{text.strip()}。".replace("船讯", "江边", 1)
)  # fmt: skip
noise = st.sampled_from(
    ["来源：澄江日报", "编辑｜何畔", "图片来源：视界图库", "原文链接", "欢迎关注公众号“渡口夜话”"]
)


@given(st.lists(st.one_of(sentence, noise), min_size=1, max_size=8), st.booleans())
def test_no_sentence_of_news_is_lost(lines, as_html):
    text = "".join(f"<p>{line}</p>" for line in lines) if as_html else "\n".join(lines)
    _, body, _ = clean_document("", text)
    assert body.split("\n") == [line for line in lines if line.startswith("江边")] or not any(
        line.startswith("江边") for line in lines
    )


def test_a_list_of_sources_at_the_end_goes_with_the_line_that_announces_it():
    body = [
        "北岑港的吊机停了两天。",
        "码头工人周三复工。",
        "图片、资料来源：",
        "北岑港官网",
        "岸线日报、Portwatch",
    ]
    assert clean_paragraphs("吊机停了", body)[1] == "北岑港的吊机停了两天。\n码头工人周三复工。"
    assert clean_paragraphs("吊机停了", [*body[:2], "参考链接"])[1].endswith("复工。")


def test_sentences_after_a_mention_of_sources_stay():
    body = ["北岑港的吊机停了两天。", "参考资料", "港方在文件中承认，检修拖了一个月。"]
    assert clean_paragraphs("吊机停了", body)[1].endswith("检修拖了一个月。")


def test_lines_that_only_say_who_reports_or_invite_go():
    body = [
        "岸线周刊报道",
        "北岑港的吊机停了两天。",
        "【免责声明】内容仅供参考。",
        "欢迎体验我们自研的港口助手小岸，找泊位更快",
    ]
    assert clean_paragraphs("吊机停了", body)[1] == "北岑港的吊机停了两天。"


def test_a_heading_of_sources_with_nothing_under_it_goes():
    assert clean_document("新船", "新船下月试航。\n参考链接")[1] == "新船下月试航。"
