"""Batches of documents as one string each, so that a pattern runs over thousands of them at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analytics.tokens import Tokens

SEPARATOR = "\x00"  # between documents: no name and no pattern crosses it
BATCH = 20_000


@dataclass(frozen=True)
class TextBatch:
    """Documents `first` … joined by SEPARATOR.

    `starts[i]` is where the i-th document of the batch begins in `text`; `token_starts` are the
    places of all tokens, `words` the tokens themselves.
    """

    first: int
    text: str
    starts: np.ndarray
    token_starts: np.ndarray
    words: np.ndarray

    def document_of(self, places: np.ndarray) -> np.ndarray:
        """Which document of the batch each place of the text lies in."""
        return np.searchsorted(self.starts, places, side="right") - 1


def text_batches(tokens: Tokens, size: int = BATCH) -> Iterator[TextBatch]:
    """The documents in order, `size` at a time; the text is that of the tokens (normalised)."""
    term_lengths = np.fromiter(map(len, tokens.vocabulary), np.int64, len(tokens.vocabulary))
    for first in range(0, len(tokens), size):
        bounds = tokens.offsets[first : first + size + 1]
        ids = tokens.term_ids[bounds[0] : bounds[-1]]
        words = tokens.vocabulary[ids]
        inner = bounds - bounds[0]
        text = SEPARATOR.join("".join(words[a:b]) for a, b in pairwise(inner))
        lengths = term_lengths[ids]
        ends = np.concatenate(([0], np.cumsum(lengths)))
        n_documents = len(inner) - 1
        # Every document is moved right by the separators before it.
        shift = np.repeat(np.arange(n_documents), np.diff(inner))
        yield TextBatch(
            first,
            text,
            ends[inner[:-1]] + np.arange(n_documents),
            ends[:-1] + shift,
            words,
        )
