"""Sources into an archive, batch by batch: read here, worked on in other processes, committed in order."""

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from analytics.archive.ahead import Ahead, Made
from analytics.archive.archive import Archive, clear_leftovers
from analytics.archive.batch import Draft, build_at, extent, publishers
from analytics.archive.index import complete_index, segments
from analytics.archive.keys import identities
from analytics.archive.log import ArchiveError, Record, Snapshot, create_archive
from analytics.archive.lookup import Sought
from analytics.archive.pieces import cut
from analytics.archive.placing import Placement, place
from analytics.corpus import Limits, Reading, fingerprint_source
from analytics.corpus.batches import SourceCount
from analytics.corpus.errors import DEFAULT_LIMITS
from analytics.corpus.files import is_address, list_files
from analytics.workers import Call, Pool, WorkerError, open_workers

MOST_DOCUMENTS = 50_000  # documents of a batch
MOST_BYTES = 32 << 20  # or as much text


@dataclass(frozen=True)
class Ingested:
    """What became of one file or address: counts of documents, of what was set aside, of commits.

    `n_new` includes the `n_corrected` that replace earlier ones; `n_known` were in the archive already.
    `is_known` says that all of the source was, so that it was not even read.
    """

    file: str
    n_new: int = 0
    n_corrected: int = 0
    n_known: int = 0
    n_rejected: int = 0
    n_commits: int = 0
    is_known: bool = False


def ingest(
    sources: Iterable[str | Path],
    folder: Path,
    *,
    workers: int = 2,
    limits: Limits = DEFAULT_LIMITS,
    on_commit: Callable[[Record], None] = lambda record: None,
) -> list[Ingested]:
    """Add files, folders, globs or addresses to the archive at `folder`, which is made when absent.

    The same source twice changes nothing. A killed run leaves whole batches and is finished by
    running it again. Several may write at once. The result does not depend on `workers`, the number
    of processes that clean, segment and score when there is more than one batch. Raises SourceError
    for a source that gives no news; those before it are in.
    """
    files = [file for source in sources for file in _files(source, limits)]
    create_archive(folder)
    archive = Archive(folder)
    clear_leftovers(archive, time.time())
    complete_index(archive, archive.log.read())
    to_come = files if limits == DEFAULT_LIMITS else []
    with (
        Ahead(archive, to_come, (MOST_DOCUMENTS, MOST_BYTES)) as ahead,
        open_workers(workers) as pool,
    ):
        done = []
        for file in files:
            ahead.start(pool)
            done.append(_ingest_one(archive, file, pool, ahead, limits, on_commit))
        return done


def _files(source: str | Path, limits: Limits) -> list[str | Path]:
    if is_address(source):
        return [source]
    return list(list_files(source, limits).files)


@dataclass(frozen=True)
class _Part:
    """One batch of a source on its way."""

    number: int
    is_last: bool
    n_known: int
    n_rejected: int
    draft: Draft
    built: Call | None


def _ingest_one(
    archive: Archive,
    source: str | Path,
    pool: Pool,
    ahead: Ahead,
    limits: Limits,
    on_commit: Callable[[Record], None],
) -> Ingested:
    reading = Reading(source, limits)
    if not is_address(source):
        reading.fingerprint = fingerprint_source(source, limits)
        if archive.log.read().has(reading.fingerprint):
            ahead.drop(reading.fingerprint)
            return Ingested(str(source), is_known=True)
    records: list[Record] = []
    waiting: deque[_Part] = deque()
    made: Made | None = None

    def commit_first() -> None:
        record = _commit(archive, reading, waiting[0])
        waiting.popleft()
        if record:
            records.append(record)
            complete_index(archive, archive.log.read(record.number))
            on_commit(record)

    try:
        made = ahead.take(reading.fingerprint)
        parts = _parts_made(archive, reading, made) if made else None
        for part in _parts(archive, reading, pool) if parts is None else parts:
            waiting.append(part)
            while len(waiting) > pool.n:
                commit_first()
        while waiting:
            commit_first()
    except WorkerError as error:
        raise ArchiveError(
            f"{source}: {error} What was committed stays: run the same command again, with --workers 1 "
            "to need less."
        ) from error
    finally:
        for part in waiting:
            if part.built:
                part.built.cancel()
            part.draft.discard()
        if made:
            made.discard()
    return Ingested(
        str(source),
        sum(record.n_documents for record in records),
        sum(len(rows) for record in records for rows in record.replaces.values()),
        sum(record.n_known for record in records),
        sum(record.n_rejected for record in records),
        len(records),
        not records,
    )


