"""The keys of many batches in few files, so that a look-up opens few however many came before.

Keys of 16 commits are written together once they are there, those of 256 and of 4096 likewise (a
log-structured merge): each key is written again at most three times. Beside them lie the same keys sorted.
The files follow from the commits alone; a missing one is made by the next writer, and until then the batches
serve.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from uuid import uuid4

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from analytics.archive.archive import Archive
from analytics.archive.keys import hashes, read_keys
from analytics.archive.log import Record, Snapshot
from analytics.archive.lookup import LOOKED_UP, Lookup, Sought
from analytics.mapped import SUFFIX

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

    @cached_property
    def lookup(self) -> Lookup:
        """The sorted keys; `doc_id` is the hash of the name that a row's record gave."""
        renamed = [
            (int(first) + row, name)
            for first, record in zip(self.edges, self.records, strict=False)
            for row, name in record.renamed.items()
        ]
        if len(self.records) == 1:
            return _sorted_batch(self.path, tuple(renamed))
        try:
            return Lookup.read(self.path.with_suffix(SUFFIX))
        except OSError:
            return _sorted(self.path, renamed)

    def keys(self, columns: list[str]) -> dict[str, np.ndarray]:
        """Keys of all rows, as the batches have them."""
        return read_keys(self.path, columns)

    def find(self, column: str, sought: Sought) -> tuple[np.ndarray, np.ndarray]:
        """The rows, ascending, whose key is sought, with the number of the distinct key (see `Lookup.find`)."""
        return self.lookup.find(column, sought)

    def owners(self, rows: np.ndarray) -> np.ndarray:
        """The number of each row's record within the segment."""
        return np.searchsorted(self.edges, rows, side="right") - 1

    def split(self, rows: np.ndarray) -> Iterator[tuple[Record, np.ndarray]]:
        """Ascending rows of the segment as rows of its records."""
        owner = self.owners(rows)
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
            if not 0 < n_rows <= MOST_ROWS:
                continue
            if not path.exists():
                parts = segments(archive, Snapshot(records=snapshot.records[: done + size]))
                _merge([p.path for p in parts if p.records[0].number > done], path)
            if not path.with_suffix(SUFFIX).exists():
                with _appearing(path.with_suffix(SUFFIX)) as draft:
                    Segment(archive, snapshot, records, path).lookup.write(draft)


@lru_cache(maxsize=SIZES[0])
def _sorted_batch(path: Path, renamed: tuple[tuple[int, str], ...]) -> Lookup:
    """The sorted keys of a batch that is in no block yet; a batch and its record never change."""
    return _sorted(path, renamed)


def _sorted(path: Path, renamed: Sequence[tuple[int, str]]) -> Lookup:
    keys = read_keys(path, list(LOOKED_UP))
    if renamed:
        rows, names = zip(*renamed, strict=True)
        keys["doc_id"] = keys["doc_id"].copy()
        keys["doc_id"][list(rows)] = hashes(names)
    return Lookup.of(keys)


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
    with (
        _appearing(path) as draft,
        pq.ParquetWriter(
            draft, pq.read_schema(paths[0]), compression="none", use_dictionary=False
        ) as writer,
    ):
        for part in paths:
            writer.write_table(pq.read_table(part))


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """Where to write a file that then appears whole."""
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f".draft-{os.getpid()}-{uuid4().hex}")
    try:
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
