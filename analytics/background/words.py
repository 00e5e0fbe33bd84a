"""The view of a corpus that every topic model reads: content terms counted by document."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from analytics.background.background import Background
from analytics.background.terms import content_terms
from analytics.tokens import Tokens


@dataclass(frozen=True)
class Words:
    """`counts` (sparse, n_documents × n_terms, float32) of the folded, sorted `terms`."""

    terms: np.ndarray
    counts: sp.csr_matrix

    @property
    def document_frequency(self) -> np.ndarray:
        """How many documents hold each term."""
        return np.bincount(self.counts.indices, minlength=len(self.terms))

    def idf(self, background: Background) -> np.ndarray:
        """Mean of the corpus' own and the background's inverse document frequency."""
        own = np.log((1 + self.counts.shape[0]) / (1 + self.document_frequency)) + 1
        return ((own + background.idf(self.terms)) / 2).astype(np.float32)


def count_words(tokens: Tokens) -> Words:
    """Count the content terms of each document."""
    terms, positions = content_terms(tokens.vocabulary)
    ids = positions[tokens.term_ids]
    rows = np.repeat(np.arange(len(tokens)), np.diff(tokens.offsets))[ids >= 0]
    ones = np.ones(len(rows), dtype=np.float32)
    counts = sp.csr_matrix((ones, (rows, ids[ids >= 0])), shape=(len(tokens), len(terms)))
    counts.sum_duplicates()
    return Words(terms, counts)
