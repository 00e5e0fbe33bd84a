"""What is computed of each document by itself, kept beside a batch for every version of the analysis."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.archive.kept import kept_folder
from analytics.prepared import bundled_terms, digest_files
from analytics.resources import data_path
from analytics.tokens import Segmenter, Tokens

# Modules and data that decide what is kept; a change to any other leaves it valid.
_CODE = ("tokens.py", "text.py", "lexicon.py", "tables.py", "sentiment", "entities", "background")


@cache
def analysis_key(code: tuple[str, ...] = _CODE) -> str:
    """Digest of the code and data behind the kept tables, so that none outlives what computed it."""
    package = Path(__file__).parent.parent
    files = [package / name for name in code if name.endswith(".py")]
    for name in code:
        files += (package / name).rglob("*.py")
    files += (path for path in data_path().rglob("*") if "sample" not in path.parts)
    return digest_files(files)


@cache
def _segmenter() -> Segmenter:
    return Segmenter(bundled_terms())


def analyse(documents: pd.DataFrame, folder: Path) -> None:
    """Segment and score documents; write `tokens`, `counts` and `sentiment` into a new folder."""
    from analytics.sentiment import score_documents

    folder.mkdir(parents=True, exist_ok=True)
    tokens = _segmenter().segment(documents)
    tokens.write(folder / "tokens.parquet")
    pq.write_table(_counts(tokens), folder / "counts.parquet", compression="zstd")
    table = score_documents(documents, tokens)
    table.to_parquet(folder / "sentiment.parquet", index=False, compression="zstd")


def analysis_of(batch: Path, spare: Path) -> Path:
    """The folder of kept tables of a batch for this version; computed now when there is none.

    An archive that cannot be written keeps them in the folder `spare` instead.
    """

    def fill(draft: Path) -> None:
        analyse(pd.read_parquet(batch / "documents.parquet"), draft)

    return kept_folder([batch, spare / batch.name], analysis_key(), fill)


def count_terms(kept: Path, rows: np.ndarray, n_rows: int) -> pa.Table:
    """In how many documents (n_documents) of these rows of a batch each content term occurs.

    `kept` is the folder of its kept tables, `n_rows` the number of all its rows.
    """
    if len(rows) == n_rows:
        return pq.read_table(kept / "counts.parquet")
    return _counts(Tokens.read(kept / "tokens.parquet").take(rows))


def _counts(tokens: Tokens) -> pa.Table:
    from analytics.background.words import count_words

    words = count_words(tokens)
    terms = pa.array(words.terms, pa.string())
    return pa.table({"term": terms, "n_documents": words.document_frequency})
