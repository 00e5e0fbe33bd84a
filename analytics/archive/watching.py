"""Sources asked again and again for what is new: one thread, politely, until told to stop.

Every source has its own rhythm. After a failure the pause doubles up to `LONGEST_PAUSE`, and is never
shorter than what the server asked for. What was asked for last, and what the server called it, lies in
the cache of `corpus.fetch`, so that a program started anew asks conditionally too.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analytics.archive.ingestion import Ingested, ingest
from analytics.archive.log import ArchiveError
from analytics.corpus import SourceError

LONGEST_PAUSE = 6 * 3600.0  # seconds that failures put off the next poll at most
LONGEST_ASKED = 24 * 3600.0  # the same where a server asks for it
_NAP = 0.25  # seconds between two looks whether to stop


@dataclass(frozen=True)
class Polled:
    """One poll of a source: what came of it or why nothing did, and seconds until the next."""

    source: str
    ingested: tuple[Ingested, ...]
    error: str
    n_failures: int
    pause: float


@dataclass
class _Watched:
    source: str | Path
    due: float = 0.0
    n_failures: int = 0


def watch(
    sources: Sequence[str | Path],
    folder: Path,
    every: float,
    *,
    workers: int = 2,
    on_poll: Callable[[Polled], None] = lambda polled: None,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Ingest each source now and then every so many seconds, until `stopped()`; polls are whole.

    A source that gives no news is told to `on_poll` and asked again later; an archive that cannot be
    written raises ArchiveError.
    """
    watched = [_Watched(source, time.monotonic()) for source in dict.fromkeys(sources)]
    while not stopped():
        now = min(watched, key=lambda one: one.due)
        pause = now.due - time.monotonic()
        if pause > 0:
            time.sleep(min(pause, _NAP))
            continue
        began = time.monotonic()
        polled = _poll(now, folder, every, workers)
        now.n_failures = polled.n_failures
        now.due = began + polled.pause
        on_poll(polled)


def _poll(watched: _Watched, folder: Path, every: float, workers: int) -> Polled:
    name = str(watched.source)
    try:
        done = ingest([watched.source], folder, workers=workers)
    except ArchiveError:
        raise
    except (SourceError, OSError) as error:
        n_failures = watched.n_failures + 1
        pause = pause_after(n_failures, every, getattr(error, "pause", 0.0))
        return Polled(name, (), str(error), n_failures, pause)
    return Polled(name, tuple(done), "", 0, every)


def pause_after(n_failures: int, every: float, asked: float = 0.0) -> float:
    """Seconds until the next poll after so many failures in a row, where the server asked for `asked`."""
    doubled = every * 2.0 ** min(n_failures, 60)
    return max(every, min(doubled, LONGEST_PAUSE), min(asked, LONGEST_ASKED))
