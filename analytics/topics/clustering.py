"""Our topic model: documents as sums of word vectors, clustered, then refined by their words."""

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin

from analytics.topics.words import unit_rows

FIT_SIZE = 10_000  # documents drawn to fit; the others are assigned
_NEIGHBOURS = 10
_BATCH = 2_000
_ROUNDS = 5
_PRIOR = 1000.0  # words of the whole corpus mixed into each topic's, so that rare words do not rule
_WORDS, _VECTORS = 0.5, 10.0  # weight of log-odds of words and of the cosine with the topic


class ClusterTopics(TransformerMixin, BaseEstimator):
    """k-means on word-vector sums smoothed over neighbours, then soft naive Bayes on the words.

    `term_vectors` (n_terms × d) and `term_weights` (n_terms) come from `learn_vectors` and `idf`.
    After fit: `components_` (n_topics × n_terms, expected counts), `centroids_` (n_topics × d, length
    one), `log_odds_` (n_topics × n_terms). Self-training follows Nigam et al. 2000.
    """

    def __init__(
        self,
        term_vectors: np.ndarray,
        term_weights: np.ndarray,
        n_topics: int = 10,
        n_init: int = 10,
        random_state: int = 0,
    ) -> None:
        self.term_vectors = term_vectors
        self.term_weights = term_weights
        self.n_topics = n_topics
        self.n_init = n_init
        self.random_state = random_state

    def fit(self, X: sp.csr_matrix, y: None = None) -> "ClusterTopics":
        """Fit to counts (n_documents × n_terms), on at most `FIT_SIZE` documents drawn at random."""
        from sklearn.cluster import KMeans

        n_documents = X.shape[0]
        if n_documents > FIT_SIZE:
            draw = np.random.default_rng(0).choice(n_documents, FIT_SIZE, replace=False)
            X = X[np.sort(draw)]
        vectors = self.embed(X)
        n_topics = min(self.n_topics, len(np.unique(vectors, axis=0)))
        smooth = smooth_over_neighbours(vectors, self.n_topics)
        means = KMeans(n_topics, n_init=self.n_init, random_state=self.random_state).fit(smooth)
        responsibility = np.eye(n_topics, dtype=np.float32)[means.labels_]
        present = (X > 0).astype(np.float32)
        for _ in range(_ROUNDS):
            self._update(present, vectors, responsibility)
            responsibility = self._responsibility(present, vectors)
        self.components_ = np.asarray((present.T @ responsibility).T)
        return self

    def transform(self, X: sp.csr_matrix) -> np.ndarray:
        """Weights (float32, n_documents × n_topics, rows sum to one), in batches."""
        starts = range(0, X.shape[0], _BATCH)
        parts = [self._batch(X[start : start + _BATCH]) for start in starts]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.centroids_)), np.float32)

    def embed(self, X: sp.csr_matrix) -> np.ndarray:
        """Document vectors (float32, n_documents × d, length one; zeros when no word is known)."""
        damped = X.copy()
        damped.data = 1 + np.log(damped.data)
        return unit_rows(damped @ (self.term_vectors * self.term_weights[:, None]))

    def _batch(self, X: sp.csr_matrix) -> np.ndarray:
        return self._responsibility((X > 0).astype(np.float32), self.embed(X))

    def _update(self, present: sp.csr_matrix, vectors: np.ndarray, share: np.ndarray) -> None:
        inside = np.asarray(present.T @ share)
        overall = inside.sum(axis=1, keepdims=True) / max(inside.sum(), 1)
        rate = (inside + _PRIOR * overall) / (inside.sum(axis=0) + _PRIOR)
        self.log_odds_ = np.log((rate + 1e-12) / (overall + 1e-12)).T.astype(np.float32)
        self.centroids_ = unit_rows(share.T @ vectors)

    def _responsibility(self, present: sp.csr_matrix, vectors: np.ndarray) -> np.ndarray:
        score = _WORDS * (present @ self.log_odds_.T) + _VECTORS * (vectors @ self.centroids_.T)
        score = np.exp(score - score.max(axis=1, keepdims=True))
        return (score / score.sum(axis=1, keepdims=True)).astype(np.float32)


def smooth_over_neighbours(vectors: np.ndarray, n_topics: int) -> np.ndarray:
    """Each row the mean of its nearest rows (itself among them), length one."""
    n_neighbours = min(_NEIGHBOURS, max(1, len(vectors) // (4 * max(n_topics, 1))))
    if n_neighbours < 2:
        return vectors
    smooth = np.empty_like(vectors)
    for start in range(0, len(vectors), _BATCH):
        likeness = vectors[start : start + _BATCH] @ vectors.T
        nearest = np.argpartition(-likeness, n_neighbours, axis=1)[:, :n_neighbours]
        smooth[start : start + _BATCH] = vectors[np.sort(nearest, axis=1)].mean(axis=1)
    return unit_rows(smooth)
