"""Digests of short posts: how a post shows its end, its address, its day and its publisher."""

import pytest

from analytics.corpus import Limits
from analytics.corpus.dates import meta_line, parse_instant
from analytics.corpus.digest import read_digest
from analytics.corpus.drafts import Draft

POSTS = {
    "青禾电池在北岭建厂": "青禾电池宣布在北岭建厂，总投资20亿元。",
    "远帆航运下调全年预期": "远帆航运下调全年预期，股价收跌6%。",
    "云杉软件完成融资": "云杉软件完成5亿元融资，由澄江资本领投。",
}


def read(text: str, name: str = "digest.md") -> list[Draft]:
    pieces = list(read_digest(text, name, Limits()))
    assert all(isinstance(piece, Draft) for piece in pieces), pieces
    return [piece for piece in pieces if isinstance(piece, Draft)]


def told(documents: list[Draft]) -> dict[str, str]:
    return {document.title: document.body for document in documents}


@pytest.mark.parametrize("top, mark", [("# 2026-03-07", "###"), ("# 要闻摘录", "##"), ("", "#")])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
@pytest.mark.parametrize("way", ["原文：", "Source: ", "链接：", "来源：", "原文链接： ", ""])
def test_an_address_in_plain_text_closes_a_post(top, mark, gap, way):
    posts = [
        f"{mark} {title}\n\n{text}{gap}{way}https://news.example/{number}?utm_source=x\n"
        for number, (title, text) in enumerate(POSTS.items())
    ]
    documents = read("\n".join([top, "", *posts]))
    assert told(documents) == POSTS
    assert [d.url for d in documents] == [f"https://news.example/{n}" for n in range(len(POSTS))]
    assert {d.source for d in documents} == {"news.example"}


def test_the_publisher_before_an_address_is_the_source():
    (document,) = read(
        "# 云杉软件完成融资\n\n云杉软件完成5亿元融资。\n\n来源：远山财经 https://news.example/5\n"
    )
    assert (document.source, document.url) == ("远山财经", "https://news.example/5")


def test_an_address_within_a_sentence_is_no_way_to_the_source():
    (document,) = read(
        "# 云杉软件开放登记\n\n云杉软件说，登记从周一开始，地址不变。\n用户可访问云杉的网站登记，https://news.example/5\n"
    )
    assert document.url == ""


@pytest.mark.parametrize("top, mark", [("# 北岸日报", "##"), ("", "#")])
@pytest.mark.parametrize(
    "meta",
    [
        "*2026-03-1{n} 08:30 · 澄江日报*",
        "2026-03-1{n} 08:30 来源：澄江日报",
        "澄江日报 2026年3月1{n}日 08:30",
        "来源：澄江日报 | 2026-03-1{n} 08:30",
    ],
)
def test_a_line_of_its_own_dates_a_post_and_names_its_publisher(top, mark, meta):
    posts = [
        f"{mark} [{title}](https://news.example/{n})\n\n{meta.format(n=n)}\n\n{text}\n"
        for n, (title, text) in enumerate(POSTS.items())
    ]
    documents = read("\n".join([top, "", *posts]), "digest-2026-04-01.md")
    assert told(documents) == POSTS
    days = [parse_instant(f"2026-03-1{n} 08:30") for n in range(len(POSTS))]
    assert [document.published_at for document in documents] == days
    assert {(d.source, d.date_evidence) for d in documents} == {("澄江日报", "text")}


@pytest.mark.parametrize(
    "line",
    [
        "2026年3月1日，青禾电池在北岭建厂",
        "2026-03-01 北岭，青禾电池开工。",
        "2026年3月1日 新厂开工",
    ],
)
def test_a_sentence_that_opens_with_a_date_is_no_line_of_its_own(line):
    assert meta_line(line) is None


@pytest.mark.parametrize("mark", ["##", "###"])
def test_short_posts_under_the_title_of_a_digest_stand_alone(mark):
    posts = [f"{mark} {title}\n\n{text}\n" for title, text in POSTS.items()]
    assert told(read("\n".join(["# 新闻摘要", "", *posts]))) == POSTS


def test_the_short_name_of_a_company_in_bold_is_a_title():
    news = {
        "青禾": "3月2日宣布在北岭建厂，总投资20亿元。",
        "远帆航": "3月2日公告下调全年预期，股价收跌6%。",
        "云杉软件": "3月2日宣布完成5亿元融资，由澄江资本领投。",
        "银杏": "3月2日公告撤回上市申请，称将择机重启。",
    }
    items = [f"{n}. **{name}**：{text}" for n, (name, text) in enumerate(news.items(), 1)]
    assert told(read("# 公司早报\n\n" + "\n".join(items) + "\n")) == news


@pytest.mark.parametrize("mark", ["{n}. ", "{n}、", "（{n}）", "0{n} ", "【{n}】"])
def test_the_numbers_of_posts_are_no_part_of_their_titles(mark):
    titles = ["澄江渡口改道", "北岸航运涨价", "十二家书店延长夜场"]
    posts = [f"# {mark.format(n=n)}{t}\n\n> 明日起实行。" for n, t in enumerate(titles, start=1)]
    assert [document.title for document in read("\n\n".join(posts))] == titles


def test_a_number_that_is_not_the_place_of_a_post_stays():
    titles = ["1、2月航运价格走低", "2.5亿元渡轮订单落地", "5. 18次列车停运", "4 号码头封闭"]
    posts = [f"# {title}\n\n> 明日起实行。" for title in titles]
    assert [document.title for document in read("\n\n".join(posts))] == titles
