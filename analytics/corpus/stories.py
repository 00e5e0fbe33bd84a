"""Documents that tell the same story in (nearly) the same words.

Precision comes first: notes written to one template about another company, another day or with
other figures are different stories. So a pair that looks alike must agree in its figures and may
not differ in a name where news puts its subject: in the title and at the beginning.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
import pandas as pd

from analytics.corpus.signatures import (
    BAND,
    N_HASHES,
    Signatures,
    pair_up,
    sign,
    sign_documents,
)
from analytics.text import normalise

DAYS = 3  # the same story is told within some days; later, the same words are other news
LONG = 60  # letters from which equal texts are one story whenever they were told
SHORTEST = 30  # letters from which texts are compared for near-equality
_DAY = 86_400_000_000
_UNDATED = np.iinfo(np.int64).min
_TIME = re.compile(
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}[日号])?)?|\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}[日号](?!线)|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
    r"|\d{1,2}[时点]\d{0,2}分?|[今昨明当次同前][日天晚晨早]|近[日期]|日前|[本上下]周[一二三四五六日末]?|周[一二三四五六日末]"
    r"|当地时间|北京时间|早盘|午后|午间|盘中|盘前|盘后|截至发稿|最新消息"
)
_STATED_DAY = re.compile(r"(?<!\d)(\d{1,2})[日号](?!线|楼|院)")
_REPORTING = re.compile(
    r"获悉|据悉|消息|宣布|表示|称|透露|公布|披露|发布|报道|介绍|显示|指出|公告|正式|记者|快讯|了解|方面|已经|已|于|了|的|将|在"
)
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([%‰万亿千百]?)")
_NEGATION = re.compile(r"[不未没无否非]|取消|终止|暂停|停止|撤回|撤销|辟谣|谣言|失败|落空|告吹")
_LETTERS = re.compile(r"[\W_]+")
_LEAD = 24  # letters of a body in which its subject stands
_REWORDED = 6  # pairs of letters by which openings of the same news may differ
_SUBJECT = 4  # letters at the beginning of a title that name its subject


def group_stories(documents: pd.DataFrame, signed: Signatures | None = None) -> np.ndarray:
    """For each document the doc_id of the first that tells its story.

    `documents` needs doc_id, title, body, published_at; `signed` are their signatures, where they are known
    (`sign_documents`). First is the earliest, of equally early or undated ones the one that stands first.
    Near-linear in the number of documents.
    """
    n = len(documents)
    instants = _microseconds(documents["published_at"])
    titles, bodies = documents["title"].tolist(), documents["body"].tolist()
    rank = np.empty(n, np.int64)
    rank[
        np.lexsort((np.arange(n), np.where(instants == _UNDATED, np.iinfo(np.int64).max, instants)))
    ] = np.arange(n)
    signed = signed or sign_documents(documents)
    first = _equal_texts(signed.whole, signed.lengths, instants, rank)
    alone = np.flatnonzero((first == np.arange(n)) & (signed.lengths >= SHORTEST))
    groups = _Groups(first, rank)
    for one, other in _candidates(alone, signed.minima[alone], titles, bodies, instants):
        if groups.find(one) != groups.find(other) and _tells_same(
            _features(titles[one], bodies[one]), _features(titles[other], bodies[other])
        ):
            groups.join(one, other)
    _features.cache_clear()
    ids = documents["doc_id"].to_numpy(dtype=object)
    return ids[groups.roots()]


def _microseconds(instants: pd.Series) -> np.ndarray:
    """Microseconds since 1970, the smallest integer for what has no date."""
    values = instants.dt.as_unit("us").to_numpy(dtype="datetime64[us]").astype(np.int64)
    return np.where(instants.isna().to_numpy(), _UNDATED, values)


def _equal_texts(
    whole: np.ndarray, lengths: np.ndarray, instants: np.ndarray, rank: np.ndarray
) -> np.ndarray:
    """For each text the position of the first equal one told close enough in time."""
    first = np.arange(len(whole))
    order = np.lexsort((rank, lengths, whole))
    keys = whole[order]
    same = np.r_[False, (keys[1:] == keys[:-1]) & (lengths[order][1:] == lengths[order][:-1])]
    head = -1
    for place in np.flatnonzero(same | np.r_[same[1:], False]):
        position = order[place]
        if not same[place] or lengths[position] == 0:
            head = position
            continue
        apart = _apart(instants[head], instants[position])
        if lengths[position] >= LONG or apart <= DAYS * _DAY:
            first[position] = head
        else:
            head = position
    return first


def _apart(one: int, other: int) -> int:
    return 0 if _UNDATED in (one, other) else abs(int(one) - int(other))


class _Groups:
    """Disjoint sets of documents; the root of each is its member of lowest rank."""

    def __init__(self, parents: np.ndarray, rank: np.ndarray) -> None:
        self._parents, self._rank = parents.copy(), rank

    def find(self, position: int) -> int:
        while self._parents[position] != position:
            self._parents[position] = self._parents[self._parents[position]]
            position = int(self._parents[position])
        return position

    def join(self, one: int, other: int) -> None:
        one, other = self.find(one), self.find(other)
        if self._rank[one] > self._rank[other]:
            one, other = other, one
        self._parents[other] = one

    def roots(self) -> np.ndarray:
        roots = self._parents
        while (roots[roots] != roots).any():
            roots = roots[roots]
        return roots


def _candidates(
    alone: np.ndarray,
    minima: np.ndarray,
    titles: list[str],
    bodies: list[str],
    instants: np.ndarray,
) -> list[tuple[int, int]]:
    """Pairs worth comparing, in a fixed order."""
    if len(alone) < 2:
        return []
    body = sign([bodies[i] or titles[i] for i in alone], minima=False)
    title = sign([titles[i] for i in alone], minima=False)
    likeness = minima[:, 0]
    keys = [body.lead, np.where(title.lengths >= 4, title.whole, 0)]
    wide = minima.astype(np.uint64)
    for band in range(0, N_HASHES, BAND):
        key = np.zeros(len(alone), np.uint64)
        for column in range(band, band + BAND):
            key = key * np.uint64(0x9E3779B97F4A7C15) + wide[:, column] + np.uint64(band + 1)
        keys.append(key)
    found = []
    for key in keys:
        one, other = pair_up(key, likeness)
        agreeing = (minima[one] == minima[other]).mean(axis=1)
        same_title = (title.whole[one] == title.whole[other]) & (title.lengths[one] > 0)
        near = (agreeing >= 0.3) | ((agreeing >= 0.1) & same_title)
        one, other = alone[one[near]], alone[other[near]]
        found.append(np.stack([np.minimum(one, other), np.maximum(one, other)], axis=1))
    pairs = np.unique(np.concatenate(found), axis=0)
    apart = np.abs(instants[pairs[:, 0]] - instants[pairs[:, 1]])
    dated = (instants[pairs[:, 0]] != _UNDATED) & (instants[pairs[:, 1]] != _UNDATED)
    pairs = pairs[~dated | (apart <= DAYS * _DAY)]
    pairs = pairs[~_contradicting(pairs, titles, bodies)]
    return [(int(a), int(b)) for a, b in pairs]


def _contradicting(pairs: np.ndarray, titles: list[str], bodies: list[str]) -> np.ndarray:
    """Pairs whose figures contradict each other, by 64 bits a document: each sets one the other lacks.

    A quick way to drop the notes of one template, of which there may be many.
    """
    bits = np.zeros(len(titles), np.uint64)
    for position in np.unique(pairs).tolist():
        plain = normalise(f"{titles[position]}\n{bodies[position]}"[:6_000]).lower()
        for number in _numbers(_TIME.sub(" ", plain)):
            bits[position] |= np.uint64(1 << crc32(number.encode()) % 64)
    one, other = bits[pairs[:, 0]], bits[pairs[:, 1]]
    return ((one & ~other) != 0) & ((other & ~one) != 0)


@dataclass(frozen=True, slots=True)
class _Features:
    """What of a document decides whether another tells the same."""

    title: str
    text: str
    named: frozenset[str]
    body: frozenset[str]
    lead: frozenset[str]
    lead_numbers: frozenset[str]
    numbers: frozenset[str]
    days: frozenset[str]
    n_negations: int
    n_letters: int


@lru_cache(maxsize=4_096)
def _features(title: str, body: str) -> _Features:
    plain = normalise(f"{title}\n{body[:6_000]}").lower()
    timeless = _TIME.sub(" ", plain)
    head, _, rest = timeless.partition("\n")
    rest = rest or head
    letters = _LETTERS.sub("", _REPORTING.sub("", rest))
    return _Features(
        _LETTERS.sub("", head),
        _LETTERS.sub("", timeless),
        _pairs(_LETTERS.sub("", head)) & _pairs(letters) if body else frozenset(),
        _pairs(letters),
        _pairs(letters[:_LEAD]),
        _numbers(rest[: 2 * _LEAD]),
        _numbers(timeless),
        frozenset(_STATED_DAY.findall(plain)),
        len(_NEGATION.findall(plain)),
        len(letters),
    )


def _numbers(text: str) -> frozenset[str]:
    """The numbers of a text with their units."""
    return frozenset(
        digits.replace(",", "").rstrip(".") + unit for digits, unit in _NUMBER.findall(text)
    )


def _pairs(letters: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(letters)))


def _tells_same(a: _Features, b: _Features) -> bool:
    """Whether two documents tell one story in nearly the same words."""
    if not a.body or not b.body or _contradict(a.numbers, b.numbers) or _contradict(a.days, b.days):
        return False
    common = len(a.body & b.body)
    jaccard = common / (len(a.body) + len(b.body) - common)
    contained = common / min(len(a.body), len(b.body))
    if (a.n_negations == 0) != (b.n_negations == 0) and contained < 0.98:
        return False
    # A name in the title and the text of each that the other does not have: another subject.
    if (a.named - _pairs(b.text)) and (b.named - _pairs(a.text)):
        return False
    # What one opens with and the other has nowhere: a new subject, or a note about something else.
    opening_a, opening_b = len(a.lead - b.body), len(b.lead - a.body)
    renamed = bool(opening_a and opening_b)
    if not renamed and max(opening_a, opening_b) <= _REWORDED and a.lead_numbers == b.lead_numbers:
        if a.title and a.title == b.title:
            return jaccard >= 0.45 or contained >= 0.8
        retitled = bool(a.title and b.title) and a.title not in b.title and b.title not in a.title
        if min(a.n_letters, b.n_letters) >= (40 if retitled else 20):
            return jaccard >= (0.8 if retitled else 0.7) or (contained >= 0.95 and jaccard >= 0.5)
    # Told again in other words: then the subject that opens each title is in the other text too.
    if min(len(a.title), len(b.title)) < _SUBJECT:
        return False
    if jaccard >= 0.7 and a.title[:_SUBJECT] in b.text and b.title[:_SUBJECT] in a.text:
        return True
    # Or both name the same in title and text, and agree in a figure and a day or in several figures.
    agreeing = len(a.numbers & b.numbers) + len(a.days & b.days)
    return jaccard >= 0.55 and len(a.named & b.named) >= 2 and agreeing >= 2


def _contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether each says something the other does not."""
    return bool(one - other) and bool(other - one)
