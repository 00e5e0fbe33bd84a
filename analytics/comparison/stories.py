"""The stories of two runs side by side: which are the same, which only one run has."""

import pandas as pd


def match_documents(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """The documents of two runs, those that are the same in one row.

    Both tables keep the contract of `analytics.run_tables.RUN_DOCUMENTS`. Columns: doc_id_a, doc_id_b
    ("" where the run has it not) and edited. Documents are the same when their words are. One whose
    words changed is still the same, and edited, when it has kept its id and its address or headline;
    an id alone proves nothing, since many sources number from 1 every day.
    """
    sides = []
    for documents in (a, b):
        times = documents.groupby("digest").cumcount()
        sides.append(documents.assign(key=documents["digest"] + "-" + times.astype("str")))
    same = sides[0].merge(sides[1], on="key", suffixes=("_a", "_b"))[["doc_id_a", "doc_id_b"]]
    left, right = (
        side[~side["doc_id"].isin(same[f"doc_id_{name}"])]
        for side, name in zip(sides, "ab", strict=True)
    )
    kept = left.merge(right, on="doc_id", suffixes=("_a", "_b"))
    kept = kept[
        ((kept["url_a"] == kept["url_b"]) & (kept["url_a"] != ""))
        | (kept["headline_a"] == kept["headline_b"])
    ]
    edited = pd.DataFrame({"doc_id_a": kept["doc_id"], "doc_id_b": kept["doc_id"]})
    gone = left.loc[~left["doc_id"].isin(kept["doc_id"]), "doc_id"]
    new = right.loc[~right["doc_id"].isin(kept["doc_id"]), "doc_id"]
    return pd.concat(
        [
            same.assign(edited=False),
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
    gone, new = pd.Series(first_a.unique()), pd.Series(first_b.unique())
    stories = pd.concat(
        [
            told,
            pd.DataFrame({"doc_id_a": gone[~gone.isin(told["doc_id_a"])], "doc_id_b": ""}),
            pd.DataFrame({"doc_id_a": "", "doc_id_b": new[~new.isin(told["doc_id_b"])]}),
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
