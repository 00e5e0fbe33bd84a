"""A run: several notebooks over one corpus, a folder with a report each, and a manifest.

`run_notebooks` makes one; `run_all` makes several side by side, as a sweep of settings does.

The manifest is written before the first kernel starts and after every notebook, so that a run that
is cut off at any moment says so. Every file appears whole or not at all.
"""

import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.memory import release
from analytics.reports.engine import Watch, execute
from analytics.reports.files import write_tables, write_text
from analytics.reports.holding import held
from analytics.reports.kernels import Kernels
from analytics.reports.manifest import (
    Manifest,
    NotebookRecord,
    installed_versions,
    overall_status,
)

if TYPE_CHECKING:
    import pandas as pd

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
    """What the manifest and the reports say of the corpus, and the tables the run keeps of it.

    `files` are digests by path of what the parameters name besides the corpus, `own` counts the names, terms
    and labels in them. `tables` are kept before the notebooks run; `found` gives those that only the notebooks
    compute, and is asked when they all have completed.
    """

    fingerprint: str
    n_documents: int
    tables: Mapping[str, "pd.DataFrame"] = field(default_factory=dict)
    found: Callable[[], Mapping[str, "pd.DataFrame"]] = dict
    files: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """Jobs, the empty folder for their reports, and the manifest as it is before anything has run.

    Progress is told under `label` and the notebook's name.
    """

    jobs: Sequence[Job]
    folder: Path
    manifest: Manifest
    label: str = ""


def new_run(
    jobs: Sequence[Job],
    folder: Path,
    *,
    corpus: str,
    command: str,
    seed: int = 0,
    language: str = "en",
    label: str = "",
) -> Run:
    """A run that has not begun; its manifest is not yet written."""
    manifest = Manifest(
        run=folder.name,
        status="running",
        corpus=corpus,
        fingerprint="",
        n_documents=0,
        seed=seed,
        language=language,
        started=datetime.now(UTC),
        command=command,
        versions=installed_versions(),
        notebooks=[NotebookRecord(name=job.name, parameters=dict(job.parameters)) for job in jobs],
    )
    return Run(jobs, folder, manifest, label)


