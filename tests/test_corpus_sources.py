"""Every kind of source gives the same table; what is bad says so in one sentence."""

import csv
import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from analytics.corpus import Limits, SourceError, fingerprint_source, read_corpus
from analytics.tables import DOCUMENTS

ROWS = [
    {"id": "a-1", "title": "渡口集团今日挂牌", "text": "渡口集团今日挂牌交易，开盘涨两成，收盘时成交额突破三亿元。",
     "published_at": "2026-03-02T09:30:00+08:00", "source": "澄江日报", "url": "https://news.example/a?utm_source=x", "section": "市场"},
    {"id": "a-2", "title": "老船停航", "text": "开了二十六年的老船本周日最后一次离岸，船长说，新桥通了，坐船的人就少了。",
     "published_at": "2026-03-03", "source": "河畔晚报", "url": "https://news.example/b", "section": "城事"},
    {"id": "a-3", "title": "青禾乳业召回两批次酸奶", "text": "", "published_at": "", "source": "北岸财经", "url": "", "section": ""},
]  # fmt: skip
COLUMNS = [
    "doc_id",
    "title",
    "body",
    "published_at",
    "date_evidence",
    "source",
    "url",
    "section",
    "kind",
]


def write_jsonl(path: Path) -> None:
    path.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8"
    )


def write_packed(path: Path) -> None:
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in ROWS).encode()))


def write_json(path: Path) -> None:
    path.write_text(json.dumps({"items": ROWS}, ensure_ascii=False, indent=1), encoding="utf-8")


def write_csv(path: Path) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        table = csv.DictWriter(file, list(ROWS[0]))
        table.writeheader()
        table.writerows(ROWS)


def write_tsv(path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, list(ROWS[0]), delimiter="\t")
        table.writeheader()
        table.writerows(ROWS)


def write_parquet(path: Path) -> None:
    pd.DataFrame(ROWS).to_parquet(path)


WRITERS = {
    "rows.jsonl": write_jsonl, "rows.jsonl.gz": write_packed, "rows.json": write_json, "rows.csv": write_csv, "rows.tsv": write_tsv,
    "rows.parquet": write_parquet,
}  # fmt: skip


@pytest.mark.parametrize("name", WRITERS)
def test_every_table_format_gives_the_same_documents(tmp_path, name):
    WRITERS[name](tmp_path / name)
    corpus = read_corpus(tmp_path / name)
    documents = corpus.documents
    assert list(documents["doc_id"]) == ["a-1", "a-2", "a-3"]
    assert list(documents["title"]) == [row["title"] for row in ROWS]
    assert list(documents["body"]) == [row["text"] for row in ROWS]
    assert list(documents["kind"]) == ["newsflash", "newsflash", "title"]
    assert list(documents["url"]) == ["https://news.example/a", "https://news.example/b", ""]
    assert list(documents["date_evidence"]) == ["field", "field", ""]
    assert str(documents["published_at"][0]) == "2026-03-02 09:30:00+08:00"
    assert str(documents["published_at"][1]) == "2026-03-03 00:00:00+08:00"
    assert pd.isna(documents["published_at"][2])
    assert corpus.sources.loc[0, ["n_found", "n_read", "n_rejected"]].tolist() == [3, 3, 0]


