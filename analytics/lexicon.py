"""The sentiment lexicon: plain text files in `data/lexicons/`, read with errors that name file and line.

Terms are compared in lower case and simplified characters, as `text.normalise` leaves them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

from analytics.resources import data_path
from analytics.text import normalise

NEGATORS = ("negate", "cancel", "avoid", "guard", "minor")
MODALITIES = (
    "hypothetical", "question", "contrast_turn", "contrast_concede", "rumour", "denial", "speech",
    "disclaimer", "counterfactual", "but_for", "planned", "background",
    "earlier",
)  # fmt: skip
# Roles of grammar.tsv; a value goes with those of the second list.
GRAMMAR = (
    "condition", "whether", "why", "since", "so", "pace", "standard", "plan", "cause", "reason", "resumption", "barrier",
    "order", "target", "occasion", "past", "earlier", "date", "very", "suffix",
    "granted", "dateline",
)  # fmt: skip
VALUED = ("against", "figured", "comparison", "quality")
TELLING, PARTNERS = ("of", "head"), ("before", "behind")  # roles of pairs.tsv

T = TypeVar("T")


class LexiconError(ValueError):
    """A line of a lexicon file that cannot be read; the message names file, line and value."""


@dataclass
class Pair:
    """A group of words that mean something together: what each of the telling words is worth (`of`,
    −3…3; `head`, only where no other word of its phrase follows) with a partner `before` or `behind`."""

    of: dict[str, float] = field(default_factory=dict)
    head: dict[str, float] = field(default_factory=dict)
    before: set[str] = field(default_factory=set)
    behind: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Lexicon:
    """Terms by role.

    `polarity` and `directions` run from −3 to 3 (0 shields the words inside a term), `metrics` say
    which direction is good (−1, 0, 1), `degrees` are factors, `negators` and `modality` name a kind,
    `frames` give the shares of good and of bad words that count below such a headline, `speakers` those
    that count behind their colon, `grammar` holds the terms of each role with their values (1 for
    none), `pairs` the groups of words that mean something together, and `names` are entities, which carry
    no tone.
    """

    polarity: dict[str, float]
    metrics: dict[str, float]
    directions: dict[str, float]
    negators: dict[str, str]
    degrees: dict[str, float]
    modality: dict[str, str]
    frames: dict[str, tuple[float, float]]
    speakers: dict[str, tuple[float, float]]
    grammar: dict[str, dict[str, float]]
    pairs: dict[str, "Pair"]
    names: frozenset[str]
    terms: frozenset[str]  # all of them, as they are written


def fold(term: str) -> str:
    """The form under which a term is looked up."""
    return normalise(term).lower()


def read_lexicon(folder: Path) -> Lexicon:
    """Read a folder laid out like `data/lexicons`; raises LexiconError."""
    polarity: dict[str, float] = {}
    places: dict[str, str] = {}
    for path in sorted((folder / "polarity").glob("*.tsv")):
        polarity |= _table(path, _number(-3, 3), places)
    names = {
        name
        for _, term, rest in read_fields(folder / "entities.tsv")
        for name in (term, *(rest[1].split("|") if len(rest) > 1 else ()))
        if name
    }
    written = {
        term
        for path in sorted(folder.rglob("*.tsv"))
        if path.name != "relations.tsv"
        for _, term, _ in read_fields(path)
    }
    return Lexicon(
        polarity,
        _table(folder / "metrics.tsv", _number(-1, 1)),
        _table(folder / "directions.tsv", _number(-3, 3)),
        _table(folder / "negators.tsv", _choice(NEGATORS)),
        _table(folder / "degrees.tsv", _number(0.3, 2)),
        _table(folder / "modality.tsv", _choice(MODALITIES)),
        _frames(folder / "frames.tsv"),
        _frames(folder / "speakers.tsv"),
        _grammar(folder / "grammar.tsv"),
        _pairs(folder / "pairs.tsv"),
        frozenset(map(fold, names)),
        frozenset(written | names),
    )


@cache
def load_lexicon() -> Lexicon:
    """The bundled lexicon, read once a process."""
    return read_lexicon(data_path("lexicons"))


def dictionary_terms() -> list[str]:
    """Every term that the segmenter must keep whole."""
    return sorted(term for term in load_lexicon().terms if len(term) > 1)


def _table(
    path: Path, read: Callable[[str], T], places: dict[str, str] | None = None
) -> dict[str, T]:
    found: dict[str, T] = {}
    for line, term, rest in _each_once(path, {} if places is None else places):
        if not rest:
            raise LexiconError(f"{path}, line {line}: {term!r} has no value; write term<TAB>value")
        try:
            found[fold(term)] = read(rest[0])
        except ValueError as error:
            raise LexiconError(f"{path}, line {line}: {term!r}: {error}") from None
    return found


def _each_once(path: Path, places: dict[str, str]) -> Iterator[tuple[int, str, list[str]]]:
    """The fields of a file; a term that `places`, of this and earlier files, has already is an error.

    Otherwise which of the two lines counts would be an accident, and editing the other change nothing.
    """
    for line, term, rest in read_fields(path):
        place = f"{path.name}, line {line}"
        if (earlier := places.setdefault(fold(term), place)) != place:
            raise LexiconError(
                f"{path}, line {line}: {term!r} is listed twice; see {earlier}, and keep one"
            )
        yield line, term, rest


def _frames(path: Path) -> dict[str, tuple[float, float]]:
    read, found = _number(0, 1), {}
    for line, term, rest in _each_once(path, {}):
        if len(rest) != 2:
            raise LexiconError(
                f"{path}, line {line}: {term!r} needs two shares; write term<TAB>good<TAB>bad"
            )
        try:
            found[fold(term)] = (read(rest[0]), read(rest[1]))
        except ValueError as error:
            raise LexiconError(f"{path}, line {line}: {term!r}: {error}") from None
    return found


def _grammar(path: Path) -> dict[str, dict[str, float]]:
    role_of, value_of = _choice((*GRAMMAR, *VALUED)), _number(-3, 3)
    found: dict[str, dict[str, float]] = {role: {} for role in (*GRAMMAR, *VALUED)}
    for line, term, rest in read_fields(path):
        try:
            role = role_of(rest[0] if rest else "")
            if len(rest) != 1 + (role in VALUED):
                form = "term<TAB>role<TAB>value" if role in VALUED else "term<TAB>role"
                raise ValueError(f"write {form} for the role {role}")
            if fold(term) in found[role]:
                raise ValueError(f"is listed twice as {role}")
            found[role][fold(term)] = value_of(rest[1]) if role in VALUED else 1.0
        except ValueError as error:
            raise LexiconError(f"{path}, line {line}: {term!r}: {error}") from None
    return found


def _pairs(path: Path) -> dict[str, Pair]:
    role_of, value_of = _choice((*TELLING, *PARTNERS)), _number(-3, 3)
    found: dict[str, Pair] = {}
    for line, term, rest in read_fields(path):
        try:
            role = role_of(rest[0] if rest else "")
            if len(rest) != 2 + (role in TELLING):
                form = f"{role}<TAB>group" + "<TAB>valence" * (role in TELLING)
                raise ValueError(f"write term<TAB>{form}")
            group = found.setdefault(rest[1], Pair())
            if fold(term) in getattr(group, role):
                raise ValueError(f"is listed twice as {role} of {rest[1]}")
            if role in TELLING:
                getattr(group, role)[fold(term)] = value_of(rest[2])
            else:
                getattr(group, role).add(fold(term))
        except ValueError as error:
            raise LexiconError(f"{path}, line {line}: {term!r}: {error}") from None
    return found


def read_fields(path: Path) -> Iterator[tuple[int, str, list[str]]]:
    """Line number, term and the other fields of each line that is neither empty nor a note."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise LexiconError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: not UTF-8 at byte {error.start}") from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            term, *rest = (field.strip() for field in line.split("\t"))
            if not term:
                raise LexiconError(f"{path}, line {number}: the term is empty")
            yield number, term, rest


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise ValueError(f"{text!r} is not a number") from None
        if not low <= value <= high:
            raise ValueError(f"{text} lies outside {low:g} to {high:g}")
        return value

    return read


def _choice(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"{text!r} is none of {', '.join(allowed)}")
        return text

    return read
