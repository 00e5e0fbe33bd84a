"""What one command reads, it reads once: all its processes see the same copy of a feed or a file."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

# The processes of a command inherit its environment.
_SINCE = "ANALYTICS_FEEDS_SINCE"  # seconds of the epoch
_READ = "ANALYTICS_SOURCES_READ"  # fingerprints by source, JSON


@contextmanager
def each_once() -> Iterator[None]:
    """Within it, this process and those it starts read each source once and see the same copy."""
    before = {name: os.environ.get(name) for name in (_SINCE, _READ)}
    os.environ[_SINCE] = before[_SINCE] or repr(time.time())
    os.environ[_READ] = before[_READ] or "{}"
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def is_fresh(received: float) -> bool:
    """Whether a copy received at this time (seconds of the epoch) needs no asking again."""
    return float(os.environ.get(_SINCE, "inf")) <= received <= time.time()


def remember(source: str, fingerprint: str) -> None:
    """Within `each_once`: what a source holds, for whoever reads it later."""
    if _READ in os.environ:
        read = json.loads(os.environ[_READ])
        os.environ[_READ] = json.dumps(read | {source: fingerprint})


def remembered(source: str) -> str:
    """The fingerprint with which this command read a source before; "" when it did not."""
    read: dict[str, str] = json.loads(os.environ.get(_READ, "{}"))
    return read.get(source, "")
