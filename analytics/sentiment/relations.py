"""Who does what to whom: the verbs that make one clause good for one and bad for another."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analytics.resources import data_path

REACH = 14  # characters that “…” stands for at most, none of them an end of a clause
_BREAKS = frozenset("，。；：！？,;:!?\n")


class RelationError(ValueError):
    """A line of the list of relations cannot be read; the message names file and line."""


@dataclass(frozen=True)
class Relation:
    """A verb in its place: the tone it gives to who acts and to whom it is done to (−1, 0, 1)."""

    start: int
    end: int
    doer: int
    target: int


@dataclass(frozen=True)
class Relations:
    """All verbs by their first two characters, longest first: head, tail behind “…”, tones."""

    verbs: dict[str, list[tuple[str, str, int, int]]]

    def find(self, text: str, start: int = 0, stop: int | None = None) -> list[Relation]:
        """Every verb of text[start:stop], in order of place, none inside another; of two the longer."""
        found = []
        place, stop = start, len(text) if stop is None else stop
        while place < stop - 1:
            relation = (
                self._at(text, place, stop) if text[place : place + 2] in self.verbs else None
            )
            if relation is None:
                place += 1
            else:
                found.append(relation)
                place = relation.end
        return found

    def _at(self, text: str, place: int, stop: int) -> Relation | None:
        for head, tail, doer, target in self.verbs[text[place : place + 2]]:
            if not text.startswith(head, place, stop):
                continue
            end = place + len(head)
            if tail:
                start = text.find(tail, end, min(stop, end + REACH + len(tail)))
                if start < 0 or not _BREAKS.isdisjoint(text[end:start]):
                    continue
                end = start + len(tail)
            return Relation(place, end, doer, target)
        return None


@cache
def read_relations(path: Path | None = None) -> Relations:
    """The verbs of a file `verb<TAB>doer<TAB>target` (None: the bundled one); `…` stands for a few words.

    Raises RelationError with file and line.
    """
    path = path or data_path("lexicons", "relations.tsv")
    tones: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if (
            len(fields) != 3
            or not {*fields[1:]} <= {"-1", "0", "1"}
            or len(fields[0].partition("…")[0]) < 2
        ):
            raise RelationError(
                f"{path}, line {number}: {line!r} is not verb<TAB>doer<TAB>target: a verb of at least two characters, tones −1, 0 or 1"
            )
        if fields[0] in tones:
            raise RelationError(f"{path}, line {number}: {fields[0]!r} is listed twice")
        tones[fields[0]] = (int(fields[1]), int(fields[2]))
    verbs: dict[str, list[tuple[str, str, int, int]]] = {}
    for verb in sorted(tones, key=lambda verb: (-len(verb), verb)):
        head, _, tail = verb.partition("…")
        verbs.setdefault(head[:2], []).append((head, tail, *tones[verb]))
    return Relations(verbs)
