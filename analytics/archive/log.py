"""The list of what an archive holds: one small file a commit, numbered, created whole or not at all.

Whoever commits creates the next number exclusively, so of two writers one is told to look again
(optimistic concurrency, as in Delta Lake). A reader lists the folder once and keeps to what it saw:
records are never changed, so the archive as of any number can be read for ever.
"""

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from analytics.corpus import SourceError

MARK = "archive.json"  # its presence makes a folder an archive
FORMAT = 1
_LOG = "log"
_BATCH = re.compile(r"[0-9a-f]{16}")


class ArchiveError(SourceError):
    """An archive that cannot be opened or written; the message says what is wrong with it."""


@dataclass(frozen=True)
class Record:
    """One commit: a batch of documents, and what its coming changes.

    Rows count the documents of a batch from 0. `dropped` rows were in the archive already, `renamed`
    and `stories` give rows another doc_id or story_id than the batch's table, `replaces` names rows of
    earlier batches that this batch corrects. `first` and `last` are microseconds since 1970 of the
    dated documents; `sources` is empty when there are too many to list.
    """

    number: int
    batch: str
    fingerprint: str
    part: int
    is_last: bool
    file: str
    format: str
    n_documents: int
    n_known: int
    n_rejected: int
    n_undated: int = 0
    first: int | None = None
    last: int | None = None
    sources: list[str] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    renamed: dict[int, str] = field(default_factory=dict)
    stories: dict[int, str] = field(default_factory=dict)
    replaces: dict[str, list[int]] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """Rows of the batch, those that were known before included."""
        return self.n_documents + len(self.dropped)

    def overlaps(self, first: int | None, last: int | None) -> bool:
        """Whether it holds dated documents from instant `first` to `last` (None is open)."""
        if self.first is None or self.last is None:
            return False
        return (last is None or self.first <= last) and (first is None or self.last >= first)


@dataclass(frozen=True)
class Snapshot:
    """The archive as of one moment: the records from 1 to the last."""

    records: tuple[Record, ...]

    @property
    def number(self) -> int:
        """Number of the last record; 0 for an empty archive."""
        return len(self.records)

    @property
    def n_documents(self) -> int:
        """Documents that count."""
        n_replaced = sum(len(rows) for rows in self.replaced.values())
        return sum(record.n_documents for record in self.records) - n_replaced

    def until(self, number: int) -> "Snapshot":
        """The archive as of an earlier commit."""
        return Snapshot(self.records[:number])

    @cached_property
    def replaced(self) -> dict[str, list[int]]:
        """Rows of each batch that later batches correct."""
        rows: dict[str, list[int]] = {}
        for record in self.records:
            for batch, replaced in record.replaces.items():
                rows.setdefault(batch, []).extend(replaced)
        return rows

    def has(self, fingerprint: str, part: int | None = None) -> bool:
        """Whether this part of a source is in; without `part`, whether all of the source is."""
        return any(
            record.fingerprint == fingerprint
            and (record.is_last if part is None else record.part == part)
            for record in self.records
        )

    @cached_property
    def fingerprint(self) -> str:
        """A short name of this state: equal records give an equal one."""
        digest = hashlib.sha256(b"archive")
        for record in self.records:
            digest.update(_to_json(record))
        return digest.hexdigest()[:16]


class Log:
    """The commits of an archive folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _LOG
        self._records: list[Record] = []

    def read(self, until: int | None = None) -> Snapshot:
        """The records so far, or those up to number `until`; raises ArchiveError for a gap."""
        while until is None or len(self._records) < until:
            path = self._path(len(self._records) + 1)
            try:
                self._records.append(_from_json(path))
            except FileNotFoundError:
                break
        if until is not None and len(self._records) < until:
            raise ArchiveError(
                f"{self._folder.parent}: has {len(self._records):,} commits, not {until:,}"
            )
        return Snapshot(tuple(self._records[:until]))

    def append(self, record: Record) -> bool:
        """Add the record under its number; False when another writer took that number."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(record.number)
        draft = path.with_name(f".draft-{os.getpid()}-{record.number}")
        try:
            with draft.open("wb") as file:
                file.write(_to_json(record))
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)  # fails when the name exists, and never shows half a file
        except FileExistsError:
            return False
        finally:
            draft.unlink(missing_ok=True)
        _sync(self._folder)
        return True

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:08}.json"


def create_archive(folder: Path) -> None:
    """Make the folder an archive unless it is one; raises ArchiveError for a folder of other things."""
    if is_archive(folder):
        return
    if folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir()):
        if is_archive(folder):  # another writer was quicker
            return
        raise ArchiveError(
            f"{folder}: holds other files; an archive wants a folder of its own, or a new one"
        )
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".draft-{os.getpid()}"
    draft.write_text(json.dumps({"format": FORMAT}) + "\n", encoding="utf-8")
    draft.replace(folder / MARK)


def is_archive(folder: Path) -> bool:
    """Whether the folder is an archive; raises ArchiveError for one of a later format."""
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return False
    except ValueError as error:
        raise ArchiveError(f"{folder / MARK}: not JSON; is this folder an archive?") from error
    version = mark.get("format") if isinstance(mark, dict) else None
    if version != FORMAT:
        raise ArchiveError(f"{folder}: an archive of format {version}; this version reads {FORMAT}")
    return True


def _to_json(record: Record) -> bytes:
    return (json.dumps(asdict(record), ensure_ascii=False, sort_keys=True) + "\n").encode()


def _from_json(path: Path) -> Record:
    try:
        fields: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if not _BATCH.fullmatch(fields["batch"]):  # it becomes part of a path
            raise ValueError(f"{fields['batch']!r} names no batch")
        for name in ("renamed", "stories"):
            fields[name] = {int(row): text for row, text in fields[name].items()}
        return Record(**fields)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ArchiveError(f"{path}: not a record of an archive ({error})") from error


def _sync(folder: Path) -> None:
    """Make a new name in the folder outlive a power cut, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
