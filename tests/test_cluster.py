"""Work on a real scheduler with worker processes on loopback: the same bytes, also when workers die."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
from test_archive import contents, post, write

from analytics import cluster, parts, segmenting
from analytics.archive import ArchiveError, ingest
from analytics.cluster import ClusterError, call_elsewhere, on_scheduler, surroundings
from analytics.tokens import Segmenter

needs_dask = pytest.mark.skipif(
    find_spec("distributed") is None,
    reason="dask.distributed is not installed: pip install 'china-news-analytics[cluster]'",
)


class Cluster:
    """`dask scheduler` and `dask worker` as commands; a worker is one process, so that it can be killed."""

    def __init__(self, folder, **settings):
        self.folder, self.environment = folder, os.environ | settings
        self.processes = []
        log = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self._told(log, r"Scheduler at:\s+(tcp://\S+)")

    def add_worker(self):
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
        log = self._start("worker", self.address, *options)
        self._told(log, r"(Registered to)")
        return self.processes[-1]

    def _start(self, *words):
        log = self.folder / f"{len(self.processes)}.log"
        with log.open("w") as file:
            command = [sys.executable, "-m", "dask", *words]
            home = {"cwd": self.folder, "env": self.environment}
            self.processes.append(subprocess.Popen(command, stderr=file, stdout=file, **home))
        return log

    def _told(self, log, pattern):
        for _ in range(300):
            if found := re.search(pattern, log.read_text(encoding="utf-8")):
                return found[1]
            time.sleep(0.1)
        raise AssertionError(log.read_text(encoding="utf-8"))

    def close(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def start(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYTICS_CACHE", str(tmp_path / "cache"))
    clusters = []

    def started(n_workers, **settings):
        clusters.append(Cluster(tmp_path, **settings))
        return clusters[-1], [clusters[-1].add_worker() for _ in range(n_workers)]

    yield started
    for one in clusters:
        one.close()


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A source of eight batches, with a story told twice and lines that are none."""
    monkeypatch.setattr("analytics.archive.ingestion.MOST_DOCUMENTS", 20)
    path = write(tmp_path / "news.jsonl", [post(n) for n in range(150)] + [post(3)])
    path.write_text(path.read_text(encoding="utf-8") + "\n{broken", encoding="utf-8")
    return path


@pytest.fixture
def whole(tmp_path, source):
    """Every byte of what one process makes of the source."""
    ingest([source], tmp_path / "whole", workers=1)
    return contents(tmp_path / "whole")


@needs_dask
@pytest.mark.slow
def test_a_cluster_gives_the_bytes_of_one_process(tmp_path, start, source, whole):
    running, _ = start(2)
    with on_scheduler(running.address):
        ingest([source], tmp_path / "news")
    assert contents(tmp_path / "news") == whole
    assert len(whole) > 8 * 6


@needs_dask
@pytest.mark.slow
def test_files_are_read_on_the_cluster_too(tmp_path, start, source, monkeypatch):
    monkeypatch.setattr("analytics.archive.ahead.SMALLEST", 1)
    more = [post(n) for n in range(140, 200)]
    sources = [
        source,
        write(tmp_path / "2.jsonl", more[:20]),
        write(tmp_path / "3.jsonl", more[20:]),
    ]
    ingest(sources, tmp_path / "whole", workers=1)
    running, [victim, _] = start(2)
    kill_soon(victim)
    with on_scheduler(running.address):
        ingest(sources, tmp_path / "news")
    assert contents(tmp_path / "news") == contents(tmp_path / "whole")


@needs_dask
@pytest.mark.slow
def test_local_is_a_cluster_of_this_machine(tmp_path, source, whole):
    script = tmp_path / "script.py"
    script.write_text(
        "import analytics.archive.ingestion, sys\n"
        "from pathlib import Path\n"
        "from analytics.cluster import on_scheduler\n"
        "if __name__ == '__main__':\n"
        "    sys.modules['analytics.archive.ingestion'].MOST_DOCUMENTS = 20\n"
        "    with on_scheduler('local', 2):\n"
        "        analytics.archive.ingest(sys.argv[1:2], Path(sys.argv[2]))\n",
        encoding="utf-8",
    )
    subprocess.run([sys.executable, script, source, tmp_path / "news"], check=True)
    assert contents(tmp_path / "news") == whole


