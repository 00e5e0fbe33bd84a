"""Our topic model: documents as vectors, clustered, then refined by their words and characters."""

from collections.abc import Iterable

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin

from analytics.convergence import taken_as_they_are
from analytics.threads import map_threads
from analytics.topics.embedding import Embedding
from analytics.topics.outliers import least_likeness
from analytics.topics.word_vectors import unit_rows

_AXES = 96  # the leading ones hold nine tenths of document vectors; all take thrice as long
_NEIGHBOURS = 10
_N_STARTS = 10
_N_GOING_ON = 5  # starts from earlier topics
# Part of their inertia by which clusters begun anew must fit better to end them: so much where hardly a document
# had a topic, and so much more where all had one, since little can have changed.
_BETTER, _BETTER_KNOWN = 0.03, 0.1
_BATCH = 1_000
_GROUP = 16
_ROUNDS = 8
_PRIOR = (
    10_000.0  # features of the whole corpus mixed into each topic's, so that rare ones do not rule
)
_FEATURES, _VECTORS = 0.1, 5.0  # weight of log-odds of features and of the cosine with the topic


class ClusterTopics(TransformerMixin, BaseEstimator):
    """k-means on document vectors smoothed over neighbours, then soft naive Bayes on the features.

    A row of X holds a document's word counts, as many as `embedding` has terms, and then the presence of
    its features. After fit: `components_` (n_topics × n_terms, expected counts), `centroids_` (n_topics ×
    d, length one), `log_odds_` (n_topics × n_features), `least_likeness_` (see `outliers`). Self-training follows Nigam et al. 2000; weights
    well below naive Bayes' own keep it from being sure too soon. `earlier` is the topic that each document
    of X had before (−1 unknown): the clusters begin there, unless those begun anew fit clearly better.
    """

    def __init__(
        self,
        embedding: Embedding,
        n_topics: int = 10,
        random_state: int = 0,
        earlier: np.ndarray | None = None,
    ) -> None:
        self.embedding = embedding
        self.n_topics = n_topics
        self.random_state = random_state
        self.earlier = earlier

    def fit(self, X: sp.csr_matrix, y: None = None) -> "ClusterTopics":
        """Fit to counts and features (n_documents × (n_terms + n_features))."""
        counts, features = self._split(X)
        vectors = self.embedding.transform(counts)
        n_topics = min(self.n_topics, len(np.unique(vectors, axis=0)))
        smooth = smooth_over_neighbours(narrow(vectors), self.n_topics)
        share = np.eye(n_topics, dtype=np.float32)[self._cluster(smooth, n_topics)]
        for _ in range(_ROUNDS):
            self._update(features, vectors, share)
            share = self._responsibility(features, vectors)
        self.least_likeness_ = least_likeness(self.embedding, counts, self.centroids_)
        self.components_ = np.asarray(((counts > 0).astype(np.float32).T @ share).T)
        return self

    def transform(self, X: sp.csr_matrix) -> np.ndarray:
        """Weights (float32, n_documents × n_topics, rows sum to one)."""
        return self.assign(X)[0]

    def assign(self, X: sp.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
        """The weights, and each document's cosine with the nearest topic; −1 for one without a vector.

        A document less like any topic than `least_likeness_` is an outlier.
        """
        counts, features = self._split(X)
        vectors = self.embedding.transform(counts)
        likeness = np.where(vectors.any(axis=1), (vectors @ self.centroids_.T).max(axis=1), -1)
        return self._responsibility(features, vectors), likeness

    def _cluster(self, vectors: np.ndarray, n_topics: int) -> np.ndarray:
        """The cluster of each vector, from the best of several runs of k-means."""
        from sklearn.cluster import KMeans

        def best(starts: Iterable[tuple[str | np.ndarray, int]]) -> KMeans:
            def run(start: tuple[str | np.ndarray, int]) -> KMeans:
                return KMeans(n_topics, init=start[0], n_init=1, random_state=start[1]).fit(vectors)

            with taken_as_they_are():
                return min(map_threads(run, starts), key=lambda run: run.inertia_)

        states = np.random.default_rng(self.random_state).integers(2**31, size=_N_STARTS)
        found = best(("k-means++", int(state)) for state in states)
        known = 0.0 if self.earlier is None else float((self.earlier >= 0).mean())
        if self.earlier is not None and known:
            going_on = best(
                (continue_centres(vectors, self.earlier, n_topics, int(state)), int(state))
                for state in states[:_N_GOING_ON]
            )
            if going_on.inertia_ * (1 - _BETTER - _BETTER_KNOWN * known) <= found.inertia_:
                return stay(going_on.labels_, self.earlier, n_topics)
        labels: np.ndarray = found.labels_
        return labels

    def _split(self, X: sp.csr_matrix) -> tuple[sp.csr_matrix, sp.csr_matrix]:
        n_terms = len(self.embedding.maps[0])
        return X[:, :n_terms], X[:, n_terms:]

    def _update(self, features: sp.csr_matrix, vectors: np.ndarray, share: np.ndarray) -> None:
        inside = np.asarray(features.T @ share)
        overall = inside.sum(axis=1, keepdims=True) / max(inside.sum(), 1)
        rate = (inside + _PRIOR * overall) / (inside.sum(axis=0) + _PRIOR)
        self.log_odds_ = np.log((rate + 1e-12) / (overall + 1e-12)).T.astype(np.float32)
        self.centroids_ = unit_rows(share.T @ vectors)

    def _responsibility(self, features: sp.csr_matrix, vectors: np.ndarray) -> np.ndarray:
        score = _FEATURES * (features @ self.log_odds_.T) + _VECTORS * (vectors @ self.centroids_.T)
        score = np.exp(score - score.max(axis=1, keepdims=True))
        return (score / score.sum(axis=1, keepdims=True)).astype(np.float32)


def continue_centres(
    vectors: np.ndarray, earlier: np.ndarray, n_topics: int, random_state: int
) -> np.ndarray:
    """Means of the largest `earlier` topics (−1 unknown); those lacking are drawn as k-means++ does."""
    largest = _largest(earlier, n_topics)
    centres = [vectors[earlier == topic].mean(axis=0) for topic in largest]
    draw = np.random.default_rng(random_state)
    while len(centres) < n_topics:
        likeness = (vectors @ np.stack(centres).T) - (np.square(centres).sum(axis=1) / 2)
        distance = np.maximum(np.square(vectors).sum(axis=1) - 2 * likeness.max(axis=1), 1e-12)
        centres.append(vectors[draw.choice(len(vectors), p=distance / distance.sum())])
    return np.stack(centres)


def stay(labels: np.ndarray, earlier: np.ndarray, n_topics: int) -> np.ndarray:
    """Clusters begun at `continue_centres`, documents put back into the one that was their topic.

    k-means moves documents that what followed it had moved before; a document goes only where its topic
    ended or its cluster is a new one.
    """
    largest = _largest(earlier, n_topics)
    place = np.searchsorted(largest, earlier).clip(max=len(largest) - 1)
    stays = (largest[place] == earlier) & (labels < len(largest))
    return np.where(stays, place, labels)


def _largest(earlier: np.ndarray, n_topics: int) -> np.ndarray:
    """The numbers of the largest topics, in order."""
    found, size = np.unique(earlier[earlier >= 0], return_counts=True)
    return np.sort(found[np.argsort(-size, kind="stable")[:n_topics]])


def narrow(vectors: np.ndarray) -> np.ndarray:
    """The vectors on their leading `_AXES` axes (singular vectors), length one."""
    if vectors.shape[1] <= _AXES:
        return vectors
    _, axes = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))
    return unit_rows(vectors @ axes[:, : -_AXES - 1 : -1].astype(np.float32))


