"""The stories of two runs side by side: which are the same, which only one run has."""

import numpy as np
import pandas as pd


def match_documents(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """The documents of two runs, those that are the same in one row.

    Both tables keep the contract of `analytics.run_tables.RUN_DOCUMENTS`. Columns: doc_id_a, doc_id_b
    ("" where the run has it not) and edited. Documents are the same when their words are. One whose
    words changed is still the same, and edited, when it has kept its id and its address or headline;
    an id alone proves nothing, since many sources number from 1 every day.
    """
    sides = []
    for documents in (a.reset_index(drop=True), b.reset_index(drop=True)):
        times = documents.groupby("digest").cumcount()
        key = documents["digest"] + "-" + times.astype("str")
        sides.append(documents.assign(key=key, row=np.arange(len(documents))))
    same = sides[0].merge(sides[1], on="key", suffixes=("_a", "_b"))
    left, right = (
        side.drop(index=side.index[same[f"row_{name}"]])
        for side, name in zip(sides, "ab", strict=True)
    )
    kept = left.merge(right, on="doc_id", suffixes=("_a", "_b"))
    kept = kept[
        ((kept["url_a"] == kept["url_b"]) & (kept["url_a"] != ""))
        | (kept["headline_a"] == kept["headline_b"])
    ]
    edited = pd.DataFrame({"doc_id_a": kept["doc_id"], "doc_id_b": kept["doc_id"]})
    gone = left["doc_id"].drop(index=sides[0].index[kept["row_a"]])
    new = right["doc_id"].drop(index=sides[1].index[kept["row_b"]])
    return pd.concat(
        [
            same[["doc_id_a", "doc_id_b"]].assign(edited=False),
            edited.assign(edited=True),
            pd.DataFrame({"doc_id_a": gone, "doc_id_b": "", "edited": False}),
            pd.DataFrame({"doc_id_a": "", "doc_id_b": new, "edited": False}),
        ],
        ignore_index=True,
    ).astype({"doc_id_a": "str", "doc_id_b": "str", "edited": "bool"})


def match_stories(a: pd.DataFrame, b: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """A row a story of either run, told by `match_documents`; a story is its first document.

    Columns: doc_id_a, doc_id_b ("" where the run has it not), headline, url, source, published_at (of
    B where it has it). Stories are the same when they share a document.
    """
    first_a, first_b = _first_documents(a), _first_documents(b)
    both = pairs[(pairs["doc_id_a"] != "") & (pairs["doc_id_b"] != "")]
    told = pd.DataFrame(
        {
            "doc_id_a": first_a.reindex(both["doc_id_a"]).to_numpy(),
            "doc_id_b": first_b.reindex(both["doc_id_b"]).to_numpy(),
        }
    )
    told = told.drop_duplicates("doc_id_a").drop_duplicates("doc_id_b")
    gone = pd.Index(first_a.unique()).difference(told["doc_id_a"], sort=False)
    new = pd.Index(first_b.unique()).difference(told["doc_id_b"], sort=False)
    stories = pd.concat(
        [
            told,
            pd.DataFrame({"doc_id_a": gone, "doc_id_b": ""}),
            pd.DataFrame({"doc_id_a": "", "doc_id_b": new}),
        ],
        ignore_index=True,
    ).astype({"doc_id_a": "str", "doc_id_b": "str"})
    facts = ["headline", "url", "source", "published_at"]
    shown_a, shown_b = (
        documents.set_index("doc_id")[facts].reindex(stories[key]).reset_index(drop=True)
        for documents, key in ((a, "doc_id_a"), (b, "doc_id_b"))
    )
    in_b = (stories["doc_id_b"] != "").to_numpy()
    shown = {fact: shown_b[fact].where(in_b, shown_a[fact]) for fact in facts}
    return stories.assign(**shown)


def _first_documents(documents: pd.DataFrame) -> pd.Series:
    """By doc_id: the first document here that tells the same story."""
    first = documents.drop_duplicates("story_id").set_index("story_id")["doc_id"]
    return documents.set_index("doc_id")["story_id"].map(first)
