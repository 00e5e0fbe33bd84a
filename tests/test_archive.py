"""An archive: added to, never changed, the same for everybody who looks at one moment."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

from analytics.archive import ArchiveError, ingest, pin
from analytics.archive.archive import Archive
from analytics.archive.lookup import LOOKED_UP, Lookup, Sought
from analytics.corpus import SourceError
from analytics.prepared import open_corpus

MAKERS = ["青禾智能", "云岫半导体", "北渡出行", "星河芯片", "远帆物流", "澄海能源", "木棉医药"]
DEEDS = ["获得新订单", "扩大产能", "下调运价", "发布季度财报", "更换首席执行官", "起诉竞争对手"]


def post(n, **fields):
    maker, deed = MAKERS[n % 7], DEEDS[n % 6]
    return {
        "id": f"n{n}",
        "title": f"{maker}{deed}",
        "body": f"{maker}今日表示，{deed}，涉及金额约{n}亿元，编号{n * 7}。",
        "published_at": f"2026-03-{n % 28 + 1:02}",
        "source": ["晨报", "晚报"][n % 2],
    } | fields


def write(path, posts):
    lines = [json.dumps(one, ensure_ascii=False) for one in posts]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def contents(folder):
    """Every byte of an archive by path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "archive"


def bodies(folder, **slice_of):
    documents = open_corpus(folder, **slice_of).documents
    return dict(zip(documents["doc_id"], documents["body"], strict=True))


def test_an_archive_reads_like_the_file_it_came_from(tmp_path, home):
    source = write(tmp_path / "news.jsonl", [post(n) for n in range(40)])
    [done] = ingest([source], home)
    assert (done.n_new, done.n_known, done.n_commits) == (40, 0, 1)
    kept, read = open_corpus(home), open_corpus(source)
    pd.testing.assert_frame_equal(kept.documents, read.documents)
    pd.testing.assert_frame_equal(kept.sources, read.sources)
    assert [kept.tokens.terms(n) for n in range(40)] == [read.tokens.terms(n) for n in range(40)]


def test_the_same_source_twice_changes_nothing(tmp_path, home):
    source = write(tmp_path / "news.jsonl", [post(n) for n in range(9)])
    ingest([source], home)
    before = contents(home)
    [again] = ingest([source], home)
    assert again.is_known
    [renamed] = ingest([source.rename(tmp_path / "copy.jsonl")], home)
    assert (renamed.n_new, renamed.n_known) == (0, 0) and renamed.is_known
    assert contents(home) == before


def test_a_day_adds_only_what_is_new(tmp_path, home):
    ingest([write(tmp_path / "1.jsonl", [post(n) for n in range(9)])], home)
    [done] = ingest([write(tmp_path / "2.jsonl", [post(n) for n in range(5, 12)])], home)
    assert (done.n_new, done.n_known, done.n_corrected) == (3, 4, 0)
    assert list(bodies(home)) == [f"n{n}" for n in range(12)]


def test_a_correction_replaces_the_earlier_text(tmp_path, home):
    ingest([write(tmp_path / "1.jsonl", [post(n) for n in range(4)])], home)
    better = "云岫半导体澄清：并无扩产计划。"
    [done] = ingest([write(tmp_path / "2.jsonl", [post(1, body=better)])], home)
    assert (done.n_new, done.n_corrected) == (1, 1)
    assert bodies(home)["n1"] == better
    assert len(bodies(home)) == 4
    assert bodies(f"{home}@1")["n1"] == post(1)["body"], "the archive as it was can still be read"


def test_an_address_names_what_is_corrected(tmp_path, home):
    url = "https://news.example.com/2026/03/17.html"
    first = {"title": "木棉医药新药获批", "body": "该药下月上市。", "url": url}
    ingest([write(tmp_path / "1.jsonl", [first])], home)
    [done] = ingest([write(tmp_path / "2.jsonl", [first | {"body": "该药年内上市。"}])], home)
    assert done.n_corrected == 1
    assert list(bodies(home).values()) == ["该药年内上市。"]


