"""The classic topic models behind the interface of ours: fit(X), transform(X), components_."""

from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin

from analytics.convergence import taken_as_they_are


class NmfTopics(TransformerMixin, BaseEstimator):
    """scikit-learn's NMF on TF-IDF (Lee & Seung 1999)."""

    def __init__(self, n_topics: int = 10, random_state: int = 0) -> None:
        self.n_topics = n_topics
        self.random_state = random_state

    def fit(self, X: sp.csr_matrix, y: None = None) -> "NmfTopics":
        """Fit to counts (n_documents × n_terms)."""
        from sklearn.decomposition import NMF
        from sklearn.feature_extraction.text import TfidfTransformer

        self.weighting_ = TfidfTransformer(sublinear_tf=True).fit(X)
        self.model_ = NMF(self.n_topics, init="nndsvda", random_state=self.random_state)
        with taken_as_they_are():
            self.model_.fit(self.weighting_.transform(X))
        self.components_ = self.model_.components_
        return self

    def transform(self, X: sp.csr_matrix) -> np.ndarray:
        """Weights (n_documents × n_topics), rows sum to one."""
        return _shares(self.model_.transform(self.weighting_.transform(X)))


class LdaTopics(TransformerMixin, BaseEstimator):
    """scikit-learn's online variational LDA (Hoffman et al. 2010)."""

    def __init__(self, n_topics: int = 10, random_state: int = 0) -> None:
        self.n_topics = n_topics
        self.random_state = random_state

    def fit(self, X: sp.csr_matrix, y: None = None) -> "LdaTopics":
        """Fit to counts (n_documents × n_terms)."""
        from sklearn.decomposition import LatentDirichletAllocation

        self.model_ = LatentDirichletAllocation(
            self.n_topics, learning_method="online", random_state=self.random_state
        ).fit(X)
        self.components_ = self.model_.components_
        return self

    def transform(self, X: sp.csr_matrix) -> np.ndarray:
        """Weights (n_documents × n_topics), rows sum to one."""
        return _shares(self.model_.transform(X))


class GensimTopics(TransformerMixin, BaseEstimator):
    """gensim's online LDA, one worker."""

    def __init__(self, n_topics: int = 10, random_state: int = 0) -> None:
        self.n_topics = n_topics
        self.random_state = random_state

    def fit(self, X: sp.csr_matrix, y: None = None) -> "GensimTopics":
        """Fit to counts (n_documents × n_terms)."""
        from gensim.models import LdaModel

        names = {i: str(i) for i in range(X.shape[1])}
        self.model_ = LdaModel(
            _bags(X),
            self.n_topics,
            id2word=names,
            passes=5,
            random_state=self.random_state,
            dtype=np.float64,
        )
        self.components_ = self.model_.get_topics()
        return self

    def transform(self, X: sp.csr_matrix) -> np.ndarray:
        """Weights (n_documents × n_topics), rows sum to one."""
        gamma, _ = self.model_.inference(_bags(X))
        return _shares(gamma)


def _bags(X: sp.csr_matrix) -> list[list[tuple[int, float]]]:
    bounds: Any = zip(X.indptr[:-1], X.indptr[1:], strict=True)
    return [
        list(zip(X.indices[a:b].tolist(), X.data[a:b].tolist(), strict=True)) for a, b in bounds
    ]


def _shares(weights: np.ndarray) -> np.ndarray:
    total = weights.sum(axis=1, keepdims=True)
    return np.where(total > 0, weights / np.where(total > 0, total, 1), 1 / weights.shape[1])
