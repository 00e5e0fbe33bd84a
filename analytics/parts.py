"""What is computed document by document, for a large corpus in parts and in two processes."""

import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.tokens import Tokens
from analytics.workers import Workers

LARGE = 100_000  # documents from which starting two processes pays
PART = 20_000  # documents of a part

Compute = Callable[[pd.DataFrame, Tokens], pd.DataFrame]


def in_parts(compute: Compute, documents: pd.DataFrame, tokens: Tokens) -> pd.DataFrame:
    """`compute(documents, tokens)`, a function of this package, put together from parts of `PART` documents.

    For functions whose rows for a document depend on no other document outside its part: those get the
    same rows in the same order as from one call.
    """
    if len(documents) < LARGE:
        return compute(documents, tokens)
    with tempfile.TemporaryDirectory() as folder, Workers() as workers:
        home = Path(folder)
        calls = []
        for low in range(0, len(documents), PART):
            rows = np.arange(low, min(low + PART, len(documents)))
            part = documents.iloc[rows].drop(columns=["original"], errors="ignore")
            part.to_parquet(home / f"{low}.documents.parquet", index=False, compression="none")
            Tokens.join([tokens.take(rows)]).write(home / f"{low}.tokens.parquet")
            name = (compute.__module__, compute.__qualname__)
            calls.append(workers.submit(compute_part, *name, str(home / str(low))))
        return pd.concat([pd.read_parquet(call.result()) for call in calls], ignore_index=True)


def compute_part(module: str, function: str, stem: str) -> str:
    """Compute one part and name the file of its rows; runs in a worker."""
    documents = pd.read_parquet(f"{stem}.documents.parquet")
    tokens = Tokens.read(Path(f"{stem}.tokens.parquet"))
    table = getattr(import_module(module), function)(documents, tokens)
    table.to_parquet(f"{stem}.rows.parquet", index=False, compression="none")
    return f"{stem}.rows.parquet"
