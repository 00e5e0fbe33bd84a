"""Markup made to exhaust whoever reads it: the work grows with the size, not with its square."""

import pytest
from bombs import growth, read_apart

from analytics.corpus import Limits, markdown, read_corpus
from analytics.corpus.blocks import Run, merge_runs
from analytics.corpus.clean import clean_document
from analytics.corpus.digest import read_digest
from analytics.corpus.drafts import LABEL
from analytics.corpus.feeds import read_feed
from analytics.corpus.html import parse_html
from analytics.corpus.markdown import parse_blocks, split_posts

GOOD = "\n\n# 新桥通车\n\n新桥今天通车，第一天过桥的车有一万两千辆。\n"
HTML = {
    "unmatched ends": lambda n: "<span></x>" * n,
    "ends of what lies outside": lambda n: "".join(f"<b a={i}><div></b>" for i in range(n)),
    "breaks": lambda n: "<p>" + "x<br>" * n,
    "stars": lambda n: "<p>" + "** " * n,
    "attributes": lambda n: "<p " + " ".join(f"a{i}=1" for i in range(n)) + ">x</p>",
    "attributes in quotes": lambda n: "<p " + " ".join(f"a{i}='>'" for i in range(n)) + ">x</p>",
    "attributes like tags": lambda n: (
        "<p " + " ".join(f"<b{i} </b{i}" for i in range(n)) + ">x</p>"
    ),
    "cells outside": lambda n: "<table>" + "x<tr>" * n,
    "open brackets": lambda n: "<" * n + "<p " * n,
}


@pytest.mark.parametrize("name", HTML)
def test_html_takes_time_in_proportion(name):
    assert growth(lambda n: list(parse_html(HTML[name](n))), 10_000) < 3


def test_runs_are_joined_in_proportion():
    assert growth(lambda n: merge_runs([Run("长江日夜流")] * n), 50_000) < 3
    assert growth(lambda n: merge_runs([Run("** ")] * n), 50_000) < 3


@pytest.mark.slow
def test_a_list_of_any_length_is_parsed_in_pieces():
    lines = ["- 船"] * 45_000
    blocks = list(parse_blocks(lines))
    assert len(blocks) == 45_000
    assert [block.line for block in blocks[39_999:40_002]] == [40_000, 40_001, 40_002]


