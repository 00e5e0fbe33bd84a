"""Runs end honestly: complete, failed, killed, out of time, interrupted; and no kernel stays."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from analytics.reports.manifest import read_manifest
from analytics.reports.running import CorpusFacts, Job, make_run_folder, run_notebooks

FACTS = CorpusFacts("f" * 64, 3)


def notebook(path: Path, *cells: str) -> Job:
    """A notebook of these code cells under a title, after a parameters cell."""
    parameters = nbformat.v4.new_code_cell('name: str = "none"', metadata={"tags": ["parameters"]})
    book = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# A tiny question"),
            parameters,
            *map(nbformat.v4.new_code_cell, cells),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(book, path)
    return Job(path.stem, path, {"name": "自动驾驶"}, {"name": "a name"})


def run(tmp_path, *jobs, prepare=lambda: FACTS, **options):
    folder = tmp_path / "run"
    folder.mkdir()
    options = {"corpus": "digest.md", "command": "analytics run", "timeout": 60} | options
    manifest = run_notebooks(jobs, folder, prepare, **options)
    assert read_manifest(folder / "manifest.json") == manifest
    return manifest, folder


def kernels_of(pid: int) -> list[str]:
    """Kernels that a process started, by the list of processes."""
    listed = subprocess.check_output(["ps", "-eo", "pid,ppid,args"], text=True).splitlines()[1:]
    return [line for line in listed if "ipykernel_launcher" in line and line.split()[1] == str(pid)]


def is_alive(pid: int) -> bool:
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return bool(listed.stdout.strip()) and "Z" not in listed.stdout


def test_two_notebooks_at_once_leave_their_reports(tmp_path):
    jobs = [notebook(tmp_path / f"{name}.ipynb", "print(name)") for name in ("one", "two")]
    seen = []
    manifest, folder = run(tmp_path, *jobs, n_jobs=2, on_progress=seen.append)
    assert manifest.status == "completed"
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json",
        *(f"{n}.{ending}" for n in ("one", "two") for ending in ("html", "ipynb", "results.json")),
    }
    assert "自动驾驶" in (folder / "one.html").read_text(encoding="utf-8")
    executed = (folder / "one.ipynb").read_text(encoding="utf-8")
    assert "\\u" not in executed
    assert "自动驾驶" in executed
    assert [(p.cell, p.n_cells) for p in seen if p.notebook == "two" and p.status == "running"] == [
        (1, 4), (2, 4), (3, 4), (4, 4),
    ]  # fmt: skip
    assert not kernels_of(os.getpid())
    assert not list(Path.cwd().glob("kernel-ipc*"))


def test_a_failing_cell(tmp_path):
    job = notebook(tmp_path / "bad.ipynb", "1 / 0", "print('never')")
    manifest, folder = run(tmp_path, job)
    record = manifest.notebooks[0]
    assert (record.status, record.cell) == ("failed", 4)
    assert record.error == "ZeroDivisionError: division by zero"
    assert manifest.status == "failed"
    page = (folder / "bad.html").read_text(encoding="utf-8")
    assert "This report is incomplete." in page
    assert 'href="#cell-4"' in page
    assert 'id="cell-4"' in page
    assert "ZeroDivisionError" in page
    cells = nbformat.read(folder / "bad.ipynb", as_version=4).cells
    assert [cell.metadata["papermill"]["status"] for cell in cells[-2:]] == ["failed", "pending"]
    assert (
        json.loads((folder / "bad.results.json").read_text(encoding="utf-8"))["status"] == "failed"
    )


def test_a_killed_kernel_and_what_it_started(tmp_path):
    job = notebook(
        tmp_path / "dies.ipynb",
        "import os, signal, subprocess\nprint(subprocess.Popen(['sleep', '300']).pid)",
        "os.kill(os.getpid(), signal.SIGKILL)",
    )
    manifest, folder = run(tmp_path, job)
    assert (manifest.notebooks[0].status, manifest.notebooks[0].cell) == ("killed", 5)
    cells = nbformat.read(folder / "dies.ipynb", as_version=4).cells
    assert cells[4].metadata["papermill"]["status"] == "failed"
    assert not is_alive(int(cells[3].outputs[0].text))


def test_time_runs_out_for_the_notebook_as_a_whole(tmp_path):
    job = notebook(
        tmp_path / "slow.ipynb", "import time\ntime.sleep(1)", "time.sleep(600)", "print('never')"
    )
    began = time.monotonic()
    manifest, folder = run(tmp_path, job, timeout=4)
    assert time.monotonic() - began < 30
    assert (manifest.notebooks[0].status, manifest.notebooks[0].cell) == ("timed out", 5)
    assert "Time ran out in cell 5" in (folder / "slow.html").read_text(encoding="utf-8")
    assert not kernels_of(os.getpid())


def test_a_file_that_is_no_notebook_spoils_only_its_own_report(tmp_path):
    good = notebook(tmp_path / "good.ipynb", "print(1)")
    (tmp_path / "odd.ipynb").write_text("{", encoding="utf-8")
    odd = Job("odd", tmp_path / "odd.ipynb", {}, {})
    manifest, folder = run(tmp_path, odd, good)
    assert [record.status for record in manifest.notebooks] == ["failed", "completed"]
    assert "The kernel did not start" in (folder / "odd.html").read_text(encoding="utf-8")


def test_a_corpus_that_cannot_be_read_leaves_nothing(tmp_path):
    def prepare():
        raise ValueError("no news")

    with pytest.raises(ValueError, match="no news"):
        run(tmp_path, notebook(tmp_path / "one.ipynb"), prepare=prepare)
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "preparing"),
    [(signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGINT, True)],
)
def test_a_signal_ends_the_run_and_its_kernels(tmp_path, number, preparing):
    notebook(tmp_path / "first.ipynb", "import time\ntime.sleep(600)")
    notebook(tmp_path / "second.ipynb", "print(1)")
    (tmp_path / "run").mkdir()
    code = f"""
