"""What is computed of each document by itself, kept beside a batch for every version of the analysis."""

import errno
import shutil
from functools import cache
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.prepared import bundled_terms, digest_files
from analytics.resources import data_path
from analytics.tokens import Segmenter

# Modules and data that decide what is kept; a change to any other leaves it valid.
_CODE = (
    "tokens.py", "text.py", "lexicon.py", "tables.py", "topics/words.py",
    "sentiment", "entities", "background",
)  # fmt: skip


@cache
def analysis_key() -> str:
    """Digest of the code and data behind the kept tables, so that none outlives what computed it."""
    package = Path(__file__).parent.parent
    files = [package / name for name in _CODE if name.endswith(".py")]
    for name in _CODE:
        files += (package / name).rglob("*.py")
    files += (path for path in data_path().rglob("*") if "sample" not in path.parts)
    return digest_files(files)


@cache
def _segmenter() -> Segmenter:
    return Segmenter(bundled_terms())


def analyse(documents: pd.DataFrame, folder: Path) -> None:
    """Segment and score documents; write `tokens`, `counts` and `sentiment` into a new folder."""
    from analytics.sentiment import score_documents
    from analytics.topics.words import count_words

    folder.mkdir(parents=True)
    tokens = _segmenter().segment(documents)
    tokens.write(folder / "tokens.parquet")
    words = count_words(tokens)
    counts = pa.table(
        {"term": pa.array(words.terms, pa.string()), "n_documents": words.document_frequency}
    )
    pq.write_table(counts, folder / "counts.parquet", compression="zstd")
    table = score_documents(documents, tokens)
    table.to_parquet(folder / "sentiment.parquet", index=False, compression="zstd")


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
