"""Finding thousands of known names in millions of characters at once."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

_CODES = "utf-32-le"


@dataclass(frozen=True)
class NameIndex:
    """Names by their first two characters, so that most positions are dropped by two look-ups."""

    names: frozenset[str]
    lengths: dict[
        str, tuple[int, ...]
    ]  # first two characters → lengths of such names, longest first
    first: np.ndarray  # bool by code point: does a name begin so?
    pairs: np.ndarray  # sorted int64: the first two code points of the names

    @classmethod
    def of(cls, names: Iterable[str]) -> "NameIndex":
        """An index of names of at least two characters, letters A–Z taken as small ones."""
        folded = frozenset(fold(name) for name in names)
        lengths: dict[str, set[int]] = {}
        for name in folded:
            lengths.setdefault(name[:2], set()).add(len(name))
        first = np.zeros(0x110000, dtype=bool)
        first[[ord(pair[0]) for pair in lengths]] = True
        pairs = np.sort([(ord(pair[0]) << 21) | ord(pair[1]) for pair in lengths]).astype(np.int64)
        by_pair = {pair: tuple(sorted(sizes, reverse=True)) for pair, sizes in lengths.items()}
        return cls(folded, by_pair, first, pairs)

    def find(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of every position where a name begins, with the longest name there."""
        folded = fold(text)
        codes = np.frombuffer(folded.encode(_CODES), dtype=np.uint32)
        starts = np.flatnonzero(self.first[codes[:-1]]) if len(codes) > 1 else np.zeros(0, np.int64)
        pairs = (codes[starts].astype(np.int64) << 21) | codes[starts + 1]
        places = np.minimum(np.searchsorted(self.pairs, pairs), max(len(self.pairs) - 1, 0))
        found = []
        for start in starts[self.pairs[places] == pairs].tolist() if len(self.pairs) else ():
            for length in self.lengths[folded[start : start + 2]]:
                if folded[start : start + length] in self.names:
                    found.append((start, start + length))
                    break
        return found


def fold(text: str) -> str:
    """The text with the letters A–Z small; same length, other alphabets untouched."""
    return text.translate(_SMALL)


_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
