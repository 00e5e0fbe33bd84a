"""The sentiment lexicon: plain text files in `data/lexicons/`, read with errors that name file and line.

`lay_over` puts a user's own terms, in files of the same form, over the bundled ones. Terms are compared in
lower case and simplified characters, as `text.normalise` leaves them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

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
    "granted", "dateline", "market", "release", "place", "transitive",
)  # fmt: skip
VALUED = ("against", "figured", "comparison", "quality")
TELLING, PARTNERS = ("of", "head"), ("before", "behind")  # roles of pairs.tsv

RELATIONS = "relations.tsv"  # its verbs are found in the text, not among the words
MAX_BYTES = 20_000_000  # of a file; a larger one is no list of words

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

    def plus(self, other: "Pair") -> "Pair":
        """The group with the words of another."""
        return Pair(
            self.of | other.of,
            self.head | other.head,
            self.before | other.before,
            self.behind | other.behind,
        )


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Terms by role.

    `polarity` and `directions` run from −3 to 3 (0 shields the words inside a term), `metrics` say
    which direction is good (−1, 0, 1), `degrees` are factors, `negators` and `modality` name a kind,
    `frames` give the shares of good and of bad words that count below such a headline, `speakers` those
    that count behind their colon, `grammar` holds the terms of each role with their values (1 for
    none), `pairs` the groups of words that mean something together, `relations` the tones that a verb gives
    to who acts and to whom it is done to, and `names` are entities, which carry no tone. `own` are the terms
    that a user laid over the bundled ones.
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
    relations: dict[str, tuple[int, int]]
    names: frozenset[str]
    terms: frozenset[str]  # all that the segmenter keeps whole, as they are written
    own: frozenset[str] = frozenset()


def fold(term: str) -> str:
    """The form under which a term is looked up."""
    return normalise(term).lower()


def read_lexicon(folder: Path) -> Lexicon:
    """Read a folder laid out like `data/lexicons`; raises LexiconError."""
    places: dict[str, str] = {}
    polarity = [_valences(path, places) for path in sorted((folder / "polarity").glob("*.tsv"))]
    names = {
        name
        for _, term, rest in read_fields(folder / "entities.tsv")
        for name in (term, *(rest[1].split("|") if len(rest) > 1 else ()))
        if name
    }
    written = {
        term
        for path in sorted(folder.rglob("*.tsv"))
        if path.name != RELATIONS
        for _, term, _ in read_fields(path)
    }
    roles: dict[str, Any] = {
        Path(name).stem: read(folder / name) for name, read in _READERS.items()
    }
    return Lexicon(
        polarity={term: value for table in polarity for term, value in table.items()},
        **roles,
        names=frozenset(map(fold, names)),
        terms=frozenset(written | names),
    )


def lay_over(lexicon: Lexicon, path: Path) -> Lexicon:
    """The lexicon with a user's own terms over it, which win.

    `path` is a folder laid out like `data/lexicons`, of which any file may be missing, or one such file;
    `polarity.tsv` may stand for the folder `polarity`. Raises LexiconError, also for a file that no
    lexicon has.
    """
    found = {role.name: getattr(lexicon, role.name) for role in fields(lexicon)}
    own: set[str] = set()
    written: set[str] = set()
    places: dict[str, str] = {}
    for file in lexicon_files(path):
        role = file.stem if file.name in _READERS else "polarity"
        table = _READERS[file.name](file) if role != "polarity" else _valences(file, places)
        terms = [term for _, term, _ in read_fields(file)]
        own.update(map(fold, terms))
        if role == "grammar":
            found[role] = {part: found[role][part] | table[part] for part in found[role]}
        elif role == "pairs":
            known = found[role]
            found[role] = known | {
                name: known.get(name, Pair()).plus(table[name]) for name in table
            }
        else:
            found[role] = found[role] | table
        if file.name != RELATIONS:
            written.update(terms)
    # A name carries no tone; whoever gives it a value wants one.
    names = lexicon.names - own
    return Lexicon(
        **found | {"names": names, "terms": lexicon.terms | written, "own": frozenset(own)}
    )


def with_names(lexicon: Lexicon, names: Iterable[str]) -> Lexicon:
    """The lexicon with more names, which carry no tone."""
    names = frozenset(names)
    return replace(
        lexicon,
        names=lexicon.names | set(map(fold, names)),
        terms=lexicon.terms | names,
    )


def lexicon_files(path: Path) -> list[Path]:
    """The files of a user's own lexicon, a folder or one file; raises LexiconError for any other."""
    if not path.exists():
        raise LexiconError(f"{path}: no such file or folder")
    if path.is_dir():
        inside = [*path.iterdir(), *(path / "polarity").glob("*")]
        found = sorted(file for file in inside if file.name[0] != "." and file.suffix != ".md")
        found = [file for file in found if file != path / "polarity"]
    else:
        found = [path]
    for file in found:
        if file.name not in (*_READERS, "polarity.tsv") and not (
            file.suffix == ".tsv" and file.parent.name == "polarity"
        ):
            hint = "; give names as names=FILE" if file.name == "entities.tsv" else ""
            raise LexiconError(
                f"{file}: no file of a lexicon is called so{hint}. Files are polarity.tsv (terms with a "
                f"tone), {', '.join(_READERS)}, and any name.tsv in a folder polarity"
            )
    if not found:
        raise LexiconError(f"{path}: holds no file of a lexicon, such as polarity.tsv")
    return found


@cache
def load_lexicon() -> Lexicon:
    """The bundled lexicon, read once a process."""
    return read_lexicon(data_path("lexicons"))


def dictionary_terms() -> list[str]:
    """Every term that the segmenter must keep whole."""
    return sorted(term for term in load_lexicon().terms if len(term) > 1)


def _valences(path: Path, places: dict[str, str]) -> dict[str, float]:
    return _table(path, _number(-3, 3), places)


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


def _relations(path: Path) -> dict[str, tuple[int, int]]:
    """Tones by verb; in a verb `…` stands for a few words."""
    found: dict[str, tuple[int, int]] = {}
    for line, verb, rest in _each_once(path, {}):
        if len(rest) != 2 or not {*rest} <= {"-1", "0", "1"} or len(verb.partition("…")[0]) < 2:
            raise LexiconError(
                f"{path}, line {line}: {verb!r}: write verb<TAB>doer<TAB>target, a verb of at least two "
                "characters and tones -1, 0 or 1"
            )
        found[normalise(verb)] = (int(rest[0]), int(rest[1]))
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
        if path.stat().st_size > MAX_BYTES:
            raise LexiconError(f"{path}: larger than {MAX_BYTES:,} bytes; is it a list of words?")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LexiconError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
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


_READERS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "metrics.tsv": lambda path: _table(path, _number(-1, 1)),
    "directions.tsv": lambda path: _table(path, _number(-3, 3)),
    "negators.tsv": lambda path: _table(path, _choice(NEGATORS)),
    "degrees.tsv": lambda path: _table(path, _number(0.3, 2)),
    "modality.tsv": lambda path: _table(path, _choice(MODALITIES)),
    "frames.tsv": _frames,
    "speakers.tsv": _frames,
    "grammar.tsv": _grammar,
    "pairs.tsv": _pairs,
    RELATIONS: _relations,
}
