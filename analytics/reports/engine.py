"""One notebook in one kernel, through papermill, with an honest account of how it ended.

Papermill calls a cell "completed" whose kernel died or whose time ran out; this engine marks the
cell that was running. Kernels talk over IPC sockets, so that several start at once without a clash
of ports, and in a session of their own, so that Ctrl-C reaches us and not them.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from traitlets.config import Config

from analytics.reports.manifest import Status

ENGINE = "analytics"
START_TIMEOUT = 90  # seconds for a kernel to answer


@dataclass
class Watch:
    """What is known of a running notebook, also after its kernel has gone."""

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
            with contextlib.suppress(ProcessLookupError, PermissionError):  # gone by itself
                os.killpg(self.pid, signal.SIGKILL)


def execute(path: Path, parameters: Mapping[str, Any], watch: Watch) -> None:
    """Run a notebook to its end, whatever that is; `watch` holds the outcome and the notebook."""
    watch.notebook = nbformat.read(path, as_version=4)
    watch.began = time.monotonic()
    try:
        execute_notebook(
            watch.notebook,
            None,
            parameters=dict(parameters),
            engine_name=ENGINE,
            progress_bar=False,
            start_timeout=START_TIMEOUT,
            watch=watch,
        )
        watch.status = "completed"
    except PapermillExecutionError as error:
        watch.status, watch.error = "failed", f"{error.ename}: {error.evalue}"
    except CellTimeoutError:
        watch.status = "timed out"
        watch.error = f"No result after {watch.timeout:g} s"
    except DeadKernelError:
        watch.status, watch.error = "killed", "The kernel died"
    except Exception as error:
        # The kernel did not start, or papermill failed: the run goes on and the report says why.
        watch.status, watch.error = "failed", f"{type(error).__name__}: {error}"
    finally:
        if watch.stop.is_set() and watch.status != "completed":
            watch.status, watch.error = "interrupted", "The run was interrupted"
        watch.kill()


class _Client(PapermillNotebookClient):
    """Marks the cell that was running when anything went wrong."""

    watch: Watch

    def papermill_execute_cells(self) -> None:
        watch, cells = self.watch, self.nb.cells
        watch.notebook = self.nb
        watch.pid = getattr(self.km.provisioner, "pid", 0) or 0
        for index, cell in enumerate(cells):
            if watch.stop.is_set():
                raise DeadKernelError("The run was interrupted")
            watch.cell = index + 1
            watch.on_cell(index + 1, len(cells))
            self.nb_man.cell_start(cell, index)
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cells[index], cell_index=index, exception=error)
                break
            except BaseException as error:
                self.nb_man.cell_exception(cells[index], cell_index=index, exception=error)
                raise
            finally:
                self.nb_man.cell_complete(cells[index], cell_index=index)


class AnalyticsEngine(NBClientEngine):
    """Papermill's own engine with our client and a budget of time for the whole notebook."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, watch: Watch, start_timeout: int, **_: Any
    ) -> None:
        """Execute the cells; raises what ended them early."""
        client = _Client(
            nb_man,
            kernel_name=kernel_name,
            config=Config({"KernelManager": {"transport": "ipc"}}),
            startup_timeout=start_timeout,
            timeout_func=lambda cell: watch.remaining(),
        )
        client.watch = watch
        client.execute()


papermill_engines.register(ENGINE, AnalyticsEngine)
