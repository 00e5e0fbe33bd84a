"""Where tokens stand: their document, clause and sentence, as flat arrays, and counting over stretches."""

from dataclasses import dataclass

import numpy as np

from analytics.lexicon import MODALITIES, NEGATORS
from analytics.sentiment.roles import Roles
from analytics.tokens import Tokens

FEW = 8  # one stretch to so many tokens: looked up, not counted through
LONE_PREDICATE = 2  # tokens before a cancellation that may have its subject in the clause before


@dataclass(frozen=True)
class Layout:
    """For each token its vocabulary `ids` entry, its `place`, `document` and `document_start`, and the
    positions where its clause and its sentence start and stop (behind the last token), and whether it is
    the last word of its clause, 了 left aside."""

    ids: np.ndarray
    place: np.ndarray
    document: np.ndarray
    document_start: np.ndarray
    clause_start: np.ndarray
    clause_stop: np.ndarray
    sentence_start: np.ndarray
    sentence_stop: np.ndarray
    last_word: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    def any_before(self, flags: np.ndarray, reach: int, where: np.ndarray) -> np.ndarray:
        """Where `where` holds: does a flag stand among the `reach` tokens before, in the same clause?"""
        at = np.flatnonzero(where)
        found = np.zeros(len(self), dtype=bool)
        if len(at):
            found[at] = any_between(flags, np.maximum(self.clause_start[at], at - reach), at)
        return found

    def any_behind(self, flags: np.ndarray, reach: int, where: np.ndarray) -> np.ndarray:
        """Where `where` holds: does a flag stand among the `reach` tokens behind, in the same clause?"""
        at = np.flatnonzero(where)
        found = np.zeros(len(self), dtype=bool)
        if len(at):
            found[at] = any_between(flags, at + 1, np.minimum(self.clause_stop[at], at + 1 + reach))
        return found


def lay_out(tokens: Tokens, roles: Roles) -> Layout:
    """The layout of all tokens of all documents."""
    ids = tokens.term_ids
    document = np.repeat(np.arange(len(tokens)), np.diff(tokens.offsets))
    first = np.zeros(len(ids), dtype=bool)
    first[tokens.offsets[:-1][np.diff(tokens.offsets) > 0]] = True
    place = np.arange(len(ids))
    clause_start, clause_stop = _stretches(_clause_ends(ids, roles, first), first)
    sentence_start, sentence_stop = _stretches(roles.sentence_end[ids], first)
    closing = roles.clause_end[ids] | roles.aspect[ids]
    last_word = (shifted(closing, -1) | (place == clause_stop - 1)) & ~closing
    return Layout(
        ids, place, document, tokens.offsets[:-1][document],
        clause_start, clause_stop, sentence_start, sentence_stop, last_word,
    )  # fmt: skip


def count_between(flags: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How many flags stand in [low, high), elementwise; 0 for an empty stretch."""
    high = np.maximum(high, low)
    if len(low) * FEW < len(flags):
        places = np.flatnonzero(flags)
        return np.searchsorted(places, high) - np.searchsorted(places, low)
    running = np.zeros(len(flags) + 1, dtype=np.int32)
    np.cumsum(flags, out=running[1:])
    return running[high] - running[low]


def any_between(flags: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Does a flag stand in [low, high), elementwise?"""
    return count_between(flags, low, high) > 0


def last_place(flags: np.ndarray, layout: Layout) -> np.ndarray:
    """For each token the place of the last flag before it (0: none)."""
    seen = np.maximum.accumulate(np.where(flags, layout.place, 0)) if len(flags) else layout.place
    return shifted(seen, 1) if len(flags) else seen


def shifted(flags: np.ndarray, by: int) -> np.ndarray:
    """The flags of the token `by` places before (behind, if negative)."""
    out = np.zeros_like(flags)
    if by > 0:
        out[by:] = flags[:-by]
    else:
        out[:by] = flags[-by:]
    return out


def _clause_ends(ids: np.ndarray, roles: Roles, first: np.ndarray) -> np.ndarray:
    """Tokens that end a clause; not a comma before a mere 最终落空, whose subject stands
    before it."""
    ends = roles.clause_end[ids]
    # The space inside a foreign name (Vision Pro) ends nothing.
    foreign = roles.latin[ids] | roles.number[ids]
    ends &= ~(roles.space[ids] & shifted(foreign, 1) & shifted(foreign, -1))
    ending = (roles.negator[ids] == 1 + NEGATORS.index("cancel")) | (roles.valence[ids] < -1)
    closing = roles.aspect[ids] | ends
    # The last word of each clause, 了 left aside, and where the clause starts.
    after = shifted(closing, -1)
    start, _ = _stretches(ends, first)
    place = np.arange(len(ids))
    last = ending & after & ~closing & (place - start <= LONE_PREDICATE) & (start > 0)
    opener = np.maximum(start[last] - 1, 0)
    joined = ~roles.sentence_end[ids[opener]] & ~first[start[last]]
    # 要不是及时转型，早就倒闭了: a clause of its own.
    but_for = roles.modality[ids] == 1 + MODALITIES.index("but_for")
    joined &= ~any_between(but_for, start[opener], opener)
    ends[opener[joined]] = False
    return ends


def _stretches(ends: np.ndarray, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each token where its stretch starts and stops; a stretch ends with an end mark."""
    n = len(ends)
    if n == 0:
        return np.zeros(0, dtype=int), np.zeros(0, dtype=int)
    begins = first.copy()
    begins[1:] |= ends[:-1]
    at = np.flatnonzero(begins)
    lengths = np.diff(at, append=n)
    return np.repeat(at, lengths), np.repeat(at + lengths, lengths)
