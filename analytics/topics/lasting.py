"""Ids that last: topics of a new run take number and label of the topics they continue."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.topics.result import TopicResult
from analytics.topics.view import OUTLIERS

_CONTINUES = 0.2  # likeness from which a topic is the same as before
_GROWN = 1.2  # ratio of sizes from which a topic has grown; its inverse: shrunk


@dataclass(frozen=True)
class LastingTopics:
    """`result` under the old numbers, and `changes`, a row a topic.

    Columns: topic, label, change, n_before, n_now, into. `change` is born, grown, shrunk, same, merged
    (most of its documents went `into` another topic, −1 for all others) or gone.
    """

    result: TopicResult
    changes: pd.DataFrame


def keep_ids(result: TopicResult, previous: TopicResult, given: int = OUTLIERS) -> LastingTopics:
    """Give topics the numbers of the previous run where they continue it.

    Topics are paired by the best assignment (Kuhn 1955) on the mean of the Jaccard overlap of their
    documents, among those in both runs, and of their terms; terms alone where no document is in both.
    New topics get numbers above those of the previous run and above `given`, the highest ever given.
    """
    from scipy.optimize import linear_sum_assignment

    old, new = _found(previous.topics), _found(result.topics)
    both = previous.document_topics.merge(
        result.document_topics, on="doc_id", suffixes=("_old", "_new")
    )
    shared = _overlap(both["topic_old"], both["topic_new"], old, new)
    likeness = _jaccard(shared, both["topic_old"], both["topic_new"], old, new)
    terms = _term_likeness(previous.topic_terms, result.topic_terms, old, new)
    likeness = (likeness + terms) / 2 if len(both) else terms
    rows, columns = linear_sum_assignment(-likeness)
    kept = {int(new[j]): int(old[i]) for i, j in zip(rows, columns, strict=True)
            if likeness[i, j] >= _CONTINUES}  # fmt: skip
    unused = int(max(*old, given, OUTLIERS)) + 1
    number = {OUTLIERS: OUTLIERS}
    for topic in new:
        number[int(topic)] = kept.get(int(topic), unused)
        unused += int(topic) not in kept
    labels = previous.topics.set_index("topic")["label"]
    topics = _renumber(result.topics, number)
    topics["label"] = [
        labels[topic] if topic in labels.index else label
        for topic, label in zip(topics["topic"], topics["label"], strict=True)
    ]
    renumbered = replace(
        result,
        topics=topics,
        topic_terms=_renumber(result.topic_terms, number),
        document_topics=_renumber(result.document_topics, number),
    )
    n_both = both["topic_old"].value_counts().reindex(old, fill_value=0).to_numpy()
    names = np.array([number[int(topic)] for topic in new], dtype=np.int64)
    into = {
        int(topic): int(names[row.argmax()])
        for topic, row, n in zip(old, shared, n_both, strict=True)
        if row.max(initial=0) > n / 2
    }
    return LastingTopics(renumbered, _changes(previous.topics, topics, into))


def _found(topics: pd.DataFrame) -> np.ndarray:
    return topics.loc[topics["topic"] != OUTLIERS, "topic"].to_numpy()


def _renumber(table: pd.DataFrame, number: dict[int, int]) -> pd.DataFrame:
    return table.assign(topic=table["topic"].map(number).astype("int64"))


def _overlap(a: pd.Series, b: pd.Series, old: np.ndarray, new: np.ndarray) -> np.ndarray:
    table = pd.crosstab(a, b).reindex(index=old, columns=new, fill_value=0)
    return table.to_numpy(dtype=np.float64).reshape(len(old), len(new))


def _jaccard(
    shared: np.ndarray, a: pd.Series, b: pd.Series, old: np.ndarray, new: np.ndarray
) -> np.ndarray:
    n_old = a.value_counts().reindex(old, fill_value=0).to_numpy()[:, None]
    n_new = b.value_counts().reindex(new, fill_value=0).to_numpy()
    return shared / np.maximum(n_old + n_new - shared, 1)


def _term_likeness(
    a: pd.DataFrame, b: pd.DataFrame, old: np.ndarray, new: np.ndarray
) -> np.ndarray:
    pairs = a.merge(b, on="term", suffixes=("_old", "_new"))
    shared = _overlap(pairs["topic_old"], pairs["topic_new"], old, new)
    return _jaccard(shared, a["topic"], b["topic"], old, new)


def _changes(before: pd.DataFrame, now: pd.DataFrame, into: dict[int, int]) -> pd.DataFrame:
    sizes = before.set_index("topic")["n_documents"].drop(OUTLIERS, errors="ignore")
    found = now[now["topic"] != OUTLIERS]
    rows = []
    for row in found.itertuples():
        n_before = int(sizes.get(row.topic, 0))
        ratio = row.n_documents / n_before if n_before else np.inf
        change = "born" if not n_before else "grown" if ratio >= _GROWN else "same"
        change = "shrunk" if ratio <= 1 / _GROWN else change
        rows.append((row.topic, row.label, change, n_before, row.n_documents, OUTLIERS))
    labels = before.set_index("topic")["label"]
    for topic in sizes.index.difference(found["topic"], sort=False):
        to = into.get(int(topic), OUTLIERS)
        change = "gone" if to == OUTLIERS else "merged"
        rows.append((topic, labels[topic], change, int(sizes[topic]), 0, to))
    return pd.DataFrame(rows, columns=["topic", "label", "change", "n_before", "n_now", "into"])
