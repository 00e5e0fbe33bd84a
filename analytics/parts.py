"""What is computed document by document, for a large corpus in parts and in two processes."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.own import Own
from analytics.tokens import Tokens
from analytics.workers import name_of, named, open_workers

LARGE = 100_000  # documents from which starting two processes pays
PART = 20_000  # documents of a part

Compute = Callable[[pd.DataFrame, Tokens, Own], pd.DataFrame]
_OWN = "own"  # folder of a part


def in_parts(compute: Compute, documents: pd.DataFrame, tokens: Tokens, own: Own) -> pd.DataFrame:
    """`compute(documents, tokens, own)`, a function of this package, put together from parts of `PART` documents.

    For functions whose rows for a document depend on no other document outside its part: those get the
    same rows in the same order as from one call.
    """
    if len(documents) < LARGE:
        return compute(documents, tokens, own)
    with tempfile.TemporaryDirectory() as folder, open_workers() as workers:
        homes, calls = [], []
        for low in range(0, len(documents), PART):
            home = Path(folder) / str(low)
            home.mkdir()
            rows = np.arange(low, min(low + PART, len(documents)))
            part = documents.iloc[rows].drop(columns=["original"], errors="ignore")
            part.to_parquet(home / "documents.parquet", index=False, compression="none")
            Tokens.join([tokens.take(rows)]).write(home / "tokens.parquet")
            own.copy_to(home / _OWN)
            homes.append(home)
            calls.append(workers.submit(compute_part, home, name_of(compute)))
        for call in calls:
            call.result()
        return pd.concat(
            [pd.read_parquet(home / "rows.parquet") for home in homes], ignore_index=True
        )


def compute_part(folder: str, compute: str) -> None:
    """Compute the rows of the part in a folder and leave them there; runs in a worker."""
    home = Path(folder)
    documents = pd.read_parquet(home / "documents.parquet")
    tokens, own = Tokens.read(home / "tokens.parquet"), Own.in_folder(home / _OWN)
    table = named(compute)(documents, tokens, own)
    table.to_parquet(home / "rows.parquet", index=False, compression="none")
