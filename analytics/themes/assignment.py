"""Documents to named themes: none, one or several each, with weight and evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.tables import DOCUMENT_THEMES
from analytics.themes.aboutness import Mentions, find_mentions, score_mentions
from analytics.themes.definitions import Theme
from analytics.tokens import Tokens

ABOUT = 0.7  # strength from which a document is about a theme: weight ½
N_EVIDENCE = 6


@dataclass(frozen=True)
class ThemeResult:
    """What `assign_themes` found.

    `document_themes` keeps its contract, a row for each document and theme it is about. `seeds` has
    theme, term, n_documents (0: absent from the corpus) and share_accepted, the share of those
    documents that were found to be about the theme (missing when there are none). `suggestions` has
    theme, term, n_documents, example_id for a person to accept.
    """

    document_themes: pd.DataFrame
    seeds: pd.DataFrame
    suggestions: pd.DataFrame


def assign_themes(documents: pd.DataFrame, tokens: Tokens, themes: Sequence[Theme]) -> ThemeResult:
    """Assign the documents (a `documents` table and its tokens, row for row) to the themes."""
    mentions = find_mentions(tokens, themes)
    strength = score_mentions(mentions, len(tokens), len(themes))
    weight = 1 - 0.5 ** (strength / ABOUT)
    row, theme = np.nonzero(weight >= 0.5)
    keys = np.array([theme.key for theme in themes], dtype=object)
    table = pd.DataFrame(
        {
            "doc_id": tokens.doc_ids[row],
            "theme": keys[theme],
            "weight": weight[row, theme],
            "evidence": _evidence(mentions, row * len(themes) + theme, len(themes)),
        }
    )
    accepted = weight >= 0.5
    return ThemeResult(
        DOCUMENT_THEMES.check(table),
        _seed_table(mentions, themes, accepted),
        pd.DataFrame(columns=["theme", "term", "n_documents", "example_id"]),
    )


def _evidence(mentions: Mentions, cells: np.ndarray, n_themes: int) -> list[str]:
    """The distinct words behind each (document, theme) cell, strongest first, joined by 、."""
    frame = pd.DataFrame(
        {
            "cell": mentions.document * n_themes + mentions.theme,
            "word": mentions.word,
            "strength": mentions.strength,
        }
    )
    frame = frame[frame["cell"].isin(cells)]
    frame = frame.groupby(["cell", "word"], sort=True)["strength"].max().reset_index()
    frame = frame.sort_values(["cell", "strength", "word"], ascending=[True, False, True])
    frame = frame.groupby("cell", sort=False).head(N_EVIDENCE)
    frame["term"] = np.array(mentions.words, dtype=object)[frame["word"]]
    joined = frame.groupby("cell")["term"].agg("、".join)
    return joined.reindex(cells, fill_value="").tolist()


def _seed_table(mentions: Mentions, themes: Sequence[Theme], accepted: np.ndarray) -> pd.DataFrame:
    pairs = pd.DataFrame(
        {"theme": mentions.theme, "word": mentions.word, "document": mentions.document}
    ).drop_duplicates()
    pairs["accepted"] = accepted[pairs["document"], pairs["theme"]]
    counts = pairs.groupby(["theme", "word"])["accepted"].agg(["size", "mean"])
    index = {word: i for i, word in enumerate(mentions.words)}
    rows = [
        (theme.key, word, (position, index[word]))
        for position, theme in enumerate(themes)
        for word in (*theme.seeds, *theme.makers, *theme.hints)
    ]
    found = counts.reindex(pd.MultiIndex.from_tuples([cell for *_, cell in rows]))
    return pd.DataFrame(
        {
            "theme": [key for key, *_ in rows],
            "term": [word for _, word, _ in rows],
            "n_documents": found["size"].fillna(0).astype("int64").to_numpy(),
            "share_accepted": found["mean"].to_numpy(),
        }
    )
