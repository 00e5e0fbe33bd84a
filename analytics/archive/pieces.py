"""A source cut into pieces of bounded size, each of which becomes a batch."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from analytics.corpus import Reading


@dataclass(frozen=True)
class Piece:
    """Rows of a source (`corpus.batches.SCHEMA`), and what was set aside (REJECTED) since the piece before."""

    number: int
    table: pa.Table
    rejected: pd.DataFrame
    is_last: bool


def cut(reading: Reading, most_documents: int, most_bytes: int) -> Iterator[Piece]:
    """The pieces of a source in order; raises SourceError as reading does."""
    n_rejected = 0
    for number, table, is_last in _numbered(reading, most_documents, most_bytes):
        rejected = reading.rejected()[n_rejected:]
        n_rejected += len(rejected)
        yield Piece(number, table, rejected, is_last)


def _numbered(
    reading: Reading, most_documents: int, most_bytes: int
) -> Iterator[tuple[int, pa.Table, bool]]:
    """Tables of bounded size, numbered, the last one marked."""
    before: tuple[int, pa.Table] | None = None
    number = 0
    for table in reading.batches():
        n_pieces = max(1, -(-len(table) // most_documents), -(-table.nbytes // most_bytes))
        size = -(-len(table) // n_pieces)
        for start in range(0, len(table), size):
            if before:
                yield *before, False
            before = number, table.slice(start, size)
            number += 1
    if before:
        yield *before, True
