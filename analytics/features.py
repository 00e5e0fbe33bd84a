"""Documents as sparse features: their tokens and their character pairs.

Character pairs matter for headlines, where names are cut wrongly or seen once: they raise what a naive
Bayes can learn from ten thousand headlines more than any choice of model does.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analytics.tokens import Tokens, fold_terms

MAX_CHARACTERS = 600  # of a document whose pairs are counted unless told: enough for its subject
_BUCKETS = 1 << 18  # character pairs share this many columns
_DIGIT = ord("0")
_NO_TERMS = np.zeros(0, dtype=object)


@dataclass(frozen=True)
class Features:
    """Columns and weights learned from a sample: tokens first, then characters and their pairs."""

    token_columns: np.ndarray  # of each vocabulary entry; one past all columns for a form unseen
    forms: np.ndarray  # sorted tokens, digits as one 0: the first columns
    kept: np.ndarray  # columns found in at least two documents
    idf: np.ndarray
    max_characters: int = MAX_CHARACTERS
    folded: np.ndarray = field(default_factory=lambda: _NO_TERMS)  # the vocabulary in lower case

    @classmethod
    def fit(cls, tokens: Tokens, max_characters: int = MAX_CHARACTERS) -> "Features":
        """Learn the columns from these documents; other documents share their vocabulary."""
        folded = np.array(fold_terms(tokens.vocabulary), dtype=object)
        forms = np.array([_without_digits(term) for term in folded])
        distinct, columns = np.unique(forms, return_inverse=True)
        nothing = np.zeros(0, dtype=np.int64)
        blank = cls(columns, distinct, nothing, np.zeros(0), max_characters, folded)
        counts = blank._count(tokens)
        n_documents = np.bincount(counts.indices, minlength=counts.shape[1])
        kept = np.flatnonzero(n_documents >= 2)
        idf = np.log((1 + len(tokens)) / (1 + n_documents[kept])) + 1
        return cls(columns, distinct, kept, idf, max_characters, folded)

    def of_vocabulary(self, vocabulary: np.ndarray) -> "Features":
        """The same columns for documents of another vocabulary."""
        folded = np.array(fold_terms(vocabulary), dtype=object)
        forms = pd.Index([_without_digits(term) for term in folded], dtype=object)
        columns = pd.Index(self.forms, dtype=object).get_indexer(forms)
        columns[columns < 0] = len(self.forms) + _BUCKETS
        return replace(self, token_columns=columns, folded=folded)

    def compact(self) -> "Features":
        """The same without the forms that are not kept; fits no vocabulary before `of_vocabulary`."""
        n_kept = int(np.searchsorted(self.kept, len(self.forms)))
        forms, buckets = self.forms[self.kept[:n_kept]], self.kept[n_kept:]
        kept = np.concatenate((np.arange(n_kept), buckets - len(self.forms) + n_kept))
        nothing = np.zeros(0, dtype=np.int64)
        return replace(self, token_columns=nothing, forms=forms, kept=kept, folded=_NO_TERMS)

    def transform(self, tokens: Tokens) -> sp.csr_matrix:
        """TF-IDF with logarithmic counts, rows of length one; shape (n_documents, n_kept)."""
        return weigh(self._count(tokens)[:, self.kept], self.idf)

    def presence(self, tokens: Tokens) -> sp.csr_matrix:
        """1 where a document has the feature (float32); shape (n_documents, n_kept)."""
        counts = self._count(tokens)[:, self.kept]
        counts.sum_duplicates()
        counts.data[:] = 1
        return counts

    def _count(self, tokens: Tokens) -> sp.csr_matrix:
        document = np.repeat(np.arange(len(tokens)), np.diff(tokens.offsets))
        token_column = self.token_columns[tokens.term_ids]
        characters, pairs, owner, pair_owner = _characters(tokens, self.folded, self.max_characters)
        column = np.concatenate(
            (token_column, len(self.forms) + characters, len(self.forms) + pairs)
        )
        row = np.concatenate((document, owner, pair_owner))
        shape = (len(tokens), len(self.forms) + _BUCKETS + 1)
        return sp.csr_matrix((np.ones(len(row), dtype=np.float32), (row, column)), shape=shape)


def weigh(counts: sp.csr_matrix, idf: np.ndarray) -> sp.csr_matrix:
    """TF-IDF of counts with 1 + ln(count), rows scaled to length one."""
    weighed = counts.tocsr().astype(np.float32)
    weighed.sum_duplicates()
    weighed.data = (1 + np.log(weighed.data)) * idf[weighed.indices]
    squares = np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel()
    scale = 1 / np.sqrt(np.where(squares > 0, squares, 1))
    weighed.data = (weighed.data * np.repeat(scale, np.diff(weighed.indptr))).astype(np.float32)
    return weighed


def _characters(tokens: Tokens, folded: np.ndarray, max_characters: int) -> tuple[np.ndarray, ...]:
    """Buckets of single characters and of pairs, and the document of each; runs of digits count once."""
    text = "".join(folded[tokens.term_ids])
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(
        np.int64
    )
    widths = np.fromiter(map(len, folded), dtype=np.int64, count=len(folded))[tokens.term_ids]
    ends = np.concatenate(([0], np.cumsum(widths)))[tokens.offsets]
    owner = np.repeat(np.arange(len(tokens)), np.diff(ends))
    rank = np.arange(len(codes)) - np.repeat(ends[:-1], np.diff(ends))
    digit = (codes >= _DIGIT) & (codes <= _DIGIT + 9)
    codes = np.where(digit, _DIGIT, codes)
    again = np.zeros(len(codes), dtype=bool)
    again[1:] = digit[1:] & digit[:-1] & (owner[1:] == owner[:-1])
    kept = (rank < max_characters) & ~again
    codes, owner = codes[kept], owner[kept]
    joined = owner[1:] == owner[:-1]
    pairs = (codes[:-1] * 1_000_003 + codes[1:] * 31 + 7)[joined] % _BUCKETS
    return codes * 2_654_435_761 % _BUCKETS, pairs, owner, owner[1:][joined]


def _without_digits(term: str) -> str:
    """The term with every run of digits as one 0."""
    if term.isascii() and not any(map(str.isdigit, term)):
        return term
    kept: list[str] = []
    for character in term:
        if not character.isdecimal():
            kept.append(character)
        elif not (kept and kept[-1] == "0"):
            kept.append("0")
    return "".join(kept)
