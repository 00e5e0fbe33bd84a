"""`find_topics`: documents to the tables of topics that nobody named."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.background import Background, load_background
from analytics.tables import DOCUMENT_TOPICS, TOPIC_TERMS, TOPICS
from analytics.tokens import Tokens
from analytics.topics.labels import coherence, label_of, telling_terms
from analytics.topics.number import TRIAL_SIZE, candidates, choose, try_numbers
from analytics.topics.view import CorpusView
from analytics.topics.words import count_words

MODELS = ("ours", "nmf", "lda", "gensim_lda")
OUTLIERS = -1
MIN_DOCUMENTS = 4  # fewer with any content term hold no topics


class TopicError(ValueError):
    """Topics cannot be found as asked; the message says what to change."""


@dataclass(frozen=True)
class TopicResult:
    """Topics of a corpus; each table keeps its contract in `analytics.tables`.

    `trials` has a row for each number of topics tried (n_topics, stability, coherence, score, chosen);
    with a number given it is that one row.
    """

    topics: pd.DataFrame
    topic_terms: pd.DataFrame
    document_topics: pd.DataFrame
    trials: pd.DataFrame

    def __repr__(self) -> str:
        n = int((self.topics["topic"] >= 0).sum())
        return f"<TopicResult: {n} topics of {len(self.document_topics):,} documents>"


def find_topics(
    documents: pd.DataFrame,
    tokens: Tokens,
    *,
    model: str = "ours",
    n_topics: int | str = "auto",
    seed: int = 0,
    background: Background | None = None,
) -> TopicResult:
    """Topics among documents and each document's topic.

    `documents` keep the order of `tokens`; `model` is one of MODELS; `n_topics` "auto" or a number of at
    least 2; `background` the bundled one without. Documents with no content term are outliers (−1).
    The same input gives the same tables. Raises TopicError.
    """
    from threadpoolctl import threadpool_limits

    _check(documents, tokens, model, n_topics)
    # One thread: with more, sums are added in another order and the last digits differ.
    with threadpool_limits(1):
        words = count_words(tokens)
        rows = np.flatnonzero(np.diff(words.counts.indptr))
        if len(rows) < MIN_DOCUMENTS:
            return _nothing(tokens)
        view = CorpusView.fit(words, rows, tokens, background or load_background())
        sample = _sample(len(rows))
        embedded = view.embedding.transform(view.words.counts)
        numbers = candidates(len(rows)) if n_topics == "auto" else [int(n_topics)]
        counts = view.words.counts[sample]
        trials, again = try_numbers(embedded[sample], counts, view.idf, numbers, seed)
        trials = choose(trials)
        chosen = int(trials.loc[trials["chosen"], "n_topics"].iloc[0])
        weights = view.weigh(model, chosen, seed)
        return _tables(tokens, view, embedded, weights, sample, again[chosen], trials)


def _check(documents: pd.DataFrame, tokens: Tokens, model: str, n_topics: int | str) -> None:
    if model not in MODELS:
        raise TopicError(f"model {model!r} is not one of {', '.join(MODELS)}")
    if n_topics != "auto" and (not str(n_topics).isdigit() or int(n_topics) < 2):
        raise TopicError(f"n_topics is {n_topics!r}; give auto or a whole number of at least 2")
    if list(documents["doc_id"]) != list(tokens.doc_ids):
        raise TopicError("documents and tokens hold different documents or another order")


def _sample(n_documents: int) -> np.ndarray:
    """Positions of the documents that number, stability and coherence are judged on."""
    if n_documents <= TRIAL_SIZE:
        return np.arange(n_documents)
    return np.sort(np.random.default_rng(0).choice(n_documents, TRIAL_SIZE, replace=False))


def _tables(
    tokens: Tokens,
    view: CorpusView,
    embedded: np.ndarray,
    weights: np.ndarray,
    sample: np.ndarray,
    again: list[np.ndarray],
    trials: pd.DataFrame,
) -> TopicResult:
    found = weights.argmax(axis=1)
    sizes = np.bincount(found, minlength=weights.shape[1])
    # Largest topic first; empty ones are dropped.
    order = np.argsort(-sizes, kind="stable")[: int((sizes > 0).sum())]
    rank = np.full(weights.shape[1], OUTLIERS)
    rank[order] = np.arange(len(order))
    topic = rank[found]
    rows, words = view.rows, view.words
    presence = (words.counts > 0).astype(np.float32)
    best, telling = telling_terms(presence, topic, len(order), view.idf)
    judged = presence[sample]
    topics, terms = [], []
    for number in range(len(order)):
        kept = best[number][telling[number] > 0]
        names = [str(term) for term in words.terms[kept]]
        members = np.flatnonzero(topic == number)
        likeness = embedded[members] @ embedded[members].mean(axis=0)
        typical = members[np.argmax(np.round(likeness, 5))]
        topics.append(
            {
                "topic": number,
                "label": label_of(names) or str(number),
                "n_documents": len(members),
                "exemplar_id": tokens.doc_ids[rows[typical]],
                "coherence": round(coherence(judged, kept), 6),
                "stability": round(_found_again(topic[sample] == number, again), 6),
            }
        )
        terms += [
            {"topic": number, "rank": place + 1, "term": name, "weight": round(float(weight), 6)}
            for place, (name, weight) in enumerate(
                zip(names, telling[number][telling[number] > 0], strict=True)
            )
        ]
    everyone = np.full(len(tokens), OUTLIERS)
    everyone[rows] = topic
    weight = np.zeros(len(tokens))
    weight[rows] = np.round(np.clip(weights.max(axis=1), 0, 1), 6)
    n_outliers = int((everyone == OUTLIERS).sum())
    if n_outliers:
        topics.append(_outliers(tokens, everyone, n_outliers))
    document_topics = pd.DataFrame({"doc_id": tokens.doc_ids, "topic": everyone, "weight": weight})
    return TopicResult(
        TOPICS.check(pd.DataFrame(topics)),
        TOPIC_TERMS.check(pd.DataFrame(terms)) if terms else TOPIC_TERMS.empty(),
        DOCUMENT_TOPICS.check(document_topics),
        trials.round(6),
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


def _outliers(tokens: Tokens, topic: np.ndarray, n_outliers: int) -> dict[str, Any]:
    first = str(tokens.doc_ids[np.flatnonzero(topic == OUTLIERS)[0]])
    return {
        "topic": OUTLIERS,
        "label": "—",
        "n_documents": n_outliers,
        "exemplar_id": first,
        "coherence": float("nan"),
        "stability": float("nan"),
    }


def _nothing(tokens: Tokens) -> TopicResult:
    everyone = np.full(len(tokens), OUTLIERS)
    table = pd.DataFrame({"doc_id": tokens.doc_ids, "topic": everyone, "weight": 0.0})
    topics = pd.DataFrame([_outliers(tokens, everyone, len(tokens))]) if len(tokens) else None
    return TopicResult(
        TOPICS.empty() if topics is None else TOPICS.check(topics),
        TOPIC_TERMS.empty(),
        DOCUMENT_TOPICS.check(table),
        pd.DataFrame(
            {
                "n_topics": pd.Series(dtype="int64"),
                "stability": pd.Series(dtype="float64"),
                "coherence": pd.Series(dtype="float64"),
                "score": pd.Series(dtype="float64"),
                "chosen": pd.Series(dtype="bool"),
            }
        ),
    )
