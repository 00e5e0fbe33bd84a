"""Small tables that say what a corpus holds, and what is missing or damaged in it."""

import numpy as np
import pandas as pd

DAMAGE = "\ufffd"


def count_kinds(documents: pd.DataFrame) -> pd.Series:
    """Documents a kind, most frequent first."""
    return documents["kind"].value_counts()


def foreign_share(documents: pd.DataFrame, n_looked_at: int = 2_000) -> float:
    """Share of documents that are not in Chinese, of some that lie evenly among many.

    Fewer than a fifth of the letters with which such a document begins are Han characters; what has no letters
    is no evidence.
    """
    looked_at = documents[["title", "body"]].iloc[:: max(1, len(documents) // n_looked_at)]
    begins = (looked_at["title"] + looked_at["body"].str.slice(0, 200)).str
    n_letters = begins.count(r"[^\W\d_]")
    foreign = begins.count("[\u3400-\u9fff]") * 5 < n_letters
    return float(foreign.mean()) if len(foreign) else 0.0


def count_evidence(documents: pd.DataFrame) -> pd.Series:
    """Documents by what their date was taken from; "" are the undated."""
    return documents["date_evidence"].value_counts()


def count_days(documents: pd.DataFrame) -> pd.DataFrame:
    """Documents a day: period (naive midnight) and n; days without news are 0."""
    days = documents["published_at"].dropna().dt.tz_localize(None).dt.normalize()
    counts = days.value_counts().sort_index()
    if counts.empty:
        return pd.DataFrame({"period": pd.to_datetime([]), "n": []})
    every = pd.date_range(counts.index.min(), counts.index.max())
    return counts.reindex(every, fill_value=0).rename_axis("period").reset_index(name="n")


def summarise_sources(documents: pd.DataFrame, n_sources: int = 30) -> pd.DataFrame:
    """Who published: source, n_documents, n_stories, first, last; "" is unknown."""
    grouped = documents.groupby("source")
    table = grouped.agg(
        n_documents=("doc_id", "size"),
        n_stories=("story_id", "nunique"),
        first=("published_at", "min"),
        last=("published_at", "max"),
    ).reset_index()
    return table.sort_values(
        ["n_documents", "source"], ascending=[False, True], ignore_index=True
    ).head(n_sources)


def bin_lengths(documents: pd.DataFrame) -> pd.DataFrame:
    """Lengths in characters (title and body) in bins that double: left, right, n."""
    lengths = documents["title"].str.len() + documents["body"].str.len()
    edges = 2.0 ** np.arange(2, 24)
    n, _ = np.histogram(lengths, edges)
    table = pd.DataFrame({"left": edges[:-1], "right": edges[1:], "n": n})
    used = np.flatnonzero(n)
    return table.iloc[used[0] : used[-1] + 1] if len(used) else table.iloc[:0]


def median_length(documents: pd.DataFrame) -> int:
    """Half of the documents have at most this many characters."""
    return int((documents["title"].str.len() + documents["body"].str.len()).median())


def list_damage(documents: pd.DataFrame, around: int = 24) -> pd.DataFrame:
    """Documents with lost characters: doc_id, title, url, n_damaged_lines, excerpt of the first."""
    damaged = documents[documents["n_damaged_lines"] > 0]
    return damaged[["doc_id", "title", "url", "n_damaged_lines"]].assign(
        excerpt=[_around(text, around) for text in damaged["original"]]
    )


def list_repeated_stories(documents: pd.DataFrame) -> pd.DataFrame:
    """Stories told more than once: story_id, n_documents, title, url, told_in, most told first."""
    columns = ["doc_id", "story_id", "title", "url", "source", "parent_title"]
    repeated = documents.loc[documents["story_id"].duplicated(keep=False), columns]
    told_in = repeated["parent_title"].where(repeated["parent_title"] != "", repeated["source"])
    table = (
        repeated.assign(told_in=told_in)
        .groupby("story_id", sort=False)
        .agg(
            n_documents=("doc_id", "size"),
            title=("title", "first"),
            url=("url", "first"),
            told_in=("told_in", lambda names: " / ".join(dict.fromkeys(n for n in names if n))),
        )
        .reset_index()
    )
    return table.sort_values(
        ["n_documents", "story_id"], ascending=[False, True], ignore_index=True
    )


def _around(text: str, width: int) -> str:
    at = text.find(DAMAGE)
    start, end = max(0, at - width), at + width
    return ("…" if start else "") + text[start:end].replace("\n", " ").replace("**", "") + "…"
