"""What the characters of a headline suggest: a second opinion, learned from text that the lexicon labelled.

The lexicon knows few words. A linear model of characters and pairs of characters, fitted to its judgement
of unlabelled news, carries that judgement over to the words it lacks (self-training; on pairs in short
texts see Wang and Manning 2012). The figures are in `data/sentiment/leanings.tsv`.
"""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.lexicon import LexiconError, read_fields
from analytics.resources import data_path
from analytics.sentiment.roles import Roles
from analytics.tokens import Tokens

LEAD = 60  # tokens that are read where there is no title
NAME, NUMBER, PERCENT = "@", "0", "%"
WORK = re.compile("《[^》]*》")  # says nothing about the one who made it
BEGIN = "^"  # the row of the table that every headline has
PAIR = 21  # bits of a character's code; a pair is the codes of both


@dataclass(frozen=True)
class Table:
    """`keys` (n, sorted) of characters and pairs, and how much each speaks for good and for bad news:
    `weights` (n + 1, 2), the last row nought. `begin` (2) is what every headline starts from."""

    keys: np.ndarray
    weights: np.ndarray
    begin: np.ndarray

    def look_up(self, keys: np.ndarray) -> np.ndarray:
        """Weights (n, 2) of these keys; nought for those it lacks."""
        return self.weights[
            self._places.get_indexer(keys)
        ]  # −1, the last row, for what is not there

    @cached_property
    def _places(self) -> pd.Index:
        return pd.Index(self.keys)


@dataclass(frozen=True)
class Leanings:
    """Tokens of headlines: `position`, `document`, `weights` (n, 2) for good and for bad news; and the sums
    of each document (n_documents, 2): `sums` of the weights, `logits` of the model."""

    position: np.ndarray
    document: np.ndarray
    weights: np.ndarray
    sums: np.ndarray
    logits: np.ndarray


@dataclass(frozen=True)
class Reader:
    """A vocabulary read by a table: for each term the weights (n, 2) `own` of its characters and of the
    pairs inside it, and the codes (n, 2) `ends` of its first and last character, 0 where it has none;
    `opening` and `closing` are the marks around titles of works."""

    own: np.ndarray
    ends: np.ndarray
    opening: np.ndarray
    closing: np.ndarray
    table: Table

    @classmethod
    def of(cls, vocabulary: np.ndarray, roles: Roles, table: Table | None = None) -> "Reader":
        """The reader of a vocabulary by a table (None: the bundled one)."""
        table = table or read_leanings()
        terms = masked_terms(vocabulary, roles)
        text = "".join(terms).encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(text, dtype=np.uint32).astype(np.int64)
        lengths = np.array([len(term) for term in terms], dtype=np.int64)
        term = np.repeat(np.arange(len(terms)), lengths)
        found = table.look_up(codes)
        inside = np.flatnonzero(term[1:] == term[:-1]) + 1
        found[inside] += table.look_up(codes[inside - 1] << PAIR | codes[inside])
        ends = np.zeros((len(terms), 2), dtype=np.int64)
        written = lengths > 0
        stop = np.cumsum(lengths)[written]
        ends[written] = np.stack([codes[stop - lengths[written]], codes[stop - 1]], 1)
        own = _totals(term, found, len(terms))
        return cls(own, ends, roles.opening, roles.closing, table)

    def lean(self, tokens: Tokens) -> Leanings:
        """How the headline of each document leans."""
        lengths = head_lengths(tokens)
        document = np.repeat(np.arange(len(tokens)), lengths)
        first = np.cumsum(lengths) - lengths
        position = np.arange(len(document)) + (tokens.offsets[:-1] - first)[document]
        # White space has no characters: the tokens around it make a pair.
        ids = tokens.term_ids[position]
        written = (self.ends[ids, 0] > 0) & ~self._in_titles(ids, document, first)
        position, document, ids = position[written], document[written], ids[written]
        weights = self.own[ids]
        joined = np.flatnonzero(document[1:] == document[:-1]) + 1
        pairs = self.ends[ids[joined - 1], 1] << PAIR | self.ends[ids[joined], 0]
        weights[joined] += self.table.look_up(pairs)
        sums = _totals(document, weights, len(tokens))
        return Leanings(position, document, weights, sums, sums + self.table.begin)

    def _in_titles(self, ids: np.ndarray, document: np.ndarray, first: np.ndarray) -> np.ndarray:
        """Tokens between 《 and 》, the marks left out."""
        opened, closed = (
            np.append(0, np.cumsum(marks[ids])) for marks in (self.opening, self.closing)
        )
        start, stop = first[document], np.append(first[1:], len(ids))[document]
        behind = closed[1:]  # how many have closed with this token
        inside = opened[:-1] - opened[start] > behind - closed[start]
        return inside & (closed[stop] > behind)


@cache
def read_leanings(path: Path | None = None) -> Table:
    """The table in a file of gram<TAB>good<TAB>bad (None: the bundled one); raises LexiconError."""
    path = path or data_path("sentiment", "leanings.tsv")
    begin, found = np.zeros(2), {}
    for line, gram, rest in read_fields(path):
        try:
            good, bad = map(float, rest)
            if len(gram) > 2:
                raise ValueError("longer than two characters")
        except ValueError as error:
            raise LexiconError(
                f"{path}, line {line}: {gram!r}: {error}; write one or two characters<TAB>good<TAB>bad"
            ) from None
        if gram == BEGIN:
            begin = np.array([good, bad])
        else:
            found[_key(gram)] = (good, bad)
    if not found:
        raise LexiconError(f"{path}: holds no leaning")
    keys = np.array(sorted(found), dtype=np.int64)
    return Table(keys, np.array([*(found[key] for key in keys.tolist()), (0.0, 0.0)]), begin)


def _key(gram: str) -> int:
    *before, last = map(ord, gram)
    return before[0] << PAIR | last if before else last


def masked_terms(vocabulary: np.ndarray, roles: Roles) -> list[str]:
    """Each term as the model sees it: names, numbers and shares by a sign, white space not at all.

    A term that the user laid over the lexicon is hidden like a name: what it means has been said.
    """
    terms = [term.lower().strip() for term in vocabulary.tolist()]
    hidden = roles.named | roles.own
    for mask, masked in ((NUMBER, roles.number), (PERCENT, roles.percent), (NAME, hidden)):
        for place in np.flatnonzero(masked).tolist():
            terms[place] = mask
    return terms


def head_lengths(tokens: Tokens) -> np.ndarray:
    """Tokens of each document's headline: its title, else its beginning."""
    lead = np.minimum(np.diff(tokens.offsets), LEAD)
    return np.where(tokens.title_lengths > 0, tokens.title_lengths, lead)


def headlines(tokens: Tokens, roles: Roles) -> list[str]:
    """The headline of each document as the model sees it, titles of works left out."""
    terms = masked_terms(tokens.vocabulary, roles)
    ends = (tokens.offsets[:-1] + head_lengths(tokens)).tolist()
    return [
        WORK.sub("《》", "".join([terms[i] for i in tokens.term_ids[start:end]]))
        for start, end in zip(tokens.offsets[:-1].tolist(), ends, strict=True)
    ]


def _totals(owner: np.ndarray, weights: np.ndarray, n: int) -> np.ndarray:
    """Sum of the rows (…, 2) of each of `n` owners."""
    return np.stack([np.bincount(owner, column, n).astype(float) for column in weights.T], 1)
