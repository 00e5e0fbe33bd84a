"""What moved from one run to the other beyond chance, and the stories that moved it.

Every table counts distinct stories; differences are B minus A. Something "moved" only where the 95 %
interval of its difference excludes zero.
"""

import numpy as np
import pandas as pd

from analytics.comparison.intervals import difference_of_means, difference_of_shares, wilson

AT_MOST = 5  # stories named for a move
ALL = ""  # the theme of all news


def claims(stories: pd.DataFrame, a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """A row for each story and theme that either run's `document_themes` puts together.

    Columns: story (row of `stories`), theme, a, b (whether the run does), weight (the larger).
    """
    sides = []
    for themes, name in ((a, "a"), (b, "b")):
        row = pd.Series(stories.index, index=stories[f"doc_id_{name}"])
        found = themes.assign(story=themes["doc_id"].map(row[row.index != ""]))
        found = found.dropna(subset="story").astype({"story": "int64"})
        sides.append(
            found[["story", "theme", "weight"]].rename(columns={"weight": f"weight_{name}"})
        )
    told = sides[0].merge(sides[1], on=["story", "theme"], how="outer")
    return pd.DataFrame(
        {
            "story": told["story"],
            "theme": told["theme"],
            "a": told["weight_a"].notna(),
            "b": told["weight_b"].notna(),
            "weight": told[["weight_a", "weight_b"]].max(axis=1),
        }
    )


def tones(stories: pd.DataFrame, a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """A row a story: polarity a, b (missing without evidence, or in the other run), label_a, label_b."""
    found = {}
    for sentiment, name in ((a, "a"), (b, "b")):
        here = sentiment.set_index("doc_id").reindex(stories[f"doc_id_{name}"])
        found[name] = here["polarity"].where(here["n_hits"] > 0).to_numpy()
        found[f"label_{name}"] = here["label"].fillna("").to_numpy()
    return pd.DataFrame(found, index=stories.index)


def compare_shares(stories: pd.DataFrame, told: pd.DataFrame, themes: list[str]) -> pd.DataFrame:
    """The share of stories about each of `themes`; `told` as `claims` gives it.

    Columns: theme, n_a, n_b (stories about it), share_a, share_b (0 … 1) each with _low, _high,
    difference, low, high, moved; the surest moves first.
    """
    in_a, in_b = stories["doc_id_a"] != "", stories["doc_id_b"] != ""
    total_a, total_b, shared = int(in_a.sum()), int(in_b.sum()), int((in_a & in_b).sum())
    told = told.assign(shared=(in_a & in_b).to_numpy()[told["story"]])
    both = told[told["shared"]]
    counts = pd.DataFrame(
        {
            "n_a": told[told["a"]].groupby("theme").size(),
            "n_b": told[told["b"]].groupby("theme").size(),
            "shared_a": both[both["a"]].groupby("theme").size(),
            "shared_b": both[both["b"]].groupby("theme").size(),
            "agreed": both[both["a"] & both["b"]].groupby("theme").size(),
        }
    )
    counts = counts.reindex(themes).fillna(0).astype("int64")
    table = counts[["n_a", "n_b"]].rename_axis("theme").reset_index()
    share_a, share_b = (counts[f"n_{x}"] / max(n, 1) for x, n in (("a", total_a), ("b", total_b)))
    covariation = (
        counts["agreed"]
        - share_b * counts["shared_a"]
        - share_a * counts["shared_b"]
        + shared * share_a * share_b
    )
    for name, total in (("a", total_a), ("b", total_b)):
        table[f"share_{name}"] = table[f"n_{name}"] / total if total else np.nan
        low, high = wilson(table[f"n_{name}"], total)
        table[f"share_{name}_low"], table[f"share_{name}_high"] = low, high
    table["difference"] = table["share_b"] - table["share_a"]
    low, high = difference_of_shares(
        counts["n_a"], total_a, counts["n_b"], total_b, shared=shared, covariation=covariation
    )
    alike = ((counts["agreed"] == counts["n_a"]) & (counts["agreed"] == counts["n_b"])).to_numpy()
    unchanged = alike & (shared == total_a == total_b)
    table["low"], table["high"] = np.where(unchanged, 0, low), np.where(unchanged, 0, high)
    return _judged(table)


def compare_tones(told: pd.DataFrame, toned: pd.DataFrame, themes: list[str]) -> pd.DataFrame:
    """The mean polarity of the stories with evidence, of each of `themes`; "" is all news.

    `told` as `claims`, `toned` as `tones` gives it. Columns: theme, n_a, n_b (stories with evidence),
    tone_a, tone_b (−1 … 1, missing for none), difference, low, high (missing for few), moved.
    """
    rows = []
    for theme in themes:
        a, b = _polarities(told, toned, theme)
        difference, low, high = difference_of_means(a, b)
        n_a, n_b = int((~np.isnan(a)).sum()), int((~np.isnan(b)).sum())
        mean_a, mean_b = (np.nanmean(x) if n else np.nan for x, n in ((a, n_a), (b, n_b)))
        rows.append((theme, n_a, n_b, mean_a, mean_b, difference, low, high))
    columns = ["theme", "n_a", "n_b", "tone_a", "tone_b", "difference", "low", "high"]
    return _judged(pd.DataFrame(rows, columns=columns))


def movers_of_share(told: pd.DataFrame, theme: str, difference: float) -> pd.DataFrame:
    """Stories that joined the theme where its share rose, or left it where it fell: story, weight.

    Those most about the theme come first.
    """
    joined = told["b"] & ~told["a"] if difference > 0 else told["a"] & ~told["b"]
    found = told[joined & (told["theme"] == theme)]
    return found.sort_values(["weight", "story"], ascending=[False, True])[
        ["story", "weight"]
    ].head(AT_MOST)


def movers_of_tone(
    told: pd.DataFrame, toned: pd.DataFrame, theme: str, difference: float
) -> pd.DataFrame:
    """Stories that pulled the mean tone most in the direction of its move: story, pull.

    `pull` is the story's part of the difference, −2 … 2: its distance from the middle of both means
    over the number of stories, with the opposite sign where the story is in A. All parts sum to the
    difference.
    """
    a, b = _polarities(told, toned, theme)
    middle = (np.nanmean(a) + np.nanmean(b)) / 2
    parts = np.nan_to_num((b - middle) / (~np.isnan(b)).sum())
    parts -= np.nan_to_num((a - middle) / (~np.isnan(a)).sum())
    pulls = pd.DataFrame({"story": toned.index, "pull": parts})
    pulls = pulls[np.sign(pulls["pull"]) == np.sign(difference)]
    order = pulls["pull"].abs().sort_values(ascending=False, kind="stable").index
    return pulls.loc[order].head(AT_MOST).reset_index(drop=True)


def judged_otherwise(
    told: pd.DataFrame, toned: pd.DataFrame, stories: pd.DataFrame
) -> pd.DataFrame:
    """Stories of both runs with other themes or another label of tone: story, change.

    `change` is the change of polarity (missing where either has no evidence). Those come first whose
    themes differ, then those whose polarity changed most.
    """
    both = ((stories["doc_id_a"] != "") & (stories["doc_id_b"] != "")).to_numpy()
    rethemed = np.zeros(len(stories), dtype=bool)
    rethemed[told.loc[told["a"] != told["b"], "story"]] = True
    relabelled = (toned["label_a"] != toned["label_b"]).to_numpy()
    change = (toned["b"] - toned["a"]).to_numpy()
    found = np.flatnonzero(both & (rethemed | relabelled))
    size = np.nan_to_num(np.abs(change[found]))
    order = np.lexsort((found, -size, ~rethemed[found]))
    return pd.DataFrame({"story": found[order], "change": change[found[order]]})


def themes_of(told: pd.DataFrame, rows: pd.Series, run: str) -> list[list[str]]:
    """The themes that run "a" or "b" gives to each of these stories, by key."""
    found = told[told[run] & told["story"].isin(rows)].sort_values("theme", kind="stable")
    themes = found.groupby("story")["theme"].agg(list)
    return [themes.get(row, []) for row in rows]


def _polarities(
    told: pd.DataFrame, toned: pd.DataFrame, theme: str
) -> tuple[np.ndarray, np.ndarray]:
    """Polarity in A and in B of the stories about the theme, nan elsewhere; a row a story."""
    sides = []
    for name in "ab":
        polarity = toned[name].to_numpy(dtype=float, copy=True)
        if theme != ALL:
            about = np.zeros(len(toned), dtype=bool)
            about[told.loc[told[name] & (told["theme"] == theme), "story"]] = True
            polarity[~about] = np.nan
        sides.append(polarity)
    return sides[0], sides[1]


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    """With `moved`: whether the interval excludes zero; those first, and the larger first."""
    table["moved"] = (table["low"] > 0) | (table["high"] < 0)
    order = pd.DataFrame({"still": ~table["moved"], "size": -table["difference"].abs()})
    return table.loc[order.sort_values(["still", "size"], kind="stable").index].reset_index(
        drop=True
    )
