"""What recurs at the edges of many different documents and tells no news: footers, slogans, notices.

Found by recurrence alone, so it works for publishers nobody has seen. A paragraph goes when it opens
or closes a good share of a publisher's (or of all) documents that differ in everything else; in
documents of one paragraph the last sentence is looked at in the same way, more carefully.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

EDGE_FIRST, EDGE_LAST = 2, 3  # paragraphs at the beginning and at the end that are looked at
LONGEST = 240  # characters; a longer paragraph is news that was copied
FEWEST = 3  # different documents
SHARE = 0.2  # of a publisher's documents, or of all
MANY = 25  # different documents that convince by themselves when the part is no sentence
FEWEST_SENTENCES = 5  # different documents of one paragraph

_SENTENCE_ENDS = tuple("。！？!?…”")
Parts = Callable[[str], Iterable[str]]


def drop_boilerplate(documents: pd.DataFrame) -> None:
    """Take recurring paragraphs and last sentences out of `body`, in place; no body becomes empty."""
    bodies = documents["body"].tolist()
    sources = documents["source"].tolist()
    told = np.fromiter(map(bool, bodies), bool, len(bodies))
    several = np.fromiter(("\n" in body for body in bodies), bool, len(bodies))
    changed: dict[int, str] = {}
    ways: tuple[tuple[np.ndarray, Parts, str, int], ...] = (
        (several, _edges, "\n", FEWEST),
        (several < told, _last_sentence, "", FEWEST_SENTENCES),
    )
    for chosen, parts_of, glue, fewest in ways:
        rows = np.flatnonzero(chosen).tolist()
        recurring = _recurring(rows, bodies, sources, parts_of, fewest)
        if recurring:
            for row in rows:
                body = _without(bodies[row], recurring, parts_of, glue)
                if body != bodies[row]:
                    changed[row] = body
    if changed:
        for row, body in changed.items():
            bodies[row] = body
        documents["body"] = pd.Series(bodies, index=documents.index, dtype="str")


def _edges(body: str) -> Iterable[str]:
    """Paragraphs at the edges of a body that are short enough."""
    paragraphs = body.split("\n", EDGE_FIRST)
    first = paragraphs[:EDGE_FIRST] if len(paragraphs) > EDGE_FIRST else paragraphs[:-1]
    last = body.rsplit("\n", EDGE_LAST)[-min(EDGE_LAST, body.count("\n")) :]
    return (part for part in dict.fromkeys((*first, *last)) if len(part) <= LONGEST)


def _last_sentence(body: str) -> Iterable[str]:
    """The last sentence of a body of several."""
    end = len(body.rstrip("。！？!?…”’」』"))
    place = max(body.rfind(sign, 0, end) for sign in "。！？") + 1
    while place < len(body) and body[place] in "”’」』）)":
        place += 1
    if 0 < place < len(body) <= place + LONGEST:
        yield body[place:]


def _recurring(
    rows: list[int], bodies: list[str], sources: list[str], parts_of: Parts, fewest: int
) -> frozenset[str]:
    """The parts that recur in enough different documents."""
    hashes, counts = np.unique(
        np.fromiter((hash(part) for row in rows for part in parts_of(bodies[row])), np.int64),
        return_counts=True,
    )
    repeated = set(hashes[counts >= fewest].tolist())
    if not repeated:
        return frozenset()
    seen: defaultdict[str, _Companions] = defaultdict(_Companions)
    for row in rows:
        parts = [part for part in parts_of(bodies[row]) if hash(part) in repeated]
        if parts:
            rest = bodies[row]
            for part in parts:
                rest = rest.replace(part, "", 1)
            for part in parts:
                seen[part].add(rest.strip(), sources[row])
    totals = Counter(sources[row] for row in rows)
    return frozenset(
        part
        for part, companions in seen.items()
        if companions.are_different(part, totals, len(rows), fewest)
    )


class _Companions:
    """What stands beside a part in the documents that hold it, by its beginning and by its end.

    A story told again shares its beginning or its end too, and so counts once.
    """

    def __init__(self) -> None:
        self.starts: set[str] = set()
        self.ends: set[str] = set()
        self.sources: Counter[str] = Counter()

    def add(self, rest: str, source: str) -> None:
        start, end = rest[:40], rest[-40:]
        if rest and start not in self.starts and end not in self.ends:
            self.sources[source] += 1
        if len(self.starts) < 10 * MANY:
            self.starts.add(start)
            self.ends.add(end)

    def are_different(self, part: str, totals: Counter[str], n_all: int, fewest: int) -> bool:
        """Whether enough different documents hold the part for it to be boilerplate."""
        n = self.sources.total()
        if n < fewest:
            return False
        share = max(
            n / n_all, *(k / totals[s] for s, k in self.sources.items() if k >= fewest), 0.0
        )
        if any(character.isdigit() for character in part):
            return n >= 2 * fewest and share >= 2 * SHARE
        # A whole sentence may be a formula of news; a slogan, a link or a name is not.
        return share >= SHARE or (n >= MANY and not part.endswith(_SENTENCE_ENDS))


def _without(body: str, recurring: frozenset[str], parts_of: Parts, glue: str) -> str:
    """The body without recurring parts, unless nothing would be left."""
    parts = [part for part in parts_of(body) if part in recurring]
    if not parts:
        return body
    if glue:
        paragraphs = body.split(glue)
        edge = (*range(EDGE_FIRST), *range(len(paragraphs) - EDGE_LAST, len(paragraphs)))
        kept = [p for i, p in enumerate(paragraphs) if i not in edge or p not in parts]
        return glue.join(kept) or body
    return body[: len(body) - len(parts[0])].rstrip() or body