@pytest.mark.parametrize("record", [
    {"headline": "渡口集团今日挂牌", "content": "开盘涨两成。", "pubDate": "Mon, 02 Mar 2026 01:30:00 GMT", "link": "https://news.example/a", "media": "澄江日报"},
    {"标题": "渡口集团今日挂牌", "正文": "开盘涨两成。", "发布时间": "2026年3月2日 09:30", "链接": "https://news.example/a", "来源": "澄江日报"},
    {"Title": "渡口集团今日挂牌", "BODY": "开盘涨两成。", "Date": "2026-03-02", "time": "09:30", "URL": "https://news.example/a", "Source": {"name": "澄江日报"}},
    {"title": "渡口集团今日挂牌", "content": "<p>开盘涨两成。</p>", "timestamp": 1772415000, "url": "https://news.example/a", "source_name": "澄江日报"},
    {"newsTitle": "渡口集团今日挂牌", "articleBody": "开盘涨两成。", "publishedAt": "2026-03-02T01:30:00Z", "webUrl": "https://news.example/a", "siteName": "澄江日报"},
    {"title": {"rendered": "渡口集团今日挂牌"}, "summary": "开盘涨两成。", "ctime": "1772415000000", "link": "https://news.example/a", "source": "澄江日报"},
])  # fmt: skip
def test_fields_are_found_by_their_usual_names(tmp_path, record):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    row = read_corpus(path).documents.iloc[0]
    assert (row["title"], row["body"]) == ("渡口集团今日挂牌", "开盘涨两成。")
    assert (row["source"], row["url"]) == ("澄江日报", "https://news.example/a")
    assert str(row["published_at"]) == "2026-03-02 09:30:00+08:00"


