"""Two runs side by side: what moved beyond chance, and the documents that moved it.

Run A is the earlier one by custom, B the later; every difference is B minus A. All tables are those
of `analytics.run_tables`. Intervals are of 95 %: Wilson's (1927) for a share, Newcombe's (1998,
method 10) for the difference of two shares, the normal one for a mean and for the difference of two
means. Something "moved" only when the interval of its difference excludes zero. A document in both
runs counts in both, so that the intervals are too wide rather than too narrow.
"""

from typing import Any

import numpy as np
import pandas as pd

Z = 1.959964  # normal quantile of 97.5 %
MIN_TONES = 10  # documents with evidence in each run, below which no interval of a mean is given


def wilson(hits: Any, n: Any) -> tuple[Any, Any]:
    """Wilson's interval (low, high) of the share `hits` of `n`; nan where `n` is 0."""
    hits, n = np.asarray(hits, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / n
        centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def newcombe(hits_a: Any, n_a: Any, hits_b: Any, n_b: Any) -> tuple[Any, Any]:
    """Newcombe's interval (low, high) of the share in B minus the share in A."""
    low_a, high_a = wilson(hits_a, n_a)
    low_b, high_b = wilson(hits_b, n_b)
    with np.errstate(invalid="ignore", divide="ignore"):
        a, b = np.asarray(hits_a) / np.asarray(n_a), np.asarray(hits_b) / np.asarray(n_b)
    return (
        b - a - np.sqrt((b - low_b) ** 2 + (high_a - a) ** 2),
        b - a + np.sqrt((high_b - b) ** 2 + (a - low_a) ** 2),
    )


def align_ids(documents_a: pd.DataFrame, documents_b: pd.DataFrame) -> dict[str, str]:
    """New ids for those documents of B that share an id, but no title, with one of A.

    Inputs with ids of their own may number from 1 each day; the same number is then not the same news.
    """
    both = documents_a.merge(documents_b, on="doc_id", suffixes=("_a", "_b"))
    other = both.loc[both["title_a"] != both["title_b"], "doc_id"]
    return {doc_id: f"{doc_id} (B)" for doc_id in other}


def compare_documents(documents_a: pd.DataFrame, documents_b: pd.DataFrame) -> pd.DataFrame:
    """All documents of A and B once (columns of the table), with `where`: both, A or B."""
    in_a, in_b = (
        documents_b["doc_id"].isin(documents_a["doc_id"]),
        documents_a["doc_id"].isin(documents_b["doc_id"]),
    )
    return pd.concat(
        [
            documents_a.assign(where=np.where(in_b, "both", "A")),
            documents_b[~in_a].assign(where="B"),
        ],
        ignore_index=True,
    )


def compare_shares(
    themes_a: pd.DataFrame, n_a: int, themes_b: pd.DataFrame, n_b: int
) -> pd.DataFrame:
    """Share of the documents about each theme, from two `document_themes` of `n_a`, `n_b` documents.

    Columns: theme, docs_a, docs_b, share_a, share_b (0–1) each with `_low` and `_high`, difference
    with `_low` and `_high`, moved. Largest difference first.
    """
    count_a, count_b = (
        themes.drop_duplicates(["doc_id", "theme"])["theme"].value_counts()
        for themes in (themes_a, themes_b)
    )
    table = pd.DataFrame({"theme": sorted({*count_a.index, *count_b.index})})
    table["theme"] = table["theme"].astype("str")
    for run, counts, n in (("a", count_a, n_a), ("b", count_b, n_b)):
        table[f"docs_{run}"] = table["theme"].map(counts).fillna(0).astype("int64")
        table[f"share_{run}"] = table[f"docs_{run}"] / n if n else np.nan
        low, high = wilson(table[f"docs_{run}"], n)
        table[f"share_{run}_low"], table[f"share_{run}_high"] = low, high
    table["difference"] = table["share_b"] - table["share_a"]
    low, high = newcombe(table["docs_a"], n_a, table["docs_b"], n_b)
    return _judged(table, low, high)


def compare_tones(
    themes_a: pd.DataFrame, tone_a: pd.DataFrame, themes_b: pd.DataFrame, tone_b: pd.DataFrame
) -> pd.DataFrame:
    """Mean polarity of each theme's documents with evidence, from `document_themes` and `sentiment`.

    Columns: theme, docs_a, docs_b, mean_a, mean_b (−1–1) each with `_low` and `_high`, difference with
    `_low` and `_high`, moved. The row with the empty theme is all documents. An interval needs 10
    documents with evidence and is missing otherwise; then nothing has moved.
    """
    stats_a, stats_b = _tones(themes_a, tone_a), _tones(themes_b, tone_b)
    table = pd.DataFrame({"theme": sorted({*stats_a.index, *stats_b.index})})
    table["theme"] = table["theme"].astype("str")
    errors = {}
    for run, stats in (("a", stats_a), ("b", stats_b)):
        here = stats.reindex(table["theme"])
        table[f"docs_{run}"] = here["count"].fillna(0).astype("int64").to_numpy()
        table[f"mean_{run}"] = here["mean"].to_numpy()
        enough = table[f"docs_{run}"] >= MIN_TONES
        errors[run] = (here["std"] / np.sqrt(here["count"])).where(enough.to_numpy()).to_numpy()
        table[f"mean_{run}_low"] = (table[f"mean_{run}"] - Z * errors[run]).clip(-1, 1)
        table[f"mean_{run}_high"] = (table[f"mean_{run}"] + Z * errors[run]).clip(-1, 1)
    table["difference"] = table["mean_b"] - table["mean_a"]
    half = Z * np.hypot(errors["a"], errors["b"])
    return _judged(table, table["difference"] - half, table["difference"] + half)


def _tones(themes: pd.DataFrame, tone: pd.DataFrame) -> pd.DataFrame:
    """Count, mean and standard deviation of the polarities of each theme, "" being all documents."""
    heard = tone.loc[tone["n_hits"] > 0, ["doc_id", "polarity"]]
    named = themes[["doc_id", "theme"]].drop_duplicates().merge(heard, on="doc_id")
    every = pd.concat([named, heard.assign(theme="")])
    return every.groupby("theme")["polarity"].agg(["count", "mean", "std"])


def _judged(table: pd.DataFrame, low: Any, high: Any) -> pd.DataFrame:
    """`table` with the interval of its difference and whether it moved, largest difference first."""
    table["difference_low"], table["difference_high"] = low, high
    table["moved"] = (table["difference_low"] > 0) | (table["difference_high"] < 0)
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)
