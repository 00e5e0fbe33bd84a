"""Vectors for words never counted, from the characters they are written with.

Written Chinese spells out meaning: who knows 地板 and 相机 can guess at 木地板 and 数码相机. A fifth of the
words of news from another time are in no background, so each single one says little, but all of them do.
"""

import numpy as np
import scipy.sparse as sp

_RIDGE = 3.0
_ROUNDS = 8
_CODE = 21  # bits of a character's code
_AXES = 16  # solved at a time: each stands for itself, and all at once take a quarter of a gigabyte


class Spelling:
    """Ridge regression of word vectors on the words' characters and pairs of them (Zhao et al. 2018).

    A guess is as long as the characters are telling: where words that share them point every which way
    it is near zero.
    """

    def __init__(self, terms: np.ndarray, vectors: np.ndarray) -> None:
        """Learn from `terms` and their `vectors` (n_terms × d, length one)."""
        row, piece = _pieces(terms)
        self._pieces, column = np.unique(piece, return_inverse=True)
        counts, n_axes = _counted(row, column, (len(terms), len(self._pieces))), vectors.shape[1]
        self._weights = np.empty((len(self._pieces), n_axes), dtype=np.float32)
        for first in range(0, n_axes, _AXES):
            axes = slice(first, first + _AXES)
            self._weights[:, axes] = _ridge(counts, np.ascontiguousarray(vectors[:, axes]))

    def guess(self, terms: np.ndarray) -> np.ndarray:
        """Vectors (float32, n_terms × d) of length at most one; zeros for words in Latin letters."""
        row, piece = _pieces(terms)
        column = np.searchsorted(self._pieces, piece)
        known = self._pieces[np.minimum(column, len(self._pieces) - 1)] == piece
        shape = len(terms), len(self._pieces)
        guessed = _counted(row[known], column[known], shape) @ self._weights
        length = np.linalg.norm(guessed, axis=1, keepdims=True)
        return np.asarray(guessed / np.maximum(length, 1), dtype=np.float32)


def _counted(row: np.ndarray, column: np.ndarray, shape: tuple[int, int]) -> sp.csr_matrix:
    ends = np.searchsorted(row, np.arange(shape[0] + 1))
    return sp.csr_matrix((np.ones(len(row), dtype=np.float32), column, ends), shape=shape)


def _pieces(terms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct characters and pairs of characters of the Chinese words: the row of each and a number
    that stands for it, rows and numbers ascending."""
    words = ["" if term.isascii() else term for term in terms.tolist()]
    text = "".join(words).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(text, dtype=np.uint32).astype(np.int64)
    row = np.repeat(np.arange(len(words)), list(map(len, words)))
    inside = np.flatnonzero(row[1:] == row[:-1])
    pair = codes[inside] << _CODE | codes[inside + 1]
    row, piece = np.concatenate((row, row[inside])), np.concatenate((codes << _CODE, pair))
    both = np.unique(row << 2 * _CODE | piece)
    return both >> 2 * _CODE, both & (1 << 2 * _CODE) - 1


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
