"""Whatever bytes a source holds: documents that keep the contract, or one SourceError."""

import csv
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.corpus import Corpus, SourceError, fingerprint_source, read_corpus
from analytics.tables import DOCUMENTS, REJECTED

SUFFIXES = [".md", ".jsonl", ".json", ".csv", ".tsv", ".parquet", ".xml", ".txt", ".jsonl.gz", ""]
quick = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
words = st.text(
    st.sampled_from("春江水暖鸭先知，。！？：；“”（）【】0123456789%亿元ABab \n\r\t*#>-[]()!&<>/\\\"'`|~_·•①🔥\ufffd\u200b\ufeff\x00"),
    max_size=80,
)  # fmt: skip
anything = st.text(st.characters(exclude_categories=[]), max_size=80)
markup = st.lists(
    st.sampled_from([
        "# ", "## ", "> ", "**", "[", "](https://news.example/1)", "![](https://img.example/20260302/a.png)", "\n", "\n\n",
        "- ", "1. ", "```", "<div>", "</p>", "<b>", "&amp;", "---", "【", "】", "：", "来源：", "本文来自", "作者｜何畔", "据悉，",
        "3月2日", "（北岸财经）", "渡口的老船今天又开了一趟。", "| a | b |\n|---|---|\n", "\t", "    ", "<script>", "\\",
    ]),
    max_size=60,
).map("".join)  # fmt: skip


def check(corpus: Corpus) -> None:
    assert DOCUMENTS.check(corpus.documents) is not None
    assert REJECTED.check(corpus.rejected) is not None
    counts = corpus.sources
    assert (counts["n_read"] + counts["n_rejected"] == counts["n_found"]).all()
    assert counts["n_read"].sum() == len(corpus.documents) > 0
    assert counts["n_rejected"].sum() == len(corpus.rejected)
    assert corpus.documents["doc_id"].is_unique
    assert set(corpus.documents["story_id"]) <= set(corpus.documents["doc_id"])
    assert ((corpus.documents["title"] != "") | (corpus.documents["body"] != "")).all()
    assert (
        corpus.documents["published_at"].isna() == (corpus.documents["date_evidence"] == "")
    ).all()
    urls = corpus.documents["url"]
    assert urls.str.match(r"https?://|$").all()


def read(folder, name: str, content: bytes) -> Corpus | None:
    path = folder / name
    path.write_bytes(content)
    try:
        corpus = read_corpus(path)
    except SourceError as error:
        assert str(error).startswith(str(path))
        assert "\n" not in str(error)
        return None
    check(corpus)
    assert fingerprint_source(path) == corpus.fingerprint
    return corpus


@quick
@given(content=st.binary(max_size=400), suffix=st.sampled_from(SUFFIXES))
def test_arbitrary_bytes(tmp_path, content, suffix):
    read(tmp_path, f"source{suffix}", content)


@quick
@given(text=st.one_of(words, anything, markup), suffix=st.sampled_from(SUFFIXES), encoding=st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-8-sig"]))  # fmt: skip
def test_arbitrary_text(tmp_path, text, suffix, encoding):
    read(tmp_path, f"source{suffix}", text.encode(encoding, "ignore"))


@quick
@given(text=markup)
def test_arbitrary_markdown(tmp_path, text):
    corpus = read(tmp_path, "digest.md", f"# 渡口\n\n{text}\n".encode())
    assert corpus is None or len(corpus.documents)


values = st.one_of(words, anything, markup, st.none(), st.integers(), st.floats(), st.booleans(), st.lists(words, max_size=3))  # fmt: skip
names = st.sampled_from(
    ["id", "title", "text", "Content", "date", "time", "url", "source", "标题", "正文", "kind", "x"]
)
records = st.lists(st.dictionaries(names, values, max_size=6), min_size=1, max_size=6)


@quick
@given(rows=records)
def test_arbitrary_records(tmp_path, rows):
    content = "\n".join(json.dumps(row) for row in rows).encode("utf-8", "replace")
    corpus = read(tmp_path, "rows.jsonl", content)
    if corpus is not None:
        assert corpus.sources["n_found"].sum() == len(rows)


@quick
@given(
    rows=st.lists(
        st.lists(st.one_of(words, markup), min_size=3, max_size=3), min_size=1, max_size=6
    )
)
def test_a_table_and_its_records_hold_the_same_documents(tmp_path, rows):
    rows = [[cell.replace("\r", "").replace("\x00", "") for cell in row] for row in rows]
    table = io.StringIO()
    csv.writer(table).writerows([["title", "text", "source"], *rows])
    as_table = read(tmp_path, "rows.csv", table.getvalue().encode())
    lines = [json.dumps(dict(zip(["title", "text", "source"], row, strict=True))) for row in rows]
    as_records = read(tmp_path, "rows.jsonl", "\n".join(lines).encode())
    assert (as_table is None) == (as_records is None)
    if as_table is not None and as_records is not None:
        columns = ["title", "body", "source", "doc_id"]
        assert as_table.documents[columns].equals(as_records.documents[columns])


feeds = st.lists(st.tuples(words, markup), min_size=1, max_size=4)


@quick
@given(entries=feeds)
def test_arbitrary_feeds(tmp_path, entries):
    from xml.sax.saxutils import escape

    items = "".join(
        f"<item><title>{escape(title)}</title><description>{escape(text)}</description></item>"
        for title, text in entries
    )
    read(tmp_path, "feed.xml", f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_file_is_refused(tmp_path, suffix):
    assert read(tmp_path, f"source{suffix}", b"") is None
    assert read(tmp_path, f"source{suffix}", b" \n\n\t\n") is None