def test_row_numbers_of_two_files_are_no_corrections(tmp_path, home):
    ingest([write(tmp_path / "1.jsonl", [post(n, id=str(n)) for n in range(3)])], home)
    [done] = ingest(
        [write(tmp_path / "2.jsonl", [post(n + 10, id=str(n)) for n in range(3)])], home
    )
    assert (done.n_new, done.n_corrected) == (3, 0)
    assert len(bodies(home)) == 6


def test_the_same_id_of_another_publisher_is_another_document(tmp_path, home):
    ingest([write(tmp_path / "1.jsonl", [post(1)])], home)
    other = post(3, id="n1", source="周刊")
    ingest([write(tmp_path / "2.jsonl", [other])], home)
    assert sorted(bodies(home).values()) == sorted([post(1)["body"], other["body"]])


def test_a_story_told_again_joins_the_first_telling(tmp_path, home):
    told = (
        "远帆物流周二宣布，将在江州港新建一座自动化码头，总投资约42亿元，预计后年投入使用，"
        "届时年吞吐能力将提高三成，公司还将为此招聘八百名员工。"
    )
    first = post(1, title="远帆物流新建自动化码头", body=told, id="a", published_at="2026-03-03")
    again = first | {"id": "b", "source": "晚报乙", "body": told.replace("周二宣布", "宣布")}
    later = again | {"id": "c", "published_at": "2026-05-03", "body": told.replace("三成", "两成")}
    ingest([write(tmp_path / "1.jsonl", [first])], home)
    ingest([write(tmp_path / "2.jsonl", [again, later])], home)
    stories = open_corpus(home).documents.set_index("doc_id")["story_id"]
    assert stories.to_dict() == {"a": "a", "b": "a", "c": "c"}


def test_slices_hold_their_days_and_publishers(tmp_path, home):
    for part in range(3):
        ingest(
            [write(tmp_path / f"{part}.jsonl", [post(n) for n in range(part * 9, part * 9 + 9)])],
            home,
        )
    days = open_corpus(home, start="2026-03-04", end="2026-03-12").documents
    assert list(days["doc_id"]) == [f"n{n}" for n in range(3, 12)]
    evening = open_corpus(home, end="2026-03-06", publisher="晚报").documents
    assert list(evening["doc_id"]) == ["n1", "n3", "n5"]
    with pytest.raises(
        SourceError, match=r"between 2027-01-01 .* run from 2026-03-01 to 2026-03-27"
    ):
        open_corpus(home, start="2027-01-01")


def test_tone_comes_from_the_archive(tmp_path, home):
    from analytics.stages import sentiment_table

    source = write(tmp_path / "news.jsonl", [post(n) for n in range(30)])
    ingest([source], home)
    slice_of = {"start": "2026-03-05", "end": "2026-03-09"}
    kept = open_corpus(home, **slice_of)
    assert any(kept.folder.glob("sentiment-*"))
    pd.testing.assert_frame_equal(
        sentiment_table(kept), sentiment_table(open_corpus(source, **slice_of))
    )


def test_what_was_set_aside_is_kept_and_counted(tmp_path, home):
    source = write(tmp_path / "news.jsonl", [post(n) for n in range(3)])
    source.write_text(source.read_text(encoding="utf-8") + "\n{broken", encoding="utf-8")
    [done] = ingest([source], home)
    assert (done.n_new, done.n_rejected) == (3, 1)
    corpus = open_corpus(home)
    assert len(corpus.rejected) == 1
    assert corpus.sources[["n_found", "n_read", "n_rejected"]].values.tolist() == [[4, 3, 1]]


def test_a_folder_of_other_things_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ArchiveError, match="holds other files"):
        ingest([write(tmp_path / "news.jsonl", [post(1)])], tmp_path)