def _parts(archive: Archive, reading: Reading, pool: Pool) -> Iterator[_Part]:
    """The batches of a source that are not in the archive yet, without documents known before."""
    snapshot: Snapshot | None = None
    for piece in cut(reading, MOST_DOCUMENTS, MOST_BYTES):
        # What was there when the source was opened decides, so that neither the number of workers nor
        # an interruption has a say in what a batch holds.
        snapshot = snapshot or archive.log.read()
        rejected = piece.rejected
        if snapshot.has(reading.fingerprint, piece.number):
            continue
        kept = piece.table
        if _has_others(snapshot, reading.fingerprint):
            known = _known(archive, snapshot, reading.fingerprint, identities(kept))
            kept = kept.filter(pa.array(~known))
        if not len(kept) and (not len(rejected) or is_address(reading.source)):
            continue
        draft = Draft.start(archive.drafts, kept, rejected)
        built = None
        with draft.discarded_on_error():
            if pool.n > 1 and not (piece.is_last and piece.number == 0):
                built = pool.submit(build_at, draft.folder)
        n_known = len(piece.table) - len(kept)
        yield _Part(piece.number, piece.is_last, n_known, len(rejected), draft, built)


def _parts_made(archive: Archive, reading: Reading, made: Made) -> list[_Part] | None:
    """Batches made ahead, as `_parts` would make them; None when any holds a document known before."""
    snapshot = archive.log.read()
    parts = []
    for number, is_last, n_rejected, draft in made.pieces:
        if snapshot.has(reading.fingerprint, number):
            continue
        if _known(archive, snapshot, reading.fingerprint, draft.keys()["identity"]).any():
            return None
        parts.append(_Part(number, is_last, 0, n_rejected, draft, None))
    reading.counts = [SourceCount(made.file, made.format)]
    return parts


def _known(
    archive: Archive, snapshot: Snapshot, fingerprint: str, identity: np.ndarray
) -> np.ndarray:
    """For each identity whether another source brought it, before any work is spent on it."""
    known = np.zeros(len(identity), bool)
    sought = Sought.of(identity)
    for segment in segments(archive, snapshot):
        number, row = segment.find("identity", sought)
        by_others = np.array([r.fingerprint != fingerprint for r in segment.records])
        known |= np.isin(identity, sought.distinct[number[by_others[segment.owners(row)]]])
    return known


def _has_others(snapshot: Snapshot, fingerprint: str) -> bool:
    return any(record.fingerprint != fingerprint for record in snapshot.records)


def _commit(archive: Archive, reading: Reading, part: _Part) -> Record | None:
    """Publish a batch and enter it in the log; None when another writer entered the same part."""
    if part.built:
        part.built.result()
    else:
        part.draft.build()
    keys = part.draft.keys()
    n = len(keys["identity"])
    documents = part.draft.folder / "documents.parquet"
    name = _batch_name(reading.fingerprint, part, keys["identity"])
    placement = None
    while True:
        snapshot = archive.log.read()
        if snapshot.has(reading.fingerprint, part.number):
            part.draft.discard()
            return None
        placement = place(archive, snapshot, keys, str(documents)) if n else Placement()
        rows = np.setdiff1d(np.arange(n), placement.dropped)
        n_undated, first, last = extent(keys["instant"][rows])
        names = publishers(documents, rows)
        folder = archive.batch(name)
        if part.draft.folder.is_dir():
            part.draft.publish(folder)
        documents = folder / "documents.parquet"
        count = reading.counts[0] if reading.counts else SourceCount(str(reading.source), "")
        record = Record(
            number=snapshot.number + 1,
            batch=name,
            fingerprint=reading.fingerprint,
            part=part.number,
            is_last=part.is_last,
            file=count.file,
            format=count.format,
            n_documents=len(rows),
            n_known=part.n_known + len(placement.dropped),
            n_rejected=part.n_rejected,
            n_undated=n_undated,
            first=first,
            last=last,
            sources=names,
            dropped=placement.dropped,
            renamed=placement.renamed,
            stories=placement.stories,
            replaces=placement.replaces,
        )
        if archive.log.append(record):
            return record


def _batch_name(fingerprint: str, part: _Part, identity: np.ndarray) -> str:
    digest = hashlib.sha256(f"{fingerprint}\x1f{part.number}\x1f".encode())
    digest.update(identity.tobytes())
    return digest.hexdigest()[:16]
