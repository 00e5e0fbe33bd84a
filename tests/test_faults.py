"""Full disk, read-only folder, vanished file, wrong clock, two at once, a dead worker: told or retried."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from commands import check_whole, digests, start, write_news
from stored_runs import documents, store

from analytics.reports.index import write_index
from analytics.reports.manifest import read_manifest

pytestmark = pytest.mark.slow


def analytics(tmp_path, *words, **options):
    """Exit code and what was said; a traceback is never said."""
    process = start(tmp_path, *words, **options)
    said = process.communicate(timeout=600)[1]
    assert "Traceback" not in said, said
    return process.returncode, said


def mounted(tmp_path, *steps):
    """A command prefix that runs what follows after mounting, in a view of the files of its own."""
    unshare = shutil.which("unshare") or "unshare"
    wrapper = [unshare, "--map-root-user", "--mount", "sh", "-ec"]
    script = " && ".join([*steps, 'exec "$@"'])
    if not shutil.which("unshare") or subprocess.run([*wrapper, script, "sh", "true"]).returncode:
        pytest.skip("this system lets no process mount")
    return [*wrapper, script, "sh"]


@pytest.fixture
def news(tmp_path):
    return write_news(tmp_path / "news.jsonl", 12)


@pytest.mark.parametrize(("full", "size"), [("out", "100k"), ("cache", "16k")])
def test_a_full_disk_is_told_and_leaves_nothing_half(tmp_path, news, full, size):
    place = tmp_path / full
    place.mkdir()
    wrapper = mounted(tmp_path, f"mount -t tmpfs -o size={size} none {place}")
    code, said = analytics(
        tmp_path, "run", "corpus", "--corpus", news, "--out", "out", wrapper=wrapper
    )
    assert code == 2
    assert "No space left on device" in said
    code, said = analytics(tmp_path, "run", "corpus", "--corpus", news, "--out", "out")
    assert code == 0, said


def limit_files():
    """As on a disk with room for 60 kB more in any one file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))


def test_a_page_that_does_not_fit_is_told_and_the_next_run_makes_it(tmp_path, news):
    words = ("run", "corpus", "--corpus", news, "--out", "out")
    code, said = analytics(tmp_path, *words, preexec_fn=limit_files)
    assert code == 2
    assert "File too large" in said
    check_whole(tmp_path / "out")
    assert not [path for path in tmp_path.rglob("*.html") if path.stat().st_size >= 60_000]
    assert analytics(tmp_path, *words)[0] == 0


def test_an_archive_on_a_full_disk_keeps_no_draft_loses_nothing_and_goes_on_later(tmp_path):
    first = write_news(tmp_path / "first.jsonl", 12)
    second = write_news(tmp_path / "second.jsonl", 400, first=100)
    assert analytics(tmp_path, "ingest", first, second, "--archive", "whole")[0] == 0
    assert analytics(tmp_path, "ingest", first, "--archive", "archive")[0] == 0
    before = digests(tmp_path / "archive")
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # noqa: E731
    code, said = analytics(
        tmp_path, "ingest", first, second, "--archive", "archive", preexec_fn=limit
    )
    assert code == 2
    assert "File too large" in said
    assert digests(tmp_path / "archive") == before
    assert analytics(tmp_path, "ingest", first, second, "--archive", "archive")[0] == 0
    assert digests(tmp_path / "archive") == digests(tmp_path / "whole")


@pytest.mark.parametrize("closed", ["out", "cache", "archive"])
def test_a_folder_that_may_not_be_written_is_named(tmp_path, news, closed):
    place = tmp_path / closed
    place.mkdir()
    wrapper = mounted(tmp_path, f"mount --bind {place} {place}",
                      f"mount -o remount,ro,bind {place}")  # fmt: skip
    words = ("run", "corpus", "--corpus", news, "--out", "out")
    if closed == "archive":
        words = ("ingest", news, "--archive", "archive")
    code, said = analytics(tmp_path, *words, wrapper=wrapper)
    assert code == 2
    assert "Read-only file system" in said
    assert str(place.name) in said


def test_an_archive_that_may_only_be_read_is_analysed(tmp_path, news):
    assert analytics(tmp_path, "ingest", news, "--archive", "archive")[0] == 0
    place = tmp_path / "archive"
    wrapper = mounted(tmp_path, f"mount --bind {place} {place}",
                      f"mount -o remount,ro,bind {place}")  # fmt: skip
    words = ("run", "corpus", "--corpus", "archive", "--out", "out")
    code, said = analytics(tmp_path, *words, wrapper=wrapper)
    assert code == 0, said