def test_a_source_without_news_leaves_no_trace(tmp_path, home):
    with pytest.raises(SourceError):
        ingest([tmp_path / "absent.jsonl"], home)
    assert not home.exists()


def test_an_upgrade_computes_anew_what_it_needs(tmp_path, home, monkeypatch):
    ingest([write(tmp_path / "1.jsonl", [post(n) for n in range(5)])], home)
    before = open_corpus(home)
    monkeypatch.setattr("analytics.archive.analysis.analysis_key", lambda: "later")
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "other"))
    after = open_corpus(home)
    assert after.tokens.terms(3) == before.tokens.terms(3)
    assert list(home.rglob("later/tokens.parquet"))


@pytest.mark.slow
def test_large_sources_are_cut_alike_for_any_number_of_workers(tmp_path, home, monkeypatch):
    monkeypatch.setattr("analytics.archive.ingestion.MOST_DOCUMENTS", 30)
    posts = [post(n) for n in range(100)]
    posts[70] = posts[10]  # told twice, in two batches
    source, other = write(tmp_path / "news.jsonl", posts), tmp_path / "other"
    ingest([source], home, workers=1)
    assert Archive(home).log.read().number == 4
    assert len(open_corpus(home)) == 99
    ingest([source], other, workers=2)
    assert contents(other) == contents(home)


def test_a_pinned_archive_does_not_grow(tmp_path, home):
    ingest([write(tmp_path / "1.jsonl", [post(n) for n in range(3)])], home)
    pinned = pin(str(home))
    assert pinned == f"{home}@1"
    ingest([write(tmp_path / "2.jsonl", [post(n) for n in range(3, 6)])], home)
    assert len(open_corpus(pinned)) == 3
    assert len(open_corpus(home)) == 6
    with pytest.raises(ArchiveError, match="has 2 commits, not 7"):
        open_corpus(f"{home}@7")


def test_many_small_batches_are_looked_up_together(tmp_path, home, monkeypatch):
    monkeypatch.setattr("analytics.archive.index.SIZES", (4, 8))
    parts = [[post(n)] for n in range(8)]
    parts.append([post(2), post(5, body="北渡出行更正：运价未变。"), post(9)])
    sources = [write(tmp_path / f"{n}.jsonl", part) for n, part in enumerate(parts)]
    *_, last = ingest(sources, home)
    blocks = ["00000001-00000004", "00000001-00000008", "00000005-00000008"]
    for suffix in (".parquet", ".arrow"):  # keys, and keys sorted
        assert [path.stem for path in sorted((home / "index").glob(f"*{suffix}"))] == blocks
    assert (last.n_new, last.n_known, last.n_corrected) == (2, 1, 1)
    texts = bodies(home)
    assert sorted(texts) == [f"n{n}" for n in (0, 1, 2, 3, 4, 5, 6, 7, 9)]
    assert texts["n5"] == "北渡出行更正：运价未变。"


def test_a_lost_index_is_made_again(tmp_path, home, monkeypatch):
    monkeypatch.setattr("analytics.archive.index.SIZES", (2,))
    sources = [write(tmp_path / f"{n}.jsonl", [post(n)]) for n in range(4)]
    ingest(sources, home)
    before = contents(home)
    shutil.rmtree(home / "index")
    ingest(sources[:1], home)
    assert contents(home) == before


def test_an_index_that_lost_its_end_is_not_believed(tmp_path, home, monkeypatch):
    monkeypatch.setattr("analytics.archive.index.SIZES", (2,))
    ingest([write(tmp_path / f"{n}.jsonl", [post(n)]) for n in range(2)], home)
    [lookup] = (home / "index").glob("*.arrow")
    lookup.write_bytes(lookup.read_bytes()[:-100])
    [again] = ingest([write(tmp_path / "3.jsonl", [post(1), post(2)])], home)
    assert (again.n_new, again.n_known) == (1, 1)