MARKDOWN = {
    "brackets": lambda n: ["[" * n], "images": lambda n: ["![[]()" * n], "links": lambda n: ["[a](" * n], "stars": lambda n: ["*a _b " * n],
    "ticks": lambda n: [" ".join("`" * i for i in range(1, int(n**0.5)))], "tags": lambda n: ["<a b='" * n], "ampersands": lambda n: ["&" * n],
    "quotes": lambda n: ["> 船"] * (n // 4), "references": lambda n: [f"[a{i}]: b 'x" for i in range(n // 2)],
    "wide tables": lambda n: ["|" + "a|" * 300, "|" + "-|" * 300, *["|"] * 20, ""] * (n // 1_500),
}  # fmt: skip


@pytest.mark.parametrize("name", MARKDOWN)
def test_markdown_takes_time_in_proportion(name):
    assert growth(lambda n: list(parse_blocks(MARKDOWN[name](n))), 3_000) < 3


@pytest.mark.slow
def test_html_without_end_is_kept_as_plain_text(tmp_path):
    (tmp_path / "a.md").write_text("# 长页\n\n<div>" + "<p>江" * 520_000 + GOOD)
    told = read_apart(tmp_path / "a.md", memory=700)
    assert told["titles"][-1] == "新桥通车"


def test_a_post_of_any_number_of_paragraphs_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(markdown, "MOST_BLOCKS", 50)
    text = (
        "# 长文\n\n"
        + "江水东流。\n\n" * 60
        + "# 新桥通车\n\n新桥今天通车，第一天过桥的车有一万两千辆。\n"
    )
    (tmp_path / "a.md").write_text(text)
    corpus = read_corpus(tmp_path / "a.md")
    assert corpus.documents["title"].tolist() == ["新桥通车"]
    assert corpus.rejected["reason"].str.startswith("a post of more than").all()
    assert corpus.rejected["origin_line"].tolist() == [1]


def test_nested_quotes_and_lists_are_read(tmp_path):
    nests = [
        ">" * 10_000 + " 江",
        "- " * 10_000 + "江",
        "  " * 10_000 + "- 江",
        "<blockquote>" * 10_000 + "江",
        "<ul><li>" * 10_000 + "江",
        "[" * 10_000 + "](x)" * 10_000,
    ]
    (tmp_path / "a.md").write_text(
        "".join(f"# 第{n}条消息\n\n{nest}水今天上涨\n\n" for n, nest in enumerate(nests))
    )
    told = read_apart(tmp_path / "a.md")
    assert told["read"] == len(nests) and told["seconds"] < 20


def test_the_block_after_those_surveyed_is_not_lost(monkeypatch):
    """It was taken from the stream and dropped: of a long digest one paragraph or heading."""
    monkeypatch.setattr(markdown, "SURVEYED", 3)
    posts = list(markdown.split_posts(parse_blocks(["# 江", "# 海", "# 船", "# 桥", "# 港"])))
    assert [post.title for post in posts] == ["江", "海", "船", "桥", "港"]


@pytest.mark.slow
def test_a_million_empty_posts_are_told(tmp_path):
    (tmp_path / "a.md").write_text("# \n" * 1_000_000 + GOOD)
    told = read_apart(tmp_path / "a.md", memory=2_500, wait=900, rejections=2_000_000)
    assert (told["read"], told["rejected"]) == (1, 1_000_000)


SOURCES = "参考资料：\n"


def test_lines_that_announce_sources_take_time_in_proportion():
    text = "新桥今天通车，第一天过桥的车有一万两千辆。"
    assert clean_document("", f"{text}\n{SOURCES}甲报\n{SOURCES}乙报")[1] == text
    assert clean_document("", f"{text}\n{SOURCES}甲报\n{text}完。")[1].endswith("完。")
    assert growth(lambda n: clean_document("新桥", SOURCES * n + text), 8_000) < 3


def test_headings_over_posts_take_time_in_proportion():
    lines = ["# 某日的新闻", "", "## 新桥今天通车", "", "> 一早通车", ""]
    blocks = list(parse_blocks(lines * 4_000))
    assert growth(lambda n: list(split_posts(blocks[:n])), 6_000) < 3


def test_items_of_one_piece_of_html_do_not_each_keep_all_of_it():
    items = "".join(
        f"<p><b>第{i}座新桥今天建成通车</b></p><p>3月2日，据某报报道，第{i}座桥今天通车，过桥的车有一万两千辆。</p>"
        for i in range(200)
    )
    drafts = list(read_digest(f"# 早报\n\n<div>{items}</div>\n", "a.md", Limits()))
    assert len(drafts) == 200
    assert sum(len(draft.original) for draft in drafts) < 2 * len(items)


def test_what_many_documents_share_is_cut():
    """A title of megabytes over thousands of items took the square of both."""
    long = "早报｜" + "长" * 5_000
    items = "".join(
        f"**第{i}座新桥今天建成通车**\n\n3月2日，据某报报道，第{i}座桥今天通车，过桥的车有一万两千辆。\n\n"
        for i in range(5)
    )
    posts = "".join(
        f"# {long}{j}\n\n" + f"## 第{j}座新桥通车\n\n> 一早通车。\n\n" * 9 for j in "甲乙"
    )
    feed = f"<rss><channel><title>{long}</title>{'<item><title>新桥</title></item>' * 9}</channel></rss>"
    drafts = [
        *read_digest(f"# {long}\n\n{items}", "a.md", Limits()),
        *read_digest(posts, "b.md", Limits()),
        *read_feed(feed.encode(), "c.xml", Limits()),
    ]
    shared = {
        (draft.kind, len(d))
        for draft in drafts
        for d in (draft.parent_title, draft.section, draft.source)
        if d
    }
    assert len(drafts) == 32 and {size for _, size in shared} == {LABEL}
