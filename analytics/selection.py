"""Which documents of a corpus are asked about: some days, some publishers."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

import pandas as pd

from analytics.corpus import SourceError
from analytics.tables import TIME_ZONE


@dataclass(frozen=True)
class Selection:
    """Documents published from day `start` to the end of day `end` by `source`; "" leaves open.

    Days are ISO dates in China; `source` is a name of the `source` column, or several joined by
    commas. Undated documents are in no bounded time. Raises SourceError for what is no date.
    """

    start: str = ""
    end: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        _ = self.bounds

    def __str__(self) -> str:
        words = []
        if self.is_bounded:
            words.append(f"between {self.start or 'the beginning'} and {self.end or 'the end'}")
        if self.sources:
            words.append(f"by {' or '.join(self.sources)}")
        return " ".join(words)

    def unknown(self, publishers: Collection[str]) -> str:
        """Which of the publishers asked for are none of these, with the nearest that are; "" when all are."""
        told = []
        for name in self.sources:
            if name not in publishers:
                near = get_close_matches(name, sorted(publishers), 3, 0.4)
                told.append(f"{name} publishes nothing in it")
                told += [f"did you mean {' or '.join(near)}?"] if near else []
        return "; ".join(told)

    @property
    def key(self) -> str:
        """A name of the selection; "" when it is everything."""
        by = "," + ",".join(self.sources) if self.sources else ""
        return f"{self.start}~{self.end}{by}" if self.is_bounded or by else ""

    @property
    def is_bounded(self) -> bool:
        """Whether it is bounded in time."""
        return bool(self.start or self.end)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The publishers; none are all."""
        return tuple(sorted({name.strip() for name in self.source.split(",") if name.strip()}))

    @cached_property
    def bounds(self) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
        """The first instant, and the instant after the last."""
        day = pd.Timedelta(days=1)
        return _day(self.start), after + day if (after := _day(self.end)) is not None else None

    def overlaps(self, first: int | None, last: int | None) -> bool:
        """Whether documents from instant `first` to `last` (microseconds since 1970) may be in it."""
        if not self.is_bounded:
            return True
        if first is None or last is None:
            return False
        start, end = (None if t is None else t.value // 1_000 for t in self.bounds)
        return (start is None or last >= start) and (end is None or first < end)

    def selects(self, documents: pd.DataFrame) -> pd.Series:
        """For each document (published_at, source) whether it is in."""
        kept = pd.Series(True, index=documents.index)
        start, end = self.bounds
        instants = documents["published_at"]
        if self.is_bounded:
            kept &= instants.notna()
        if start is not None:
            kept &= instants >= start
        if end is not None:
            kept &= instants < end
        if self.sources:
            kept &= documents["source"].isin(self.sources)
        return kept


def _day(date: str) -> pd.Timestamp | None:
    """Midnight in China of an ISO date; raises SourceError for anything else."""
    if not date:
        return None
    try:
        return pd.Timestamp(date).normalize().tz_localize(TIME_ZONE).as_unit("ns")
    except (ValueError, TypeError) as error:
        raise SourceError(f"{date!r} is not a date such as 2026-03-02") from error
