"""Topics of two runs matched: which go on, grew, shrank, were born, went into another or are gone."""

from collections.abc import Mapping

import pandas as pd

from analytics.topics.lasting import keep_ids
from analytics.topics.result import OUTLIERS, TopicResult

N_TERMS = 10
TOPIC_TABLES = ("topics", "topic_terms", "document_topics")
Tables = Mapping[str, pd.DataFrame]


def compare_topics(a: Tables, b: Tables, pairs: pd.DataFrame) -> pd.DataFrame:
    """A row a topic of either run, matched by `analytics.topics.lasting`.

    `a` and `b` hold topics, topic_terms and document_topics; `pairs` tells the documents that are the
    same (`analytics.comparison.stories`). Columns: topic_a, topic_b (number in that run, missing where
    it has none), label_a, label_b, change (born, grown, shrunk, same, merged or gone), n_a, n_b
    (stories), n_shared (documents in the topic in both runs), overlap (n_shared of the documents in
    it in either run that both searched; missing for a topic of one run alone), terms (top terms of
    both), into (label in B of the topic that most of a merged one's documents went to). Changes come
    first.
    """
    before, now = topics_of(a), topics_of(b, pairs)
    lasting = keep_ids(now, before)
    lasted = lasting.result
    number_b = dict(zip(lasted.topics["topic"], now.topics["topic"], strict=True))
    labels_a = before.topics.set_index("topic")["label"]
    labels_b = now.topics.set_index("topic")["label"]
    places = before.document_topics.merge(
        lasted.document_topics, on="doc_id", suffixes=("_a", "_b")
    )
    shared_corpus = len(places) > 0
    rows = []
    for change in lasting.changes.itertuples():
        in_a, in_b = places["topic_a"] == change.topic, places["topic_b"] == change.topic
        here, there = change.topic in labels_a.index, change.topic in number_b
        to = number_b[change.into] if change.into != OUTLIERS else None
        either = int((in_a | in_b).sum())
        rows.append(
            {
                "topic_a": change.topic if here else None,
                "topic_b": number_b.get(change.topic),
                "label_a": labels_a[change.topic] if here else "",
                "label_b": labels_b[number_b[change.topic]] if there else "",
                "change": change.change,
                "n_a": change.n_before,
                "n_b": change.n_now,
                "n_shared": int((in_a & in_b).sum()),
                "overlap": (in_a & in_b).sum() / either
                if shared_corpus and here and there and either
                else None,
                "terms": _common_terms(before, lasted, change.topic),
                "into": labels_b[to] if to is not None else "",
            }
        )
    table = pd.DataFrame(rows, columns=_COLUMNS).astype({"topic_a": "Int64", "topic_b": "Int64"})
    table["overlap"] = table["overlap"].astype("float64")
    order = table.assign(
        rank=table["change"].map(_ORDER.index), size=-(table["n_b"] + table["n_a"])
    )
    kept = order.sort_values(["rank", "size", "label_b", "label_a"], kind="stable").index
    return table.loc[kept].reset_index(drop=True)


_ORDER = ["born", "gone", "merged", "grown", "shrunk", "same"]
_COLUMNS = [
    "topic_a", "topic_b", "label_a", "label_b", "change", "n_a", "n_b", "n_shared", "overlap",
    "terms", "into",
]  # fmt: skip


def topics_of(tables: Tables, pairs: pd.DataFrame | None = None) -> TopicResult:
    """The topics that a run kept.

    With `pairs` the run is B of them, and its documents go by the ids that A gives to the same ones;
    the others by none of A's.
    """
    places = tables["document_topics"]
    if pairs is not None:
        known = pairs[pairs["doc_id_b"] != ""].set_index("doc_id_b")["doc_id_a"]
        ids = places["doc_id"].map(known).fillna("")
        places = places.assign(doc_id=ids.where(ids != "", "B: " + places["doc_id"]))
    return TopicResult(tables["topics"], tables["topic_terms"], places, pd.DataFrame())


def _common_terms(a: TopicResult, b: TopicResult, topic: int) -> list[str]:
    """Top terms, those of both runs first and the rest in the order of the later run that has it."""
    first, second = (
        run.topic_terms[(run.topic_terms["topic"] == topic) & (run.topic_terms["rank"] <= N_TERMS)]
        .sort_values("rank")["term"]
        .tolist()
        for run in (a, b)
    )
    shared = [term for term in second if term in first]
    return shared or second or first
