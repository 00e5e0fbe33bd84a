"""Documents to named themes: none, one or several each, with weight and evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.background import Background, load_background
from analytics.tables import DOCUMENT_THEMES
from analytics.themes.aboutness import ABOUT, Mentions, find_mentions, score_mentions
from analytics.themes.definitions import Theme
from analytics.themes.likeness import LikenessModel
from analytics.themes.review import seed_table, suggest_seeds
from analytics.themes.tied_names import find_tied_names
from analytics.threads import one_thread
from analytics.tokens import Tokens

SAMPLE = 20_000  # documents a likeness model learns from
BATCH = 20_000  # documents it is applied to at a time
FEWEST_SEEDED = 5  # documents with a seed word below which likeness to them says nothing
MARGIN = 5.5  # lead of a theme over the next at which a document is about it
PRESENCE = 0.7  # presence at which a document is about it
SEEDED = 0.3  # what a seed word adds to presence
NAMED_LEAD, NAMED_PRESENCE = 5.0, 0.3  # the same for a document whose own words name the theme
N_EVIDENCE = 6


@dataclass(frozen=True)
class ThemeResult:
    """What `assign_themes` found.

    `document_themes` keeps its contract: a row for each document and theme it is about, weight ½ and
    more. `leanings` has the same columns for documents about no theme: the `similar` theme they are
    nearest to, weight below ½. `seeds` has theme, term, n_documents (0: absent from the corpus) and
    share_accepted, the share of those documents found to be about the theme (missing when there are
    none). `suggestions` has theme, term, n_documents, example_id for a person to accept.
    """

    document_themes: pd.DataFrame
    leanings: pd.DataFrame
    seeds: pd.DataFrame
    suggestions: pd.DataFrame


def assign_themes(
    documents: pd.DataFrame,
    tokens: Tokens,
    themes: Sequence[Theme],
    background: Background | None = None,
) -> ThemeResult:
    """Assign the documents (a `documents` table and its tokens, row for row) to the themes.

    A document is about a theme when its own words say so (see `aboutness`), or when its headline has a
    name that this corpus ties to the theme (see `tied_names`); about a `similar` theme of
    which at least five documents hold a seed word, when it reads like those documents, too (see
    `likeness`), unless most of the corpus is about none of the themes. `background` weighs
    the words that likeness goes by; the bundled one without.
    """
    if len(documents) != len(tokens):
        raise ValueError(
            f"{len(documents)} documents but tokens of {len(tokens)}; segment them again"
        )
    mentions = find_mentions(tokens, themes)
    strength = score_mentions(mentions, len(tokens), len(themes))
    tied = find_tied_names(tokens, 1 - 0.5 ** (strength / ABOUT), ABOUT)
    weight = 1 - 0.5 ** ((strength + tied.strength) / ABOUT)
    leaning = np.zeros_like(weight)
    seeded = (strength > 0).sum(axis=0)
    alike = np.array(
        [i for i, theme in enumerate(themes) if theme.similar and seeded[i] >= FEWEST_SEEDED],
        dtype=int,
    )
    evidence = tied.words
    model = None
    if len(alike):
        seeds = [themes[i].seeds for i in alike]
        model = _fit(tokens, strength[:, alike], seeds, background or load_background())
    # Where most news is about something else, likeness leads astray and words decide.
    if model is not None and not model.is_open:
        nearest, confidence = _likeness(model, tokens, strength[:, alike])
        weight[:, alike] = 0
        rows = np.arange(len(tokens))
        weight[rows, alike[nearest]] = confidence
        unclaimed = ~(weight >= 0.5).any(axis=1)
        leaning[rows[unclaimed], alike[nearest[unclaimed]]] = confidence[unclaimed].clip(1e-6)
        evidence = tied.words | _telling(model, tokens, nearest, (confidence >= 0.5) | unclaimed)
    accepted = weight >= 0.5
    return ThemeResult(
        DOCUMENT_THEMES.check(_table(tokens, themes, mentions, weight * accepted, evidence)),
        DOCUMENT_THEMES.check(_table(tokens, themes, mentions, leaning, evidence)),
        seed_table(mentions, themes, accepted),
        suggest_seeds(tokens, themes, weight),
    )


def _fit(
    tokens: Tokens, strength: np.ndarray, seeds: list[tuple[str, ...]], background: Background
) -> LikenessModel:
    # Evenly spaced, so that a sample of a dated corpus covers all of its time.
    sample = np.unique(np.linspace(0, len(tokens) - 1, min(SAMPLE, len(tokens))).astype(int))
    with one_thread():
        return LikenessModel(seeds, background).fit(tokens.take(sample), strength[sample])


def _likeness(
    model: LikenessModel, tokens: Tokens, strength: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The nearest theme of each document and how surely it is about it, 0–1."""
    nearest = np.zeros(len(tokens), dtype=np.int64)
    confidence = np.zeros(len(tokens))
    for first in range(0, len(tokens), BATCH):
        part = np.arange(first, min(first + BATCH, len(tokens)))
        with one_thread():
            likeness = model.transform(tokens.take(part), strength[part])
        best = likeness.closeness.argmax(axis=1)
        rows = np.arange(len(part))
        margin = likeness.margin[rows, best].clip(0)
        presence = likeness.presence[rows, best] + SEEDED * strength[part, best].clip(0, 1)
        confident = np.minimum(margin / MARGIN, presence / PRESENCE)
        # A document whose own words name its nearest theme need not be like the others that do.
        ordered = np.sort(likeness.closeness, axis=1)
        lead = ordered[:, -1] - ordered[:, -2] if ordered.shape[1] > 1 else np.inf
        named = (lead >= NAMED_LEAD) & (likeness.presence[rows, best] >= NAMED_PRESENCE)
        own = np.where(named, strength[part, best] / ABOUT, 0)
        nearest[part] = best
        confidence[part] = 1 - 0.5 ** np.maximum(confident, own)
    return nearest, confidence


def _telling(
    model: LikenessModel, tokens: Tokens, nearest: np.ndarray, wanted: np.ndarray
) -> dict[int, str]:
    """The words by which documents are like their theme, joined by 、, by position."""
    found: dict[int, str] = {}
    positions = np.flatnonzero(wanted)
    for first in range(0, len(positions), BATCH):
        part = positions[first : first + BATCH]
        words = model.telling_words(tokens.take(part), nearest[part])
        found |= {int(p): "、".join(w) for p, w in zip(part, words, strict=True)}
    return found


def _table(
    tokens: Tokens,
    themes: Sequence[Theme],
    mentions: Mentions,
    weight: np.ndarray,
    telling: dict[int, str],
) -> pd.DataFrame:
    row, theme = np.nonzero(weight)
    own = _evidence(mentions, row * len(themes) + theme, len(themes))
    keys = np.array([theme.key for theme in themes], dtype=object)
    return pd.DataFrame(
        {
            "doc_id": tokens.doc_ids[row],
            "theme": keys[theme],
            "weight": weight[row, theme],
            "evidence": [e or telling.get(int(r), "") for e, r in zip(own, row, strict=True)],
        }
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
    frame = frame[frame["cell"].isin(cells) & (frame["strength"] > 0)]
    frame = frame.groupby(["cell", "word"], sort=True)["strength"].max().reset_index()
    frame = frame.sort_values(["cell", "strength", "word"], ascending=[True, False, True])
    frame = frame.groupby("cell", sort=False).head(N_EVIDENCE)
    frame["term"] = np.array(mentions.words, dtype=object)[frame["word"]]
    joined = frame.groupby("cell")["term"].agg("、".join)
    return joined.reindex(cells, fill_value="").tolist()
