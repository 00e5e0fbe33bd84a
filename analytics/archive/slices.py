"""A slice of an archive as a prepared corpus: the documents of some days and publishers, ready to ask.

A slice is put together once from the batches it touches and then lies in the cache like any other
corpus, with the tokens and tones that the archive keeps. `DIR@12` is the archive as of its 12th commit:
a run names that, so all its notebooks read the same documents while others write.
"""

import hashlib
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.archive.analysis import analysis_of
from analytics.archive.archive import Archive
from analytics.archive.log import Record, Snapshot, is_archive
from analytics.corpus import SourceError
from analytics.own import Own
from analytics.prepared import (
    PreparedCorpus,
    code_fingerprint,
    dictionary_with,
    publish,
    stage_folder,
)
from analytics.sealed import is_whole
from analytics.segmenting import segment
from analytics.selection import Selection
from analytics.tables import DOCUMENTS, REJECTED, TIME_ZONE
from analytics.tokens import Tokens

if TYPE_CHECKING:
    from analytics.archive.lending import Lent

_COMMIT = re.compile(r"\d{1,12}")


def find_archive(source: str | Path) -> tuple[Path, int | None] | None:
    """The archive folder and commit number that a source names; None for any other source."""
    text = str(source)
    if "://" in text or not text:
        return None
    folder = Path(text).expanduser()
    if is_archive(folder):
        return folder, None
    name, _, commit = text.rpartition("@")
    if name and _COMMIT.fullmatch(commit) and is_archive(Path(name).expanduser()):
        return Path(name).expanduser(), int(commit)
    return None


def pin(source: str) -> str:
    """The source, for an archive with the number of its last commit: `DIR` becomes `DIR@12`."""
    found = find_archive(source)
    if not found or found[1] is not None:
        return source
    return f"{found[0]}@{Archive(found[0]).log.read().number}"


def open_slice(
    folder: Path, number: int | None, selection: Selection, cache_folder: Path, own: Own
) -> PreparedCorpus:
    """The documents of an archive that are selected; raises SourceError when there are none.

    With terms of the user's own they are segmented and scored anew, in the cache alone: the archive keeps
    what the bundled words say.
    """
    archive = Archive(folder)
    snapshot = archive.log.read(number)
    name = f"{folder}@{snapshot.number}"
    key = "\n".join([snapshot.fingerprint, code_fingerprint(), selection.key, *own.terms])
    cached = cache_folder / hashlib.sha256(key.encode()).hexdigest()[:16]
    if not is_whole(cached):
        _put_together(archive, snapshot, selection, name, cached, cache_folder, own)
    corpus = PreparedCorpus.read(name, snapshot.fingerprint, cached)
    return replace(corpus, lender=partial(_lend, archive, snapshot, cache_folder), own=own)


def _lend(archive: Archive, snapshot: Snapshot, cache_folder: Path) -> "Lent | None":
    from analytics.archive.lending import lend

    return lend(archive, snapshot, cache_folder / "batches")


