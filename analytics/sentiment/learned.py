"""The roles of a vocabulary by a lexicon, and the words that must never be learned."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from analytics.lexicon import Lexicon, LexiconError, fold, load_lexicon
from analytics.resources import data_path
from analytics.sentiment.roles import Roles, read_roles


def load_roles(
    vocabulary: np.ndarray,
    learned: Mapping[str, float] | None = None,
    lexicon: Lexicon | None = None,
) -> Roles:
    """The roles of a vocabulary by a lexicon (None: the bundled one) and by words that an adaptation learned."""
    return read_roles(vocabulary, lexicon or load_lexicon(), learned)


def read_veto(path: Path | None = None) -> frozenset[str]:
    """Terms that must never be learned: one a line, # begins a note (None: the bundled file)."""
    path = path or data_path("sentiment", "veto.txt")
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    return frozenset(fold(line.strip()) for line in lines if line.strip() and line[0] != "#")
