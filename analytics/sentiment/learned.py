"""The learned words that ship with the lexicon, and the words that must never be learned."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from analytics.lexicon import LexiconError, fold, load_lexicon, read_values
from analytics.resources import data_path
from analytics.sentiment.roles import Roles, read_roles


def load_roles(vocabulary: np.ndarray, learned: Mapping[str, float] | None = None) -> Roles:
    """The roles of a vocabulary by the bundled lexicon, its learned words and further ones."""
    return read_roles(vocabulary, load_lexicon(), read_learned() | dict(learned or {}))


@cache
def read_learned(path: Path | None = None) -> dict[str, float]:
    """Learned valences of a file term<TAB>valence (None: the bundled one) without the vetoed terms."""
    path = path or data_path("sentiment", "learned.tsv")
    vetoed = read_veto()
    return {term: value for term, value in read_values(path, -3, 3).items() if term not in vetoed}


def read_veto(path: Path | None = None) -> frozenset[str]:
    """Terms that must never be learned: one a line, # begins a note (None: the bundled file)."""
    path = path or data_path("sentiment", "veto.txt")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    return frozenset(fold(line.strip()) for line in lines if line.strip() and line[0] != "#")