def _put_together(
    archive: Archive,
    snapshot: Snapshot,
    selection: Selection,
    name: str,
    cached: Path,
    cache_folder: Path,
    own: Own,
) -> None:
    """Publish a slice at `cached`: documents, tokens, rejected, sources, and the archive's tone."""
    documents, tokens, tones, touched = [], [], [], []
    for record in snapshot.records:
        if not _may_hold(record, selection):
            continue
        touched.append(record)
        rows = _rows(archive, snapshot, record, selection)
        if not len(rows):
            continue
        part = archive.documents(record, rows)
        documents.append(part)
        if own.terms:
            continue
        kept = analysis_of(archive.batch(record.batch), cache_folder / "batches")
        cut = Tokens.read(kept / "tokens.parquet")
        cut = cut if len(cut) == len(rows) else cut.take(rows)
        doc_ids = part["doc_id"].to_numpy(dtype=object)
        tokens.append(Tokens(doc_ids, cut.vocabulary, cut.term_ids, cut.offsets, cut.title_lengths))
        tone = pq.read_table(kept / "sentiment.parquet").take(pa.array(rows)).to_pandas()
        tones.append(tone.assign(doc_id=doc_ids))
    if not documents:
        raise SourceError(_nothing(snapshot, selection, name))
    table = pd.concat(documents, ignore_index=True)
    table["published_at"] = table["published_at"].dt.tz_convert(TIME_ZONE)
    table["story_id"] = _first_tellers(table)
    tables = {
        "documents": DOCUMENTS.check(table),
        "rejected": _rejected(archive, touched),
        "sources": _sources(touched),
    }
    if own.terms:
        publish(cached, tables, segment(tables["documents"], dictionary_with(own)))
        return
    kept_tone = {"sentiment": pd.concat(tones, ignore_index=True)}
    stages = {stage_folder(cached, "sentiment", {}).name: kept_tone}
    publish(cached, tables, Tokens.join(tokens), stages)


def _may_hold(record: Record, selection: Selection) -> bool:
    """Whether a batch can hold selected documents, by what its record says."""
    if not record.n_documents and (selection.key or not record.n_rejected):
        return False
    if not selection.overlaps(record.first, record.last):
        return False
    wanted = selection.sources
    return not (wanted and record.sources) or bool(set(wanted) & set(record.sources))


def _rows(archive: Archive, snapshot: Snapshot, record: Record, selection: Selection) -> np.ndarray:
    rows = np.flatnonzero(archive.live(snapshot, record))
    if selection.key and len(rows):
        path = archive.batch(record.batch) / "documents.parquet"
        told = pq.read_table(path, columns=["published_at", "source"]).to_pandas().iloc[rows]
        rows = rows[selection.selects(told).to_numpy()]
    return rows


def _first_tellers(documents: pd.DataFrame) -> np.ndarray:
    """Stories named by the first document of the slice that tells them."""
    ranked = documents[["published_at", "story_id", "doc_id"]]
    ranked = ranked.sort_values("published_at", kind="stable", na_position="last")
    first = ranked.drop_duplicates("story_id").set_index("story_id")["doc_id"]
    return documents["story_id"].map(first).to_numpy()


def _rejected(archive: Archive, records: list[Record]) -> pd.DataFrame:
    parts = [
        pd.read_parquet(archive.batch(record.batch) / "rejected.parquet")
        for record in records
        if record.n_rejected
    ]
    return REJECTED.check(pd.concat(parts, ignore_index=True)) if parts else REJECTED.empty()


def _sources(records: list[Record]) -> pd.DataFrame:
    """A row a file: file, format, n_found, n_read, n_rejected; known documents count where they came first."""
    rows = [
        (r.file, r.format, r.n_documents + r.n_rejected, r.n_documents, r.n_rejected)
        for r in records
    ]
    frame = pd.DataFrame(rows, columns=["file", "format", "n_found", "n_read", "n_rejected"])
    return frame.groupby(["file", "format"], sort=False, as_index=False).sum()


def _nothing(snapshot: Snapshot, selection: Selection, name: str) -> str:
    if not any(record.n_documents for record in snapshot.records):
        return f"{name}: the archive is empty; `analytics ingest SOURCE --archive DIR` fills it"
    listed = [record.sources for record in snapshot.records if record.n_documents]
    if all(listed) and (unknown := selection.unknown({name for some in listed for name in some})):
        return f"{name}: {unknown}"
    instants = [
        pd.Timestamp(value, unit="us", tz="UTC").tz_convert(TIME_ZONE)
        for record in snapshot.records
        for value in (record.first, record.last)
        if value is not None
    ]
    covered = f"{min(instants):%Y-%m-%d} to {max(instants):%Y-%m-%d}" if instants else "nowhere"
    return f"{name}: no document {selection}; its dated documents run from {covered}"
