"""Whole words instead of fragments: a term that hardly occurs without its neighbour is a part of one.

The segmenter cuts names it does not know (面上 out of 盘面上, 一碗 out of 一碗半筷). A reader should not see the
pieces.
"""

import numpy as np
import pandas as pd

from analytics.background import is_content, stop_words
from analytics.tokens import Tokens, fold_terms

_BOUND = 0.8  # share of occurrences with one and the same neighbour from which a term is a part of a word
_FEWEST = 5  # occurrences below which nothing is concluded


def whole_terms(terms: np.ndarray, tokens: Tokens) -> dict[str, str]:
    """For each folded term that is a fragment in these documents: the whole, or "" to leave it out.

    A term whose neighbour on a side is the same word in at least `_BOUND` of its occurrences is joined
    with it; one that as often follows a number (a unit) or one character (a remainder) is left out.
    """
    folded = np.array(fold_terms(tokens.vocabulary), dtype=object)
    wanted = pd.Index(np.unique(terms.astype(str)))
    number = wanted.get_indexer(pd.Index([term.strip() for term in folded], dtype=str))
    at = np.flatnonzero(number[tokens.term_ids] >= 0)
    term = number[tokens.term_ids[at]]
    n_occurrences = np.bincount(term, minlength=len(wanted))
    joins = np.array([_joins(entry) for entry in folded], dtype=bool)
    digit = np.array([entry[:1].isdigit() for entry in folded], dtype=bool)
    starts = np.zeros(len(tokens.term_ids) + 1, dtype=bool)
    starts[tokens.offsets] = True
    left = np.where(starts[at], -1, tokens.term_ids[at - 1])
    right = np.where(starts[at + 1], -1, tokens.term_ids[np.minimum(at + 1, len(starts) - 2)])
    after_number = np.bincount(term, (left >= 0) & digit[left], minlength=len(wanted))
    single = np.array([len(entry) == 1 for entry in folded], dtype=bool)
    before = _bound(term, np.where((left >= 0) & joins[left], left, -1), n_occurrences)
    behind = _bound(
        term, np.where((right >= 0) & joins[right] & ~single[right], right, -1), n_occurrences
    )
    found = {}
    for i in np.flatnonzero(n_occurrences >= _FEWEST):
        parts = [before[i], behind[i]]
        left_part, right_part = ("" if part < 0 else str(folded[part]) for part in parts)
        whole = left_part + wanted[i] + right_part
        if after_number[i] >= _BOUND * n_occurrences[i] or (left_part and single[before[i]]):
            found[wanted[i]] = ""
        elif whole != wanted[i] and is_content(whole):
            found[wanted[i]] = whole
    return found


def _bound(term: np.ndarray, neighbour: np.ndarray, n_occurrences: np.ndarray) -> np.ndarray:
    """The neighbour (a vocabulary entry) each term is bound to; −1 for none."""
    bound = np.full(len(n_occurrences), -1)
    pairs = pd.DataFrame({"term": term, "neighbour": neighbour})
    counts = pairs[pairs["neighbour"] >= 0].value_counts(["term", "neighbour"], sort=False)
    for (which, entry), n in counts.items():
        if n >= _BOUND * n_occurrences[which]:
            bound[which] = entry
    return bound


def _joins(entry: str) -> bool:
    """Whether a vocabulary entry can be part of a name: Chinese characters, no stop word."""
    return entry not in stop_words() and all(
        "\u4e00" <= character <= "\u9fff" for character in entry
    )