def smooth_over_neighbours(vectors: np.ndarray, n_topics: int) -> np.ndarray:
    """Each row the mean of its nearest rows (itself among them), length one.

    At most two thirds of a topic's average size, so that topics do not run into each other.
    """
    n_neighbours = min(_NEIGHBOURS, max(1, round(2 * len(vectors) / (3 * max(n_topics, 1)))))
    if n_neighbours < 2:
        return vectors

    def smooth(start: int) -> np.ndarray:
        nearest = largest_columns(vectors[start : start + _BATCH] @ vectors.T, n_neighbours)
        means: np.ndarray = vectors[np.sort(nearest, axis=1)].mean(axis=1)
        return means

    return unit_rows(np.concatenate(map_threads(smooth, range(0, len(vectors), _BATCH))))


def largest_columns(matrix: np.ndarray, n: int) -> np.ndarray:
    """The columns of the n largest numbers of each row, in any order; n rows × n.

    They lie in the n groups of columns whose largest are largest, so few need to be compared.
    """
    n_rows, n_columns = matrix.shape
    n_groups = -(-n_columns // _GROUP)
    if n_groups <= n:
        return np.argpartition(matrix, -n, axis=1)[:, -n:]
    padded = np.full((n_rows, _GROUP, n_groups), -np.inf, dtype=matrix.dtype)
    padded.reshape(n_rows, -1)[:, :n_columns] = matrix
    group = np.argpartition(padded.max(axis=1), -n, axis=1)[:, -n:]
    column = (group[:, :, None] + n_groups * np.arange(_GROUP)).reshape(n_rows, -1)
    values = np.take_along_axis(padded.reshape(n_rows, -1), column, axis=1)
    best = np.argpartition(values, -n, axis=1)[:, -n:]
    return np.take_along_axis(column, best, axis=1)
