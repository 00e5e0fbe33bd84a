# ruff: noqa: E402  # one module is kept from loading before the others do
"""One notebook in one kernel, through papermill, with an honest account of how it ended.

Papermill calls a cell "completed" whose kernel died or whose time ran out; this engine marks the
cell that was running. Kernels talk over sockets in a private folder, so that several start at once
without a clash of ports; they run this very Python, whatever kernels are installed; and each has a
session of its own, so that Ctrl-C reaches us and not them, and that all it started ends with it.
"""

import asyncio
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# jsonschema, which nbformat loads, would compile a grammar of web addresses on import where that
# optional package is installed (as JupyterLab's is): four seconds, for a format no notebook uses.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from analytics.reports.manifest import Status

ENGINE = "analytics"
START_TIMEOUT = 90  # seconds for a kernel to answer


@dataclass
class Watch:
    """What is known of a running notebook, also after its kernel has gone.

    `cell` counts from 1 and is 0 before the first; `timeout` is in seconds for the whole notebook.
    """

    timeout: float
    stop: threading.Event
    on_cell: Callable[[int, int], None] = lambda cell, n_cells: None
    notebook: Any = None
    cell: int = 0
    status: Status = "running"
    error: str = ""
    pid: int = 0
    began: float = field(default_factory=time.monotonic)

    def remaining(self) -> float:
        """Seconds left of the notebook's time."""
        return max(0.1, self.timeout - (time.monotonic() - self.began))

    def kill(self) -> None:
        """End the kernel and everything it started."""
        if self.pid:
            with suppress(ProcessLookupError, PermissionError):  # it may have gone by itself
                os.killpg(self.pid, signal.SIGKILL)


def execute(path: Path, parameters: Mapping[str, Any], watch: Watch) -> None:
    """Run a notebook to its end, whatever that is; `watch` holds the outcome and the notebook."""
    watch.began = time.monotonic()
    try:
        watch.notebook = _prepared(path, parameters)
        AnalyticsEngine.execute_notebook(
            watch.notebook, "python3", progress_bar=False, autosave_cell_every=0, watch=watch
        )
        if watch.status == "running":
            watch.status = "completed"
    except CellTimeoutError:
        watch.status = "timed out"
        watch.error = f"Not finished after {watch.timeout:g} s"
    except DeadKernelError:
        watch.status, watch.error = "killed", "The kernel died; it may have run out of memory"
    except Exception as error:
        # The kernel did not start, or the notebook is none: the others go on, the report says why.
        watch.status, watch.error = "failed", f"{type(error).__name__}: {error}"
    finally:
        watch.kill()
        _end_waiting()
    if watch.status != "completed":
        if watch.stop.is_set():
            watch.status, watch.error = "interrupted", "The run was interrupted"
        _leave_pending(watch)


def _end_waiting() -> None:
    """Cancel what nbclient still waits for after a kernel's end; it would be reported as lost at exit."""
    loop = ensure_event_loop()
    waiting = asyncio.all_tasks(loop)
    for task in waiting:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))


def _prepared(path: Path, parameters: Mapping[str, Any]) -> Any:
    """The notebook with its parameters injected, written so that Chinese stays readable."""
    notebook = load_notebook_node(str(path))
    if parameters:
        notebook = parameterize_notebook(
            notebook,
            dict(parameters),
            kernel_name="python3",
            language="python",
            engine_name=ENGINE,
        )
        for cell in notebook.cells:
            if "injected-parameters" in cell.metadata.get("tags", ()):
                cell.source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    return notebook


def _leave_pending(watch: Watch) -> None:
    """Papermill calls the cells after the last one "completed"; they never began."""
    if watch.notebook is not None:
        for cell in watch.notebook.cells[watch.cell :]:
            cell.metadata.setdefault("papermill", {})["status"] = "pending"


class _Client(PapermillNotebookClient):
    """Marks the cell that was running when anything went wrong."""

    watch: Watch
    folder: str

    def create_kernel_manager(self) -> AsyncKernelManager:
        self.km = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=_OwnPython(),
            transport="ipc",
            connection_file=f"{self.folder}/k.json",
        )
        return self.km

    def start_new_kernel(self, **options: Any) -> None:
        with Path(self.folder, "log").open("wb") as log:
            super().start_new_kernel(stdout=log, stderr=log, **options)
        assert self.km is not None
        self.watch.pid = getattr(self.km.provisioner, "pid", 0) or 0
        if self.watch.stop.is_set():
            self.watch.kill()

    def papermill_execute_cells(self) -> None:
        watch, cells = self.watch, self.nb.cells
        for index, cell in enumerate(cells):
            if watch.stop.is_set():
                raise DeadKernelError("The run was interrupted")
            watch.cell = index + 1
            watch.on_cell(index + 1, len(cells))
            self.nb_man.cell_start(cell, index)
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                watch.status, watch.error = "failed", f"{error.ename}: {error.evalue}"
                break
            except BaseException as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                raise
            finally:
                self.nb_man.cell_complete(cell, cell_index=index)


class AnalyticsEngine(NBClientEngine):
    """Papermill's own engine with our client and a budget of time for the whole notebook."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, watch: Watch, **_: Any
    ) -> None:
        """Execute the cells; raises what ended them early, but not the error of a cell."""
        with tempfile.TemporaryDirectory(prefix="an-") as folder:
            client = _Client(
                nb_man,
                startup_timeout=START_TIMEOUT,
                timeout_func=lambda cell: watch.remaining(),
                shutdown_kernel="immediate",
            )
            client.watch, client.folder = watch, folder
            try:
                client.execute()
            except RuntimeError as error:
                if watch.cell or isinstance(error, DeadKernelError | CellTimeoutError):
                    raise
                log = Path(folder, "log").read_text("utf-8", "replace").strip().splitlines()
                raise RuntimeError(log[-1] if log else str(error)) from error


class _OwnPython(KernelSpecManager):
    """The kernel of the Python that runs this, not whichever one is registered as python3."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


papermill_engines.register(ENGINE, AnalyticsEngine)
