"""Segmentation of a whole corpus: here when it is small, in two processes when that pays."""

import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.tokens import Segmenter, Tokens
from analytics.workers import open_workers

LARGE = 20_000_000  # characters from which starting two processes pays
PART = 5_000_000  # characters a process segments at once


def segment(documents: pd.DataFrame, terms: Sequence[str]) -> Tokens:
    """Tokens of the `documents` table; the same, byte for byte, wherever they were computed."""
    sizes = documents["title"].str.len() + documents["body"].str.len()
    if sizes.sum() < LARGE:
        return Segmenter(terms).segment(documents)
    parts = (sizes.cumsum() // PART).to_numpy()
    with tempfile.TemporaryDirectory() as folder, open_workers() as workers:
        homes, calls = [], []
        for number, (_, part) in enumerate(documents.groupby(parts, sort=True)):
            home = Path(folder) / str(number)
            home.mkdir()
            part[["doc_id", "title", "body"]].to_parquet(
                home / "documents.parquet", index=False, compression="none"
            )
            pq.write_table(pa.table({"term": list(terms)}), home / "terms.parquet")
            homes.append(home)
            calls.append(workers.submit(segment_part, home))
        for call in calls:
            call.result()
        return Tokens.join([Tokens.read(home / "tokens.parquet") for home in homes])


@lru_cache(maxsize=1)
def _segmenter(terms: tuple[str, ...]) -> Segmenter:
    return Segmenter(terms)


def segment_part(folder: str) -> None:
    """Segment the documents in a folder and leave their tokens beside them; runs in a worker."""
    home = Path(folder)
    terms = tuple(pq.read_table(home / "terms.parquet")["term"].to_pylist())
    documents = pd.read_parquet(home / "documents.parquet")
    _segmenter(terms).segment(documents).write(home / "tokens.parquet")
