"""What changed: counts and tone by period with their intervals, change points, emerging terms.

Everything counts distinct stories: a story told in two roundups counts once.
"""

from typing import Literal

import numpy as np
import pandas as pd

from analytics.among import join, number_texts
from analytics.background.terms import fold, is_content
from analytics.tokens import Tokens

Period = Literal["day", "week", "month"]
_FREQUENCY: dict[str, str] = {"day": "D", "week": "W-SUN", "month": "M"}

MIN_N = 5  # below this many stories a mean says little: no interval, drawn hollow
_BATCH = 50_000  # documents whose terms are counted at a time
FALSE_DISCOVERIES = 0.1  # expected share of telling terms that are chance


def distinct_stories(documents: pd.DataFrame) -> pd.DataFrame:
    """The first document of each story."""
    highest = np.maximum.accumulate(number_texts(documents["story_id"]))
    return documents[np.diff(highest, prepend=-1) > 0]


def choose_period(documents: pd.DataFrame) -> Period:
    """Days up to five weeks of news, weeks up to two years, months beyond."""
    dates = documents["published_at"].dropna()
    days = (dates.max() - dates.min()).days if len(dates) else 0
    return "day" if days <= 35 else "week" if days <= 730 else "month"


def periods_of(instants: pd.Series, period: Period) -> pd.Series:
    """First day (naive midnight) of the period each instant falls in; missing stays missing."""
    local = instants.dt.tz_localize(None)
    return local.dt.to_period(_FREQUENCY[period]).dt.start_time


def count_by_period(
    documents: pd.DataFrame, document_themes: pd.DataFrame, period: Period
) -> pd.DataFrame:
    """Stories a period and theme: columns period, theme ("" is all news), n; empty periods are 0."""
    rows = _themed(documents, document_themes, period)
    counted = rows.groupby(["period", "theme"]).size().unstack(fill_value=0)
    if counted.empty:
        return pd.DataFrame({"period": [], "theme": [], "n": []})
    every = pd.period_range(
        counted.index.min(), counted.index.max(), freq=_FREQUENCY[period]
    ).start_time
    counted = counted.reindex(every, fill_value=0).rename_axis("period").reset_index()
    return counted.melt("period", value_name="n")[["period", "theme", "n"]]


def tone_by_period(
    documents: pd.DataFrame,
    document_themes: pd.DataFrame,
    sentiment: pd.DataFrame,
    period: Period,
    min_n: int = MIN_N,
) -> pd.DataFrame:
    """Mean polarity a period and theme ("" is all news) of the stories that carry evidence.

    Columns period, theme, n, polarity, low, high, as in `mean_polarity`.
    """
    toned = sentiment.loc[sentiment["n_hits"] > 0, ["doc_id", "polarity"]]
    rows = join(_themed(documents, document_themes, period), toned)
    return mean_polarity(rows, ["period", "theme"], min_n)


def mean_polarity(rows: pd.DataFrame, by: list[str], min_n: int = MIN_N) -> pd.DataFrame:
    """Mean of `polarity` by these columns: them, n, polarity, low, high.

    The interval is the 95 % one of the mean (normal approximation, standard deviation of the sample);
    it is missing below `min_n` rows.
    """
    tone = rows.groupby(by)["polarity"].agg(["size", "mean", "std"]).reset_index()
    tone.columns = pd.Index([*by, "n", "polarity", "spread"])
    half = 1.96 * tone["spread"] / np.sqrt(tone["n"])
    half[tone["n"] < max(min_n, 2)] = np.nan
    tone["low"] = (tone["polarity"] - half).clip(-1, 1)
    tone["high"] = (tone["polarity"] + half).clip(-1, 1)
    return tone.drop(columns="spread")


