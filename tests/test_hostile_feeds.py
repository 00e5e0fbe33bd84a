"""Feeds made to exhaust or to mislead whoever reads them."""

import pytest
from bombs import growth, read_apart

from analytics.corpus import Limits, SourceError, read_corpus
from analytics.corpus.feeds import read_feed

GOOD = "<item><title>新桥通车</title><description>新桥今天通车。</description></item>"


def feed(items: str, prologue: str = '<?xml version="1.0"?>') -> bytes:
    return f'{prologue}<rss version="2.0"><channel><title>河畔晚报</title>{GOOD}{items}</channel></rss>'.encode()


def titles(content: bytes) -> list[str]:
    return [
        piece.title for piece in read_feed(content, "feed", Limits()) if hasattr(piece, "title")
    ]


CROWDS = {
    "empty entries": lambda n: feed("<item><title/></item>" * (n // 20)),
    "nested entries": lambda n: feed("<item>" * (n // 20) + "</item>" * (n // 20)),
    "nested elements": lambda n: feed("<a>" * n + "</a>" * n),
    "nested contents": lambda n: feed("<item>" + "<content>" * (n // 9) + "</content>" * (n // 9) + "</item>"),
    "broken entries": lambda n: feed("<item><title>江 & 海</title></item>" * (n // 30)),
    "open brackets": lambda n: feed("<" * n),
    "ampersands": lambda n: feed("<item><title>" + "&" * n + "</title></item>"),
    "comments": lambda n: feed("<!--" * n), "sections": lambda n: feed("<![CDATA[" * n),
    "white space before": lambda n: feed("", '<?xml version="1.0"?>' + "\n" * n),
    "spaces in a date": lambda n: feed("<item><title>江</title><pubDate>" + " " * n + "x</pubDate></item>"),
    "links": lambda n: feed("<item>" + "<link>https://news.example/a</link>" * (n // 30) + "</item>"),
}  # fmt: skip


@pytest.mark.parametrize("name", CROWDS)
def test_a_feed_takes_time_in_proportion(name):
    assert titles(CROWDS[name](1_000))[0] == "新桥通车"
    assert growth(lambda n: list(read_feed(CROWDS[name](n), "feed", Limits())), 10_000) < 3


LAUGHS = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
REFUSED = {
    "a billion laughs": (feed("<item><title>&a9;</title></item>", f'<!DOCTYPE r [<!ENTITY a0 "江">{LAUGHS}]>'), "XML entities"),
    "an external entity": (feed("<item><title>&x;</title></item>", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'), "XML entities"),
    "a parameter entity": (feed("", '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]>'), "XML entities"),
    "entities in another encoding": (feed("", '<!DOCTYPE r [<!ENTITY a "b">]>').decode().encode("utf-16"), "XML entities"),
    "many categories": (feed("<item>" + "<category>江</category>" * 2_000 + "</item>"), "more than 1,000 categories"),
    "many keywords": (feed("<item><media:keywords>" + "江," * 2_000 + "</media:keywords></item>"), "more than 1,000 categories"),
    "many attributes": (feed("<item " + " ".join(f"a{i} = '>'" for i in range(500)) + "></item>"), "more than 300 attributes"),
    "a place without its element": (feed('<item xmlns:gml="http://www.opengis.net/gml"><gml:pos>1 2</gml:pos></item>'), "parser fails on it"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_feed_is_refused_in_one_sentence(tmp_path, name):
    content, reason = REFUSED[name]
    (tmp_path / "feed.xml").write_bytes(content)
    with pytest.raises(SourceError, match=reason) as caught:
        read_corpus(tmp_path / "feed.xml")
    assert str(caught.value).startswith(str(tmp_path)) and "\n" not in str(caught.value)


@pytest.mark.parametrize("prologue", [
    "<!DOCTYPE r [<!ELEMENT x ANY><?a <b?><!ENTITY a0 'boom'><!ENTITY a1 '&a0;&a0;'>]>",
    '<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-ENTITY a "boom"+AD4-', "<!-- <b> --><!DOCTYPE r [<!ENTITY a1 'boom'>]>",
    '<!DOCTYPE r SYSTEM "file:///etc/hostname">',
])  # fmt: skip
def test_entities_that_hide_are_not_expanded(prologue):
    try:
        found = titles(feed("<item><title>渡口 &a1;</title></item>", prologue))
    except SourceError:
        return
    assert found[0] == "新桥通车"
    assert "boom" not in "".join(found)


def test_an_article_about_entities_is_read():
    assert "<!ENTITY" in titles(feed("<item><title>渡口 &lt;!ENTITY a</title></item>"))[1]


def test_empty_entries_are_set_aside(tmp_path):
    (tmp_path / "feed.xml").write_bytes(feed("<item/>" * 5_000))
    told = read_apart(tmp_path / "feed.xml", memory=500)
    assert (told["read"], told["rejected"]) == (1, 5_000)


def test_a_feed_of_any_size_is_refused_by_its_size(tmp_path):
    (tmp_path / "feed.xml").write_bytes(feed("<item/>" * 3_000_000))
    told = read_apart(tmp_path / "feed.xml", memory=200)
    assert "more than 16,777,216 bytes" in told["error"]
