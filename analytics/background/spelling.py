"""Vectors for words never counted, from the characters they are written with.

Written Chinese spells out meaning: who knows 地板 and 相机 can guess at 木地板 and 数码相机. A fifth of the
words of news from another time are in no background, so each single one says little, but all of them do.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import scipy.sparse as sp

_RIDGE = 3.0
_ROUNDS = 8
_AXES = 16  # solved at a time: each stands for itself, and all at once take a quarter of a gigabyte


class Spelling:
    """Ridge regression of word vectors on the words' characters and pairs of them (Zhao et al. 2018).

    A guess is as long as the characters are telling: where words that share them point every which way
    it is near zero.
    """

    def __init__(self, terms: np.ndarray, vectors: np.ndarray) -> None:
        """Learn from `terms` and their `vectors` (n_terms × d, length one)."""
        pieces = sorted({piece for term in terms for piece in _pieces(term)})
        self._columns = {piece: column for column, piece in enumerate(pieces)}
        counts, n_axes = self._count(terms), vectors.shape[1]
        self._weights = np.empty((len(pieces), n_axes), dtype=np.float32)
        for first in range(0, n_axes, _AXES):
            axes = slice(first, first + _AXES)
            self._weights[:, axes] = _ridge(counts, np.ascontiguousarray(vectors[:, axes]))

    def guess(self, terms: np.ndarray) -> np.ndarray:
        """Vectors (float32, n_terms × d) of length at most one; zeros for words in Latin letters."""
        guessed = self._count(terms) @ self._weights
        length = np.linalg.norm(guessed, axis=1, keepdims=True)
        return np.asarray(guessed / np.maximum(length, 1), dtype=np.float32)

    def _count(self, terms: Iterable[str]) -> sp.csr_matrix:
        columns, ends = [], [0]
        for term in terms:
            columns += [self._columns[piece] for piece in _pieces(term) if piece in self._columns]
            ends.append(len(columns))
        ones = np.ones(len(columns), dtype=np.float32)
        return sp.csr_matrix((ones, columns, ends), shape=(len(ends) - 1, len(self._columns)))


def _pieces(term: str) -> list[str]:
    """The distinct characters and pairs of characters of a Chinese word, sorted."""
    if term.isascii():
        return []
    return sorted({*term, *map("".join, pairwise(term))})


def _ridge(counts: sp.csr_matrix, vectors: np.ndarray) -> np.ndarray:
    """Weights (n_columns × d) by conjugate gradients, scaled by the diagonal, a fixed number of rounds."""
    across = counts.T.tocsr()
    scale = 1 / (np.asarray(counts.sum(axis=0)).ravel() + _RIDGE)[:, None]
    left = across @ vectors
    weights = np.zeros_like(left)
    near = step = scale * left
    size = (left * near).sum(axis=0)
    for _ in range(_ROUNDS):
        turned = across @ (counts @ step) + np.float32(_RIDGE) * step
        length = size / np.maximum((step * turned).sum(axis=0), 1e-12)
        weights += length * step
        left = left - length * turned
        near = scale * left
        size, before = (left * near).sum(axis=0), size
        step = near + size / np.maximum(before, 1e-12) * step
    return weights