def change_points(
    documents: pd.DataFrame,
    document_themes: pd.DataFrame,
    sentiment: pd.DataFrame,
    *,
    significance: float = 0.01,
    min_side: int = 8,
    n_permutations: int = 999,
    random_state: int = 0,
) -> pd.DataFrame:
    """The day on which a theme's tone shifted most, where chance would hardly shift it so far.

    Columns theme, day (the first of the new tone), before, after (mean polarity), n_before, n_after,
    p_value. For each theme the split between two days with the largest t is found (Hawkins 1977); its p-value
    is the share of random orders of the days whose own largest t is at least as large (permutation
    test; whole days move, since the news of one day is not independent), with the Bonferroni
    correction for the number of themes. A side needs `min_side` stories.
    """
    toned = sentiment.loc[sentiment["n_hits"] > 0, ["doc_id", "polarity"]]
    rows = join(_themed(documents, document_themes, "day"), toned)
    rows["square"] = rows["polarity"] ** 2
    daily = rows.groupby(["theme", "period"]).agg(
        n=("polarity", "size"), total=("polarity", "sum"), squares=("square", "sum")
    )
    themes = [t for t, g in daily.groupby("theme") if len(g) > 2 and g["n"].sum() >= 2 * min_side]
    rng = np.random.default_rng(random_state)
    found = []
    for theme in themes:
        days = daily.loc[theme]
        observed = np.arange(len(days))[None, :]
        shuffled = rng.permuted(np.tile(observed, (n_permutations, 1)), axis=1)
        t = np.abs(_split_t(days.to_numpy(), observed, min_side)[0])
        best = int(np.argmax(t))
        if t[best] == 0:
            continue
        as_large = (
            np.abs(_split_t(days.to_numpy(), shuffled, min_side)).max(axis=1) >= t[best]
        ).sum()
        p_value = min(1.0, (1 + as_large) / (1 + n_permutations) * len(themes))
        if p_value <= significance:
            before, after = days.iloc[: best + 1], days.iloc[best + 1 :]
            found.append(
                {
                    "theme": theme,
                    "day": after.index[0],
                    "before": before["total"].sum() / before["n"].sum(),
                    "after": after["total"].sum() / after["n"].sum(),
                    "n_before": int(before["n"].sum()),
                    "n_after": int(after["n"].sum()),
                    "p_value": p_value,
                }
            )
    columns = ["theme", "day", "before", "after", "n_before", "n_after", "p_value"]
    return pd.DataFrame(found, columns=columns).sort_values(["p_value", "theme"], ignore_index=True)


def emerging_terms(
    tokens: Tokens, documents: pd.DataFrame, since: pd.Timestamp, *, n_terms: int = 20
) -> pd.DataFrame:
    """Terms that set the distinct stories since an instant apart from those before it.

    Columns term, n_since, n_before (stories), z as in `telling_terms`.
    """
    first = ~documents["story_id"].duplicated().to_numpy()
    since_mask = (documents["published_at"] >= since).to_numpy() & first
    before_mask = (documents["published_at"] < since).to_numpy() & first
    found = telling_terms(tokens, since_mask, before_mask, n_terms=n_terms)
    return found.rename(columns={"n_inside": "n_since", "n_outside": "n_before"})


def new_names(
    entities: pd.DataFrame, documents: pd.DataFrame, since: pd.Timestamp, *, min_stories: int = 2
) -> pd.DataFrame:
    """Whoever is named since an instant in at least `min_stories` distinct stories and in none before.

    Columns entity, kind, n (stories), doc_id (the first), most named first; `entities` is an ENTITIES table.
    A document without a date is neither before nor since.
    """
    own = documents[["doc_id", "story_id", "published_at"]]
    named = join(entities[["doc_id", "entity", "kind"]], own)
    named = named[named["published_at"].notna()].sort_values(["published_at", "doc_id"])
    grouped = named.groupby("entity", sort=True)
    found = grouped.agg(
        kind=("kind", "first"),
        n=("story_id", "nunique"),
        doc_id=("doc_id", "first"),
        first=("published_at", "min"),
    ).reset_index()
    found = found[(found["first"] >= since) & (found["n"] >= min_stories)]
    return found.sort_values(["n", "entity"], ascending=[False, True], ignore_index=True)


