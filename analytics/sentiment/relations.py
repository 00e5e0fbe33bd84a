"""Who does what to whom: the verbs that make one clause good for one and bad for another."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analytics.resources import data_path

# “提起…诉讼”: what may stand between the two halves of a verb.
_GAP = "[^，。；：！？\n]{0,14}?"


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
    """All verbs as one pattern, longest first, with their tones."""

    pattern: re.Pattern[str]
    tones: dict[str, tuple[int, int]]

    def find(self, text: str) -> list[Relation]:
        """Every verb of the text, in order of place; of two at one place the longer."""
        found = []
        for match in self.pattern.finditer(text):
            doer, target = self.tones[str(match.lastgroup)]
            found.append(Relation(match.start(), match.end(), doer, target))
        return found


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
        if len(fields) != 3 or not {*fields[1:]} <= {"-1", "0", "1"} or not fields[0].strip("…"):
            raise RelationError(
                f"{path}, line {number}: {line!r} is not verb<TAB>doer<TAB>target with tones −1, 0, 1"
            )
        if fields[0] in tones:
            raise RelationError(f"{path}, line {number}: {fields[0]!r} is listed twice")
        tones[fields[0]] = (int(fields[1]), int(fields[2]))
    longest_first = sorted(tones, key=lambda verb: (-len(verb), verb))
    pattern = "|".join(
        f"(?P<v{i}>{re.escape(verb).replace('…', _GAP)})" for i, verb in enumerate(longest_first)
    )
    return Relations(
        re.compile(pattern), {f"v{i}": tones[verb] for i, verb in enumerate(longest_first)}
    )