@pytest.mark.parametrize("becomes", ["gone", "another"])
def test_a_file_that_changes_during_a_run_is_what_it_was_for_all_notebooks(tmp_path, news, becomes):
    words = ("corpus", "briefing", "theme", "--corpus", news)
    code, said = analytics(tmp_path, "run", *words, "--out", "undisturbed")
    assert code == 0, said
    shutil.rmtree(tmp_path / "cache")
    process = start(tmp_path, "run", *words, "--out", "out")
    assert process.stderr
    for line in process.stderr:
        if "cell 1 of" in line and becomes == "gone":
            news.unlink(missing_ok=True)
        elif "cell 1 of" in line:
            news.write_text('{"title": "远山风电发布年报", "body": "净利润下降一成。"}\n')
    process.wait(timeout=60)
    assert process.returncode == 0
    [one], [other] = ((tmp_path / name).glob("*/manifest.json") for name in ("undisturbed", "out"))
    assert read_manifest(one).fingerprint == read_manifest(other).fingerprint
    files = ("*.results.json", "tables/*")
    assert digests(one.parent, *files) == digests(other.parent, *files)


def test_a_killed_run_is_listed_as_interrupted_and_a_running_one_as_running(tmp_path, news):
    process = start(tmp_path, "run", "corpus", "--corpus", news, "--out", "out")
    assert process.stderr
    next(line for line in process.stderr if "cell 1 of" in line)
    listed = write_index(tmp_path / "out").read_text(encoding="utf-8")
    assert ">running<" in listed
    assert ">interrupted<" not in listed
    process.kill()
    process.wait()
    listed = write_index(tmp_path / "out").read_text(encoding="utf-8")
    assert ">interrupted<" in listed
    assert ">running<" not in listed


def test_two_runs_at_once_into_one_folder_share_nothing(tmp_path, news):
    words = ("run", "corpus", "--corpus", news, "--out", "out")
    processes = [start(tmp_path, *words) for _ in range(2)]
    said = [process.communicate(timeout=600)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    runs = [path.parent for path in (tmp_path / "out").glob("*/manifest.json")]
    assert len(runs) == 2
    one, other = (digests(run, "*.results.json", "tables/*") for run in runs)
    assert one == other
    assert len(list((tmp_path / "cache").iterdir())) == 1
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert any(run.name in index for run in runs)
    check_whole(tmp_path / "out")


def test_a_clock_set_back_hides_no_run_and_takes_no_folder(tmp_path, news):
    ahead = datetime.now().astimezone() + timedelta(days=400)
    store(tmp_path / "out" / "of-next-year", {"documents": documents({"1": "星河芯片"})},
          started=ahead, ended=ahead - timedelta(days=500))  # fmt: skip
    for path in (tmp_path / "out").rglob("*"):
        os.utime(path, (ahead.timestamp(), ahead.timestamp()))
    assert analytics(tmp_path, "ingest", news, "--archive", "archive")[0] == 0
    for path in (tmp_path / "archive").rglob("*"):
        os.utime(path, (ahead.timestamp(), ahead.timestamp()))
    more = write_news(tmp_path / "more.jsonl", 20)
    assert analytics(tmp_path, "ingest", more, "--archive", "archive")[0] == 0
    words = ("run", "corpus", "--corpus", "archive", "--out", "out")
    code, said = analytics(tmp_path, *words)
    assert code == 0, said
    page = write_index(tmp_path / "out").read_text(encoding="utf-8")
    assert f"{ahead:%Y-%m-%d}" in page
    assert len(list((tmp_path / "out").glob("archive*/manifest.json"))) == 1
    assert "archive" in page


def worker_pids(pid):
    listed = subprocess.check_output(["ps", "-ewwo", "pid,ppid,args"], text=True).splitlines()[1:]
    fields = [line.split(None, 2) for line in listed]
    return [int(f[0]) for f in fields if int(f[1]) == pid and "serve()" in f[2]]


def test_a_worker_that_dies_costs_a_retry_and_one_that_always_dies_is_told(tmp_path):
    news = write_news(tmp_path / "news.jsonl", 60)
    words = ["ingest", str(news), "-w", "2", "--archive"]
    small = (
        "import sys, analytics.archive.ingestion as ingestion; from analytics.cli import main; "
        "ingestion.MOST_DOCUMENTS = 8; main()"
    )

    def begin(archive):
        command = [sys.executable, "-c", small, *words, archive]
        return subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)

    assert begin("whole").wait() == 0
    process = begin("once")
    while not (workers := worker_pids(process.pid)) and process.poll() is None:
        time.sleep(0.02)
    os.kill(workers[0], signal.SIGKILL)
    assert process.wait(timeout=600) == 0
    assert digests(tmp_path / "once") == digests(tmp_path / "whole")
    process = begin("archive")
    while process.poll() is None:
        for pid in worker_pids(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    said = process.communicate(timeout=600)[1]
    assert process.returncode == 2
    assert "Traceback" not in said
    assert "run the same command again" in said
    assert begin("archive").wait() == 0
    assert digests(tmp_path / "archive") == digests(tmp_path / "whole")
