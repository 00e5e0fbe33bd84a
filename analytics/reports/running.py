"""A run: several notebooks over one corpus, a folder with a report each, and a manifest.

The manifest is written before the first kernel starts and after every notebook, so that a run that
is cut off at any moment says so. Every file appears whole or not at all.
"""

import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analytics.reports.engine import Watch, execute
from analytics.reports.files import write_text
from analytics.reports.manifest import (
    Manifest,
    NotebookRecord,
    installed_versions,
    overall_status,
)

DEFAULT_TIMEOUT = 3600.0  # seconds for one notebook


@dataclass(frozen=True)
class Job:
    """A notebook to run with its parameters, every one of them given."""

    name: str
    path: Path
    parameters: Mapping[str, Any]
    meanings: Mapping[str, str]


@dataclass(frozen=True)
class Progress:
    """What happens: `cell` of `n_cells` of a notebook begins, or the notebook ended as `status`."""

    notebook: str
    cell: int
    n_cells: int
    status: str
    seconds: float = 0


@dataclass(frozen=True)
class CorpusFacts:
    """What the manifest and the reports say of the corpus."""

    source: str
    fingerprint: str
    n_documents: int


def run_notebooks(
    jobs: Sequence[Job],
    folder: Path,
    corpus: CorpusFacts,
    *,
    command: str,
    seed: int = 0,
    language: str = "en",
    n_jobs: int = 1,
    timeout: float = DEFAULT_TIMEOUT,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Manifest:
    """Run notebooks, `n_jobs` at a time, and leave their reports in `folder` (which exists).

    For each notebook NAME.html, NAME.ipynb (executed) and NAME.results.json; manifest.json for all.
    `timeout` is in seconds for each notebook. SIGINT and SIGTERM end the kernels, and the reports
    say so; nothing is raised for a notebook that fails. Returns the manifest as written.
    """
    manifest = Manifest(
        run=folder.name,
        status="running",
        corpus=corpus.source,
        fingerprint=corpus.fingerprint,
        n_documents=corpus.n_documents,
        seed=seed,
        language=language,
        started=datetime.now(UTC),
        command=command,
        versions=installed_versions(),
        notebooks=[NotebookRecord(name=job.name, parameters=dict(job.parameters)) for job in jobs],
    )
    manifest.write(folder)
    stop, lock = threading.Event(), threading.Lock()
    watches: list[Watch] = []

    def run_one(job: Job, record: NotebookRecord) -> None:
        watch = Watch(
            timeout,
            stop,
            lambda cell, n: on_progress(Progress(job.name, cell, n, "running")),
        )
        record.started = datetime.now(UTC)
        if stop.is_set():
            watch.status, watch.error = "not run", "The run was interrupted"
        else:
            with lock:
                watches.append(watch)
            record.status = "running"
            execute(job.path, job.parameters, watch)
        record.seconds = round((datetime.now(UTC) - record.started).total_seconds(), 2)
        record.status, record.error = watch.status, watch.error
        record.cell = watch.cell if watch.status != "completed" else 0
        _write_report(job, record, watch, manifest, folder)
        with lock:
            manifest.write(folder)
        on_progress(Progress(job.name, watch.cell, watch.cell, record.status, record.seconds))

    with _interruptible(stop, watches), ThreadPoolExecutor(max(1, n_jobs)) as pool:
        pairs = zip(jobs, manifest.notebooks, strict=True)
        futures = [pool.submit(run_one, job, record) for job, record in pairs]
        for future in futures:
            while not future.done():
                # A wait without time-out would keep Python from running the signal handler.
                stop.wait(0.05) if not stop.is_set() else _settle(future)
            future.result()
    manifest.status = overall_status(manifest.notebooks)
    manifest.ended = datetime.now(UTC)
    manifest.write(folder)
    return manifest


def make_run_folder(out: Path, stem: str, now: datetime) -> Path:
    """A new folder of this run's own under `out`: corpus and local time, numbered where taken."""
    words = "".join(c if c.isalnum() or c in "-_." else "-" for c in stem).strip("-.")[:60]
    base = f"{words or 'corpus'}-{now:%Y%m%d-%H%M%S}"
    out.mkdir(parents=True, exist_ok=True)
    for number in range(1, 1000):
        folder = out / (base if number == 1 else f"{base}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise FileExistsError(f"{out}: too many runs named {base}")


def _settle(future: Any) -> None:
    from concurrent.futures import wait

    wait([future], timeout=0.2)


def _write_report(
    job: Job, record: NotebookRecord, watch: Watch, manifest: Manifest, folder: Path
) -> None:
    import json

    import nbformat

    from analytics.reports.page import render_report
    from analytics.reports.results import collect

    notebook = watch.notebook or nbformat.read(job.path, as_version=4)
    html, record.title = render_report(notebook, record, manifest, job.meanings)
    write_text(folder / f"{job.name}.html", html)
    write_text(folder / f"{job.name}.ipynb", nbformat.writes(notebook) + "\n")
    results = {"status": record.status} | collect(notebook).as_dict()
    write_text(
        folder / f"{job.name}.results.json",
        json.dumps(results, ensure_ascii=False, indent=1) + "\n",
    )


@contextmanager
def _interruptible(stop: threading.Event, watches: list[Watch]) -> Iterator[None]:
    """SIGINT and SIGTERM set `stop` and end the kernels while the block runs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: Any) -> None:
        stop.set()
        for watch in list(watches):
            if watch.status == "running":
                watch.kill()

    previous = {s: signal.signal(s, interrupt) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
