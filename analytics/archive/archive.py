"""An archive folder: its log, its batches, and which of their rows count."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.archive.batch import ROW_GROUP
from analytics.archive.log import ArchiveError, Log, Record, Snapshot, is_archive

_OLD = 6 * 3600  # seconds after which nobody is still writing what lies around


@dataclass(frozen=True)
class Archive:
    """A folder that `log.is_archive`; raises ArchiveError for another."""

    folder: Path
    log: Log = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not is_archive(self.folder):
            raise ArchiveError(f"{self.folder}: not an archive; `analytics ingest` makes one")
        object.__setattr__(self, "log", Log(self.folder))

    @property
    def drafts(self) -> Path:
        """Where batches are made before they appear."""
        return self.folder / "drafts"

    def batch(self, name: str) -> Path:
        """The folder of a batch."""
        return self.folder / "batches" / name

    def keys_path(self, record: Record) -> Path:
        """The keys of the record's batch."""
        return self.batch(record.batch) / "keys.parquet"

    def live(self, snapshot: Snapshot, record: Record) -> np.ndarray:
        """For each row of the record's batch whether it counts: neither known before nor corrected."""
        live = np.ones(record.n_rows, dtype=bool)
        live[record.dropped] = False
        live[snapshot.replaced.get(record.batch, [])] = False
        return live

    def documents(
        self, record: Record, rows: np.ndarray, columns: list[str] | None = None
    ) -> pd.DataFrame:
        """These rows (ascending) of the record's batch, under the names and stories it gave them."""
        table = _read_rows(self.batch(record.batch) / "documents.parquet", rows, columns)
        frame = table.to_pandas()
        for name in {"doc_id", "story_id"} & set(frame.columns):
            given = record.stories if name == "story_id" else record.renamed
            if given:
                changed = pd.Series(given).reindex(rows)
                here = changed.notna().to_numpy()
                frame.loc[here, name] = changed[here].to_numpy()
        return frame


def _read_rows(path: Path, rows: np.ndarray, columns: list[str] | None) -> pa.Table:
    """Rows of a Parquet file, reading only the row groups they lie in."""
    with pq.ParquetFile(path, memory_map=True) as file:
        groups = np.unique(rows // ROW_GROUP)
        table = file.read_row_groups(groups.tolist(), columns=columns)
    if len(rows) == len(table):
        return table
    starts = np.searchsorted(groups, rows // ROW_GROUP) * ROW_GROUP
    return table.take(pa.array(starts + rows % ROW_GROUP))


def clear_leftovers(archive: Archive, now: float) -> None:
    """Remove what killed writers left: drafts of processes that are gone, batches never committed.

    What is younger than some hours and may belong to a living writer stays.
    """
    for draft in archive.drafts.glob("*-*"):
        pid = draft.name.partition("-")[0]
        if (pid.isdigit() and not _is_alive(int(pid))) or _age(draft, now) > _OLD:
            shutil.rmtree(draft, ignore_errors=True)
    committed = {record.batch for record in archive.log.read().records}
    for draft in archive.folder.glob("*/.draft-*"):
        if _age(draft, now) > _OLD and draft.is_dir():
            shutil.rmtree(draft, ignore_errors=True)
        elif _age(draft, now) > _OLD:
            draft.unlink(missing_ok=True)
    for analysis in archive.batch("").glob("*/.draft-*"):
        if _age(analysis, now) > _OLD:
            shutil.rmtree(analysis, ignore_errors=True)
    for batch in archive.batch("").glob("*"):
        if batch.name not in committed and _age(batch, now) > _OLD:
            shutil.rmtree(batch, ignore_errors=True)


def _age(path: Path, now: float) -> float:
    try:
        return now - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