def test_keys_are_looked_up_as_if_all_were_compared(tmp_path):
    chance = np.random.default_rng(5)
    held = {name: chance.integers(0, 9, 40, dtype=np.uint64) for name in LOOKED_UP}
    Lookup.of(held).write(tmp_path / "keys.arrow")
    lookup = Lookup.read(tmp_path / "keys.arrow")
    new = chance.integers(0, 12, 15, dtype=np.uint64)
    for name, old in held.items():
        pairs = Sought.of(new).pairs(*lookup.find(name, Sought.of(new)), most=99)
        equal = {(i, j) for i in range(15) for j in range(40) if new[i] and new[i] == old[j]}
        assert sorted(zip(*map(np.ndarray.tolist, pairs), strict=True)) == sorted(equal)


def test_no_name_is_given_twice_even_when_an_id_foresees_it(tmp_path, home):
    ingest([write(tmp_path / "1.jsonl", [post(1)])], home)
    ingest([write(tmp_path / "2.jsonl", [post(3, id="n1", source="周刊")])], home)
    [given] = set(bodies(home)) - {"n1"}
    ingest([write(tmp_path / "3.jsonl", [post(4, id=given, source="季刊")])], home)
    documents = open_corpus(home).documents
    assert documents["doc_id"].is_unique
    assert len(documents) == 3


def test_an_old_export_brings_no_old_text_back(tmp_path, home):
    old = write(tmp_path / "1.jsonl", [post(1)])
    ingest([old, write(tmp_path / "2.jsonl", [post(1, body="云岫半导体更正：产能不变。")])], home)
    [again] = ingest([write(tmp_path / "3.jsonl", [post(1), post(2)])], home)
    assert (again.n_new, again.n_known, again.n_corrected) == (1, 1, 0)
    assert bodies(home)["n1"] == "云岫半导体更正：产能不变。"


INGEST = """
import sys
from pathlib import Path
import analytics.archive.ingestion
from analytics.archive.ingestion import ingest
sys.modules["analytics.archive.ingestion"].MOST_DOCUMENTS = 20
if __name__ == "__main__":
    print("begin", flush=True)
    ingest(sys.argv[2:], Path(sys.argv[1]), workers=1)
"""


def writer(tmp_path, home, *sources):
    script = tmp_path / "write.py"
    script.write_text(INGEST, encoding="utf-8")
    command = [sys.executable, str(script), str(home), *map(str, sources)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


@pytest.mark.slow
def test_killed_writers_lose_nothing_and_a_rerun_gives_the_same_bytes(tmp_path, home, monkeypatch):
    monkeypatch.setattr("analytics.archive.ingestion.MOST_DOCUMENTS", 20)
    source = write(tmp_path / "news.jsonl", [post(n) for n in range(200)])
    whole = tmp_path / "whole"
    ingest([source], whole, workers=1)
    for attempt in range(6):
        process = writer(tmp_path, home, source)
        process.stdout.readline()
        time.sleep(0.25 * attempt)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        if (home / "archive.json").exists():
            n = Archive(home).log.read().number
            assert n == 0 or len(open_corpus(home)) == 20 * n
    ingest([source], home, workers=1)
    assert contents(home) == contents(whole)


@pytest.mark.slow
def test_two_writers_at_once_both_arrive(tmp_path, home):
    one = write(tmp_path / "1.jsonl", [post(n) for n in range(90)])
    other = write(tmp_path / "2.jsonl", [post(n) for n in range(60, 150)])
    both = [writer(tmp_path, home, one, other), writer(tmp_path, home, other, one)]
    seen = 0
    while any(process.poll() is None for process in both):
        if (home / "log" / "00000001.json").exists():  # readers see whole commits, and ever more
            documents = open_corpus(home).documents
            assert documents["doc_id"].is_unique
            assert len(documents) >= seen
            seen = len(documents)
    assert [process.returncode for process in both] == [0, 0]
    documents = open_corpus(home).documents
    assert sorted(documents["doc_id"]) == sorted(f"n{n}" for n in range(150))
    assert not list((home / "drafts").iterdir())
