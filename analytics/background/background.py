"""Word statistics learned from text once: inverse document frequencies and word vectors.

The vectors factorise positive pointwise mutual information (Levy & Goldberg 2014): words that keep the
same company point the same way. They come from additive counts and a fixed random state, so the same
text gives the same vectors.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analytics.background.counts import Counts
from analytics.background.spelling import Spelling
from analytics.resources import data_path

N_DIMENSIONS = 128
TERMS_FILE, VECTORS_FILE = "terms.tsv", "vectors.npz"


class BackgroundError(ValueError):
    """A folder of word statistics that cannot be read; the message names the file."""


@dataclass(frozen=True)
class Background:
    """Terms with the documents that hold them and their vectors.

    `codes` are the vectors as whole numbers from −127 to 127 (int8, n_terms × n_dimensions): their
    direction is what counts, so one byte a number is enough.
    """

    terms: np.ndarray
    n_documents: int
    document_frequency: np.ndarray
    codes: np.ndarray

    def __repr__(self) -> str:
        return f"<Background: {len(self.terms):,} terms of {self.n_documents:,} documents>"

    @classmethod
    def from_counts(cls, counts: Counts, n_dimensions: int = N_DIMENSIONS) -> "Background":
        """Derive vectors from counts; needs more terms than dimensions."""
        vectors = _factorise(positive_information(counts.co_occurrence), n_dimensions)
        peak = np.abs(vectors).max(axis=1, keepdims=True)
        codes = np.rint(vectors / np.where(peak > 0, peak, 1) * 127).astype(np.int8)
        return cls(counts.terms, counts.n_documents, counts.document_frequency, codes)

    def idf(self, terms: np.ndarray | list[str]) -> np.ndarray:
        """ln((1 + N) / (1 + documents that hold the term)) + 1 of each folded term, float64."""
        place = self._index.get_indexer(pd.Index(np.asarray(terms, dtype=object)))
        found = place >= 0
        frequency = np.where(found, self.document_frequency[place * found], 0)
        return np.log((1 + self.n_documents) / (1 + frequency)) + 1

    def vectors(self, terms: np.ndarray | list[str]) -> np.ndarray:
        """The vector of each folded term, float32: of length one where the term was counted.

        Others are guessed from their characters, the shorter the less sure; zeros where those tell nothing.
        """
        terms = np.asarray(terms, dtype=object)
        place = self._index.get_indexer(pd.Index(terms))
        vectors = np.zeros((len(terms), self.codes.shape[1]), dtype=np.float32)
        vectors[place >= 0] = _unit(self.codes[place[place >= 0]])
        unknown = ~vectors.any(axis=1)
        if unknown.any():
            vectors[unknown] = self._spelling.guess(terms[unknown])
        return vectors

    def plus(
        self, terms: np.ndarray, document_frequency: np.ndarray, n_documents: int
    ) -> "Background":
        """The same with the counts of further documents added; words new to it are guessed at by their characters."""
        place = self._index.get_indexer(pd.Index(terms, dtype=object))
        known = place >= 0
        frequency = np.concatenate((self.document_frequency, document_frequency[~known]))
        frequency[place[known]] += document_frequency[known]
        codes = np.zeros((int((~known).sum()), self.codes.shape[1]), dtype=np.int8)
        return Background(
            np.concatenate((self.terms, terms[~known])),
            self.n_documents + n_documents,
            frequency,
            np.concatenate((self.codes, codes)),
        )

    def write(self, folder: Path) -> None:
        """Write `terms.tsv` (a term, a tab, its documents; first the number of all) and `vectors.npz`."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = [f"\t{self.n_documents}\n"]
        lines += [f"{t}\t{n}\n" for t, n in zip(self.terms, self.document_frequency, strict=True)]
        (folder / TERMS_FILE).write_text("".join(lines), encoding="utf-8")
        np.savez_compressed(folder / VECTORS_FILE, codes=self.codes)

    @classmethod
    def read(cls, folder: Path) -> "Background":
        """Read what `write` wrote; raises BackgroundError."""
        try:
            lines = (folder / TERMS_FILE).read_text(encoding="utf-8").splitlines()
            terms, numbers = zip(*(line.split("\t") for line in lines), strict=True)
            frequency = np.array(numbers, dtype=np.int64)
            with np.load(folder / VECTORS_FILE, allow_pickle=False) as arrays:
                codes = arrays["codes"]
        except (OSError, ValueError, KeyError) as error:
            raise BackgroundError(f"{folder}: no word statistics can be read: {error}") from error
        if len(codes) != len(terms) - 1:
            raise BackgroundError(
                f"{folder}: {TERMS_FILE} has {len(terms) - 1:,} terms, {VECTORS_FILE} {len(codes):,}"
            )
        return cls(np.array(terms[1:], dtype=object), int(frequency[0]), frequency[1:], codes)

    @cached_property
    def _spelling(self) -> Spelling:
        counted = self.codes.any(axis=1)
        return Spelling(self.terms[counted], _unit(self.codes[counted]))

    @cached_property
    def _index(self) -> pd.Index:
        return pd.Index(self.terms, dtype=object)


@cache
def load_background() -> Background:
    """The background that ships with the project, read once a process."""
    return Background.read(data_path("background"))


def positive_information(co_occurrence: sp.csr_matrix) -> sp.csr_matrix:
    """Logarithm of how much oftener two terms meet than by chance, where above 0 (PPMI)."""
    pairs = co_occurrence.tocoo()
    total = np.asarray(co_occurrence.sum(axis=1), dtype=np.float64).ravel()
    value = np.log(pairs.data * total.sum() / (total[pairs.row] * total[pairs.col]))
    kept = value > 0
    values = value[kept].astype(np.float32)
    return sp.csr_matrix((values, (pairs.row[kept], pairs.col[kept])), shape=pairs.shape)


def _unit(codes: np.ndarray) -> np.ndarray:
    vectors = codes.astype(np.float32)
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + np.float32(1e-9))


def _factorise(matrix: sp.csr_matrix, n_dimensions: int) -> np.ndarray:
    """Rows in the leading singular directions, each scaled by its fourth root, their mean removed.

    Less than its root (Levy et al. 2015), or a few great subjects of the corpora would be most of a vector.
    """
    from sklearn.utils.extmath import randomized_svd

    left, values, _ = randomized_svd(matrix, n_dimensions, n_iter=4, random_state=0)
    vectors = left * values**0.25
    vectors -= vectors.mean(axis=0)
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
