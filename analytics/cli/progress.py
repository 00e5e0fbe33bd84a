"""What a run is doing: a bar for each notebook on a terminal, plain lines in a log."""

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from analytics.cli.saying import say
from analytics.text import visible

if TYPE_CHECKING:
    from rich.progress import TaskID

    from analytics.reports.running import Progress


EVERY = 20.0  # seconds after which a log says again what is still going on


class Reporter(Protocol):
    """Hears what a run does; used as a context while it runs."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def stage(self, name: str) -> None:
        """A stage of preparing begins."""

    def notebook(self, progress: "Progress") -> None:
        """A cell begins, or a notebook has ended."""


def reporter() -> Reporter:
    """Bars where somebody watches, lines where a log is written."""
    return _Bars() if sys.stderr.isatty() else _Lines()


class _Lines:
    """A line for each stage, for the first cell and the end of each notebook, and when long nothing was said."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._now: dict[str, str] = {}  # what is going on, by notebook
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._say_what_lasts, daemon=True)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def stage(self, name: str) -> None:
        self._now = {"preparing": name}
        self._say(f"preparing: {name}")

    def notebook(self, progress: "Progress") -> None:
        name, cell = progress.notebook, f"cell {progress.cell} of {progress.n_cells}"
        self._now.pop("preparing", None)
        if progress.status != "running":
            self._now.pop(name, None)
            self._say(f"{name}: {progress.status} in {progress.seconds:.1f} s")
            return
        self._now[name] = cell
        if progress.cell in (1, progress.n_cells):
            self._say(f"{name}: {cell}")

    def _say_what_lasts(self) -> None:
        while not self._over.wait(EVERY):
            for name, now in sorted(self._now.copy().items()):
                self._say(f"{name}: still {now}")

    def _say(self, text: str) -> None:
        say(f"[{time.monotonic() - self._began:6.1f} s] {text}")


class _Bars:
    """Live bars of rich: which notebook, which cell of how many, how long."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        self._bars: Bars = Bars(
            TextColumn("{task.description:12}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[now]}", markup=False),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if "preparing" in self._tasks:
            self._update("preparing", 1, 1, "done")
        self._bars.stop()

    def stage(self, name: str) -> None:
        self._update("preparing", 0, None, name)

    def notebook(self, progress: "Progress") -> None:
        if "preparing" in self._tasks:
            self._update("preparing", 1, 1, "done")
        if progress.status == "running":
            now = f"cell {progress.cell} of {progress.n_cells}"
            self._update(progress.notebook, progress.cell - 1, progress.n_cells, now)
        else:
            n = max(1, progress.n_cells)
            done = n if progress.status == "completed" else max(0, progress.cell - 1)
            self._update(progress.notebook, done, n, progress.status)
            self._bars.stop_task(self._tasks[progress.notebook])

    def _update(self, name: str, done: int, n: int | None, now: str) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(visible(name), total=n, now=now)
        self._bars.update(self._tasks[name], completed=done, total=n, now=now)
        if n is not None and done == n and name == "preparing":
            self._bars.stop_task(self._tasks[name])
