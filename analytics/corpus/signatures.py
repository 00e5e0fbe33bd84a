"""Texts as numbers: exact and near-equality of a million documents without comparing them all.

Each text is reduced to its letters and digits in one case, one width and simplified characters. A
64-bit hash of that sequence finds equal texts. MinHash (Broder 1997) over runs of four characters
gives signatures whose agreement estimates the Jaccard similarity of the texts; documents that share
a band of their signature, their title or the beginning of their body are candidates, and of each
such group only neighbours in sorted order are paired, so the number of pairs is linear.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

SHINGLE = 4  # characters of a run
N_HASHES = 16
BAND = 2  # hashes of a band
LEAD = 24  # characters of a body's beginning that make a candidate
NEIGHBOURS = 4  # documents after each in its group that it is paired with
_CHUNK = 100_000  # characters hashed at once: their arrays stay in the processor's cache
_LONGEST = 4_000  # characters of a text that are looked at


@dataclass(frozen=True)
class Signatures:
    """For n texts: `whole` and `lead` (uint64, n), their `lengths` in letters, `minima` (uint32, n × 16)."""

    whole: np.ndarray
    lead: np.ndarray
    lengths: np.ndarray
    minima: np.ndarray


@cache
def _letters() -> np.ndarray:
    """For each code point the letter or digit it counts as; 0 for what is none."""
    from analytics.text import normalise

    codes = np.arange(0x30000, dtype=np.uint32)
    codes[0xD800:0xF900] = codes[0x10000:0x20000] = 0
    for start, stop in ((0, 0x3400), (0xA000, 0xD800), (0xF900, 0x10000)):
        plain = normalise("".join(map(chr, range(start, stop))))
        codes[start:stop] = [ord(c.lower()[0]) if c.isalnum() else 0 for c in plain]
    han = normalise("".join(map(chr, range(0x3400, 0xA000))))
    codes[0x3400:0xA000] = np.frombuffer(han.encode("utf-32-le"), np.uint32)
    return codes


def _mix(values: np.ndarray) -> np.ndarray:
    """SplitMix64's finaliser: every input bit moves every output bit."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def sign_documents(documents: pd.DataFrame) -> Signatures:
    """Signatures of title and body of each document."""
    texts = zip(documents["title"].tolist(), documents["body"].tolist(), strict=True)
    return sign([f"{title}\n{body}" for title, body in texts])


def sign(texts: Sequence[str], minima: bool = True) -> Signatures:
    """Signatures of texts, in their order."""
    whole = np.zeros(len(texts), np.uint64)
    lead = np.zeros(len(texts), np.uint64)
    lengths = np.zeros(len(texts), np.int64)
    least = np.zeros((len(texts) if minima else 0, N_HASHES), np.uint32)
    start = 0
    while start < len(texts):
        stop, size = start, 0
        while stop < len(texts) and (size == 0 or size < _CHUNK):
            size += min(len(texts[stop]), _LONGEST) + 1
            stop += 1
        letters, owners, places, counts = _flatten(texts[start:stop])
        lengths[start:stop] = counts
        hashed = _mix(letters.astype(np.uint64) + _mix(places.astype(np.uint64) + np.uint64(1)))
        whole[start:stop] = _sums(hashed, owners, stop - start)
        in_lead = places < LEAD
        lead[start:stop] = _sums(hashed[in_lead], owners[in_lead], stop - start)
        if minima:
            _add_minima(letters, owners, least[start:stop])
        start = stop
    return Signatures(whole, lead, lengths, least)


def _flatten(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Letters of all texts one after the other, the text and the place of each, letters a text."""
    cut = [text if len(text) <= _LONGEST else text[:_LONGEST] for text in texts]
    codes = np.frombuffer("".join(cut).encode("utf-32-le", "replace"), np.uint32)
    sizes = np.fromiter(map(len, cut), np.int64, len(cut))
    letters = _letters()[np.minimum(codes, 0x2FFFF)]
    owners = np.repeat(np.arange(len(cut), dtype=np.int32), sizes)
    kept = letters != 0
    letters, owners = letters[kept], owners[kept]
    counts = np.bincount(owners, minlength=len(cut))
    places = np.arange(len(letters)) - np.repeat(np.cumsum(counts) - counts, counts)
    return letters, owners, places, counts


def _sums(values: np.ndarray, owners: np.ndarray, n: int) -> np.ndarray:
    sums = np.zeros(n, np.uint64)
    if len(values):
        starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
        sums[owners[starts]] = np.add.reduceat(values, starts)
    return sums


def _add_minima(letters: np.ndarray, owners: np.ndarray, least: np.ndarray) -> None:
    """Smallest hash a text under each of the functions; texts shorter than a run keep 0."""
    if len(letters) < SHINGLE:
        return
    n = len(letters) - SHINGLE + 1
    runs = np.zeros(n, np.uint64)
    for offset in range(SHINGLE):
        runs = _mix(runs + letters[offset : offset + n].astype(np.uint64))
    inside = owners[:n] == owners[SHINGLE - 1 :]
    runs, owners = runs[inside], owners[:n][inside]
    if not len(runs):
        return
    starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
    present = owners[starts]
    for number in range(N_HASHES):
        salted = (runs ^ _mix(np.array([number + 1], np.uint64))) * np.uint64(0x9E3779B97F4A7C15)
        least[present, number] = np.minimum.reduceat(
            (salted >> np.uint64(32)).astype(np.uint32), starts
        )


def pair_up(keys: np.ndarray, order_by: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of positions with equal keys (0 is no key), each with its next few in sorted order."""
    order = np.lexsort((order_by, keys))
    order = order[keys[order] != 0]
    sorted_keys = keys[order]
    ones, others = [], []
    for step in range(1, NEIGHBOURS + 1):
        same = np.flatnonzero(sorted_keys[step:] == sorted_keys[:-step])
        ones.append(order[same])
        others.append(order[same + step])
    return np.concatenate(ones), np.concatenate(others)
