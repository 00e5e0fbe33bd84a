"""What someone with two minutes should read: the day's stories by theme, good and bad news, what is new."""

import numpy as np
import pandas as pd

from analytics.among import join, number_texts
from analytics.trends import MIN_N, distinct_stories, mean_polarity

_ENTITY_COLUMNS = ["entity", "kind", "n", "polarity", "low", "high", "n_mentions"]


def toned_stories(documents: pd.DataFrame, sentiment: pd.DataFrame) -> pd.DataFrame:
    """Distinct stories with their tone: the columns of documents and of sentiment, plus `prominence`.

    Prominence (0…1) says how much the source made of a story: an article 1, a newsflash or roundup
    item 0.5, half as much again of what is left for each further telling of the same story.
    """
    story = number_texts(documents["story_id"])
    tellings = np.bincount(story)[story]
    base = documents["kind"].map(
        {"article": 1.0, "newsflash": 0.5, "roundup_item": 0.5, "title": 0.4}
    )
    prominence = 1 - (1 - base) * 0.5 ** (tellings - 1)
    stories = distinct_stories(documents.assign(prominence=prominence, n_tellings=tellings))
    return join(stories, sentiment)


def stories_by_theme(
    stories: pd.DataFrame, document_themes: pd.DataFrame, n_each: int
) -> pd.DataFrame:
    """The most prominent stories of each theme: stories' columns plus theme, weight and evidence."""
    themed = join(document_themes, stories)
    themed["rank"] = themed["weight"] * themed["prominence"]
    themed = themed.sort_values(["theme", "rank", "doc_id"], ascending=[True, False, True])
    return themed.groupby("theme", sort=False).head(n_each).reset_index(drop=True)


def extreme_stories(stories: pd.DataFrame, tone: str, n_stories: int) -> pd.DataFrame:
    """The stories that matter most among those of this `tone` (pos or neg), the weightiest first.

    A story weighs the probability of its tone times the strength of its polarity times its prominence: long
    articles, whose words even each other out, are not passed over for the shortest notes. A headline that
    `asks` (a flag of each story) doubts what it tells, so it is bad news at most.
    """
    chosen = stories[stories["label"] == tone]
    if tone == "pos":
        chosen = chosen[~chosen["asks"]]
    weight = chosen[f"p_{tone}"] * chosen["polarity"].abs() * chosen["prominence"]
    chosen = chosen.assign(weight=weight.round(6))
    return chosen.sort_values(["weight", "doc_id"], ascending=[False, True]).head(n_stories)


def to_read(stories: pd.DataFrame, document_themes: pd.DataFrame, n_stories: int) -> pd.DataFrame:
    """A few stories worth opening, each with the reasons: stories' columns plus theme, reasons.

    A story scores its prominence, plus its strongest theme's weight, plus half the strength of its
    tone; each further story of a theme already chosen counts half, so that the list spreads.
    `reasons` holds keys joined by commas: theme, good, bad, retold, long.
    """
    strongest = document_themes.sort_values(
        ["doc_id", "weight", "theme"], ascending=[True, False, True]
    ).drop_duplicates("doc_id")
    stories = stories.reset_index(drop=True)
    pool = stories[["doc_id", "prominence", "polarity"]].merge(
        strongest[["doc_id", "theme", "weight"]], on="doc_id", how="left"
    )
    pool["theme"] = pool["theme"].fillna("")
    pool["score"] = (
        pool["prominence"] + pool["weight"].fillna(0) + pool["polarity"].abs() / 2
    ).round(6)
    # What was chosen moves a whole theme, so none but its best can be chosen.
    pool = pool.sort_values(["score", "doc_id"], ascending=[False, True])
    pool = pool.groupby("theme").head(n_stories)
    chosen: list[int] = []
    for _ in range(min(n_stories, len(pool))):
        rest = pool.drop(index=chosen)
        taken = pool.loc[chosen, "theme"].value_counts()
        crowded = 0.5 ** rest["theme"].map(taken).fillna(0).where(rest["theme"] != "", 0)
        ranked = rest.assign(rank=rest["score"] * crowded)
        chosen.append(
            ranked.sort_values(["rank", "doc_id"], ascending=[False, True], kind="stable").index[0]
        )
    picked = stories.loc[chosen].assign(theme=pool["theme"]).reset_index(drop=True)
    holds = pd.DataFrame(
        {
            "theme": picked["theme"] != "",
            "bad": picked["label"] == "neg",
            "good": picked["label"] == "pos",
            "retold": picked["n_tellings"] > 1,
            "long": picked["kind"] == "article",
        }
    )
    return picked.assign(
        reasons=[",".join(holds.columns[row]) for row in holds.to_numpy(dtype=bool)]
    )


def rank_entities(
    entities: pd.DataFrame, stories: pd.DataFrame, n_entities: int, min_n: int = MIN_N
) -> pd.DataFrame:
    """Who is named in most stories with a tone of its own, from the worst tone to the best.

    Among those of equally many stories it is who is named more often in them. Columns entity, kind, n
    (stories in which its clauses carry a tone), polarity, low, high (as in `mean_polarity`),
    n_mentions (in these stories), and doc_id of the story with its strongest tone. `stories` has doc_id.
    """
    toned = join(entities[entities["polarity"].notna()], stories[["doc_id"]])
    if toned.empty:
        return pd.DataFrame(columns=[*_ENTITY_COLUMNS, "doc_id"])
    key = ["entity", "kind"]
    strength = toned["polarity"].abs()
    strongest = toned.loc[strength.groupby([toned[name] for name in key]).idxmax().to_numpy()]
    mentions = toned.groupby(key, as_index=False)["n_mentions"].sum()
    return (
        mean_polarity(toned, key, min_n)
        .merge(mentions, on=key)
        .merge(strongest[[*key, "doc_id"]], on=key)
        .sort_values(["n", "n_mentions", "entity"], ascending=[False, False, True])
        .head(n_entities)
        .sort_values(["polarity", "entity"], ascending=[True, True], ignore_index=True)
    )
