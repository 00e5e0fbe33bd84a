"""The kernels of everything that runs at once, which a signal ends together."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from analytics.reports.engine import Watch


class Kernels:
    """The kernels of a run, so that a signal ends them all."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.watches: list[Watch] = []
        self.any_may_run = False  # before that, a signal ends the preparing instead

    @contextmanager
    def ended_by_signals(self) -> Iterator[None]:
        """Let SIGINT and SIGTERM end the run, not this process, while the block runs."""
        if threading.current_thread() is not threading.main_thread():
            yield  # signals are the main thread's alone
            return
        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self._end) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self, *_: Any) -> None:
        first = not self.stop.is_set()
        self.stop.set()
        for watch in list(self.watches):
            if watch.status == "running":
                watch.kill()
        if first and not self.any_may_run:
            raise KeyboardInterrupt
