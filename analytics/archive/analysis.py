"""What is computed of each document by itself, kept beside a batch for every version of the analysis."""

import errno
import hashlib
import shutil
from functools import cache
from pathlib import Path
from uuid import uuid4

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.prepared import bundled_terms
from analytics.resources import data_path
from analytics.tokens import Segmenter, Tokens

# Modules and data that decide what is kept; a change to any other leaves it valid.
_CODE = ("tokens.py", "text.py", "lexicon.py", "tables.py", "sentiment", "entities", "background")


@cache
def analysis_key() -> str:
    """Digest of the code and data behind the kept tables, so that none outlives what computed it."""
    package = Path(__file__).parent.parent
    files = [package / name for name in _CODE if name.endswith(".py")]
    for name in _CODE:
        files += (package / name).rglob("*.py")
    files += (path for path in data_path().rglob("*") if "sample" not in path.parts)
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _segmenter() -> Segmenter:
    return Segmenter(bundled_terms())


def analyse(documents: pd.DataFrame, folder: Path) -> None:
    """Segment and score documents; write `tokens`, `counts` and `sentiment` into a new folder."""
    from analytics.background import content_terms
    from analytics.sentiment import score_documents

    folder.mkdir(parents=True)
    tokens = _segmenter().segment(documents)
    tokens.write(folder / "tokens.parquet")
    terms, place = content_terms(tokens.vocabulary)
    counts = pa.table(
        {"term": pa.array(terms, pa.string()), "n_documents": frequency(tokens, place)}
    )
    pq.write_table(counts, folder / "counts.parquet", compression="zstd")
    table = score_documents(documents, tokens)
    table.to_parquet(folder / "sentiment.parquet", index=False, compression="zstd")


def frequency(tokens: Tokens, place: np.ndarray) -> np.ndarray:
    """In how many documents each content term occurs; `place` says which entry is which term."""
    n_terms = int(place.max(initial=-1)) + 1
    ids = place[tokens.term_ids].astype(np.int64)
    document = np.repeat(np.arange(len(tokens)), np.diff(tokens.offsets))
    holds = np.unique(document[ids >= 0] * max(n_terms, 1) + ids[ids >= 0])
    return np.bincount(holds % max(n_terms, 1), minlength=n_terms)[:n_terms]


def analysis_of(batch: Path, spare: Path) -> Path:
    """The folder of kept tables of a batch for this version; computed now when there is none.

    An archive that cannot be written keeps them in the folder `spare` instead.
    """
    found = batch / analysis_key()
    if found.is_dir():
        return found
    for home in (batch, spare / batch.name):
        folder = home / analysis_key()
        if folder.is_dir():
            return folder
        draft = home / f".draft-{uuid4().hex}"
        try:
            home.mkdir(parents=True, exist_ok=True)
            analyse(pd.read_parquet(batch / "documents.parquet"), draft)
            draft.rename(folder)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                continue
            if not folder.is_dir():  # unless another process was quicker
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return folder
    raise PermissionError(f"{spare}: cannot be written")
