"""Ten runs at once over an archive that is being written: each sees one moment, none waits for another."""

import os
import signal
import time

import pytest
from commands import digests, start, write_news

from analytics.archive.archive import Archive
from analytics.reports.manifest import read_manifest

pytestmark = pytest.mark.slow

RESULTS = ("*.results.json", "tables/*.parquet")
N_RUNS, N_BATCHES, SIZE = 10, 12, 10


def ended(process):
    """What a process said, after its good end."""
    said = process.communicate(timeout=600)[1]
    assert process.returncode == 0, said
    assert "Traceback" not in said
    return said


def ingest(tmp_path, number, **options):
    source = write_news(tmp_path / f"{number}.jsonl", SIZE, first=number * SIZE)
    return start(tmp_path, "ingest", source, "--archive", "archive", "-w", 1, **options)


def test_ten_runs_at_once_on_an_archive_being_written_are_consistent(tmp_path):
    ended(ingest(tmp_path, 0))
    words = ("run", "corpus", "--corpus", "archive", "--out", "out")
    # Stopped in the middle of it, these would hold for ever whatever others had to wait for.
    stopped = []
    for number in (1, 2, 3):
        stopped.append(start(tmp_path, *words, start_new_session=True))
        stopped.append(ingest(tmp_path, number, start_new_session=True))
        time.sleep(number)
        for process in stopped[-2:]:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGSTOP)
    assert any(process.poll() is None for process in stopped)
    runs = []
    for number in range(4, N_BATCHES):
        runs += [start(tmp_path, *words) for _ in range(2) if len(runs) < N_RUNS]
        ended(ingest(tmp_path, number))
    for run in runs:
        ended(run)
    for process in stopped:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGCONT)
        ended(process)
    assert len(Archive(tmp_path / "archive").log.read().records) == N_BATCHES

    manifests = {path.parent: read_manifest(path) for path in tmp_path.glob("out/*/manifest.json")}
    assert len(manifests) == N_RUNS + 3
    seen: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for folder, manifest in manifests.items():
        commit = manifest.corpus.rpartition("@")[2]
        assert manifest.n_documents == int(commit) * SIZE
        seen.setdefault(commit, set()).add(tuple(digests(folder, *RESULTS).items()))
    assert all(len(results) == 1 for results in seen.values())
    assert len(seen) > 3
    for commit in (min(seen, key=int), max(seen, key=int)):
        again = ("run", "corpus", "--corpus", f"archive@{commit}", "--out", f"again{commit}")
        ended(start(tmp_path, *again))
        [run] = tmp_path.glob(f"again{commit}/*/manifest.json")
        assert {tuple(digests(run.parent, *RESULTS).items())} == seen[commit]
