"""Counts of terms that add up: how many documents hold each, and which occur near each other."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from analytics.background.terms import content_terms
from analytics.tokens import Tokens

WINDOW = 8  # content terms to either side that count as near
MAX_TERMS = (
    1000  # content terms of a document that are counted, so that a few long texts do not rule
)


@dataclass(frozen=True)
class Counts:
    """Content terms of documents, counted; the sum of two counts is that of both sets of documents.

    `terms` are folded, sorted and unique. `document_frequency` (int64, a number a term) says in how
    many of the `n_documents` it occurs, and `co_occurrence` (symmetric, n_terms × n_terms) how often
    two terms lie at most `WINDOW` content terms apart.
    """

    terms: np.ndarray
    n_documents: int
    document_frequency: np.ndarray
    co_occurrence: sp.csr_matrix

    @classmethod
    def count(cls, tokens: Tokens) -> "Counts":
        """Count segmented documents."""
        terms, positions = content_terms(tokens.vocabulary)
        ids = positions[tokens.term_ids]
        document = np.repeat(np.arange(len(tokens)), np.diff(tokens.offsets))
        document, ids = document[ids >= 0], ids[ids >= 0]
        first = np.searchsorted(document, np.arange(len(tokens)))
        rank = np.arange(len(document)) - first[document]
        document, ids = document[rank < MAX_TERMS], ids[rank < MAX_TERMS]
        n_terms = len(terms)
        holds = np.unique(document * np.int64(max(n_terms, 1)) + ids)
        frequency = np.bincount(holds % max(n_terms, 1), minlength=n_terms)[:n_terms]
        return cls(terms, len(tokens), frequency, _co_occurrence(document, ids, n_terms))

    def __add__(self, other: "Counts") -> "Counts":
        terms = np.union1d(self.terms, other.terms)
        frequency = np.zeros(len(terms), dtype=np.int64)
        near = sp.csr_matrix((len(terms), len(terms)), dtype=np.int32)
        for part in (self, other):
            place = np.searchsorted(terms, part.terms)
            frequency[place] += part.document_frequency
            pairs = part.co_occurrence.tocoo()
            near = near + sp.csr_matrix(
                (pairs.data, (place[pairs.row], place[pairs.col])), shape=near.shape
            )
        return Counts(terms, self.n_documents + other.n_documents, frequency, near)

    def keep(self, min_documents: int, max_terms: int | None = None) -> "Counts":
        """Only terms of at least `min_documents` documents, and of those the `max_terms` commonest."""
        order = np.lexsort((np.arange(len(self.terms)), -self.document_frequency))[:max_terms]
        kept = np.sort(order[self.document_frequency[order] >= min_documents])
        return Counts(
            self.terms[kept],
            self.n_documents,
            self.document_frequency[kept],
            self.co_occurrence[kept][:, kept],
        )


def sum_counts(parts: Iterable[Counts]) -> Counts:
    """All parts added up; the counts of nothing when there are none."""
    nothing = np.zeros(0, dtype=object)
    total = Counts(nothing, 0, np.zeros(0, dtype=np.int64), sp.csr_matrix((0, 0), dtype=np.int32))
    for part in parts:
        total = total + part
    return total


def _co_occurrence(document: np.ndarray, ids: np.ndarray, n_terms: int) -> sp.csr_matrix:
    near = sp.csr_matrix((n_terms, n_terms), dtype=np.int32)
    for distance in range(1, WINDOW + 1):
        same = document[:-distance] == document[distance:]
        left, right = ids[:-distance][same], ids[distance:][same]
        ones = np.ones(len(left), dtype=np.int32)
        near = near + sp.csr_matrix((ones, (left, right)), shape=near.shape)
    return (near + near.T).tocsr()
