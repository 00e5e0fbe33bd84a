"""How far an archive has moved since its topics were learned, and whether learning again would pay."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.archive.archive import Archive
from analytics.archive.lending import Lent, last_lent
from analytics.archive.log import Snapshot
from analytics.archive.sampling import draw_stories
from analytics.background.words import count_words

DRAWN = 5_000  # new stories that are looked at, at most
FEWEST = 100  # new stories below which nothing is concluded
OUTLIERS_MORE = 0.05  # growth of the share of outliers from which a refit pays
LIKENESS_LESS = 0.1  # fall of the mean likeness, as a share of what it was
DOUBLED = 1.0  # new documents for each that topics were learned from
_NEW_IN = 5  # new stories that hold a term, at least, for it to be told
_NEW_SHARE = 0.002  # and the share of them
_N_TERMS = 15
_SURE = 1.96


@dataclass(frozen=True)
class Drift:
    """What changed since commit `number`, when topics were learned from `n_documents` documents.

    Of `n_new` documents since, `n_drawn` stories were looked at. `share_outliers` and `likeness` (mean
    cosine with the nearest topic) are pairs, then and now; now is missing where nothing is new.
    `new_terms` has term, n_documents: words of several new stories that neither archive nor background knew.
    `reasons` for learning again are "outliers", "likeness" or "doubled"; none: it would not pay.
    """

    number: int
    n_documents: int
    n_new: int
    n_drawn: int
    n_topics: int
    share_outliers: tuple[float, float]
    likeness: tuple[float, float]
    new_terms: pd.DataFrame
    reasons: tuple[str, ...]


def find_drift(archive: Archive, snapshot: Snapshot, spare: Path) -> Drift | None:
    """Compare documents that came since with what was learned; None when nothing was learned yet."""
    lent = last_lent(archive, snapshot, spare)
    return _compare(lent, archive, snapshot, spare) if lent else None


def _compare(lent: Lent, archive: Archive, snapshot: Snapshot, spare: Path) -> Drift:
    topics = lent.topics
    n_new = max(snapshot.n_documents - lent.n_documents, 0)
    now = (float("nan"), float("nan"))
    terms = pd.DataFrame({"term": pd.Series(dtype="str"), "n_documents": pd.Series(dtype="int64")})
    reasons, n = [], 0
    records = snapshot.records[lent.number :]
    if any(record.n_documents for record in records):
        tokens, _ = draw_stories(archive, snapshot, records, DRAWN, spare)
        n = len(tokens)
        places = topics.place(tokens, lent.background)
        outlier = places.topic < 0
        now = (float(outlier.mean()), float(places.likeness.mean()))
        words = count_words(tokens)
        frequency = words.document_frequency
        unknown = lent.background.idf(words.terms) >= lent.background.idf([""])[0]
        often = unknown & (frequency >= max(_NEW_IN, _NEW_SHARE * n))
        order = np.lexsort((words.terms[often], -frequency[often]))[:_N_TERMS]
        terms = pd.DataFrame(
            {"term": words.terms[often][order], "n_documents": frequency[often][order]}
        )
        if n >= FEWEST:
            margin = _SURE * np.sqrt(now[0] * (1 - now[0]) / n)
            if now[0] - margin > topics.share_outliers + OUTLIERS_MORE:
                reasons.append("outliers")
            margin = _SURE * float(places.likeness.std()) / np.sqrt(n)
            if now[1] + margin < (1 - LIKENESS_LESS) * topics.mean_likeness:
                reasons.append("likeness")
            if n_new >= DOUBLED * lent.n_documents:
                reasons.append("doubled")
    return Drift(
        lent.number,
        lent.n_documents,
        n_new,
        n,
        len(topics.ids),
        (topics.share_outliers, now[0]),
        (topics.mean_likeness, now[1]),
        terms,
        tuple(reasons),
    )
