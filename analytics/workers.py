"""Work in other processes: functions called by name with a folder to work in and JSON, results in the folder.

`Workers` are processes of this machine. `worked_by` puts another pool in their place, such as that of
`analytics.cluster`, for all that asks `open_workers` within it.

Not `multiprocessing`: that imports the caller's script again in each process, which runs a script
without a `__main__` guard twice, and pickles what it sends. A worker here is a fresh interpreter that
reads calls from a pipe and ends when the pipe closes, also when its parent was killed.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, Self

TRIES = 2  # a call whose process dies is made again in a new one
_PACKAGE = __name__.partition(".")[0]
_SERVE = f"from {__name__} import serve; serve()"


class WorkerError(RuntimeError):
    """A call failed in a worker; the message holds what the worker said."""


class Call(Protocol):
    """A call under way."""

    def result(self, timeout: float | None = None) -> Any:
        """Wait for its end; what the function gave. Raises WorkerError."""

    def cancel(self) -> Any:
        """Do not begin it, if it has not begun."""


class Pool(Protocol):
    """Processes that take calls; `n` are worth having under way at once."""

    @property
    def n(self) -> int:
        """Calls under way at once that keep all processes busy."""

    def submit(self, function: Callable[..., Any], folder: Path, *arguments: Any) -> Call:
        """Call a module-level function of this package with a folder (a text) and JSON arguments.

        It may read what lies in the folder, and change it; begun and killed, it begins again. Its
        result is JSON too. Two calls under way do not share a folder.
        """


_pool: ContextVar[Pool | None] = ContextVar("pool", default=None)


@contextmanager
def worked_by(pool: Pool) -> Iterator[None]:
    """Within it, `open_workers` gives this pool."""
    token = _pool.set(pool)
    try:
        yield
    finally:
        _pool.reset(token)


@contextmanager
def open_workers(n: int = 2) -> Iterator[Pool]:
    """The pool chosen by `worked_by`, else `n` processes of this machine that end with the context."""
    if pool := _pool.get():
        yield pool
    else:
        with Workers(n) as workers:
            yield workers


class Workers:
    """`n` processes of this machine, started when they are needed; used as a context, whose end stops them."""

    def __init__(self, n: int = 2) -> None:
        self.n = n
        self._threads = ThreadPoolExecutor(n)
        self._own = threading.local()
        self._processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.kill()
            process.wait()
        self._threads.shutdown()

    def submit(self, function: Callable[..., Any], folder: Path, *arguments: Any) -> Call:
        """Call a module-level function of this package, as `Pool` says."""
        call = json.dumps([name_of(function), [str(folder), *arguments]])
        return self._threads.submit(self._call, call)

    def _call(self, call: str) -> Any:
        for _ in range(TRIES):
            answer = self._ask(call)
            if answer:
                told = json.loads(answer)
                if "error" in told:
                    raise WorkerError(told["error"])
                return told["result"]
        raise WorkerError("a worker process died, and died again; it may have run out of memory.")

    def _ask(self, call: str) -> str:
        """The answer of this thread's process; "" when it is gone."""
        process: subprocess.Popen[str] | None = getattr(self._own, "process", None)
        if process is None:
            process = self._own.process = _start()
            self._processes.append(process)
        assert process.stdin and process.stdout
        answer = ""
        with suppress(BrokenPipeError):
            process.stdin.write(call + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        if not answer:
            process.kill()
            self._own.process = None
        return answer


def _start() -> "subprocess.Popen[str]":
    paths = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(
        [sys.executable, "-c", _SERVE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": paths},
    )


def serve() -> None:
    """Answer calls from standard input until it closes; runs in the worker."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            told = {"result": named(name)(*arguments)}
        except Exception as error:
            told = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(told) + "\n")
        answers.flush()


def name_of(function: Callable[..., Any]) -> str:
    """What `named` finds the function by."""
    return f"{function.__module__}:{function.__qualname__}"


def named(name: str) -> Callable[..., Any]:
    """The function of this package of that name; raises ValueError for any other."""
    module, _, function = name.partition(":")
    if module.partition(".")[0] != _PACKAGE:
        raise ValueError(f"{name}: not a function of {_PACKAGE}")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