import time
from pathlib import Path
from analytics.reports.running import CorpusFacts, Job, run_notebooks
here = Path({str(tmp_path)!r})
jobs = [Job(n, here / f"{{n}}.ipynb", {{"name": "x"}}, {{}}) for n in ("first", "second")]
def prepare():
    if {preparing}:
        print("ready", flush=True)
        time.sleep(600)
    return CorpusFacts("f", 1)
def tell(progress):
    if progress.cell == 3:
        print("ready", flush=True)
manifest = run_notebooks(jobs, here / "run", prepare, corpus="c", command="x", on_progress=tell)
print(manifest.status, flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    running = kernels_of(process.pid)
    assert len(running) == (0 if preparing else 1)
    process.send_signal(number)
    assert process.communicate(timeout=30)[0].split()[-1] == "interrupted"
    assert process.returncode == 0
    assert not any(is_alive(int(line.split()[0])) for line in running)
    manifest = read_manifest(tmp_path / "run" / "manifest.json")
    ends = [record.status for record in manifest.notebooks]
    assert ends == (["not run", "not run"] if preparing else ["interrupted", "not run"])
    for name in ("first", "second"):
        page = (tmp_path / "run" / f"{name}.html").read_text(encoding="utf-8")
        assert "The run was interrupted" in page


@pytest.mark.slow
def test_kernels_end_with_a_process_that_is_killed(tmp_path):
    notebook(tmp_path / "first.ipynb", "import time\ntime.sleep(600)")
    (tmp_path / "run").mkdir()
    code = f"""
from pathlib import Path
from analytics.reports.running import CorpusFacts, Job, run_notebooks
here = Path({str(tmp_path)!r})
tell = lambda progress: print(progress.cell, flush=True)
run_notebooks([Job("first", here / "first.ipynb", {{}}, {{}})], here / "run",
              lambda: CorpusFacts("f", 1), corpus="c", command="x", on_progress=tell)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    while process.stdout.readline() != "3\n":
        pass
    running = [int(line.split()[0]) for line in kernels_of(process.pid)]
    process.kill()
    process.wait()
    until = time.monotonic() + 10
    while any(map(is_alive, running)) and time.monotonic() < until:
        time.sleep(0.2)
    assert running
    assert not any(map(is_alive, running))
    assert read_manifest(tmp_path / "run" / "manifest.json").status == "running"


def test_a_run_never_takes_the_folder_of_another(tmp_path):
    now = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    names = [make_run_folder(tmp_path, "../日报 <1>", now).name for _ in range(3)]
    assert names == [
        "日报--1-20260302-083000",
        "日报--1-20260302-083000-2",
        "日报--1-20260302-083000-3",
    ]