def test_ids_are_kept_when_unique_and_made_of_content_otherwise(tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = [
        {"id": "7", "title": "老船停航"},
        {"id": "7", "title": "新桥通车"},
        {"title": "新桥通车"},
        {"title": "新桥通车"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    ids = read_corpus(path).documents["doc_id"].tolist()
    assert ids[0] == "7"
    assert len(set(ids)) == 4
    assert ids[1] == f"7-{ids[2]}"
    assert ids[3] == f"{ids[2]}-2"
    again = tmp_path / "again.jsonl"
    again.write_text(json.dumps(rows[2]))
    assert read_corpus(again).documents["doc_id"].tolist() == [ids[2]]


def test_bad_rows_are_set_aside_with_their_place(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(
        '{"title": "老船停航"}\n\n{"title": \n[1]\n{"x": 1}\n{"title": "来源", "text": ""}\n',
        encoding="utf-8",
    )
    corpus = read_corpus(path)
    assert corpus.sources.loc[0, ["n_found", "n_read", "n_rejected"]].tolist() == [5, 2, 3]
    assert corpus.rejected["origin_line"].tolist() == [3, 4, 5]
    assert corpus.rejected["reason"].tolist() == [
        "not JSON: Expecting value at character 10",
        "not a JSON object with fields",
        "neither a title nor a text",
    ]
    assert set(corpus.rejected["origin"]) == {path.name}


def test_a_folder_is_read_in_order_and_what_is_no_news_is_told(tmp_path):
    write_jsonl(tmp_path / "b.jsonl")
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.md").write_text(
        "# 新桥通车\n\n新桥今天通车，第一天过桥的车有一万两千辆。\n", encoding="utf-8"
    )
    write_csv(tmp_path / "sub" / "c.csv")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    (tmp_path / ".hidden.md").write_text("# 不读\n\n隐藏文件不读。\n", encoding="utf-8")
    corpus = read_corpus(tmp_path)
    names = [Path(file).name for file in corpus.sources["file"]]
    assert names == ["a.md", "b.jsonl", "c.csv", "notes.docx"]
    assert list(corpus.sources["n_found"]) == [1, 3, 3, 1]
    assert [Path(file).name for file in corpus.rejected["origin"]] == ["notes.docx"]
    assert corpus.rejected["reason"].tolist() == ["in no format read here"]
    assert len(corpus.documents) == 7
    assert corpus.n_ignored == 1
    assert corpus.documents["doc_id"].is_unique
    assert corpus.documents["story_id"].nunique() == 4


def test_a_glob_reports_what_it_cannot_read(tmp_path):
    write_jsonl(tmp_path / "rows.jsonl")
    (tmp_path / "rows.xlsx").write_bytes(b"PK\x03\x04")
    corpus = read_corpus(str(tmp_path / "rows.*"))
    assert corpus.rejected["reason"].tolist() == ["in no format read here"]
    assert corpus.sources["n_found"].sum() == 4


def test_a_bad_file_in_a_folder_does_not_lose_the_others(tmp_path):
    write_jsonl(tmp_path / "a.jsonl")
    (tmp_path / "b.parquet").write_bytes(b"PAR1 not really")
    (tmp_path / "c.md").write_bytes(b"")
    corpus = read_corpus(tmp_path)
    assert len(corpus.documents) == 3
    assert corpus.rejected["origin_line"].tolist() == [0, 0]
    assert (
        corpus.sources["n_read"] + corpus.sources["n_rejected"] == corpus.sources["n_found"]
    ).all()


def missing(folder: Path) -> Path:
    return folder / "nowhere.md"


def empty(folder: Path) -> Path:
    (folder / "empty.md").write_bytes(b"")
    return folder / "empty.md"


def blank(folder: Path) -> Path:
    (folder / "blank.csv").write_text(" \n\n")
    return folder / "blank.csv"


def binary(folder: Path) -> Path:
    (folder / "photo.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    return folder / "photo.md"


def no_news(folder: Path) -> Path:
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


def no_columns(folder: Path) -> Path:
    (folder / "sales.csv").write_text("month,amount\n1,2\n")
    return folder / "sales.csv"


def broken_parquet(folder: Path) -> Path:
    (folder / "rows.parquet").write_bytes(b"PAR1" + b"x" * 60)
    return folder / "rows.parquet"


def false_parquet(folder: Path) -> Path:
    (folder / "rows.parquet").write_text("title\nx\n")
    return folder / "rows.parquet"


def web_page(folder: Path) -> Path:
    (folder / "page.html").write_text("<!DOCTYPE html><html><body>渡口</body></html>")
    return folder / "page.html"


def all_rejected(folder: Path) -> Path:
    (folder / "rows.jsonl").write_text("{\n[]\n")
    return folder / "rows.jsonl"


def broken_archive(folder: Path) -> Path:
    (folder / "rows.jsonl.gz").write_bytes(gzip.compress(b'{"title": "x"}\n' * 100)[:30])
    return folder / "rows.jsonl.gz"


def declared_entities(folder: Path) -> Path:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'
    (folder / "feed.xml").write_text(bomb)
    return folder / "feed.xml"


BAD = [missing, empty, blank, binary, no_news, no_columns, broken_parquet, false_parquet, web_page, all_rejected, broken_archive, declared_entities]  # fmt: skip


@pytest.mark.parametrize("make", BAD)
def test_a_bad_source_is_one_clear_sentence(tmp_path, make):
    source = make(tmp_path)
    with pytest.raises(SourceError) as caught:
        read_corpus(source)
    message = str(caught.value)
    assert message.startswith(str(source))
    assert "\n" not in message
    assert "Traceback" not in message


@pytest.mark.parametrize("make", [missing, empty, blank, binary, no_news, false_parquet, web_page])
def test_the_fingerprint_refuses_what_reading_refuses(tmp_path, make):
    source = make(tmp_path)
    with pytest.raises(SourceError) as read:
        read_corpus(source)
    with pytest.raises(SourceError) as named:
        fingerprint_source(source)
    assert str(read.value) == str(named.value)


@pytest.mark.parametrize("source", ["", "ftp://news.example/feed", "file:///etc/hosts", "a\0b"])
def test_what_is_no_source_is_refused(source):
    with pytest.raises(SourceError):
        read_corpus(source)


def test_a_missing_file_is_answered_with_its_nearest(tmp_path):
    (tmp_path / "digest-monday.md").touch()
    with pytest.raises(SourceError, match=r"did you mean .*digest-monday\.md\?"):
        read_corpus(tmp_path / "digest-mondy.md")
    with pytest.raises(SourceError, match="check the path"):
        read_corpus(tmp_path / "else.csv")


def test_the_fingerprint_is_of_the_content(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_jsonl(tmp_path / name / "rows.jsonl")
    one, two = fingerprint_source(tmp_path / "one"), fingerprint_source(tmp_path / "two")
    assert one == two == read_corpus(tmp_path / "one").fingerprint
    with (tmp_path / "two" / "rows.jsonl").open("a") as file:
        file.write('{"title": "x"}\n')
    assert fingerprint_source(tmp_path / "two") != one


def test_links_that_lead_in_a_circle_are_not_followed(tmp_path):
    write_jsonl(tmp_path / "rows.jsonl")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "broken.md").symlink_to(tmp_path / "nowhere.md")
    assert len(read_corpus(tmp_path).documents) == 3


def test_a_pipe_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(SourceError):
        read_corpus(tmp_path / "pipe.md")


def test_limits_bound_what_is_read(tmp_path):
    path = tmp_path / "rows.jsonl"
    write_jsonl(path)
    with pytest.raises(SourceError, match="more than 2 documents"):
        read_corpus(path, Limits(documents=2))
    with pytest.raises(SourceError, match="more than 100 bytes"):
        read_corpus(path, Limits(text_bytes=100))
    corpus = read_corpus(path, Limits(document_characters=30))
    assert (len(corpus.documents), len(corpus.rejected)) == (1, 2)
    long = read_corpus(path, Limits(line_bytes=200))
    assert long.rejected["reason"].iloc[0] == "a line of more than 200 bytes"
    assert len(long.documents) + len(long.rejected) == 3
    with pytest.raises(SourceError, match="more than 1 files"):
        write_csv(tmp_path / "rows.csv")
        read_corpus(tmp_path, Limits(files=1))


def test_a_bomb_is_refused_before_it_unfolds(tmp_path):
    path = tmp_path / "bomb.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"title": "' + b"a" * (64 << 20), 9))
    with pytest.raises(SourceError, match="times its size"):
        read_corpus(path)


@pytest.mark.parametrize("content", [
    '{"title": ' + "[" * 100_000, '{"title": "a", "title": "老船停航", "text": NaN}', '{"title": "\\ud800老船停航\\u0000"}',
    '{"title": "老船停航", "published_at": 1e400, "id": {"a": [1]}}', '{"title": "老船停航", "published_at": "9999-99-99"}',
    '{"title": "老船停航", "n": ' + "9" * 5_000 + "}",
])  # fmt: skip
def test_strange_json_is_read_or_set_aside(tmp_path, content):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"title": "新桥通车"}\n' + content)
    corpus = read_corpus(path)
    assert len(corpus.documents) + len(corpus.rejected) == 2
    assert corpus.documents["published_at"].isna().all()


HOSTILE = {
    "quotes": "# t\n\n" + ">" * 10_000 + " x", "brackets": "# t\n\n" + "[" * 50_000, "links": "# t\n\n" + "[a](" * 12_000,
    "stars": "# t\n\n" + "**a " * 12_000, "tags": "# t\n\n" + "<a " * 16_000, "nested": "# t\n\n" + "<div>" * 60_000,
    "bold": "# t\n\n" + "".join(f"<b a={i}>" for i in range(3_000)) + "<p>x" * 3_000, "headings": "# \n" * 5_000, "one line": "# t\n\n" + "中" * 300_000,
    "lists": "# t\n\n" + "".join("  " * i + "- x\n" for i in range(400)), "spaces": "# t\n\n来源：" + " " * 100_000 + "x", "table": "|" + "a|" * 3_000 + "\n|" + "-|" * 3_000,
    "parentheses": "# t\n\n" + "（" * 60_000, "numbers": "# t\n\n" + "1月1日" * 20_000, "rules": "# t\n" + "---\n" * 5_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long(tmp_path, name):
    path = tmp_path / "digest.md"
    path.write_text(
        HOSTILE[name] + "\n\n# 新桥通车\n\n新桥今天通车，第一天过桥的车有一万两千辆。\n",
        encoding="utf-8",
    )
    start = time.perf_counter()
    corpus = read_corpus(path)
    assert time.perf_counter() - start < 8
    assert "新桥通车" in set(corpus.documents["title"])


FEED = """<?xml version="1.0" encoding="gb2312"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>澄江日报</title>
<item><title>渡口集团&lt;b&gt;今日&lt;/b&gt;挂牌</title><link>https://news.example/a?utm_source=rss</link><guid>tag:1</guid><category>市场</category>
<pubDate>2026-03-02 09:30:00</pubDate><description>短讯</description><content:encoded><![CDATA[<p>渡口集团今日挂牌交易，开盘涨两成。</p><p>编辑｜何畔</p>]]></content:encoded></item>
<item><title>晨间要闻</title><link>https://news.example/b</link><pubDate>Mon, 02 Mar 2026 00:00:00 GMT</pubDate><description><![CDATA[
<h2>大公司</h2><p><strong>青禾乳业召回两批次酸奶</strong></p><p>青禾乳业昨日宣布召回两批次低温酸奶，涉及约1.8万杯。（北岸财经）</p>
<p><strong>松石百货关闭临河老店</strong></p><p>据悉，松石百货临河老店将于本周日打烊，租约到期后不再续签。（河畔晚报）</p>
<h2>投融资</h2><p><strong>微澜传感完成8000万元B轮融资</strong></p><p>近日，微澜传感宣布完成8000万元B轮融资，用于二期产线。（北岸财经）</p>]]></description></item>
<item><title></title></item></channel></rss>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_feed_in_whatever_encoding(tmp_path, encoding):
    path = tmp_path / "feed.xml"
    path.write_bytes(FEED.encode(encoding))
    corpus = read_corpus(path)
    first, *items = corpus.documents.to_dict("records")
    assert (first["title"], first["body"]) == (
        "渡口集团今日挂牌",
        "渡口集团今日挂牌交易，开盘涨两成。",
    )
    assert (first["doc_id"], first["url"], first["section"]) == (
        "tag:1",
        "https://news.example/a",
        "市场",
    )
    assert (str(first["published_at"]), first["date_evidence"]) == (
        "2026-03-02 09:30:00+08:00",
        "feed",
    )
    assert [item["section"] for item in items] == ["大公司", "大公司", "投融资"]
    assert {item["kind"] for item in items} == {"roundup_item"}
    assert {item["parent_title"] for item in items} == {"晨间要闻"}
    assert {str(item["published_at"]) for item in items} == {"2026-03-02 08:00:00+08:00"}
    assert corpus.rejected["reason"].tolist() == ["an entry with neither a title nor a text"]
    assert len(corpus.documents) == 4


def test_a_feed_that_was_cut_off_gives_its_whole_entries(tmp_path):
    path = tmp_path / "feed.xml"
    whole = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>河畔晚报</title>'
        "<item><title>老船停航</title><description>老船本周日最后一次离岸。</description></item>"
        "<item><title>新桥通车</title><description>新桥今天通车，渡口的"
    )
    path.write_text(whole, encoding="utf-8")
    corpus = read_corpus(path)
    assert list(corpus.documents["title"]) == ["老船停航"]
    assert list(corpus.rejected["origin_line"]) == [2]
    assert corpus.rejected["reason"][0].startswith("the feed ends in the middle of an entry")
    assert "新桥通车" in corpus.rejected["excerpt"][0]
    path.write_text(whole.partition("<item><title>新")[0], encoding="utf-8")
    corpus = read_corpus(path)
    assert list(corpus.documents["title"]) == ["老船停航"]
    assert corpus.rejected["reason"][0].startswith("the feed ends after its last whole entry")
    path.write_text(whole.partition("</item>")[0], encoding="utf-8")
    with pytest.raises(SourceError, match="before its first entry does"):
        read_corpus(path)


@pytest.mark.parametrize("feed", [
    '<rss version="2.0"><channel><title>晚报</title><link>https://news.example/daily/</link><item><title>老船停航</title><link>{}</link></item></channel></rss>',
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>晚报</title><link href="https://news.example/daily/"/><entry><title>老船停航</title><link href="{}"/></entry></feed>',
])  # fmt: skip
@pytest.mark.parametrize(("link", "url"), [
    ("/c.html", "https://news.example/c.html"), ("c?id=9&amp;utm_source=rss", "https://news.example/daily/c?id=9"),
    ("//other.example/c", "https://other.example/c"), ("javascript:alert(1)", ""), ("http://[", ""), ("", ""),
])  # fmt: skip
def test_a_link_of_a_feed_is_relative_to_its_home(tmp_path, feed, link, url):
    path = tmp_path / "feed.xml"
    path.write_text(feed.format(link), encoding="utf-8")
    assert list(read_corpus(path).documents["url"]) == [url]


@pytest.mark.parametrize("wrap", [
    lambda rows: rows, lambda rows: {"articles": rows, "status": "ok"}, lambda rows: {"code": 0, "data": {"total": 2, "list": rows}},
    lambda rows: {"result": {"data": {"items": rows}}, "news": []},
])  # fmt: skip
def test_the_list_of_records_is_found_in_the_answer_of_a_service(tmp_path, wrap):
    path = tmp_path / "answer.json"
    rows = [{"title": "老船停航", "content": "船票已售完。"}, {"title": "新桥通车"}]
    path.write_text(json.dumps(wrap(rows)), encoding="utf-8")
    assert list(read_corpus(path).documents["title"]) == ["老船停航", "新桥通车"]


@pytest.mark.parametrize("record", [
    {"_id": {"$oid": "65af"}, "article": {"title": "老船停航", "content": "船票已售完。"}, "meta": {"date": "2026-03-02"}},
    {"code": 0, "data": {"title": "老船停航", "body": "船票已售完。", "date": "2026-03-02"}},
])  # fmt: skip
def test_a_record_whose_news_lies_deeper_is_read(tmp_path, record):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    row = read_corpus(path).documents.iloc[0]
    assert (row["title"], row["body"]) == ("老船停航", "船票已售完。")
    assert f"{row['published_at']:%Y-%m-%d}" == "2026-03-02"


def test_a_row_without_a_publisher_has_that_of_its_address(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"title": "老船停航", "url": "https://www.news.example/a"}), "utf-8")
    assert list(read_corpus(path).documents["source"]) == ["news.example"]


def test_atom(tmp_path):
    path = tmp_path / "feed.atom"
    path.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>河畔晚报</title><entry><title>老船停航</title><id>x:9</id>'
        '<link href="https://news.example/c"/><updated>2026-03-03T10:00:00Z</updated>'
        '<content type="html">&lt;p&gt;老船本周日最后一次离岸。&lt;/p&gt;</content></entry></feed>',
        encoding="utf-8",
    )
    row = read_corpus(path).documents.iloc[0]
    assert (row["doc_id"], row["title"], row["body"]) == (
        "x:9",
        "老船停航",
        "老船本周日最后一次离岸。",
    )
    assert (row["source"], str(row["published_at"])) == ("河畔晚报", "2026-03-03 18:00:00+08:00")


@pytest.mark.parametrize(("name", "extra", "day", "evidence"), [
    ("digest-2026-03-02.md", "", "2026-03-02", "file name"), ("news_20260302.md", "", "2026-03-02", "file name"),
    ("digest.md", "![](https://img.example/20260302/a.png)\n\n", "2026-03-02", "image path"),
    ("digest.md", "发布时间：2026-03-02 08:10\n\n", "2026-03-02", "text"), ("digest.md", "北岸社2026年3月2日电，", "2026-03-02", "text"),
    ("digest.md", "", None, ""), ("from-2026-03-02-to-2026-03-09.md", "", None, ""),
    ("digest.md", "公司成立于2019年3月2日，", None, ""),
])  # fmt: skip
def test_a_date_needs_evidence(tmp_path, name, extra, day, evidence):
    (tmp_path / name).write_text(
        f"# 新桥通车\n\n{extra}新桥今天通车，第一天过桥的车有一万两千辆。\n", encoding="utf-8"
    )
    row = read_corpus(tmp_path / name).documents.iloc[0]
    assert row["date_evidence"] == evidence
    assert (None if pd.isna(row["published_at"]) else f"{row['published_at']:%Y-%m-%d}") == day


@pytest.mark.parametrize(("heading", "day"), [
    ("晚报｜2026年3月2日", "2026-03-02"), ("澄江晚报 2026-03-02", "2026-03-02"), ("2026/3/2 周一 要闻", "2026-03-02"),
    ("晨间要闻（2026.3.2）", "2026-03-02"), ("澄江早报2026年3月2日星期一", "2026-03-02"),
    ("渡轮公司定于2026年3月2日停航", None), ("2026年3月2日，老船停航", None), ("一周要闻 2026年3月2日—8日", None),
    ("停航时间：2026年13月2日", None),
])  # fmt: skip
def test_a_heading_states_the_day_of_what_stands_under_it(tmp_path, heading, day):
    path = tmp_path / "digest.md"
    news = "".join(
        f"- {row['text'] or row['title'] + '，公司今日公告称涉及约一万八千杯低温酸奶。'}\n"
        for row in ROWS
    )
    for text in (f"# {heading}\n\n新桥通车。\n", f"# {heading}\n\n{news}"):
        path.write_text(text, encoding="utf-8")
        documents = read_corpus(path).documents
        found = {None if pd.isna(at) else f"{at:%Y-%m-%d}" for at in documents["published_at"]}
        assert found == {day}
        assert set(documents["date_evidence"]) == {"text" if day else ""}
    path.write_text(
        f"# {heading}\n\n## 新桥通车\n\n> 过桥的车很多。\n\n## 老船停航\n\n> 船票已售完。\n",
        "utf-8",
    )
    documents = read_corpus(path).documents
    assert list(documents["title"]) == ["新桥通车", "老船停航"]
    assert documents["published_at"].notna().all() == (day is not None)


TABLE = "| 公司 | 票价 | 航线 |\n|---|---:|---|\n| **澄江渡轮** | 12 | 南岸 |\n| 北岸航运 | | 西码头 |\n"
WEB_TABLE = (
    "<table><thead><tr><th>公司</th><th>票价</th><th>航线</th></tr></thead><tr><td><b>澄江渡轮</b></td><td>12</td>"
    "<td>南岸</td></tr><tr><td>北岸航运</td><td></td><td>西码头</td></tr></table>\n"
)


@pytest.mark.parametrize("table", [TABLE, WEB_TABLE])
def test_a_row_of_a_table_is_a_line(tmp_path, table):
    path = tmp_path / "digest.md"
    path.write_text(
        f"# 各家渡轮票价\n\n下面是票价。\n\n{table}\n以上为周末价。\n", encoding="utf-8"
    )
    body = read_corpus(path).documents["body"][0].replace("|  |", "| |")
    assert body.split("\n") == [
        "下面是票价。",
        "公司 | 票价 | 航线",
        "澄江渡轮 | 12 | 南岸",
        "北岸航运 | | 西码头",
        "以上为周末价。",
    ]


def test_front_matter_states_the_day_and_the_publisher(tmp_path):
    path = tmp_path / "digest.md"
    path.write_text(
        "---\ntitle: 晨间\ndate: 2026-03-02\nsource: 澄江日报\n---\n# 新桥通车\n\n新桥今天通车。\n"
        "\n[原文链接](https://news.example/p/1)\n",
        encoding="utf-8",
    )
    row = read_corpus(path).documents.iloc[0]
    assert (row["title"], row["source"], row["date_evidence"], row["origin_line"]) == (
        "新桥通车",
        "澄江日报",
        "field",
        6,
    )


def test_posts_below_a_title_of_the_whole_digest(tmp_path):
    posts = "".join(
        f"## 第{n}条新船的消息\n\n> 第{n}条新船今天下水，船厂说年底前交付，价格没有公布。\n\n[原文链接](https://news.example/post)\n\n"
        for n in "一二三"
    )
    path = tmp_path / "digest.md"
    path.write_text(f"# 渡口日报\n\n{posts}", encoding="utf-8")
    documents = read_corpus(path).documents
    assert documents["title"].tolist() == [f"第{n}条新船的消息" for n in "一二三"]
    assert documents["url"].tolist() == ["https://news.example/post"] * 3


def test_damaged_lines_are_counted_where_they_are(tmp_path):
    path = tmp_path / "digest.md"
    path.write_text(
        "# 新桥\ufffd\ufffd车\n\n新桥今天通车，\ufffd\n\n第一天很热闹。\n\n# 老船停航\n\n老船停航了，岸上来了很多人。\n",
        encoding="utf-8",
    )
    assert read_corpus(path).documents["n_damaged_lines"].tolist() == [2, 0]


def test_a_footer_is_found_by_its_recurrence(tmp_path):
    footer = "每天早上七点，渡口夜话陪你看江。"
    posts = [
        f"第{n}位船长说，{text}"
        for n, text in enumerate(["水涨了。", "鱼少了。", "桥通了。", "人散了。", "灯亮了。"])
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text(
        "\n".join(
            json.dumps({"title": f"江边第{n}日", "text": f"{text}\n{text[::-1]}\n{footer}"})
            for n, text in enumerate(posts)
        )
    )
    documents = read_corpus(path).documents
    assert not documents["body"].str.contains("渡口夜话").any()
    assert documents["original"].str.contains("渡口夜话").all()
    assert documents["body"].tolist() == [f"{text}\n{text[::-1]}" for text in posts]


def test_a_story_told_again_is_no_footer(tmp_path):
    text = "渡口集团今日挂牌。\n开盘涨两成，成交活跃。\n公司说，募资将用于买船。"
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps({"title": f"挂牌{n}", "text": text}) for n in range(8)))
    assert set(read_corpus(path).documents["body"]) == {text}


@pytest.mark.slow
def test_reading_is_the_same_in_every_process(tmp_path):
    for name in WRITERS:
        WRITERS[name](tmp_path / name)
    code = (
        "import sys; from analytics.corpus import read_corpus; c = read_corpus(sys.argv[1]);"
        "print(c.fingerprint, c.documents.to_json(), c.rejected.to_json(), c.sources.to_json())"
    )
    outputs = {
        subprocess.check_output(
            [sys.executable, "-c", code, str(tmp_path)], env={**os.environ, "PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def shared(name: str) -> Path:
    folder = Path(os.environ.get("ANALYTICS_SHARED") or Path(__file__).parents[2] / "shared")
    path = folder / "corpora" / name
    if not path.exists():
        pytest.skip(f"needs {path}, which does not belong to the project")
    return path


@pytest.mark.shared
def test_a_day_of_a_real_feed():
    documents = read_corpus(shared("36kr-digest-2025-12-06.md")).documents
    assert documents["kind"].value_counts().to_dict() == {
        "roundup_item": 44,
        "newsflash": 10,
        "article": 8,
    }
    assert documents.groupby("parent_title").size().tolist()[1:] in ([27, 17], [17, 27])
    assert documents["story_id"].nunique() == 56
    assert documents["n_damaged_lines"].sum() == 6
    assert set(documents["date_evidence"]) == {"file name"}
    assert DOCUMENTS.check(documents) is not None


def test_the_bundled_digests_hold_the_bundled_documents():
    sample = Path(__file__).parents[1] / "data" / "sample"
    digests, rows = (
        read_corpus(sample / "digests").documents,
        read_corpus(sample / "documents.jsonl").documents,
    )
    columns = ["title", "kind", "parent_title"]
    by = {"by": columns, "ignore_index": True}
    pd.testing.assert_frame_equal(
        digests[columns].sort_values(**by), rows[columns].sort_values(**by)
    )
