"""How strongly a document is about a theme, from where its words stand.

A word in the headline says what a document is about; the same word deep in the text, in a list of
share prices or in the contents of a roundup is a passing mention. The strength of a theme in a document
is the sum over its distinct words of (kind × place), plus a little for repetition.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.themes.definitions import Theme
from analytics.themes.matching import Hits, match_words
from analytics.tokens import Tokens

STRENGTH = {"seeds": 1.0, "makers": 0.8, "hints": 0.45}
HEADLINE = 60  # characters of a title, or of an untitled document, that count in full
LEAD = 60  # characters after the headline that count as the lead
PLACES = np.array([1.0, 0.45, 0.12])  # headline, lead, rest


@dataclass(frozen=True)
class Mentions:
    """Each place where a document names a theme.

    Parallel arrays in text order: `document`, `theme` and `word` are positions in the tokens, the
    themes and `words`; `strength` (0–1) is kind × place.
    """

    words: list[str]
    document: np.ndarray
    theme: np.ndarray
    word: np.ndarray
    strength: np.ndarray


def find_mentions(tokens: Tokens, themes: Sequence[Theme]) -> Mentions:
    """Every mention of the themes, weighed by kind and place."""
    owners: dict[str, list[tuple[int, float]]] = {}
    for position, theme in enumerate(themes):
        for kind, strength in STRENGTH.items():
            for word in getattr(theme, kind):
                owners.setdefault(word, []).append((position, strength))
    words = list(owners)
    hits = match_words(tokens, words)
    place = _places(tokens, hits)
    # One row for each theme that a hit's word belongs to.
    n_owners = np.array([len(owners[word]) for word in words], dtype=np.int64)
    first = np.concatenate(([0], np.cumsum(n_owners)))
    flat = [pair for word in words for pair in owners[word]]
    repeats = n_owners[hits.word]
    row = np.repeat(np.arange(len(hits.word)), repeats)
    rank = np.arange(len(row)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    owner = first[hits.word[row]] + rank
    theme_of = np.array([theme for theme, _ in flat], dtype=np.int64)[owner]
    kind_of = np.array([strength for _, strength in flat])[owner]
    mentions = Mentions(words, hits.document[row], theme_of, hits.word[row], kind_of * place[row])
    kept = ~_swallowed(tokens, themes, hits, row, theme_of)
    return Mentions(words, *(column[kept] for column in _columns(mentions)))


def _columns(mentions: Mentions) -> tuple[np.ndarray, ...]:
    return mentions.document, mentions.theme, mentions.word, mentions.strength


def _places(tokens: Tokens, hits: Hits) -> np.ndarray:
    untitled = tokens.title_lengths[hits.document] == 0
    start = hits.start
    headline = (hits.in_title | untitled) & (start < HEADLINE)
    lead = ~headline & (hits.in_title | (start < HEADLINE + LEAD))
    return PLACES[np.where(headline, 0, np.where(lead, 1, 2))]


def _swallowed(
    tokens: Tokens, themes: Sequence[Theme], hits: Hits, row: np.ndarray, theme_of: np.ndarray
) -> np.ndarray:
    """Whether a mention lies in a wording that its theme rules out."""
    swallowed = np.zeros(len(row), dtype=bool)
    for position, theme in enumerate(themes):
        if not theme.never:
            continue
        never = match_words(tokens, theme.never, whole=False)
        mine = np.flatnonzero(theme_of == position)
        document, start, end = (
            column[row[mine]] for column in (hits.document, hits.start, hits.end)
        )
        # Matches of one scan are disjoint and sorted, so only the last that begins before can overlap.
        span = int(max(never.end.max(initial=0), end.max(initial=0))) + 1
        keys = never.document * span + never.start
        last = np.searchsorted(keys, document * span + end, side="left") - 1
        overlaps = (last >= 0) & (len(keys) > 0)
        last = last.clip(0)
        if len(keys):
            overlaps &= (never.document[last] == document) & (never.end[last] > start)
        swallowed[mine] = overlaps
    return swallowed


def score_mentions(mentions: Mentions, n_documents: int, n_themes: int) -> np.ndarray:
    """Strength of each theme in each document, shape (n_documents, n_themes), 0 and up."""
    cell = mentions.document * n_themes + mentions.theme
    key = cell * len(mentions.words) + mentions.word
    distinct, inverse = np.unique(key, return_inverse=True)
    best = np.zeros(len(distinct))
    np.maximum.at(best, inverse, mentions.strength)
    repeated = np.log2(np.bincount(inverse, minlength=len(distinct)).clip(1)) * 0.12
    strength = np.bincount(
        distinct // max(len(mentions.words), 1), best + repeated, n_documents * n_themes
    )
    return strength.reshape(n_documents, n_themes)
