"""Which tokens carry meaning: words, not punctuation, numbers, single characters or stop words."""

import re
from functools import cache

import numpy as np

from analytics.resources import data_path

_WORD = re.compile(r"[\u4e00-\u9fff]{2,}[a-z0-9]*|[a-z][a-z0-9&.+-]*[a-z0-9+]")
_TOO_LONG = 20  # a longer "word" is an address or noise


@cache
def stop_words() -> frozenset[str]:
    """The bundled stop words, lower case."""
    lines = data_path("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(
        word.lower() for line in lines if not line.startswith("#") for word in line.split()
    )


def fold(term: str) -> str:
    """The form under which a term is counted: lower case, no surrounding space."""
    return term.strip().lower()


def is_content(term: str) -> bool:
    """Whether a folded term is a word of at least two characters and not a stop word."""
    return bool(len(term) <= _TOO_LONG and _WORD.fullmatch(term) and term not in stop_words())


def content_terms(vocabulary: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The content terms of a vocabulary, and where each entry of the vocabulary went.

    Returns `terms` (folded, sorted, unique) and `positions` (int32, shape of `vocabulary`): the index
    into `terms`, −1 for what is no content.
    """
    folded = [fold(term) for term in vocabulary]
    kept = [is_content(term) for term in folded]
    terms = np.array(sorted({t for t, k in zip(folded, kept, strict=True) if k}), dtype=object)
    index = {term: i for i, term in enumerate(terms)}
    positions = np.array(
        [index[t] if k else -1 for t, k in zip(folded, kept, strict=True)], dtype=np.int32
    )
    return terms, positions
