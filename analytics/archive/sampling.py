"""Documents drawn from an archive, and counts of words over all of it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.archive.analysis import analysis_of, count_terms
from analytics.archive.archive import Archive
from analytics.archive.keys import hashes
from analytics.archive.log import Record, Snapshot
from analytics.tokens import Tokens

_MANY = 2_000_000  # rows of counts held before they are added up


def draw_stories(
    archive: Archive, snapshot: Snapshot, records: Sequence[Record], most: int, spare: Path
) -> tuple[Tokens, int]:
    """Tokens of one document a story, of `most` stories at most, and how many stories there are.

    Which are drawn follows from their names alone, so that of an archive that grew by little nearly the
    same are drawn again. `records` are the commits of the snapshot to draw from.
    """
    kept = [np.flatnonzero(archive.live(snapshot, record)) for record in records]
    names = [np.zeros(0, np.uint64)] + [
        hashes(archive.documents(record, rows, ["story_id"])["story_id"])
        for record, rows in zip(records, kept, strict=True)
        if len(rows)
    ]
    _, first = np.unique(np.concatenate(names), return_index=True)
    drawn = np.sort(first[:most])
    parts, start = [], 0
    for record, rows in zip(records, kept, strict=True):
        own = rows[drawn[(drawn >= start) & (drawn < start + len(rows))] - start]
        start += len(rows)
        if len(own):
            folder = analysis_of(archive.batch(record.batch), spare)
            tokens = Tokens.read(folder / "tokens.parquet").take(own)
            ids = archive.documents(record, own, ["doc_id"])["doc_id"].to_numpy(dtype=object)
            parts.append(
                Tokens(
                    ids, tokens.vocabulary, tokens.term_ids, tokens.offsets, tokens.title_lengths
                )
            )
    return Tokens.join(parts), len(first)


def sum_counts(archive: Archive, snapshot: Snapshot, spare: Path) -> pa.Table:
    """Term, n_documents: in how many documents of the archive, at least two, each content term occurs."""
    parts: list[pa.Table] = []
    for record in snapshot.records:
        rows = np.flatnonzero(archive.live(snapshot, record))
        if len(rows):
            folder = analysis_of(archive.batch(record.batch), spare)
            parts.append(count_terms(folder, rows, record.n_rows))
        if sum(map(len, parts)) > _MANY:
            parts = [_added_up(parts)]
    if not parts:
        return pa.table(
            {"term": pa.array([], pa.string()), "n_documents": pa.array([], pa.int64())}
        )
    total = _added_up(parts)
    return total.filter(pc.greater_equal(total["n_documents"], 2)).sort_by("term")


def _added_up(parts: list[pa.Table]) -> pa.Table:
    total = pa.concat_tables(parts).group_by("term").aggregate([("n_documents", "sum")])
    return total.rename_columns(["term", "n_documents"])
