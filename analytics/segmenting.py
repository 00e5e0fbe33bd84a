"""Segmentation of a whole corpus: here when it is small, in two processes when that pays."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.tokens import Segmenter, Tokens
from analytics.workers import Workers

LARGE = 20_000_000  # characters from which starting two processes pays
PART = 5_000_000  # characters a process segments at once


def segment(documents: pd.DataFrame, terms: Sequence[str]) -> Tokens:
    """Tokens of the `documents` table; the same, byte for byte, wherever they were computed."""
    sizes = documents["title"].str.len() + documents["body"].str.len()
    if sizes.sum() < LARGE:
        return Segmenter(terms).segment(documents)
    parts = (sizes.cumsum() // PART).to_numpy()
    with tempfile.TemporaryDirectory() as folder, Workers() as workers:
        home = Path(folder)
        pq.write_table(pa.table({"term": list(terms)}), home / "terms.parquet")
        calls = []
        for number, (_, part) in enumerate(documents.groupby(parts, sort=True)):
            path = home / f"{number}.parquet"
            part[["doc_id", "title", "body"]].to_parquet(path, index=False, compression="none")
            calls.append(workers.submit(segment_part, str(path), str(home / "terms.parquet")))
        for call in calls:
            call.result()
        return Tokens.join([Tokens.read(home / f"{n}.tokens.parquet") for n in range(len(calls))])


_segmenters: dict[str, Segmenter] = {}


def segment_part(path: str, terms: str) -> None:
    """Segment the documents at a path and leave their tokens beside it; runs in a worker."""
    if terms not in _segmenters:
        _segmenters[terms] = Segmenter(pq.read_table(terms)["term"].to_pylist())
    tokens = _segmenters[terms].segment(pd.read_parquet(path))
    tokens.write(Path(path).with_suffix(".tokens.parquet"))
