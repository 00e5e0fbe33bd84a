"""Topics found once and kept: other documents are assigned to them, under the same ids."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analytics.background import Background
from analytics.background.words import count_words
from analytics.features import Features
from analytics.threads import one_thread
from analytics.tokens import Tokens
from analytics.topics.clustering import ClusterTopics
from analytics.topics.discovery import Trial, explore
from analytics.topics.embedding import Embedding, weigh_words
from analytics.topics.lasting import keep_ids
from analytics.topics.result import TopicResult, describe, tabulate
from analytics.topics.view import OUTLIERS

_BATCH = 5_000
NO_CHANGES = pd.DataFrame(columns=["topic", "label", "change", "n_before", "n_now"])


@dataclass(frozen=True)
class Directions:
    """The words a model knows (sorted) and where they point: an `Embedding` of any corpus' words.

    `weight` is how much each counts (`weigh_words`); `own` and `latent` (float16, n_terms × d) are the first
    and third views; the second is the background's.
    """

    terms: np.ndarray
    weight: np.ndarray
    own: np.ndarray
    latent: np.ndarray
    means: tuple[np.ndarray, ...]
    weights: tuple[float, ...]
    long: float
    n_documents: int

    def embedding(self, terms: np.ndarray, background: Background) -> Embedding:
        """Maps for these terms; a word that only the background knows counts as one of one document.

        A background of another number of dimensions, from before an upgrade, is left out.
        """
        place = pd.Index(self.terms, dtype=object).get_indexer(pd.Index(terms, dtype=object))
        known = place >= 0
        unseen = np.log((1 + self.n_documents) / 2) + 1
        idf = (unseen + background.idf(terms)) / 2
        weight = weigh_words(idf, np.ones(len(terms)), self.long)
        weight[known] = self.weight[place[known]]
        own, latent = (_rows_at(view, place) for view in (self.own, self.latent))
        shared = background.vectors(terms) * weight[:, None]
        if shared.shape[1] != len(self.means[1]):
            shared = np.zeros((len(terms), len(self.means[1])), dtype=np.float32)
        return Embedding((own, shared, latent), self.means, self.weights, self.long)


@dataclass(frozen=True)
class Places:
    """Of each document: `topic` (its id, −1 an outlier), `weight` (0–1), cosine with the nearest topic."""

    topic: np.ndarray
    weight: np.ndarray
    likeness: np.ndarray


@dataclass(frozen=True)
class FittedTopics:
    """A topic model; its tables are as in TopicResult, its numbers as in ClusterTopics.

    Row i of `centroids` and `log_odds` is the topic `ids[i]`; `unused` is the first id never given.
    `share_outliers` and `mean_likeness` are those of the documents it was fitted to. `changes` (see
    LastingTopics) says what became of the topics it continues; it is empty for a first fit.
    """

    topics: pd.DataFrame
    topic_terms: pd.DataFrame
    trials: pd.DataFrame
    changes: pd.DataFrame
    directions: Directions
    features: Features
    centroids: np.ndarray
    log_odds: np.ndarray
    ids: np.ndarray
    least_likeness: float
    share_outliers: float
    mean_likeness: float
    unused: int

    def __repr__(self) -> str:
        return (
            f"<FittedTopics: {len(self.ids)} topics of {self.directions.n_documents:,} documents>"
        )

    def place(self, tokens: Tokens, background: Background) -> Places:
        """The topic of each document."""
        words = count_words(tokens)
        embedding = self.directions.embedding(words.terms, background)
        features = self.features.of_vocabulary(tokens.vocabulary)
        model = ClusterTopics(embedding, len(self.ids))
        model.centroids_, model.log_odds_ = self.centroids, self.log_odds.astype(np.float32)
        parts = [(np.zeros((0, len(self.ids)), np.float32), np.zeros(0))]
        with one_thread():
            for start in range(0, len(tokens), _BATCH):
                rows = np.arange(start, min(start + _BATCH, len(tokens)))
                presence = features.presence(tokens.take(rows))
                parts.append(model.assign(sp.hstack([words.counts[rows], presence], format="csr")))
        weights, likeness = (np.concatenate(side) for side in zip(*parts, strict=True))
        outlier = likeness < max(self.least_likeness, 0)
        topic = np.where(outlier, OUTLIERS, self.ids[weights.argmax(axis=1)])
        weight = np.where(outlier, 0, np.clip(weights.max(axis=1), 0, 1))
        return Places(topic, np.round(weight, 6), likeness)

    def describe(self, tokens: Tokens, background: Background) -> TopicResult:
        """The tables of these documents: only topics that any of them has, the largest first.

        Labels, terms, families, coherence and stability are those of the model; sizes and exemplars are
        of these documents.
        """
        places = self.place(tokens, background)
        members = pd.Series(np.arange(len(tokens))).groupby(places.topic).indices
        members.pop(OUTLIERS, None)
        likeness = np.round(places.likeness, 5)
        told = self.topics.set_index("topic")
        topics = [
            {"topic": int(topic), **told.loc[topic].to_dict()}
            | {
                "n_documents": len(rows),
                "exemplar_id": tokens.doc_ids[rows[likeness[rows].argmax()]],
            }
            for topic, rows in sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
        ]
        terms = self.topic_terms[self.topic_terms["topic"].isin(list(members))]
        return tabulate(
            tokens, topics, terms.to_dict("records"), places.topic, places.weight, self.trials
        )


def fit_topics(
    tokens: Tokens,
    background: Background,
    *,
    n_topics: int | str = "auto",
    seed: int = 0,
    previous: FittedTopics | None = None,
) -> FittedTopics | None:
    """Find topics as `find_topics` does and keep the model; None where there are none.

    Topics that continue `previous` ones keep their ids and labels.
    """
    with one_thread():
        trial = explore(tokens, background, n_topics, seed)
        return _kept(trial, tokens, background, seed, previous) if trial else None


def _kept(
    trial: Trial, tokens: Tokens, background: Background, seed: int, previous: FittedTopics | None
) -> FittedTopics:
    view = trial.view
    model, features = view.fit_ours(trial.n_topics, seed)
    assigned = view.assign_ours(model, features)
    result = describe(view, assigned, trial.again, trial.numbers)
    found = np.setdiff1d(assigned.topic, [OUTLIERS])
    numbered = assigned.largest_first().topic
    ids = np.array([numbered[np.argmax(assigned.topic == row)] for row in found], dtype=np.int64)
    changes, unused = NO_CHANGES, len(ids)
    if previous is not None:
        lasting = keep_ids(result, previous.describe(tokens, background), previous.unused - 1)
        names = dict(zip(result.topics["topic"], lasting.result.topics["topic"], strict=True))
        ids = np.array([names[number] for number in ids], dtype=np.int64)
        result, changes = lasting.result, lasting.changes
        unused = max(previous.unused, int(ids.max(initial=OUTLIERS)) + 1)
    often = view.words.document_frequency >= 2  # what one document says is not kept
    own, _, latent = (terms[often].astype(np.float16) for terms in view.embedding.maps)
    directions = Directions(
        view.words.terms[often],
        weigh_words(view.idf, view.words.document_frequency, view.embedding.long)[often],
        own,
        latent,
        view.embedding.means,
        view.embedding.weights,
        view.embedding.long,
        len(view.rows),
    )
    return FittedTopics(
        topics=result.topics[result.topics["topic"] != OUTLIERS].reset_index(drop=True),
        topic_terms=result.topic_terms,
        trials=result.trials,
        changes=changes,
        directions=directions,
        features=features.compact(),
        centroids=model.centroids_[found],
        log_odds=model.log_odds_[found].astype(np.float16),
        ids=ids,
        least_likeness=model.least_likeness_,
        share_outliers=float((assigned.topic == OUTLIERS).mean()),
        mean_likeness=float((view.vectors @ model.centroids_.T).max(axis=1).mean()),
        unused=unused,
    )


def _rows_at(view: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Rows of the view as float32; zeros where the place is −1."""
    rows = np.zeros((len(place), view.shape[1]), dtype=np.float32)
    rows[place >= 0] = view[place[place >= 0]]
    return rows
