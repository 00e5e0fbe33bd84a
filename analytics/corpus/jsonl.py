"""JSON Lines (and a JSON array of records) to drafts."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from analytics.corpus.decode import SAMPLE, decode_line, decode_text, find_encoding
from analytics.corpus.drafts import Draft, Rejection, excerpt_of
from analytics.corpus.errors import Limits
from analytics.corpus.lines import read_head, read_lines, read_whole
from analytics.corpus.rows import Fields, read_record, shown

_LISTS = (
    "items",
    "articles",
    "data",
    "documents",
    "news",
    "results",
    "entries",
    "posts",
    "rows",
    "list",
)
_WRAPS = ("result", "response", "body", "feed", "channel")


def read_jsonl(path: Path, limits: Limits) -> Iterator[Draft | Rejection]:
    """The documents of a file with a JSON object on each line; empty lines do not count."""
    head = read_head(path, limits, SAMPLE)
    encoding = find_encoding(head)
    if encoding.startswith(("utf-16", "utf-32")):
        text = decode_text(read_whole(path, limits))
        lines: Iterable[tuple[int, str, bool]] = (
            (number, line, len(line) > limits.line_bytes)
            for number, line in enumerate(text.split("\n"), 1)
        )
    else:
        lines = (
            (number, decode_line(line, encoding), cut)
            for number, line, cut in read_lines(path, limits)
        )
    known: dict[tuple[str, ...], Fields] = {}
    for number, line, cut in lines:
        line = line.strip("\ufeff \t\r\x1e")
        if not line:
            continue
        if cut:
            yield Rejection(
                number, f"a line of more than {limits.line_bytes:,} bytes", excerpt_of(line[:500])
            )
            continue
        yield _read_line(line, number, known, limits)


def read_json(path: Path, limits: Limits) -> Iterator[Draft | Rejection]:
    """The documents of a JSON array of objects, or of an object that holds one somewhere; rows count from 1."""
    text = decode_text(read_whole(path, limits)).strip("\ufeff \n\t")
    record, problem = _parse(text)
    if isinstance(record, dict):
        record = _list_in(record) or [record]
    if problem or not isinstance(record, list):
        yield Rejection(0, problem or "no list of records", excerpt_of(text[:500]))
        return
    known: dict[tuple[str, ...], Fields] = {}
    for number, row in enumerate(record, start=1):
        yield _read_value(row, number, known, limits)


def _list_in(record: dict[str, Any], depth: int = 3) -> list[Any]:
    """The list of records that an object holds, or an object within it, as answers of services do."""
    values = [record[name] for name in (*_LISTS, *_WRAPS) if name in record]
    for value in values:
        if isinstance(value, list) and any(isinstance(row, dict) for row in value):
            return value
    inner = [v for v in values if isinstance(v, dict)] if depth else []
    return next(filter(None, (_list_in(value, depth - 1) for value in inner)), [])


def _read_line(
    line: str, number: int, known: dict[tuple[str, ...], Fields], limits: Limits
) -> Draft | Rejection:
    record, problem = _parse(line)
    if problem:
        return Rejection(number, problem, excerpt_of(line[:500]))
    return _read_value(record, number, known, limits)


def _read_value(
    record: Any, number: int, known: dict[tuple[str, ...], Fields], limits: Limits
) -> Draft | Rejection:
    if not isinstance(record, dict):
        return Rejection(number, "not a JSON object with fields", excerpt_of(shown(record)))
    fields = _fields_of(record, known)
    if not fields.tell_all and dict in map(type, record.values()):
        record = _lifted(record, known)
        fields = _fields_of(record, known)
    return read_record(record, fields, number, limits)


def _fields_of(record: dict[str, Any], known: dict[tuple[str, ...], Fields]) -> Fields:
    names = tuple(record)
    fields = known.get(names)
    if fields is None:
        fields = Fields(names)
        # Of records as news has them; made-up names would fill the memory.
        if len(known) < 1_000 and sum(map(len, names)) < 10_000:
            known[names] = fields
    return fields


def _lifted(record: dict[str, Any], known: dict[tuple[str, ...], Fields]) -> dict[str, Any]:
    """A record whose news lies in an object within, as one level: {"article": {"title": …}, "meta": …}."""
    objects = [value for value in record.values() if isinstance(value, dict)]
    telling = [value for value in objects if _fields_of(value, known).tell_all]
    if len(telling) != 1:
        return record
    own = {name: value for name, value in record.items() if not isinstance(value, dict)}
    lifted: dict[str, Any] = {}
    for level in (*objects, own, telling[0]):
        lifted.update(level)
    return lifted


def _parse(text: str) -> tuple[Any, str]:
    """The value of a JSON text, and what is wrong with it ("" when nothing).

    Of a name that occurs twice the last value counts; NaN and infinities are no values.
    """
    try:
        value, end = (None, -1) if text[:1].isspace() else _DECODER.raw_decode(text)
        return value if end == len(text) else _DECODER.decode(text), ""
    except json.JSONDecodeError as error:
        return None, f"not JSON: {error.msg} at character {error.pos + 1}"
    except (RecursionError, ValueError) as error:
        if isinstance(error, RecursionError):
            return None, "not read: JSON nested too deeply"
        return None, f"not read: {error}"


_DECODER = json.JSONDecoder(parse_constant=lambda name: None)
