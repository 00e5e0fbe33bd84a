"""Names that a corpus itself ties to a theme: the start-up that most of its driverless news is about.

No list of companies stays complete. A rare word that stands in several documents, most of which speak
of one theme, is taken for a name of that theme: a headline with it is about the theme.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from analytics.background import load_background
from analytics.background.terms import fold, is_content
from analytics.tokens import Tokens

FEWEST = 4  # documents with the word
HEADLINES = 4  # headlines with the word: a name that makes news, not one that is quoted
SPEAKS = 0.3  # weight at which a document speaks of a theme, if only in passing
TIED = 0.7  # share of the word's documents that speak of the theme
RARE = 11.0  # idf in the background: in fewer than about one document of 20,000


@dataclass(frozen=True)
class TiedNames:
    """`strength` (n_documents, n_themes) that the names add, and the `words` by document."""

    strength: np.ndarray
    words: dict[int, str]


def find_tied_names(tokens: Tokens, weight: np.ndarray, worth: float) -> TiedNames:
    """Names tied to a theme by documents whose `weight` (n_documents, n_themes) speaks of it.

    A name in the headline adds `worth`.
    """
    n, n_themes = weight.shape
    added = np.zeros((n, n_themes))
    speaks = weight >= SPEAKS
    if speaks.sum() < FEWEST:
        return TiedNames(added, {})
    folded = [fold(str(term)) for term in tokens.vocabulary]
    candidate = np.array([is_content(term) for term in folded], dtype=bool)
    candidate &= load_background().idf(folded) >= RARE
    document = np.repeat(np.arange(n), np.diff(tokens.offsets))
    kept = candidate[tokens.term_ids]
    holds = _table(document[kept], tokens.term_ids[kept], n, len(folded))
    n_holding = np.asarray(holds.sum(axis=0)).ravel()
    n_speaking = holds.T @ speaks.astype(np.int64)
    place = np.arange(len(tokens.term_ids)) - np.repeat(
        tokens.offsets[:-1], np.diff(tokens.offsets)
    )
    heads = kept & (place < tokens.title_lengths[document])
    headed = _table(document[heads], tokens.term_ids[heads], n, len(folded))
    n_headed = np.asarray(headed.sum(axis=0)).ravel()
    usual = (n_holding >= FEWEST) & (n_headed >= HEADLINES)
    tied = usual[:, None] & (n_speaking >= TIED * n_holding[:, None])
    tied &= tied.sum(axis=1, keepdims=True) == 1
    added = worth * ((headed @ tied.astype(np.int64)) > 0)
    words: dict[int, str] = {}
    for row in np.flatnonzero(added.any(axis=1)):
        own = headed.indices[headed.indptr[row] : headed.indptr[row + 1]]
        names = sorted(str(tokens.vocabulary[term]) for term in own if tied[term].any())
        words[int(row)] = "、".join(names)
    return TiedNames(added, words)


def _table(rows: np.ndarray, columns: np.ndarray, n: int, width: int) -> sp.csr_matrix:
    """Which document holds which term, once each."""
    table = sp.csr_matrix((np.ones(len(rows), dtype=np.int64), (rows, columns)), shape=(n, width))
    table.sum_duplicates()
    table.data[:] = 1
    return table
