"""Documents as dense vectors: three views of their words, mixed by how long the documents are."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from analytics.background import Background
from analytics.background.words import Words
from analytics.tokens import Tokens
from analytics.topics.sample import FIT_SIZE, draw
from analytics.topics.word_vectors import learn_vectors, unit_rows

_HALF_LENGTH = (
    40  # content terms a document, on average, at which its own words and the world's weigh equal
)
_LATENT = 64


@dataclass(frozen=True)
class Embedding:
    """Linear maps of word counts to document vectors, a view each, with the mean and weight of each view.

    The views are the corpus' own company of words joined with the background's (`learn_vectors`), the
    background's alone, which leads on headlines, and latent semantic analysis (Deerwester et al. 1990),
    which leads on articles. `long` (0–1) is how long the documents are.
    """

    maps: tuple[np.ndarray, ...]  # each n_terms × d
    means: tuple[np.ndarray, ...]
    weights: tuple[float, ...]
    long: float

    @classmethod
    def fit(cls, words: Words, tokens: Tokens, background: Background) -> "Embedding":
        """Learn the maps from a corpus; `tokens` and `words` are of the same documents.

        How rare words are is counted in all documents, which keep company in at most `FIT_SIZE`.
        """
        idf, n_documents = words.idf(background), words.document_frequency
        drawn = draw(tokens.doc_ids, FIT_SIZE)
        tokens, words = tokens.take(drawn), Words(words.terms, words.counts[drawn])
        length = words.counts.sum() / max(words.counts.shape[0], 1)
        long = float(length / (length + _HALF_LENGTH))
        weight = weigh_words(idf, n_documents, long)[:, None]
        maps = (
            learn_vectors(tokens, words.terms, background) * weight,
            background.vectors(words.terms) * weight,
            _latent_axes(words.counts, weight.ravel()) * weight,
        )
        views = [unit_rows(_damped(words.counts) @ view) for view in maps]
        means = tuple(view.mean(axis=0) for view in views)
        spreads = [
            float(np.sqrt(np.square(view - mean).sum(axis=1).mean()))
            for view, mean in zip(views, means, strict=True)
        ]
        shares = (1.0, 1.0 - long, long)
        weights = tuple(s / max(spread, 1e-6) for s, spread in zip(shares, spreads, strict=True))
        return cls(maps, means, weights, long)

    def transform(self, counts: sp.csr_matrix) -> np.ndarray:
        """Vectors (float32, n_documents × d) of counts (n_documents × n_terms).

        A row has length one, or is all zeros when no view knows a word of the document.
        """
        damped = _damped(counts)
        views = []
        for axes, mean, weight in zip(self.maps, self.means, self.weights, strict=True):
            view = unit_rows(damped @ axes)
            view[view.any(axis=1)] -= mean  # a view that knows no word says nothing
            views.append(weight * view)
        return unit_rows(np.hstack(views))


def weigh_words(idf: np.ndarray, n_documents: np.ndarray, long: float) -> np.ndarray:
    """How much each word counts (float32): the rarer the more, but less when few documents hold it.

    That holds for long documents: they have enough words that others share, and those that no other
    has say little of where they belong. A short one can spare none.
    """
    return (idf * (1 - long / np.maximum(n_documents, 1))).astype(np.float32)


def _damped(counts: sp.csr_matrix) -> sp.csr_matrix:
    damped = counts.copy()
    damped.data = 1 + np.log(damped.data)
    return damped


def _latent_axes(counts: sp.csr_matrix, idf: np.ndarray) -> np.ndarray:
    """The leading right singular vectors of TF-IDF, n_terms × at most `_LATENT`."""
    from sklearn.utils.extmath import randomized_svd

    weighed = _damped(counts) @ sp.diags(idf)
    norm = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    weighed = (sp.diags(1 / np.where(norm > 0, norm, 1)) @ weighed).astype(np.float32)
    rank = max(1, min(_LATENT, min(weighed.shape) - 1))
    *_, axes = randomized_svd(weighed, rank, n_iter=4, random_state=0)
    return np.asarray(axes.T, dtype=np.float32)
