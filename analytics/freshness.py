"""How old a copy of a feed may be: within one command every reader sees the same feed."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

_SINCE = "ANALYTICS_FEEDS_SINCE"  # seconds of the epoch; the processes of a command inherit it


@contextmanager
def each_once() -> Iterator[None]:
    """Within it, this process and those it starts ask for each feed once and read the same copy."""
    before = os.environ.get(_SINCE)
    os.environ[_SINCE] = before or repr(time.time())
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SINCE]


def is_fresh(received: float) -> bool:
    """Whether a copy received at this time (seconds of the epoch) needs no asking again."""
    return float(os.environ.get(_SINCE, "inf")) <= received <= time.time()
