"""A corpus is read and segmented once; what was kept is found again, and never half written."""

import json

import pandas as pd
import pytest

from analytics.corpus import SourceError
from analytics.prepared import open_corpus

NEWS = [
    ("a", "青禾智能获得新订单", "公司今日表示，订单金额约3亿元。", "2026-03-02"),
    ("b", "云岫半导体扩产", "新产线将于年内投产。", "2026-03-03"),
    ("c", "北渡出行下调运价", "调价自下周起生效。", ""),
]


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "news.jsonl"
    fields = ("id", "title", "body", "published_at")
    lines = [json.dumps(dict(zip(fields, row, strict=True)), ensure_ascii=False) for row in NEWS]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def test_tokens_are_those_of_the_documents(source, cache):
    corpus = open_corpus(source, cache_folder=cache)
    assert list(corpus.tokens.doc_ids) == list(corpus.documents["doc_id"]) == ["a", "b", "c"]
    assert "".join(corpus.tokens.terms(1)) == "云岫半导体扩产\n新产线将于年内投产。"


def test_the_second_opening_gives_the_same(source, cache):
    first, second = (open_corpus(source, cache_folder=cache) for _ in range(2))
    pd.testing.assert_frame_equal(first.documents, second.documents)
    assert first.folder == second.folder


def test_changed_content_is_another_corpus(source, cache):
    first = open_corpus(source, cache_folder=cache)
    source.write_text(source.read_text(encoding="utf-8").replace("3亿", "4亿"), encoding="utf-8")
    assert open_corpus(source, cache_folder=cache).folder != first.folder


def test_a_slice_holds_only_its_days_and_no_undated(source, cache):
    day = open_corpus(source, start="2026-03-03", end="2026-03-03", cache_folder=cache)
    assert list(day.documents["doc_id"]) == ["b"]
    assert list(day.tokens.doc_ids) == ["b"]


def test_an_empty_slice_says_what_there_is(source, cache):
    with pytest.raises(SourceError, match="run from 2026-03-02 to 2026-03-03"):
        open_corpus(source, start="2027-01-01", cache_folder=cache)


def test_a_stage_is_computed_once_for_each_setting(source, cache):
    corpus, calls = open_corpus(source, cache_folder=cache), []

    def compute():
        calls.append(1)
        return {"sizes": pd.DataFrame({"n": [len(calls)]})}

    for setting in (1, 1, 2):
        table = corpus.keep("sizes", {"setting": setting}, compute)["sizes"]
    assert len(calls) == 2
    assert list(table["n"]) == [2]


def test_a_stage_that_fails_leaves_nothing(source, cache):
    corpus = open_corpus(source, cache_folder=cache)
    with pytest.raises(ZeroDivisionError):
        corpus.keep("broken", {}, lambda: {"x": pd.DataFrame({"n": [1 / 0]})})
    assert not list(corpus.folder.glob("*broken*"))
    assert not list(corpus.folder.glob(".draft*"))


def test_no_source_is_the_bundled_sample(cache):
    assert len(open_corpus(cache_folder=cache)) >= 300


def test_a_publisher_that_publishes_nothing_is_told_with_the_nearest(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "news.jsonl"
    path.write_text('{"title": "澄江大桥通车", "source": "澄江日报"}', encoding="utf-8")
    with pytest.raises(
        SourceError, match="澄江晚报 publishes nothing in it; did you mean 澄江日报"
    ):
        open_corpus(path, publisher="澄江晚报")


def _cut(path):
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b""), _cut, lambda p: p.unlink()])
@pytest.mark.parametrize("table", ["documents.arrow", "tokens.vocabulary.arrow", "sizes-*/sizes.arrow"])  # fmt: skip
def test_a_kept_table_that_was_cut_or_removed_is_computed_again(source, cache, damage, table):
    def read():
        corpus = open_corpus(source, cache_folder=cache)
        sizes = corpus.keep("sizes", {}, lambda: {"sizes": corpus.documents[["title"]]})
        return (
            corpus.folder,
            [*corpus.documents["title"], *sizes["sizes"]["title"]],
            len(corpus.tokens.vocabulary),
        )

    folder, *first = read()
    [path] = folder.glob(table)
    damage(path)
    assert list(read()) == [folder, *first]
    assert path.stat().st_size > 100
    assert not list(cache.glob(".draft*"))


def test_a_kept_table_that_is_none_is_named(source, cache):
    corpus = open_corpus(source, cache_folder=cache)
    path = corpus.folder / "documents.arrow"
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(OSError, match=f"{corpus.folder.name}: damaged .* remove it and run again"):
        open_corpus(source, cache_folder=cache)
