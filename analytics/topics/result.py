"""Topics as tables: which documents, which terms tell them, what a reader calls them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.tables import DOCUMENT_TOPICS, TOPIC_TERMS, TOPICS
from analytics.tokens import Tokens
from analytics.topics.hierarchy import group_topics
from analytics.topics.labels import coherence, label_of, pick_terms, telling_terms
from analytics.topics.phrases import whole_terms
from analytics.topics.view import OUTLIERS, Assignment, CorpusView


@dataclass(frozen=True)
class TopicResult:
    """Topics of a corpus; each table keeps its contract in `analytics.tables`.

    `trials` has a row for each number of topics tried (n_topics, stability, error, coherence, score, chosen);
    with a number given it is that one row.
    """

    topics: pd.DataFrame
    topic_terms: pd.DataFrame
    document_topics: pd.DataFrame
    trials: pd.DataFrame

    def __repr__(self) -> str:
        n = int((self.topics["topic"] >= 0).sum())
        return f"<TopicResult: {n} topics of {len(self.document_topics):,} documents>"


def describe(
    view: CorpusView, assigned: Assignment, again: list[np.ndarray], trials: pd.DataFrame
) -> TopicResult:
    """The tables of an assignment; `again` are other clusterings of the documents `view.judged`."""
    assigned = assigned.largest_first()
    topic, n_topics = assigned.topic, assigned.topic.max(initial=OUTLIERS) + 1
    presence = (view.words.counts > 0).astype(np.float32)
    best, telling = telling_terms(presence, topic, n_topics, view.idf)
    candidates = view.words.terms[np.unique(best[telling > 0])]
    wholes = whole_terms(candidates, view.tokens.take(view.rows[view.drawn]))
    vectors = view.vectors
    centroids = np.stack(
        [vectors[topic[view.drawn] == number].sum(axis=0) for number in range(n_topics)]
        or [np.zeros(vectors.shape[1])]
    )
    groups = group_topics(centroids)
    topics, terms = [], []
    for number in range(n_topics):
        kept = best[number][telling[number] > 0]
        names, places = pick_terms([str(term) for term in view.words.terms[kept]], wholes)
        members = np.flatnonzero(topic == number)
        drawn = np.flatnonzero(topic[view.drawn] == number)
        likeness = np.round(vectors[drawn] @ centroids[number], 5)
        typical = view.drawn[drawn[np.argmax(likeness)]] if len(drawn) else members[0]
        topics.append(
            {
                "topic": number,
                "label": label_of(names) or f"#{number}",
                "group": int(groups[number]),
                "n_documents": len(members),
                "exemplar_id": view.tokens.doc_ids[view.rows[typical]],
                "coherence": round(coherence(presence[view.judged], kept[places]), 6),
                "stability": round(_found_again(topic[view.judged] == number, again), 6),
            }
        )
        weights = telling[number][places]
        terms += [
            {"topic": number, "rank": rank, "term": name, "weight": round(float(weight), 6)}
            for rank, (name, weight) in enumerate(zip(names, weights, strict=True), 1)
        ]
    everyone = np.full(len(view.tokens), OUTLIERS)
    everyone[view.rows] = topic
    weight = np.zeros(len(view.tokens))
    weight[view.rows] = np.where(topic == OUTLIERS, 0, np.round(assigned.weight, 6))
    return tabulate(view.tokens, topics, terms, everyone, weight, trials.round(6))


def describe_nothing(tokens: Tokens) -> TopicResult:
    """The tables of documents among which no topic can be found: all are outliers."""
    trials = pd.DataFrame(
        {
            "n_topics": pd.Series(dtype="int64"),
            "stability": pd.Series(dtype="float64"),
            "error": pd.Series(dtype="float64"),
            "coherence": pd.Series(dtype="float64"),
            "score": pd.Series(dtype="float64"),
            "chosen": pd.Series(dtype="bool"),
        }
    )
    everyone = np.full(len(tokens), OUTLIERS)
    return tabulate(tokens, [], [], everyone, np.zeros(len(tokens)), trials)


def tabulate(
    tokens: Tokens,
    topics: list[dict[str, Any]],
    terms: list[dict[str, Any]],
    topic: np.ndarray,
    weight: np.ndarray,
    trials: pd.DataFrame,
) -> TopicResult:
    """The tables of these rows, with the outliers among the topics."""
    outliers = np.flatnonzero(topic == OUTLIERS)
    if len(outliers):
        first = {"topic": OUTLIERS, "label": "—", "group": OUTLIERS, "n_documents": len(outliers)}
        unknown = {"coherence": float("nan"), "stability": float("nan")}
        topics = [*topics, first | {"exemplar_id": tokens.doc_ids[outliers[0]]} | unknown]
    documents = pd.DataFrame({"doc_id": tokens.doc_ids, "topic": topic, "weight": weight})
    return TopicResult(
        TOPICS.check(pd.DataFrame(topics)) if topics else TOPICS.empty(),
        TOPIC_TERMS.check(pd.DataFrame(terms)) if terms else TOPIC_TERMS.empty(),
        DOCUMENT_TOPICS.check(documents),
        trials,
    )


def _found_again(members: np.ndarray, again: list[np.ndarray]) -> float:
    """Mean over other clusterings of the best Jaccard overlap of one topic (Hennig 2007)."""
    if not members.any():
        return float("nan")
    overlaps = []
    for labels in again:
        inside = np.bincount(labels[members], minlength=labels.max() + 1)
        size = np.bincount(labels)
        overlaps.append((inside / (size + members.sum() - inside)).max())
    return float(np.mean(overlaps))
