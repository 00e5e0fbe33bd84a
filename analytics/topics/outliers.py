"""Documents that no topic is about: nearer to none than a handful of random words would be."""

import numpy as np
import scipy.sparse as sp

from analytics.topics.embedding import Embedding

_NONSENSE = (
    0.05  # share of random documents that may be farther from every topic than an outlier is
)


def least_likeness(embedding: Embedding, counts: sp.csr_matrix, centroids: np.ndarray) -> float:
    """The cosine with the nearest of `centroids` below which a document is about none of them.

    Word occurrences of `counts` are dealt out anew, so that documents keep their lengths and words
    their frequencies but nothing belongs together; the 2 % quantile of their likeness is the bound.
    """
    dealt = counts.indices.copy()
    np.random.default_rng(0).shuffle(dealt)
    nonsense = sp.csr_matrix((counts.data, dealt, counts.indptr), shape=counts.shape)
    nonsense.sum_duplicates()
    nearest = (embedding.transform(nonsense) @ centroids.T).max(axis=1)
    return float(np.quantile(nearest, _NONSENSE))
