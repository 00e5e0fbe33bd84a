"""Calls in other processes: results, errors that say what was wrong, deaths that cost a retry."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analytics import parts, segmenting
from analytics.tokens import Segmenter
from analytics.workers import WorkerError, Workers


def double(folder):
    return 2 * folder


def test_only_functions_of_the_package_are_called():
    with Workers(1) as workers, pytest.raises(WorkerError, match="not a function of analytics"):
        workers.submit(double, Path("4")).result(30)


def test_an_error_says_what_was_wrong(tmp_path):
    with Workers(1) as workers, pytest.raises(WorkerError, match=r"^FileNotFoundError"):
        workers.submit(segmenting.segment_part, tmp_path / "absent").result(30)


def test_a_killed_process_costs_a_retry(tmp_path):
    documents = pd.DataFrame({"doc_id": ["a"], "title": ["北渡出行扩产"], "body": [""]})
    documents.to_parquet(tmp_path / "documents.parquet")
    pd.DataFrame({"term": ["北渡出行"]}).to_parquet(tmp_path / "terms.parquet")
    with Workers(1) as workers:
        workers.submit(segmenting.segment_part, tmp_path).result(30)
        [process] = workers._processes
        process.send_signal(signal.SIGKILL)
        workers.submit(segmenting.segment_part, tmp_path).result(30)
        assert len(workers._processes) == 2


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_workers_end_with_a_parent_that_is_killed():
    code = (
        "import sys, time; from analytics.workers import Workers, _start; "
        "print(_start().pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    assert Path(f"/proc/{pid}").exists()
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            return
        subprocess.run(["sleep", "0.1"], check=True)
    pytest.fail("the worker outlives its parent")


@pytest.mark.slow
def test_two_processes_segment_as_one(monkeypatch):
    texts = [f"第{n}期：云岫半导体与星河芯片合作，订单{n * 3}件。" for n in range(200)]
    documents = pd.DataFrame(
        {"doc_id": [str(n) for n in range(200)], "title": ["", "快讯"] * 100, "body": texts}
    )
    terms = ["云岫半导体", "星河芯片"]
    whole = Segmenter(terms).segment(documents)
    monkeypatch.setattr(segmenting, "LARGE", 1)
    monkeypatch.setattr(segmenting, "PART", 1_000)
    halves = segmenting.segment(documents, terms)
    for name in ("doc_ids", "vocabulary", "term_ids", "offsets", "title_lengths"):
        one, other = getattr(whole, name), getattr(halves, name)
        assert one.tolist() == other.tolist()
        assert one.dtype == other.dtype


@pytest.mark.slow
def test_parts_give_the_rows_of_the_whole(monkeypatch, tmp_path):
    from analytics.own import Own
    from analytics.prepared import dictionary_with
    from analytics.stages import score_names, score_tone

    (tmp_path / "names.tsv").write_text("大涨控股\tcompany\n", encoding="utf-8")
    (tmp_path / "polarity.tsv").write_text("涉及\t-2\n", encoding="utf-8")
    own = Own(str(tmp_path / "names.tsv"), str(tmp_path / "polarity.tsv"))
    firms, deeds = ["小米", "华为", "大涨控股"], ["大涨", "被起诉", "获奖", "亏损扩大"]
    titles = [f"{firms[n % 3]}{deeds[n % 4]}，涉及{n}件" for n in range(90)]
    documents = pd.DataFrame({"doc_id": [f"d{n}" for n in range(90)], "title": titles, "body": ""})
    tokens = Segmenter(dictionary_with(own)).segment(documents)
    for compute in (score_tone, score_names):
        whole = compute(documents, tokens, own)
        assert len(whole) >= 60
        monkeypatch.setattr(parts, "LARGE", 1)
        monkeypatch.setattr(parts, "PART", 40)
        pd.testing.assert_frame_equal(parts.in_parts(compute, documents, tokens, own), whole)