def telling_terms(
    tokens: Tokens,
    inside: np.ndarray,
    outside: np.ndarray,
    *,
    n_terms: int = 20,
    min_documents: int = 3,
) -> pd.DataFrame:
    """Terms that distinguish the documents `inside` from those `outside` (masks), strongest first.

    Columns term, n_inside, n_outside (documents), z. z is the log-odds ratio with an informative
    Dirichlet prior over its standard deviation (Monroe, Colaresi and Quinn 2008, "Fightin' Words"),
    on document frequencies. Terms in fewer than `min_documents` inside and stop words are left out, and
    so are those that chance would bring up among so many: at most one in ten of the terms returned is
    expected to be one (Fisher's exact test; Benjamini & Hochberg 1995).
    """
    from scipy.stats import false_discovery_control, hypergeom

    n_inside = _document_frequency(tokens, inside)
    n_outside = _document_frequency(tokens, outside)
    often = np.flatnonzero(n_inside >= min_documents)
    words = tokens.vocabulary[often].astype(str)
    usable = np.array([is_content(fold(word)) for word in words], bool)
    prior = (n_inside + n_outside) * 0.1 + 0.1
    a, b = n_inside + prior, n_outside + prior
    a_total, b_total = n_inside.sum() + prior.sum(), n_outside.sum() + prior.sum()
    delta = np.log(a / (a_total - a)) - np.log(b / (b_total - b))
    z = delta / np.sqrt(1 / a + 1 / b)
    order = often[usable][np.lexsort((words[usable], -z[often[usable]]))]
    n_all, n_in = int(inside.sum() + outside.sum()), int(inside.sum())
    held = (n_inside + n_outside)[order]
    by_chance = hypergeom.sf(n_inside[order] - 1, n_all, held, n_in)
    order = order[false_discovery_control(by_chance) <= FALSE_DISCOVERIES][:n_terms]
    return pd.DataFrame(
        {
            "term": tokens.vocabulary[order].astype(str),
            "n_inside": n_inside[order].astype(int),
            "n_outside": n_outside[order].astype(int),
            "z": z[order],
        }
    )


def _themed(documents: pd.DataFrame, document_themes: pd.DataFrame, period: Period) -> pd.DataFrame:
    """A row for each dated story and theme, and one with the theme "" for each story."""
    dated = documents.loc[documents["published_at"].notna(), ["doc_id", "story_id", "published_at"]]
    stories = distinct_stories(dated)
    rows = pd.DataFrame(
        {"doc_id": stories["doc_id"], "period": periods_of(stories["published_at"], period)}
    )
    themed = rows.merge(document_themes[["doc_id", "theme"]], on="doc_id")
    return pd.concat([rows.assign(theme=""), themed], ignore_index=True)


def _split_t(days: np.ndarray, orders: np.ndarray, min_side: int) -> np.ndarray:
    """Student's t of after minus before, split behind each day but the last, for orders of the days.

    `days` has a row a day: n, sum, sum of squares. `orders` (rows, n_days) gives (rows, n_days - 1);
    0 where a side has fewer than `min_side` stories. The two sides share one variance, so the largest t
    is the split that leaves the least squares; a variance for each (Welch) would rather cut off some
    days that happen to be alike than split where the mean moves.
    """
    running = np.cumsum(days[orders], axis=1)
    before, after = running[:, :-1], running[:, [-1]] - running[:, :-1]
    n_a, n_b = before[..., 0], after[..., 0]
    n, total, squares = days.sum(axis=0)
    moved = after[..., 1] / n_b - before[..., 1] / n_a
    known = n_a * n_b / n
    left = np.maximum(squares - total**2 / n - known * moved**2, 1e-4 * n) / max(n - 2, 1)
    t = moved * np.sqrt(known / left)
    return np.where(np.minimum(n_a, n_b) >= min_side, t, 0.0)


def _document_frequency(tokens: Tokens, mask: np.ndarray) -> np.ndarray:
    """In how many of the masked documents each term of the vocabulary stands."""
    width = len(tokens.vocabulary)
    found = np.zeros(width, dtype=np.int64)
    for low in range(0, len(tokens), _BATCH):
        offsets = tokens.offsets[low : low + _BATCH + 1]
        rows = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        kept = mask[low : low + _BATCH][rows]
        terms = tokens.term_ids[offsets[0] : offsets[-1]][kept]
        pairs = np.unique(rows[kept] * width + terms)
        found += np.bincount(pairs % width, minlength=width)
    return found.astype(float)
