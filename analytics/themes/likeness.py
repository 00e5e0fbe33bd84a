"""Documents that are about a theme without naming it, learned from those that do.

Seeded self-training, with abstention, for themes given by a few seed words:

1. A first guess of every document joins its seed words and the nearness of its words to the seed words
   in the background's vectors.
2. The guess is refined a dozen times by models retrained on it: multinomial naive Bayes on tokens and
   character pairs (Nigam et al. 2000), and, the longer the document the more, the mean direction of
   the class in the corpus's own latent space.
3. "None" is decided by positive-unlabelled learning (Elkan & Noto 2008): seed words label some
   documents of a theme and no other, so a regression of "has a seed word" on everything else, divided by
   its mean over the labelled, estimates the probability of the theme.
4. What else the corpus is about competes: clusters of documents in which no theme is present are
   classes of their own, or a theme would grow into whatever is next to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from analytics.background import Background
from analytics.background.terms import content_terms, fold
from analytics.convergence import taken_as_they_are
from analytics.features import Features, weigh
from analytics.tokens import Tokens

N_ITERATIONS = 12
N_LATENT = 50
HALF_LENGTH = 60  # content words at which the corpus's own space counts as much as naive Bayes
SHARPNESS = 3.0
SMOOTHING = 0.3
RIDGE = 3.0
N_CLUSTERS = 30
CLUSTER_SIZE = 40  # documents a cluster needs at least, on average
FOREIGN = 0.35  # mean presence of any theme below which a cluster is about something else
OTHER = 3.0  # how strongly a document of such a cluster begins there


@dataclass(frozen=True)
class Likeness:
    """How like each theme documents are: arrays of shape (n_documents, n_themes).

    `closeness` is a log-probability up to a constant a document: compare within a row. `margin` is the
    lead of each theme over every other class, those that are no theme included. `presence`
    estimates the probability of being about the theme at all (0 and up, 1 is as typical as a document
    with a seed word).
    """

    closeness: np.ndarray
    margin: np.ndarray
    presence: np.ndarray


class LikenessModel:
    """Fit on a sample of documents and what their seed words say; then applies to any others."""

    def __init__(
        self, seeds: Sequence[Sequence[str]], background: Background, random_state: int = 0
    ) -> None:
        self.seeds = seeds
        self.background = background
        self.random_state = random_state

    def fit(self, tokens: Tokens, strength: np.ndarray) -> "LikenessModel":
        """Learn from documents and the strength of their seed words, shape (n_documents, n_themes)."""
        from sklearn.utils.extmath import randomized_svd

        background = self.background
        terms, self._positions = content_terms(tokens.vocabulary)
        self._terms = terms
        folded = [[fold(word) for word in words] for words in self.seeds]
        self._vectors = background.vectors(terms).astype(np.float32)
        self._idf = np.asarray(background.idf(terms), dtype=np.float32)
        self._seed_vectors = [background.vectors(words).astype(np.float32) for words in folded]
        own = {word for words in folded for word in words}
        self._unseeded = np.array([term not in own for term in terms], dtype=bool)

        self._features = Features.fit(tokens)
        matrix = self._features.transform(tokens)
        words = self._count_words(tokens)
        n_documents = np.bincount(words.indices, minlength=len(terms))
        self._own_idf = np.where(
            n_documents > 1, np.log((1 + len(tokens)) / (1 + n_documents)) + 1, 0
        )
        rank = min(N_LATENT, len(tokens) - 1, max(len(terms) - 1, 1))
        weighed = weigh(words, self._own_idf)
        *_, self._axes = randomized_svd(weighed, rank, n_iter=4, random_state=self.random_state)
        latent = _unit(weighed @ self._axes.T)
        self._fit_presence(words, strength)
        self._fit_others(words)
        first = self._first_guess(words, strength)
        self._train(matrix, latent, _length_share(words), first)
        self._pull = _pull(words, self._belief)
        return self

    def transform(self, tokens: Tokens, strength: np.ndarray) -> Likeness:
        """Likeness of documents that share the vocabulary of those fitted on."""
        words = self._count_words(tokens)
        latent = _unit(weigh(words, self._own_idf) @ self._axes.T)
        matrix = self._features.transform(tokens)
        guess = self._keep * self._first_guess(words, strength)
        closeness = guess + self._model(matrix, latent, _length_share(words)) - self._surplus
        n_themes = len(self.seeds)
        ordered = np.sort(closeness, axis=1)
        best, second = ordered[:, -1:], ordered[:, -2:-1] if closeness.shape[1] > 1 else -np.inf
        rival = np.where(closeness == best, second, best)
        margin = (closeness - rival)[:, :n_themes]
        presence = self._presence(self._presence_features(words))
        return Likeness(closeness[:, :n_themes], margin, presence)

    @property
    def is_open(self) -> bool:
        """Whether most of the corpus is about none of the themes."""
        return len(self._foreign) > 0 and self._foreign.mean() > 0.8

    # The first guess: seed words, and words near them in the background.

    def _first_guess(self, words: sp.csr_matrix, strength: np.ndarray) -> np.ndarray:
        share = strength / (strength.sum(axis=1, keepdims=True) + 0.5)
        nearness = np.stack([(self._vectors @ v.T).max(axis=1) for v in self._seed_vectors], axis=1)
        belief = _softmax(6 * nearness) - 1 / nearness.shape[1]
        belief[~self._vectors.any(axis=1)] = 0
        weighed = _log_counts(words).multiply(self._idf).tocsr()
        total = np.asarray(weighed.sum(axis=1))
        near = weighed @ belief / np.where(total > 0, total, 1)
        if not hasattr(self, "_near_scale"):
            self._near_scale = _spread(near)
        guess = _centred(near) / self._near_scale + 3 * share
        if not len(self._centres):
            return guess
        features = self._presence_features(words)
        absent = 1 - self._presence(features).max(axis=1, keepdims=True).clip(0, 1)
        own = _unit(features[:, :-1]) @ self._centres.T
        foreign = own[:, self._foreign] >= own.max(axis=1, keepdims=True)
        return np.hstack(
            [guess, np.where(foreign, OTHER * absent * (1 - share.sum(axis=1, keepdims=True)), -1)]
        )

    # Retraining on the guess.

    _keep = 0.35  # of the first guess that stays once models are trained

    def _train(
        self, matrix: sp.csr_matrix, latent: np.ndarray, length: np.ndarray, first: np.ndarray
    ) -> None:
        belief = _softmax(2 * first)
        n_themes = len(self.seeds)
        self._surplus = np.zeros(first.shape[1])
        for iteration in range(N_ITERATIONS):
            trusted = belief * belief.max(axis=1, keepdims=True)
            counts = np.asarray(matrix.T @ trusted).T
            counts = counts + SMOOTHING * counts.sum(axis=1, keepdims=True) / counts.shape[1]
            self._log_terms = np.log(counts / counts.sum(axis=1, keepdims=True))
            self._log_terms -= self._log_terms.mean(axis=0)
            self._directions = _unit(trusted.T @ latent)
            self._scales = (
                _spread(matrix @ self._log_terms.T),
                _spread(latent @ self._directions.T),
            )
            # Half the surplus of a theme is taken back, or large themes would swallow small ones.
            share = trusted[:, :n_themes].sum(axis=0)
            share = share / max(share.sum(), 1e-9)
            self._surplus[:n_themes] = 0.5 * np.log(share * n_themes + 1e-3)
            kept = 1.0 if iteration < 2 else self._keep
            belief = _softmax(kept * first + self._model(matrix, latent, length) - self._surplus)

        self._belief = belief

    def telling_words(self, tokens: Tokens, theme: np.ndarray, n_words: int = 3) -> list[list[str]]:
        """For each document the words that speak most for this one of the themes, strongest first."""
        words = self._count_words(tokens)
        row = np.repeat(np.arange(len(tokens)), np.diff(words.indptr))
        value = (
            np.log1p(words.data) * self._idf[words.indices] * self._pull[words.indices, theme[row]]
        )
        order = np.lexsort((words.indices, -value, row))
        order = order[value[order] > 0]
        found: list[list[str]] = [[] for _ in range(len(tokens))]
        for position in order:
            if len(found[row[position]]) < n_words:
                found[row[position]].append(str(self._terms[words.indices[position]]))
        return found

    def _model(self, matrix: sp.csr_matrix, latent: np.ndarray, length: np.ndarray) -> np.ndarray:
        bayes = _centred(matrix @ self._log_terms.T) / self._scales[0]
        direction = _centred(latent @ self._directions.T) / self._scales[1]
        return SHARPNESS * ((1 - length) * bayes + length * direction)

    # None of the themes.

    def _fit_presence(self, words: sp.csr_matrix, strength: np.ndarray) -> None:
        unseeded = weigh(words @ sp.diags(self._unseeded.astype(np.float32)), self._own_idf)
        self._presence_axes = self._axes * self._unseeded
        self._presence_mean = np.zeros(self._vectors.shape[1], dtype=np.float32)
        features = self._presence_features(words, unseeded)
        self._presence_mean = features[:, : self._vectors.shape[1]].mean(axis=0)
        features = self._presence_features(words, unseeded).astype(np.float64)
        labelled = strength > 0
        held_out = np.zeros(labelled.shape)
        folds = np.arange(len(labelled)) % 2
        for fold_number in (0, 1):
            train, test = folds != fold_number, folds == fold_number
            held_out[test] = features[test] @ _ridge(features[train], labelled[train])
        weights = np.where(labelled, strength, 0)
        total = weights.sum(axis=0)
        mean = (held_out * weights).sum(axis=0) / np.where(total > 0, total, 1)
        self._labelled_mean = np.where(mean > 1e-3, mean, np.inf)
        self._presence_weights = _ridge(features, labelled)

    def _presence(self, features: np.ndarray) -> np.ndarray:
        return (features @ self._presence_weights / self._labelled_mean).clip(0)

    def _fit_others(self, words: sp.csr_matrix) -> None:
        """Cluster the documents and keep the clusters in which no theme is present."""
        from sklearn.cluster import KMeans

        features = self._presence_features(words)
        places = _unit(features[:, :-1]).astype(np.float64)
        n_clusters = min(N_CLUSTERS, len(places) // CLUSTER_SIZE)
        self._centres, self._foreign = np.zeros((0, places.shape[1])), np.zeros(0, dtype=bool)
        if n_clusters < 2:
            return
        kmeans = KMeans(n_clusters, n_init=1, max_iter=30, random_state=self.random_state)
        with taken_as_they_are():
            kmeans.fit(places)
        present = self._presence(features).max(axis=1).clip(0, 1)
        size = np.bincount(kmeans.labels_, minlength=n_clusters)
        mean = np.bincount(kmeans.labels_, present, n_clusters) / size.clip(1)
        self._centres, self._foreign = _unit(kmeans.cluster_centers_), (mean < FOREIGN) & (size > 0)

    def _presence_features(
        self, words: sp.csr_matrix, unseeded: sp.csr_matrix | None = None
    ) -> np.ndarray:
        if unseeded is None:
            unseeded = weigh(words @ sp.diags(self._unseeded.astype(np.float32)), self._own_idf)
        kept = _log_counts(words).multiply(self._idf * self._unseeded).tocsr()
        near = _unit(kept @ self._vectors) - self._presence_mean
        latent = _unit(unseeded @ self._presence_axes.T) * _length_share(words)
        return np.hstack([near, latent, np.ones((words.shape[0], 1), dtype=np.float32)])

    def _count_words(self, tokens: Tokens) -> sp.csr_matrix:
        column = self._positions[tokens.term_ids]
        row = np.repeat(np.arange(len(tokens)), np.diff(tokens.offsets))
        row, column = row[column >= 0], column[column >= 0]
        shape = (len(tokens), len(self._idf))
        return sp.csr_matrix((np.ones(len(row), dtype=np.float32), (row, column)), shape=shape)


def _pull(words: sp.csr_matrix, belief: np.ndarray) -> np.ndarray:
    """How much likelier each theme is beside a word than at large, as a logarithm; (n_terms, n_themes)."""
    overall = belief.mean(axis=0)
    beside = np.asarray(words.T @ belief) + 2 * overall
    return np.log(beside / (np.asarray(words.sum(axis=0)).T + 2) / (overall + 1e-9) + 1e-9)


def _ridge(features: np.ndarray, labelled: np.ndarray) -> np.ndarray:
    gram = features.T @ features + RIDGE * np.eye(features.shape[1])
    return np.linalg.solve(gram, features.T @ labelled.astype(np.float64))


def _length_share(words: sp.csr_matrix) -> np.ndarray:
    length = np.asarray(words.sum(axis=1))
    return length / (length + HALF_LENGTH)


def _log_counts(words: sp.csr_matrix) -> sp.csr_matrix:
    counted = words.copy()
    counted.data = np.log1p(counted.data)
    return counted


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)


def _centred(rows: np.ndarray) -> np.ndarray:
    return rows - rows.mean(axis=1, keepdims=True)


def _spread(rows: np.ndarray) -> float:
    return float(_centred(rows).std()) or 1.0


def _softmax(rows: np.ndarray) -> np.ndarray:
    power = np.exp(rows - rows.max(axis=1, keepdims=True))
    return power / power.sum(axis=1, keepdims=True)
