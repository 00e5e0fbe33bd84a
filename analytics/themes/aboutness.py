"""How strongly a document is about a theme, from where and how its words stand.

A word in the headline says what a document is about; the same word deep in the text, in a list of share
prices, in the contents of a roundup or after "does not concern" is a passing mention. The strength of a
theme in a document is the sum of its distinct seeds, its best name and its best hint, each weighed by its
place, plus a little for further names and for repetition.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.themes.context import Context, read_context
from analytics.themes.definitions import Theme
from analytics.themes.matching import Hits, Text, match_words, read_texts
from analytics.tokens import Tokens

KINDS = ("seeds", "names", "hints")
STRENGTH = np.array([1.0, 0.8, 0.45])
ABOUT = 0.7  # strength from which a document is about a theme
HEADLINE = 60  # characters of a title, or of an untitled document, that count in full
LEAD = 60  # characters after them that count as the lead
PLACES = np.array([1.0, 0.4, 0.12])  # headline, lead, rest
REPEATED = 0.12  # for each doubling of the number of mentions
FURTHER_NAMES, MOST_FURTHER = 0.5, 0.3  # what names beside the best add, and at most
TEASER = 0.5  # a teaser for subscribers names many subjects and is about few
LISTED = 0.6  # one of a list of names is not what a document is about
SUBJECT = 16  # characters within which a price note names whose price it is
YIELDING = 0.5  # a name in news of another kind


@dataclass(frozen=True)
class Mentions:
    """Each place where a document names a theme.

    Parallel arrays in text order: `document`, `theme`, `word` and `kind` are positions in the tokens,
    the themes, `words` and `KINDS`; `strength` (0–1) is kind × place × `trust`, what the context leaves.
    """

    words: list[str]
    document: np.ndarray
    theme: np.ndarray
    word: np.ndarray
    kind: np.ndarray
    strength: np.ndarray
    trust: np.ndarray


def find_mentions(tokens: Tokens, themes: Sequence[Theme]) -> Mentions:
    """Every mention of the themes, weighed by kind, place and context."""
    owners: dict[str, list[tuple[int, int]]] = {}
    for position, theme in enumerate(themes):
        for kind, field in enumerate(KINDS):
            for word in getattr(theme, field):
                owners.setdefault(word, []).append((position, kind))
    parts = [_mentions(text, themes, owners) for text in read_texts(tokens)]
    if not parts:
        return Mentions(list(owners), *(np.zeros(0, dtype=np.int64),) * 4, *(np.zeros(0),) * 2)
    return Mentions(list(owners), *(np.concatenate(column) for column in zip(*parts, strict=True)))


def _mentions(
    text: Text, themes: Sequence[Theme], owners: dict[str, list[tuple[int, int]]]
) -> tuple[np.ndarray, ...]:
    """The columns of `Mentions` for one text."""
    hits = match_words(text, tuple(owners))
    # One row for each theme that a hit's word belongs to.
    n_owners = np.array([len(pairs) for pairs in owners.values()], dtype=np.int64)
    flat = np.array([pair for pairs in owners.values() for pair in pairs], dtype=np.int64)
    repeats = n_owners[hits.word]
    row = np.repeat(np.arange(len(hits.word)), repeats)
    rank = np.arange(len(row)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    theme_of, kind_of = flat[(np.cumsum(n_owners) - n_owners)[hits.word[row]] + rank].T
    hits = hits.take(row)
    kept = ~_swallowed(text, themes, hits, theme_of)
    hits, theme_of, kind_of = hits.take(kept), theme_of[kept], kind_of[kept]
    context = read_context(text, hits)
    trust = np.where(context.denied, 0.0, np.where(context.teaser, TEASER, 1.0))
    trust *= np.where(context.listed, LISTED, 1.0)
    trust = trust * _name_trust(text, themes, hits, theme_of, kind_of, context)
    strength = STRENGTH[kind_of] * _places(text, hits, context) * trust
    return text.first + hits.document, theme_of, hits.word, kind_of, strength, trust


def score_mentions(mentions: Mentions, n_documents: int, n_themes: int) -> np.ndarray:
    """Strength of each theme in each document, shape (n_documents, n_themes), 0 and up."""
    n_cells, n_words = n_documents * n_themes, max(len(mentions.words), 1)
    cell = mentions.document * n_themes + mentions.theme
    counted = mentions.strength > 0
    distinct, inverse = np.unique((cell * n_words + mentions.word)[counted], return_inverse=True)
    best, kind = np.zeros(len(distinct)), np.zeros(len(distinct), dtype=np.int64)
    np.maximum.at(best, inverse, mentions.strength[counted])
    kind[inverse] = mentions.kind[counted]
    trust = mentions.trust[counted]
    n_mentions = np.bincount(inverse, trust, len(distinct)).clip(1)
    strength: np.ndarray = np.bincount(
        distinct // n_words,
        np.where(kind == 0, best, 0) + REPEATED * np.log2(n_mentions) * STRENGTH[kind],
        n_cells,
    ).astype(np.float64)  # counts nothing as integers
    # Several names say little more than the best of them, several hints nothing.
    for position, further in ((1, FURTHER_NAMES), (2, 0.0)):
        mine = kind == position
        top = np.zeros(n_cells)
        np.maximum.at(top, (distinct // n_words)[mine], best[mine])
        rest = np.bincount((distinct // n_words)[mine], best[mine], n_cells) - top
        strength += top + np.minimum(further * rest, MOST_FURTHER)
    return strength.reshape(n_documents, n_themes)


def _places(text: Text, hits: Hits, context: Context) -> np.ndarray:
    untitled = _without_headline(text, hits)[hits.document]
    in_title = hits.in_title & ((hits.start < HEADLINE) | context.roundup)
    headline = in_title | (untitled & (hits.start < HEADLINE))
    lead = ~headline & (hits.in_title | (hits.start < HEADLINE + LEAD))
    place = PLACES[np.where(headline, 0, np.where(lead, 1, 2))]
    return np.where(context.roundup & ~hits.in_title, 0.0, place)


def _without_headline(text: Text, hits: Hits) -> np.ndarray:
    """Whether a document that is hit has no title, or one that its text begins with: whom it is about."""
    without = text.title_ends == text.begins
    for document in np.unique(hits.document[~without[hits.document]]):
        begin, end = text.begins[document], text.title_ends[document]
        without[document] = text.joined.startswith(text.joined[begin:end].rstrip("\n"), end)
    return without


def _name_trust(
    text: Text,
    themes: Sequence[Theme],
    hits: Hits,
    theme_of: np.ndarray,
    kind_of: np.ndarray,
    context: Context,
) -> np.ndarray:
    """How much of a name's strength remains in price notes and in news of another kind."""
    trust = np.ones(len(theme_of))
    name = kind_of == 1
    near_top = hits.in_title | (hits.start < HEADLINE)
    counts = np.array([theme.share_prices for theme in themes])[theme_of]
    trust[name & context.price & ~(counts & near_top & (hits.start < SUBJECT))] = 0.0
    elsewhere = np.zeros((len(text), len(themes)), dtype=bool)
    for position, theme in enumerate(themes):
        if theme.elsewhere:
            found = match_words(text, theme.elsewhere)
            top = found.in_title | (found.start < HEADLINE)
            elsewhere[found.document[top], position] = True
    trust[name & elsewhere[hits.document, theme_of]] *= YIELDING
    return trust


def _swallowed(text: Text, themes: Sequence[Theme], hits: Hits, theme_of: np.ndarray) -> np.ndarray:
    """Whether a mention lies in a wording that its theme rules out."""
    swallowed = np.zeros(len(theme_of), dtype=bool)
    for position, theme in enumerate(themes):
        mine = theme_of == position
        # Each kind by itself: a wording with a gap begins early and would hide the one it runs into.
        for gapped in (False, True):
            words = tuple(word for word in theme.never if ("…" in word) == gapped)
            if words:
                never = match_words(text, words, whole=False)
                anywhere = np.full(len(never.word), not gapped)
                swallowed[mine] |= never.swallow(hits.take(mine), anywhere)
    return swallowed
