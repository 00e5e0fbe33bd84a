"""The list of known names: plain text, extended by the user, mistakes named by file and line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from analytics.resources import data_path
from analytics.text import normalise

KINDS = ("company", "person", "product", "institution")
MAX_BYTES = 20_000_000


class GazetteerError(ValueError):
    """A list of names cannot be read; the message says where and what to do."""


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Known names: `names` maps every form of a name to (canonical name, kind).

    `ambiguous` holds the forms that are also ordinary words (苹果, 石头): they count only where the
    words around them, or another form of the same name, say that the company is meant.
    """

    names: dict[str, tuple[str, str]]
    ambiguous: frozenset[str] = field(default_factory=frozenset)


def read_gazetteer(extra: Path | str | None = None) -> Gazetteer:
    """The bundled names and those of a file of the user's, which wins where both have a name.

    A line is `name<TAB>kind<TAB>alias|alias`; kinds are company, person, product and institution;
    `#` begins a comment. Raises GazetteerError with file and line.
    """
    bundled = _bundled()
    if extra is None:
        return bundled
    added = read_names(extra)
    return Gazetteer({**bundled.names, **added}, bundled.ambiguous - added.keys())


@cache
def _bundled() -> Gazetteer:
    names = read_names(data_path("lexicons", "entities.tsv"))
    ambiguous = frozenset(
        normalise(word)
        for _, line in _lines(data_path("lexicons", "ambiguous_names.txt"))
        for word in line.split()
    )
    return Gazetteer(names, ambiguous)


def read_names(path: Path | str) -> dict[str, tuple[str, str]]:
    """The forms of the names in a file, each with (canonical name, kind); raises GazetteerError."""
    path = Path(path)
    names: dict[str, tuple[str, str]] = {}
    aliases: list[tuple[str, tuple[str, str], str]] = []
    places: dict[str, str] = {}
    for number, line in _lines(path):
        fields = [part.strip() for part in line.split("\t")]
        where = f"{path}, line {number}"
        if len(fields) not in (2, 3):
            raise GazetteerError(
                f"{where}: {len(fields)} fields in {line!r}; write name<TAB>kind<TAB>aliases"
            )
        name, kind = normalise(fields[0]), fields[1]
        if kind not in KINDS:
            raise GazetteerError(f"{where}: kind {kind!r} is not one of {', '.join(KINDS)}")
        if name in places:
            raise GazetteerError(
                f"{where}: name {name!r} is listed twice; see {places[name]}, and keep one"
            )
        places[name] = f"line {number}"
        forms = _forms(fields[2:])
        for form in forms:
            if len(form) < 2:
                raise GazetteerError(
                    f"{where}: alias {form!r} is shorter than two characters; it would be found everywhere"
                )
        if len(name) > 1:
            names[name] = (name, kind)
        elif not forms:
            raise GazetteerError(
                f"{where}: name {name!r} is shorter than two characters; give it a longer alias"
            )
        # A single letter (X) is only shown: its aliases are what is looked for.
        aliases += [(form, (name, kind), where) for form in forms]
    for form, owner, where in aliases:
        other = names.setdefault(form, owner)
        if other != owner:
            raise GazetteerError(
                f"{where}: alias {form!r} of {owner[0]!r} is a name of {other[0]!r} as well; keep one"
            )
    return names


def _forms(fields: Iterable[str]) -> list[str]:
    forms = (normalise(form.strip()) for text in fields for form in text.split("|"))
    return [form for form in forms if form]


def _lines(path: Path) -> list[tuple[int, str]]:
    """Numbered lines without comments and blanks."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise GazetteerError(f"{path}: larger than {MAX_BYTES:,} bytes; is it a list of names?")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GazetteerError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise GazetteerError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    numbered = enumerate(text.splitlines(), start=1)
    return [(number, line) for number, line in numbered if line.strip() and line[0] != "#"]