def kill_soon(process):
    """A worker that takes calls but does not answer, and is killed a little later."""
    process.send_signal(signal.SIGSTOP)
    threading.Timer(2, process.kill).start()


@needs_dask
@pytest.mark.slow
def test_a_worker_killed_in_the_middle_costs_a_retry(tmp_path, start, source, whole):
    running, [victim, _] = start(2)
    kill_soon(victim)
    with on_scheduler(running.address):
        ingest([source], tmp_path / "news")
    assert victim.wait(10) == -signal.SIGKILL
    assert contents(tmp_path / "news") == whole


@needs_dask
@pytest.mark.slow
def test_workers_that_die_again_and_again_end_it_and_the_rest_is_done_later(
    tmp_path, start, source, whole
):
    running, [victim, _] = start(2, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    kill_soon(victim)
    with pytest.raises(ArchiveError, match="died again and again"), on_scheduler(running.address):
        ingest([source], tmp_path / "news")
    with on_scheduler(running.address):
        ingest([source], tmp_path / "news")
    assert contents(tmp_path / "news") == whole


@needs_dask
@pytest.mark.slow
def test_the_tables_of_a_run_are_those_of_one_process(start, monkeypatch, tmp_path):
    from analytics.own import Own
    from analytics.prepared import dictionary_with
    from analytics.stages import score_tone

    (tmp_path / "polarity.tsv").write_text("涉及\t-2\n", encoding="utf-8")
    own = Own(lexicon=str(tmp_path / "polarity.tsv"))
    terms = dictionary_with(own)
    titles = [f"{firm}{deed}" for firm in ("小米", "华为") for deed in ("大涨", "被起诉", "获奖")]
    documents = pd.DataFrame({"doc_id": [f"d{n}" for n in range(120)], "title": titles * 20})
    documents["body"] = [f"今日公布，涉及{n}件。" for n in range(120)]
    tokens = Segmenter(terms).segment(documents)
    tones = score_tone(documents, tokens, own)
    monkeypatch.setattr(segmenting, "LARGE", 1)
    monkeypatch.setattr(segmenting, "PART", 400)
    monkeypatch.setattr(parts, "LARGE", 1)
    monkeypatch.setattr(parts, "PART", 50)
    running, _ = start(1)
    with on_scheduler(running.address):
        spread = segmenting.segment(documents, terms)
        assert spread.term_ids.tolist() == tokens.term_ids.tolist()
        assert spread.vocabulary.tolist() == tokens.vocabulary.tolist()
        pd.testing.assert_frame_equal(parts.in_parts(score_tone, documents, tokens, own), tones)


@needs_dask
@pytest.mark.slow
def test_a_scheduler_without_workers_is_told(start, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1.0)
    running, _ = start(0)
    with pytest.raises(ClusterError, match="has no worker; start some with `dask worker tcp://"):
        on_scheduler(running.address).__enter__()


@needs_dask
def test_no_scheduler_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with pytest.raises(ClusterError, match=r"^tcp://127.0.0.1:1: no scheduler answers"):
        on_scheduler("tcp://127.0.0.1:1").__enter__()


def test_what_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'china-news-analytics\[cluster\]'"):
        on_scheduler("local").__enter__()


def test_a_worker_of_another_version_refuses():
    result, error, files = call_elsewhere('["analytics.parts:compute_part", []]', {}, "another")
    assert (result, files) == ("", {})
    assert error == f"a worker has {surroundings()}, and not another: install the same there."


def test_only_functions_of_the_package_are_called():
    _, error, _ = call_elsewhere('["os:getcwd", []]', {}, surroundings())
    assert error == "ValueError: os:getcwd: not a function of analytics"


def test_a_folder_comes_back_changed(tmp_path, monkeypatch):
    def change(folder, word):
        (Path(folder) / "gone.txt").unlink()
        (Path(folder) / "new").mkdir()
        (Path(folder) / "new" / "word.txt").write_text(word, encoding="utf-8")
        return len(word)

    monkeypatch.setattr(cluster, "named", lambda name: change)
    files = {"gone.txt": b"x", "kept.txt": b"y"}
    result, error, changed = call_elsewhere('["change", ["云"]]', files, surroundings())
    assert (result, error) == ("1", "")
    assert changed == {"gone.txt": None, "new/word.txt": "云".encode()}
