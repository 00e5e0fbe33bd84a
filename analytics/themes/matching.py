"""Where the words of themes occur in segmented documents.

The tokens of a batch rejoin to one lower-case string, a single alternation runs over it, and each
match is traced back to its document by character offsets: the cost is that of one scan, however many
words there are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from analytics.text import normalise
from analytics.tokens import Tokens, fold_terms

LONG = 4  # characters of a word that two others do not form by accident
BATCH = 20_000  # documents scanned at a time
_GAP = r"[^。！？!?；;，,：:｜|\n]{0,12}?"
_JOIN = re.compile(r"(?<=[a-z0-9])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[a-z0-9])| ")


@dataclass(frozen=True)
class Hits:
    """Matches as parallel arrays, in text order.

    `document` and `word` are positions in the text searched and in the words searched for; `start` and `end`
    (in characters from the beginning of the document) and `in_title` say where.
    """

    document: np.ndarray
    word: np.ndarray
    start: np.ndarray
    end: np.ndarray
    in_title: np.ndarray

    def take(self, rows: np.ndarray) -> "Hits":
        """The hits at these positions (or where this mask holds)."""
        columns = (self.document, self.word, self.start, self.end, self.in_title)
        return Hits(*(column[rows] for column in columns))

    def swallow(self, others: "Hits", anywhere: np.ndarray) -> np.ndarray:
        """For each of the others whether one of these contains it.

        One of these that does not swallow `anywhere` must begin or end with it: what fills a gap stays.
        """
        last = self._last_before(others.document, others.end)
        found = last.clip(0)
        start, end = self._get(self.start, found), self._get(self.end, found)
        same = (last >= 0) & (self._get(self.document, found) == others.document)
        contained = (start <= others.start) & (end >= others.end)
        at_edge = (start == others.start) | (end == others.end)
        return same & contained & (at_edge | self._get(anywhere, found).astype(bool))

    def precede(self, others: "Hits", reach: int) -> np.ndarray:
        """For each of the others whether one of these ends at most `reach` characters before it."""
        last = self._last_before(others.document, others.start)
        found = last.clip(0)
        same = (last >= 0) & (self._get(self.document, found) == others.document)
        return same & (others.start - self._get(self.end, found) <= reach)

    def follow(self, others: "Hits", reach: int) -> np.ndarray:
        """For each of the others whether one of these begins at most `reach` characters after it."""
        following = self._last_before(others.document, others.end) + 1
        found = following.clip(0, max(len(self.document) - 1, 0))
        same = (following < len(self.document)) & (
            self._get(self.document, found) == others.document
        )
        return same & (self._get(self.start, found) - others.end <= reach)

    def _last_before(self, document: np.ndarray, position: np.ndarray) -> np.ndarray:
        """Index of the last of these that starts before a position of a document; −1 for none."""
        # Documents are far shorter than 2³¹ characters, so one integer orders (document, start).
        return np.searchsorted((self.document << 31) + self.start, (document << 31) + position) - 1

    def _get(self, column: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return column[rows] if len(column) else np.full(len(rows), -1)


@dataclass(frozen=True)
class Text:
    """A batch of documents rejoined to one string, a line break before each.

    `edges` are the character offsets between tokens, `begins` and `title_ends` those of documents;
    `first` is the position of its first document in the tokens.
    """

    first: int
    joined: str
    edges: np.ndarray
    begins: np.ndarray
    title_ends: np.ndarray

    def __len__(self) -> int:
        return len(self.begins)


def read_texts(tokens: Tokens) -> Iterator[Text]:
    """The tokens as texts of at most `BATCH` documents, in order."""
    folded = np.array([*fold_terms(tokens.vocabulary), "\n"], dtype=object)
    widths = np.fromiter(map(len, folded), dtype=np.int64, count=len(folded))
    for first in range(0, len(tokens), BATCH):
        last = min(first + BATCH, len(tokens))
        low, high = int(tokens.offsets[first]), int(tokens.offsets[last])
        inner = tokens.offsets[first:last] - low
        ids = np.insert(tokens.term_ids[low:high], inner, len(folded) - 1)
        inner = inner + np.arange(1, last - first + 1)  # each document behind its line break
        edges = np.concatenate(([0], np.cumsum(widths[ids])))
        title_ends = edges[inner + tokens.title_lengths[first:last]]
        yield Text(first, "".join(folded[ids]), edges, edges[inner], title_ends)


def match_words(text: Text, words: Sequence[str], *, whole: bool = True) -> Hits:
    """Every occurrence of the words: leftmost, then longest, never overlapping.

    Latin words match whole, in any case, with a plural s; between Latin and Chinese and between Latin
    words a space is optional. When `whole`, a short match that ends inside one word and begins inside
    another (智能体 in 智能|体验) is none; a match inside one longer token (上市 in 上市公司) is one.
    """
    pattern, lookup, gapped = _compile(tuple(words))
    spans: list[tuple[int, int, int]] = []
    for match in pattern.finditer(text.joined):
        found = match.group()
        index = lookup.get(found.replace(" ", ""))
        if index is None:
            index = next(i for i, gap in gapped if gap.fullmatch(found))
        spans.append((match.start(), match.end(), index))
    found_spans = np.array(spans, dtype=np.int64).reshape(-1, 3)
    start, end, word = found_spans[:, 0], found_spans[:, 1], found_spans[:, 2]
    if whole:
        kept = _respects_tokens(text.edges, start, end) | np.isin(word, [i for i, _ in gapped])
        start, end, word = start[kept], end[kept], word[kept]
    document = np.searchsorted(text.begins, start, side="right") - 1
    origin = text.begins[document]
    in_title = start < text.title_ends[document]
    return Hits(document, word, start - origin, end - origin, in_title)


def _respects_tokens(edges: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Whether a match lies in one token, or begins and ends where tokens do."""
    first = np.searchsorted(edges, start, side="right") - 1
    last = np.searchsorted(edges, end, side="left") - 1
    aligned = (edges[first] == start) & (edges[last + 1] == end)
    return aligned | ((first == last) & (end - start > 1)) | (end - start >= LONG)


@lru_cache(maxsize=64)
def _compile(
    words: tuple[str, ...],
) -> tuple[re.Pattern[str], dict[str, int], list[tuple[int, re.Pattern[str]]]]:
    forms = [normalise(word).lower() for word in words]
    lookup: dict[str, int] = {}
    gapped: list[tuple[int, re.Pattern[str]]] = []
    branches: list[tuple[int, str]] = []
    for index, form in enumerate(forms):
        if "…" in form:
            branch = _GAP.join(_branch(part) for part in form.split("…"))
            gapped.append((index, re.compile(branch)))
        else:
            branch = _branch(form)
            bare = form.replace(" ", "")
            for spelling in (bare, bare + "s"):
                lookup.setdefault(spelling, index)
        branches.append((len(form), branch))
    branches.sort(key=lambda pair: (-pair[0], pair[1]))
    return re.compile("|".join(branch for _, branch in branches) or r"(?!)"), lookup, gapped


def _branch(form: str) -> str:
    """A word as a pattern; it begins with a literal so that the scan stays fast."""
    pieces = [re.escape(piece) for piece in _JOIN.split(form)]
    pattern = " ?".join(piece for piece in pieces if piece)
    if re.match(r"[a-z0-9]", form):
        pattern = f"{pattern[0]}(?<![a-z0-9]{pattern[0]}){pattern[1:]}"
    if re.search(r"[a-z]$", form):
        pattern += "s?"
    if re.search(r"[a-z0-9]$", form):
        pattern += "(?![a-z0-9])"
    return pattern
