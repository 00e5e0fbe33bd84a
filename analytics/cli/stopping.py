"""An end asked for by Ctrl-C or SIGTERM comes when the work in hand is whole; asked twice, at once."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from analytics.cli.saying import say


@contextmanager
def until_stopped() -> Iterator[Callable[[], bool]]:
    """Within it, the first signal only makes the given function true; the second acts as ever."""
    asked = False

    def ask(number: int, _: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.signal(number, before[number])
        say("Stopping after this poll.")

    numbers = (int(signal.SIGINT), int(signal.SIGTERM))
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