def run_notebooks(
    jobs: Sequence[Job],
    folder: Path,
    prepare: Callable[[], CorpusFacts],
    *,
    corpus: str,
    command: str,
    seed: int = 0,
    language: str = "en",
    n_jobs: int = 1,
    timeout: float = DEFAULT_TIMEOUT,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Manifest:
    """Run notebooks, `n_jobs` at a time, and leave their reports in `folder`, an empty one.

    `prepare` reads the corpus and computes what the notebooks share, before the first kernel starts;
    when it raises, `folder` is removed and the error goes on. Then there is for each notebook
    NAME.html, NAME.ipynb (executed) and NAME.results.json, for all of them manifest.json and the
    tables of `CorpusFacts` as tables/TABLE.parquet. `timeout` is
    in seconds for each notebook. SIGINT and SIGTERM end the kernels, and the reports and the
    manifest say so; nothing is raised for a notebook that fails. Returns the manifest as written.
    """
    run = new_run(jobs, folder, corpus=corpus, command=command, seed=seed, language=language)
    run_all([run], lambda: [prepare()], n_jobs=n_jobs, timeout=timeout, on_progress=on_progress)
    return run.manifest


def run_all(
    runs: Sequence[Run],
    prepare: Callable[[], Sequence[CorpusFacts]],
    *,
    n_jobs: int = 1,
    timeout: float = DEFAULT_TIMEOUT,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> None:
    """Make several runs as `run_notebooks` makes one, `n_jobs` notebooks of them at a time.

    `prepare` gives the facts of each run's corpus; when it raises, all folders are removed. The
    manifests of `runs` end as they are written.
    """
    with ExitStack() as holding:
        for run in runs:
            holding.enter_context(held(run.folder))
            run.manifest.write(run.folder)
        _run_held(runs, prepare, n_jobs, timeout, on_progress)


def _run_held(
    runs: Sequence[Run],
    prepare: Callable[[], Sequence[CorpusFacts]],
    n_jobs: int,
    timeout: float,
    on_progress: Callable[[Progress], None],
) -> None:
    kernels = Kernels()
    found: list[Callable[[], Mapping[str, pd.DataFrame]]] = [dict] * len(runs)
    with kernels.ended_by_signals():
        try:
            found = _told(runs, prepare())
            release()  # kernels start, and each of them takes its own
        except KeyboardInterrupt:
            kernels.stop.set()
        except BaseException:
            for run in runs:
                shutil.rmtree(run.folder, ignore_errors=True)
            with suppress(OSError):  # other runs lie there
                runs[0].folder.parent.rmdir()
            raise
        finally:
            kernels.any_may_run = True
        for run in runs:
            run.manifest.write(run.folder)
        with ThreadPoolExecutor(max(1, n_jobs)) as pool:
            futures = [
                pool.submit(task)
                for run, tables in zip(runs, found, strict=True)
                for task in _tasks(run, tables, kernels, timeout, on_progress)
            ]
            for future in futures:
                future.result()


def _told(
    runs: Sequence[Run], prepared: Sequence[CorpusFacts]
) -> list[Callable[[], Mapping[str, "pd.DataFrame"]]]:
    """Put the facts into manifests and folders; returns what gives the tables found by notebooks."""
    for run, facts in zip(runs, prepared, strict=True):
        run.manifest.fingerprint = facts.fingerprint
        run.manifest.n_documents = facts.n_documents
        run.manifest.files = dict(facts.files)
        run.manifest.own = dict(facts.own)
        run.manifest.tables = write_tables(run.folder, facts.tables)
    return [facts.found for facts in prepared]


def _tasks(
    run: Run,
    found: Callable[[], Mapping[str, "pd.DataFrame"]],
    kernels: Kernels,
    timeout: float,
    on_progress: Callable[[Progress], None],
) -> list[Callable[[], None]]:
    """What to do for each notebook of a run; the last one done completes the manifest."""
    lock = threading.Lock()
    manifest, left = run.manifest, len(run.jobs)

    def run_one(job: Job, record: NotebookRecord) -> None:
        nonlocal left
        name = f"{run.label} {job.name}".strip()

        def on_cell(cell: int, n_cells: int) -> None:
            on_progress(Progress(name, cell, n_cells, "running"))

        watch = Watch(timeout, kernels.stop, on_cell)
        record.started, began = datetime.now(UTC), time.monotonic()
        if kernels.stop.is_set():
            watch.status, watch.error = "not run", "The run was interrupted"
        else:
            kernels.watches.append(watch)
            record.status = "running"
            execute(job.path, job.parameters, watch)
        with lock:  # pages show the manifest, which others change
            record.seconds = round(time.monotonic() - began, 2)
            record.status, record.error = watch.status, watch.error
            record.cell = 0 if watch.status == "completed" else watch.cell
            _write_report(job, record, watch, manifest, run.folder)
            left -= 1
            if not left:
                status = overall_status(manifest.notebooks)
                manifest.status = "interrupted" if status == "not run" else status
                manifest.ended = datetime.now(UTC)
            manifest.write(run.folder)
            if manifest.status == "completed" and (tables := found()):
                manifest.tables = sorted({*manifest.tables, *write_tables(run.folder, tables)})
                manifest.write(run.folder)
        on_progress(Progress(name, watch.cell, watch.cell, record.status, record.seconds))

    pairs = zip(run.jobs, manifest.notebooks, strict=True)
    return [partial(run_one, job, record) for job, record in pairs]


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


def _write_report(
    job: Job, record: NotebookRecord, watch: Watch, manifest: Manifest, folder: Path
) -> None:
    import json

    import nbformat

    from analytics.reports.page import render_report
    from analytics.reports.results import collect

    notebook = watch.notebook or nbformat.v4.new_notebook()
    html, record.title = render_report(notebook, record, manifest, job.meanings)
    write_text(folder / f"{job.name}.html", html)
    write_text(folder / f"{job.name}.ipynb", nbformat.writes(notebook) + "\n")
    results = {"status": record.status} | collect(notebook).as_dict()
    write_text(
        folder / f"{job.name}.results.json",
        json.dumps(results, ensure_ascii=False, indent=1) + "\n",
    )
