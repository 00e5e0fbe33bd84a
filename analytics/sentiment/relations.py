"""Who does what to whom: the verbs that make one clause good for one and bad for another."""

from dataclasses import dataclass
from functools import cache

from analytics.lexicon import Lexicon

REACH = 14  # characters that “…” stands for at most, none of them an end of a clause
_BREAKS = frozenset("，。；：！？,;:!?\n")


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
def relations_of(lexicon: Lexicon) -> Relations:
    """The verbs of a lexicon."""
    tones = lexicon.relations
    verbs: dict[str, list[tuple[str, str, int, int]]] = {}
    for verb in sorted(tones, key=lambda verb: (-len(verb), verb)):
        head, _, tail = verb.partition("…")
        verbs.setdefault(head[:2], []).append((head, tail, *tones[verb]))
    return Relations(verbs)
