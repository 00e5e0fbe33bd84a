"""One batch of an archive: a folder that is written aside, then appears whole, then never changes.

documents.parquet   the batch's documents (DOCUMENTS) as read
rejected.parquet    what was set aside beside them (REJECTED)
keys.parquet        what recognises these documents later
<analysis>/         tokens, their document frequencies, tone: a folder for each version of the analysis
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.archive.analysis import analyse, analysis_key
from analytics.archive.keys import UNDATED, make_keys, read_keys, write_keys
from analytics.corpus import to_signed_documents
from analytics.sealed import flush

RAW = "raw.arrow"
ROW_GROUP = 4_096  # rows read at least, to look at one document
MANY = 200  # names of publishers that a record lists; of more, none


@dataclass(frozen=True)
class Draft:
    """A batch being made, in a folder of its own that no reader looks at."""

    folder: Path

    @classmethod
    def start(cls, drafts: Path, table: pa.Table, rejected: pd.DataFrame) -> "Draft":
        """A new one among `drafts`, filled."""
        draft = cls(drafts / f"{os.getpid()}-{uuid4().hex}")
        draft.fill(table, rejected)
        return draft

    def fill(self, table: pa.Table, rejected: pd.DataFrame) -> None:
        """Put down a raw table of `corpus.batches.SCHEMA` and what was set aside."""
        self.folder.mkdir(parents=True)
        with self.discarded_on_error():
            raw = str(self.folder / RAW)
            with pa.OSFile(raw, "wb") as file, pa.ipc.new_file(file, table.schema) as ipc:
                ipc.write_table(table)
            _write(rejected, self.folder / "rejected.parquet")

    def build(self) -> None:
        """Clean, name, group, segment and score the documents; begun before, it begins again."""
        if not (self.folder / RAW).exists():
            return
        with pa.OSFile(str(self.folder / RAW)) as file:
            table = pa.ipc.open_file(file).read_all()
        documents, signed = to_signed_documents(table)
        _write(documents, self.folder / "documents.parquet")
        write_keys(make_keys(table, documents, signed), self.folder / "keys.parquet")
        del table
        shutil.rmtree(self.folder / analysis_key(), ignore_errors=True)
        analyse(documents, self.folder / analysis_key())
        (self.folder / RAW).unlink()

    def keys(self) -> dict[str, np.ndarray]:
        """Keys of the documents that were built."""
        return read_keys(self.folder / "keys.parquet")

    def publish(self, folder: Path) -> None:
        """Let the batch appear at `folder`, unless the same batch lies there already."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        flush(self.folder)
        try:
            self.folder.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
            shutil.rmtree(self.folder)

    @contextmanager
    def discarded_on_error(self) -> Iterator[None]:
        """Remove it when the block raises, so that a full disk is not filled further."""
        try:
            yield
        except BaseException:
            self.discard()
            raise

    def discard(self) -> None:
        """Remove it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def build_at(folder: str) -> None:
    """Build the draft in a folder; runs in a worker."""
    Draft(Path(folder)).build()


def extent(instants: np.ndarray) -> tuple[int, int | None, int | None]:
    """Number of undated documents, first and last instant of the others."""
    dated = instants[instants != UNDATED]
    if not len(dated):
        return len(instants), None, None
    return len(instants) - len(dated), int(dated.min()), int(dated.max())


def publishers(documents: Path, rows: np.ndarray) -> list[str]:
    """Names in `source` of these rows in sorted order; none when there are more than `MANY`."""
    names = pq.read_table(documents, columns=["source"])["source"].take(pa.array(rows)).unique()
    return sorted(map(str, names.to_pylist())) if len(names) <= MANY else []


def _write(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False, compression="zstd", row_group_size=ROW_GROUP)
