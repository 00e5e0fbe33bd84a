"""What lies near a set of documents: documents that read alike, themes and topics they share.

Nearness is the cosine of the document vectors that topics are found with; their mean is taken out, so
that what all news has in common makes nothing look near.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.threads import one_thread
from analytics.tokens import Tokens

if TYPE_CHECKING:
    from analytics.topics.embedding import Embedding

EmbeddingOf = Callable[[np.ndarray], "Embedding"]

GROUP_COLUMNS = ["group", "n_documents", "n_shared", "nearness"]
_BATCH = 20_000  # documents whose vectors are widened at a time


def embed_documents(
    tokens: Tokens, rows: np.ndarray | None = None, embedding_of: EmbeddingOf | None = None
) -> np.ndarray:
    """Vectors of documents (those at `rows`; all without) as topics use them.

    `embedding_of` gives the embedding for sorted terms; without, it is learned from these documents.

    float16, shape (n_rows, d), half the memory for what only directions are asked of; a row has length
    one, or is all zeros when no word is known.
    """
    from analytics.background import load_background
    from analytics.background.words import count_words
    from analytics.topics.embedding import Embedding

    rows = np.arange(len(tokens)) if rows is None else rows
    with one_thread():  # with more, sums are added in another order
        words = count_words(tokens)
        if not len(words.terms) or not len(rows):
            return np.zeros((len(rows), 1), dtype=np.float16)
        if embedding_of is None:
            embedding = Embedding.fit(words, tokens, load_background())
        else:
            embedding = embedding_of(words.terms)
        width = sum(axes.shape[1] for axes in embedding.maps)
        vectors = np.zeros((len(rows), width), dtype=np.float16)
        for start in range(0, len(rows), _BATCH):
            batch = slice(start, start + _BATCH)
            vectors[batch] = embedding.transform(words.counts[rows[batch]])
        return vectors


@dataclass(frozen=True)
class Space:
    """Document vectors (n, d) and their mean, which is taken out before anything is compared."""

    vectors: np.ndarray
    mean: np.ndarray

    @classmethod
    def of(cls, vectors: np.ndarray) -> "Space":
        """The space of these vectors; rows of zeros have no place in it."""
        known = vectors.any(axis=1)
        total = vectors.sum(axis=0, dtype=np.float64)
        return cls(vectors, (total / max(known.sum(), 1)).astype(np.float32))

    def direction(self, mask: np.ndarray) -> np.ndarray:
        """The mean direction (float32, length one, or zeros) of the documents in a mask."""
        chosen = np.flatnonzero(mask)
        total = np.zeros(len(self.mean), dtype=np.float64)
        for start in range(0, len(chosen), _BATCH):
            total += self._units(chosen[start : start + _BATCH]).sum(axis=0, dtype=np.float64)
        return (total / (np.linalg.norm(total) + 1e-9)).astype(np.float32)

    def nearness(self, direction: np.ndarray) -> np.ndarray:
        """The cosine (−1…1, four digits) of every document with a direction; 0 without a vector."""
        starts = range(0, len(self.vectors), _BATCH)
        parts = [
            self._units(np.arange(start, min(start + _BATCH, len(self.vectors)))) @ direction
            for start in starts
        ]
        return np.round(np.concatenate([np.zeros(0), *parts]), 4)

    def _units(self, rows: np.ndarray) -> np.ndarray:
        vectors = self.vectors[rows].astype(np.float32)
        centred = vectors - self.mean * vectors.any(axis=1, keepdims=True)
        return centred / (np.linalg.norm(centred, axis=1, keepdims=True) + 1e-9)


def near_documents(
    space: Space, inside: np.ndarray, outside: np.ndarray, n_documents: int
) -> pd.DataFrame:
    """Positions of the documents `outside` that read most like those `inside`, nearest first.

    Both are masks over the documents of the space. Columns position, nearness (cosine, −1…1).
    """
    nearness = space.nearness(space.direction(inside))
    candidates = np.flatnonzero(outside & (nearness > 0))
    order = np.argsort(-nearness[candidates], kind="stable")[:n_documents]
    return pd.DataFrame(
        {"position": candidates[order], "nearness": nearness[candidates[order]].astype(float)}
    )


def near_groups(space: Space, inside: np.ndarray, members: dict[str, np.ndarray]) -> pd.DataFrame:
    """How near groups of documents (masks by key) are to those `inside`, nearest first.

    Columns group, n_documents, n_shared (documents that are also inside), nearness (cosine of means).
    """
    own = space.direction(inside)
    rows = [
        (
            key,
            int(mask.sum()),
            int((mask & inside).sum()),
            round(float(space.direction(mask) @ own), 4),
        )
        for key, mask in members.items()
        if mask.any()
    ]
    found = pd.DataFrame(rows, columns=GROUP_COLUMNS)
    return found.sort_values(
        ["nearness", "n_shared", "group"], ascending=[False, False, True], ignore_index=True
    )
