"""Themes as people write them: a YAML file of names and words, read strictly."""

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from analytics.freshness import remember, remembered
from analytics.resources import data_path
from analytics.yaml_text import parse_events

MAX_BYTES = 1_000_000
MAX_THEMES = 500

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Words = Annotated[tuple[Word, ...], Field(max_length=2_000)]
FIELDS = "name, description, seeds, names, elsewhere, hints, never, share_prices, similar"


class ThemeError(ValueError):
    """A themes file cannot be used; the message says where and what to do."""


class _Wording(BaseModel):
    """The words of a theme, the same in a file and in use."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str = ""
    seeds: Annotated[Words, Field(min_length=1)]
    names: Words = ()
    elsewhere: Words = ()
    hints: Words = ()
    never: Words = ()
    share_prices: bool = False
    similar: bool = True


class Theme(_Wording):
    """One named theme.

    `seeds` by themselves make a document be about the theme; `names` (companies, people, brands) do,
    unless the document is about another theme or `elsewhere` words say that their news is of another
    kind; `hints` count half; the longer wordings in `never` swallow a seed used in another sense. "…"
    inside a wording stands for up to twelve characters of the same sentence. Price notes on `names`
    count only where `share_prices` says so. A theme that is `similar` is also given to documents that
    read like those with its seed words.
    """

    key: str
    name_en: str
    name_zh: str


class _Names(BaseModel):
    model_config = ConfigDict(extra="forbid")

    en: Word | None = None
    zh: Word | None = None


class _Entry(_Wording):
    """What a file may say about one theme."""

    name: _Names | Word | None = None


def read_themes(path: str | Path = "") -> list[Theme]:
    """The themes of a YAML file in its order; "" reads the bundled file.

    The file maps the key of each theme to a list of seed words, or to a mapping with `seeds` and, if
    wanted, `name` (a text, or `en` and `zh`), `description` and the other fields of `Theme`. Raises
    ThemeError naming the file, the line and what to change.
    """
    source = Path(path) if path else data_path("themes.yaml")
    root = _compose(source)
    if not isinstance(root, yaml.MappingNode) or not root.value:
        raise ThemeError(
            f"{source}: expected a mapping of theme names to seed words, such as {_EXAMPLE}"
        )
    if len(root.value) > MAX_THEMES:
        raise ThemeError(f"{source}: {len(root.value)} themes; at most {MAX_THEMES} are supported")
    _refuse_repeats(source, root)
    return [_theme(source, key, value) for key, value in root.value]


def find_theme(themes: Sequence[Theme], wanted: str) -> Theme:
    """The theme meant by its key or one of its names, in any case.

    Raises ThemeError naming the nearest right one.
    """
    words = {
        word.casefold(): theme
        for theme in reversed(themes)  # a key counts before a name, the first before the others
        for word in (theme.name_zh, theme.name_en, theme.key)
    } | {theme.key.casefold(): theme for theme in themes}
    asked = wanted.strip().casefold()
    if asked in words:
        return words[asked]
    near = difflib.get_close_matches(asked, list(words), 1, 0.4)
    hint = f" Did you mean {words[near[0]].key}?" if near else ""
    known = ", ".join(theme.key for theme in themes)
    raise ThemeError(f"theme={wanted}: no such theme.{hint} Themes are: {known}.")


@cache
def seed_terms() -> tuple[str, ...]:
    """Words of the bundled themes that a segmenter should keep whole, sorted."""
    words = {
        word
        for theme in read_themes()
        for word in (*theme.seeds, *theme.names, *theme.hints)
        if "…" not in word and " " not in word
    }
    return tuple(sorted(words))


_EXAMPLE = '"solar: [光伏, 硅料, 组件]"'


def _compose(source: Path) -> yaml.Node | None:
    try:
        with source.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ThemeError(f"{source}: cannot be read ({error.strerror}); check the path") from error
    if len(raw) > MAX_BYTES:
        raise ThemeError(f"{source}: a themes file has at most {MAX_BYTES:,} bytes")
    digest, known = hashlib.sha256(raw).hexdigest(), f"themes of {source}"
    if remembered(known) not in ("", digest):
        raise ThemeError(f"{source}: changed since this run began; run it again")
    remember(known, digest)
    return _parse(source, raw)


@lru_cache(4)  # a run asks for its themes many times
def _parse(source: Path, raw: bytes) -> yaml.Node | None:
    try:
        text = raw.decode("utf-8-sig")
        for event in parse_events(text):
            if isinstance(event, yaml.AliasEvent):
                line = _line(event)
                raise ThemeError(
                    f"{source}, line {line}: *{event.anchor}: write the words out here"
                )
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise ThemeError(
            f"{source}: byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "this"
        raise ThemeError(
            f"{source}{where}: not YAML ({problem}); compare with {_EXAMPLE}"
        ) from error


def _line(place: yaml.Event | yaml.Node) -> int:
    return place.start_mark.line + 1 if place.start_mark else 0


def _refuse_repeats(source: Path, mapping: yaml.MappingNode) -> None:
    seen: dict[str, int] = {}
    for key, value in mapping.value:
        line, name = _line(key), str(_plain(key))  # a key may be a list: `? [a, b]`
        if name in seen:
            raise ThemeError(
                f"{source}, line {line}: {name!r} is already defined in line {seen[name]}; "
                "keep one of them"
            )
        seen[name] = line
        if isinstance(value, yaml.MappingNode):
            _refuse_repeats(source, value)


def _theme(source: Path, key_node: yaml.Node, value_node: yaml.Node) -> Theme:
    key, value = str(_plain(key_node)).strip(), _plain(value_node)
    line = _line(key_node)
    if not key or not isinstance(key_node, yaml.ScalarNode):
        raise ThemeError(f"{source}, line {line}: a theme needs a name, such as {_EXAMPLE}")
    try:
        entry = _Entry.model_validate({"seeds": value} if isinstance(value, list) else value)
    except ValidationError as error:
        raise ThemeError("\n".join(_complaints(source, key, value_node, error))) from error
    name = entry.name
    names = name if isinstance(name, _Names) else _Names(en=name, zh=name)
    fields = entry.model_dump(exclude={"name"})
    return Theme(
        key=key, name_en=names.en or names.zh or key, name_zh=names.zh or names.en or key, **fields
    )


def _complaints(source: Path, key: str, node: yaml.Node, error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        path = [part for part in problem["loc"] if part not in ("_Names", "constrained-str")]
        found = _locate(node, path)
        place = ".".join([key, *(str(part) for part in path if isinstance(part, str))])
        advice = {
            "extra_forbidden": f"is not known; a theme has {FIELDS}",
            "missing": "is missing; list at least one seed word",
            "too_short": "is empty; list at least one seed word",
            "string_too_short": "holds an empty word; remove it",
            "string_too_long": "holds a word of more than 60 characters; shorten it",
            "bool_parsing": "must be true or false",
            "tuple_type": "must be a list of words, such as [光伏, 硅料]",
            "model_type": f"must be a list of seed words, such as {_EXAMPLE}",
        }.get(problem["type"], f"cannot be used ({problem['msg']})")
        yield f"{source}, line {_line(found)}: {place} {advice}"


def _locate(node: yaml.Node, path: list[Any]) -> yaml.Node:
    """The deepest node along a path of keys and indices."""
    for part in path:
        if isinstance(node, yaml.MappingNode):
            inner = next((k if not v.value else v for k, v in node.value if k.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            inner = node.value[part] if part < len(node.value) else None
        else:
            inner = None
        if inner is None:
            return node
        node = inner
    return node


def _plain(node: yaml.Node) -> Any:
    """A node as lists, dicts and texts: every scalar is text, so that NO or 5060 stay words."""
    if isinstance(node, yaml.MappingNode):
        return {str(_plain(key)): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value)
