"""What the topic models see of a corpus, and the topics they assign to its documents."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp

from analytics.background import Background
from analytics.background.words import Words
from analytics.features import Features
from analytics.tokens import Tokens
from analytics.topics.embedding import Embedding
from analytics.topics.sample import FIT_SIZE, draw

if TYPE_CHECKING:
    from analytics.topics.clustering import ClusterTopics

MODELS = ("ours", "nmf", "lda", "gensim_lda")
OUTLIERS = -1
TRIAL_SIZE = 3_000  # documents of those drawn that number, stability and coherence are judged on
_BATCH = 5_000
_MAX_CHARACTERS = 120  # of a document whose character pairs are counted: its headline and lead


@dataclass(frozen=True)
class Assignment:
    """`topic` (int, −1 an outlier) and its `weight` (0–1) of each document of a view."""

    topic: np.ndarray
    weight: np.ndarray

    @classmethod
    def from_weights(cls, weights: np.ndarray) -> "Assignment":
        """The heaviest topic of each row of n_documents × n_topics."""
        return cls(weights.argmax(axis=1), np.clip(weights.max(axis=1), 0, 1))

    def largest_first(self) -> "Assignment":
        """The same with topics numbered by size; those without documents take no number."""
        found, size = np.unique(self.topic[self.topic != OUTLIERS], return_counts=True)
        number = np.full(self.topic.max(initial=OUTLIERS) + 2, OUTLIERS)  # the last is for −1
        number[found[np.argsort(-size, kind="stable")]] = np.arange(len(found))
        return Assignment(number[self.topic], self.weight)


@dataclass(frozen=True)
class CorpusView:
    """The documents that hold any content term: `rows` of `tokens`, with their `words` and `idf`.

    `drawn` are the positions in `rows` that models are fitted to, with their `vectors`, and `judged` those
    of them on which number, stability and coherence are judged.
    """

    rows: np.ndarray
    tokens: Tokens
    words: Words
    idf: np.ndarray
    embedding: Embedding
    drawn: np.ndarray
    judged: np.ndarray
    vectors: np.ndarray

    @classmethod
    def fit(
        cls, words: Words, rows: np.ndarray, tokens: Tokens, background: Background
    ) -> "CorpusView":
        """Learn vectors of words and documents; `words` are those of all `tokens`."""
        words = Words(words.terms, words.counts[rows])
        embedding = Embedding.fit(words, tokens.take(rows), background)
        drawn = draw(tokens.doc_ids[rows], FIT_SIZE)
        judged = drawn[draw(tokens.doc_ids[rows[drawn]], TRIAL_SIZE)]
        vectors = embedding.transform(words.counts[drawn])
        idf = words.idf(background)
        return cls(rows, tokens, words, idf, embedding, drawn, judged, vectors)

    def assign(
        self, model: str, n_topics: int, random_state: int, earlier: np.ndarray | None = None
    ) -> Assignment:
        """Fit one of MODELS and give each document a topic; only ours knows outliers.

        Ours goes on from the topics that the documents had `earlier` (one for each of `rows`, −1 none).
        """
        from analytics.topics.peers import GensimTopics, LdaTopics, NmfTopics

        if model == "ours":
            return self.assign_ours(*self.fit_ours(n_topics, random_state, earlier))
        peers: dict[str, Callable[..., Any]] = {
            "nmf": NmfTopics,
            "lda": LdaTopics,
            "gensim_lda": GensimTopics,
        }
        peer = peers[model](n_topics, random_state).fit(self.words.counts)
        return Assignment.from_weights(peer.transform(self.words.counts))

    def fit_ours(
        self, n_topics: int, random_state: int, earlier: np.ndarray | None = None
    ) -> "tuple[ClusterTopics, Features]":
        """Our model fitted to the documents drawn, begun at their `earlier` topics; the features it reads."""
        from analytics.topics.clustering import ClusterTopics

        features = Features.fit(self.tokens.take(self.rows[self.drawn]), _MAX_CHARACTERS)
        start = None if earlier is None else earlier[self.drawn]
        ours = ClusterTopics(self.embedding, n_topics, random_state, start)
        return ours.fit(self._matrix(features, self.drawn)), features

    def assign_ours(self, ours: "ClusterTopics", features: Features) -> Assignment:
        """The topic of each document by our model."""
        parts = [Assignment(np.zeros(0, dtype=np.int64), np.zeros(0))]
        for batch in self._batches():
            weights, likeness = ours.assign(self._matrix(features, batch))
            found = Assignment.from_weights(weights)
            outlier = likeness < ours.least_likeness_
            parts.append(Assignment(np.where(outlier, OUTLIERS, found.topic), found.weight))
        return Assignment(
            np.concatenate([part.topic for part in parts]),
            np.concatenate([part.weight for part in parts]),
        )

    def _matrix(self, features: Features, positions: np.ndarray) -> sp.csr_matrix:
        presence = features.presence(self.tokens.take(self.rows[positions]))
        return sp.hstack([self.words.counts[positions], presence], format="csr")

    def _batches(self) -> Iterator[np.ndarray]:
        for start in range(0, len(self.rows), _BATCH):
            yield np.arange(start, min(start + _BATCH, len(self.rows)))
