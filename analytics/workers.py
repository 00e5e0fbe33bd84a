"""Work in other processes of this machine: functions called by name with JSON, results on disk.

Not `multiprocessing`: that imports the caller's script again in each process, which runs a script
without a `__main__` guard twice, and pickles what it sends. A worker here is a fresh interpreter that
reads calls from a pipe and ends when the pipe closes, also when its parent was killed.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from typing import Any, Self

TRIES = 2  # a call whose process dies is made again in a new one
_PACKAGE = __name__.partition(".")[0]
_SERVE = f"from {__name__} import serve; serve()"


class WorkerError(RuntimeError):
    """A call failed in a worker; the message holds what the worker said."""


class Workers:
    """`n` processes, started when they are needed; used as a context, whose end stops them."""

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

    def submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Call a module-level function of this package with JSON arguments; its result is JSON too."""
        name = f"{function.__module__}:{function.__qualname__}"
        return self._threads.submit(self._call, json.dumps([name, arguments]))

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
            told = {"result": _named(name)(*arguments)}
        except Exception as error:
            told = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(told) + "\n")
        answers.flush()


def _named(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    if module.partition(".")[0] != _PACKAGE:
        raise ValueError(f"{name}: not a function of {_PACKAGE}")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
