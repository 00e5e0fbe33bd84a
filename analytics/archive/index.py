"""The keys of many small batches in few files, so that a look-up opens few however many came before.

Keys of 16 commits are written together once they are there, those of 256 and of 4096 likewise (a
log-structured merge): each key is written again at most three times. The files follow from the batches
alone; a missing one is made by the next writer, and until then the batches serve.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from analytics.archive.archive import Archive
from analytics.archive.keys import hashes, read_keys
from analytics.archive.log import Record, Snapshot

SIZES = (16, 256, 4096)  # commits of a block
MOST_ROWS = 1_000_000  # larger blocks are not worth copying


@dataclass(frozen=True)
class Segment:
    """Consecutive commits whose keys lie in one file; its rows are theirs one after the other."""

    archive: Archive
    snapshot: Snapshot
    records: tuple[Record, ...]
    path: Path

    @cached_property
    def edges(self) -> np.ndarray:
        """First row of each record, and the number of all rows."""
        return np.cumsum([0, *(record.n_rows for record in self.records)])

    @cached_property
    def live(self) -> np.ndarray:
        """For each row whether the document counts."""
        parts = [self.archive.live(self.snapshot, record) for record in self.records]
        return np.concatenate(parts)

    def keys(self, columns: list[str]) -> dict[str, np.ndarray]:
        """Keys of all rows; `doc_id` is the hash of the names that the records gave."""
        keys = read_keys(self.path, columns)
        if "doc_id" in keys and any(record.renamed for record in self.records):
            names = keys["doc_id"].copy()
            for first, record in zip(self.edges, self.records, strict=False):
                if record.renamed:
                    names[first + np.array(list(record.renamed))] = hashes(record.renamed.values())
            keys["doc_id"] = names
        return keys

    def split(self, rows: np.ndarray) -> Iterator[tuple[Record, np.ndarray]]:
        """Ascending rows of the segment as rows of its records."""
        owner = np.searchsorted(self.edges, rows, side="right") - 1
        for number in np.unique(owner).tolist():
            yield self.records[number], rows[owner == number] - self.edges[number]

    def documents(self, rows: np.ndarray, columns: list[str]) -> pd.DataFrame:
        """Columns of the documents at these ascending rows."""
        parts = [self.archive.documents(r, own, columns) for r, own in self.split(rows)]
        return pd.concat(parts, ignore_index=True)

    def overlaps(self, first: int, last: int) -> bool:
        """Whether it holds documents dated from instant `first` to `last`."""
        return any(record.overlaps(first, last) for record in self.records)


def segments(archive: Archive, snapshot: Snapshot) -> list[Segment]:
    """All rows of the archive in as few files as there are."""
    found, done = [], 0
    while done < snapshot.number:
        size, path = _largest(archive, done, snapshot.number)
        records = snapshot.records[done : done + size]
        done += size
        if sum(record.n_rows for record in records):
            path = path or archive.keys_path(records[0])
            found.append(Segment(archive, snapshot, records, path))
    return found


def complete_index(archive: Archive, snapshot: Snapshot) -> None:
    """Write the blocks that are due and missing."""
    for size in SIZES:
        for done in range(0, snapshot.number - size + 1, size):
            path = _block(archive, done, size)
            records = snapshot.records[done : done + size]
            n_rows = sum(record.n_rows for record in records)
            if 0 < n_rows <= MOST_ROWS and not path.exists():
                parts = segments(archive, Snapshot(records=snapshot.records[: done + size]))
                _merge([p.path for p in parts if p.records[0].number > done], path)


def _largest(archive: Archive, done: int, until: int) -> tuple[int, Path | None]:
    for size in reversed(SIZES):
        if done % size == 0 and done + size <= until:
            path = _block(archive, done, size)
            if path.exists():
                return size, path
    return 1, None


def _block(archive: Archive, done: int, size: int) -> Path:
    return archive.folder / "index" / f"{done + 1:08}-{done + size:08}.parquet"


def _merge(paths: list[Path], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f".draft-{os.getpid()}-{uuid4().hex}")
    try:
        with pq.ParquetWriter(
            draft, pq.read_schema(paths[0]), compression="none", use_dictionary=False
        ) as writer:
            for part in paths:
                writer.write_table(pq.read_table(part))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
