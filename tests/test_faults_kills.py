"""Killed at any moment (SIGKILL to the whole process group), nothing is lost and nothing is half there.

The moments are drawn from a seed over the time that the command takes; 205 kills in all.
"""

import random
import re
import shutil

import pytest
from commands import Nursery, check_whole, digests, write_news
from stored_runs import about, documents, store, toned

from analytics.archive.archive import Archive

pytestmark = pytest.mark.slow

RESULTS = ("*.results.json", "tables/*.parquet")


@pytest.fixture
def nursery(tmp_path):
    nursery = Nursery(tmp_path)
    yield nursery
    nursery.close()


def records_of(folder):
    return Archive(folder).log.read().records if (folder / "archive.json").exists() else ()


def test_110_kills_while_ingesting_lose_and_change_nothing(tmp_path, nursery):
    sources = write_news(tmp_path / "a.jsonl", 20), write_news(tmp_path / "b.jsonl", 12, first=16)
    words = ("ingest", *sources, "-w", 1, "--archive")
    seconds = nursery.timed(*words, tmp_path / "whole")
    whole, records = digests(tmp_path / "whole"), records_of(tmp_path / "whole")
    assert len(records) == 5
    moments, kills = random.Random(11), 0
    while kills < 110:
        archive = tmp_path / "archive"
        for _ in range(moments.randint(1, 5)):
            kills += nursery.run(*words, archive, kill_after=moments.uniform(0, seconds)) == -9
            held = records_of(archive)
            assert held == records[: len(held)]
            for name in ("batches", "index", "log"):
                check_whole(archive / name)
        assert nursery.run(*words, archive) == 0, nursery.complaint()
        assert digests(archive) == whole
        assert list((archive / "drafts").iterdir()) == []
        shutil.rmtree(archive)


def write_runs(out):
    """Two runs with tables and pages in a folder of runs."""
    for name, tone in (("a", -0.5), ("b", 0.5)):
        ids = [f"{i:03}" for i in range(40)]
        tables = {
            "documents": documents({i: f"星河科技第{i}代芯片" for i in ids}),
            "sentiment": toned(dict.fromkeys(ids, tone)),
            "document_themes": about({"chips": ids[:20]}),
        }
        store(out / name, tables)
    return out / "a", out / "b"


def test_25_kills_while_listing_leave_a_whole_list(tmp_path, nursery):
    write_runs(tmp_path / "out")
    page = tmp_path / "out" / "index.html"
    seconds = nursery.timed("index", "out")
    whole = page.read_bytes()
    moments, kills = random.Random(12), 0
    while kills < 25:
        if moments.random() < 0.5:
            page.unlink(missing_ok=True)
        kills += nursery.run("index", "out", kill_after=moments.uniform(0, seconds)) == -9
        assert not page.exists() or page.read_bytes() == whole
    assert nursery.run("index", "out") == 0
    assert page.read_bytes() == whole


def test_25_kills_while_comparing_leave_a_whole_page_or_none(tmp_path, nursery):
    words = ("compare", *write_runs(tmp_path / "out"), "--out", "out/page.html")
    page, index = (tmp_path / "out" / f"{name}.html" for name in ("page", "index"))
    nursery.timed("index", "out")
    seconds = nursery.timed(*words)
    whole = without_times(page)
    moments, kills = random.Random(13), 0
    while kills < 25:
        page.unlink(missing_ok=True)
        kills += nursery.run(*words, kill_after=moments.uniform(0, seconds)) == -9
        assert not page.exists() or without_times(page) == whole
        check_whole(tmp_path / "out")
    assert nursery.run(*words) == 0
    assert without_times(page) == whole
    assert index.read_text(encoding="utf-8").count(".draft") == 0


def without_times(page):
    """A page without when it was made."""
    return re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.+]*", "", page.read_text(encoding="utf-8"))


def test_45_kills_while_running_leave_whole_files_and_the_next_run_is_the_same(tmp_path, nursery):
    news = write_news(tmp_path / "news.jsonl", 12)
    words = ("run", "corpus", "--corpus", news, "--out")
    seconds = nursery.timed(*words, "whole")
    [whole] = (digests(path.parent, *RESULTS) for path in tmp_path.glob("whole/*/manifest.json"))
    assert len(whole) == 2
    moments, kills, rounds = random.Random(14), 0, 0
    while kills < 45:
        rounds += 1
        out, cache = tmp_path / f"out-{rounds}", f"cache-{rounds}"
        for _ in range(moments.randint(4, 9)):
            moment = moments.uniform(0, seconds)
            kills += nursery.run(*words, out, kill_after=moment, cache=cache) == -9
            check_whole(tmp_path / cache)
            check_whole(out)
        assert nursery.run(*words, out, cache=cache) == 0, nursery.complaint()
        last = max(out.glob("*/manifest.json"), key=lambda path: path.stat().st_mtime).parent
        assert digests(last, *RESULTS) == whole
