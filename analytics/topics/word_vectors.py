"""Vectors of words, by the company they keep in a corpus and in the background."""

import numpy as np
import scipy.sparse as sp

from analytics.background import Background, Counts
from analytics.background.background import positive_information
from analytics.tokens import Tokens

N_DIMENSIONS = 64
# How much the background's company of words counts beside the corpus' own, as a ratio of norms.
BACKGROUND_SHARE = 0.5
_MIN_DOCUMENTS = 2  # a pair seen in one document only says nothing


def learn_vectors(tokens: Tokens, terms: np.ndarray, background: Background) -> np.ndarray:
    """Vectors (float32, n_terms × d, length one) that join the background's and the corpus' own company.

    The leading eigenvectors of P + g·B·Bᵀ, where P is the corpus' positive pointwise mutual information
    and B the background's vectors: a word is known by the company it keeps here and elsewhere. Terms of
    a single document keep a vector of zeros, except in a corpus too small to learn from.
    """
    counts = Counts.count(tokens).keep(_MIN_DOCUMENTS)
    vectors = np.zeros((len(terms), N_DIMENSIONS), dtype=np.float32)
    if len(counts.terms) <= N_DIMENSIONS:
        known = background.vectors(terms)[:, :N_DIMENSIONS]
        vectors[:, : known.shape[1]] = known
        return vectors
    own = positive_information(counts.co_occurrence)
    shared = background.vectors(counts.terms)
    norm = np.sqrt(np.square(shared.T @ shared).sum())
    share = BACKGROUND_SHARE * np.sqrt(np.square(own.data).sum()) / max(norm, 1e-9)
    learned = _leading(own, shared * np.float32(np.sqrt(share)))
    vectors[np.searchsorted(terms, counts.terms)] = learned
    return vectors


def _leading(sparse: sp.csr_matrix, low_rank: np.ndarray) -> np.ndarray:
    """Eigenvectors of `sparse + low_rank @ low_rank.T`, by subspace iteration (Halko et al. 2011)."""
    draw = np.random.default_rng(0)
    basis = draw.standard_normal((sparse.shape[0], N_DIMENSIONS + 10)).astype(np.float32)
    basis = basis[:, : sparse.shape[0]]
    for _ in range(5):
        basis, _ = np.linalg.qr(sparse @ basis + low_rank @ (low_rank.T @ basis))
    core = basis.T @ (sparse @ basis + low_rank @ (low_rank.T @ basis))
    values, directions = np.linalg.eigh((core + core.T) / 2)
    order = np.argsort(-values, kind="stable")[:N_DIMENSIONS]
    vectors = (basis @ directions[:, order]) * np.sqrt(np.maximum(values[order], 0))
    return unit_rows(vectors)


def unit_rows(matrix: np.ndarray) -> np.ndarray:
    """Rows scaled to length one; rows of zeros stay."""
    return (matrix / (np.linalg.norm(matrix, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
