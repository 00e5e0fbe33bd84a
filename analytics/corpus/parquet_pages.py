"""What the pages of a Parquet file unpack to, from their headers alone, before anything is unpacked.

A few kilobytes may claim gigabytes: a page compresses well, one long entry of a dictionary is meant by a
million rows, a list has a billion entries. The reader of Arrow allocates what the headers say, so they
are read first (Thrift's compact protocol, parquet-format's FileMetaData and PageHeader). They are read
here and not asked of pyarrow, which ends the process on some damaged ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

_HEADER = 1 << 24  # bytes of a header, beyond which Arrow refuses it too
_REPEATED = 2
_DICTIONARY, _DELTA = {2, 8}, {7}  # encodings in which a value costs less than its length
_DATA_PAGE, _DICTIONARY_PAGE, _DATA_PAGE_2 = 0, 2, 3


@dataclass
class ChunkSize:
    """Of one column in one row group: bytes held at once, of the longest value that repeats, values."""

    held: int = 0
    repeated: int = 0
    n_values: int = 0


@dataclass(frozen=True)
class Chunk:
    """Where a column lies in a row group; `name` is that of the outermost column."""

    name: str
    in_list: bool
    start: int
    length: int


def read_footer(file: BinaryIO, most: int) -> list[list[Chunk]]:
    """The chunks of each row group; raises ValueError when the footer is broken or takes more than `most` bytes."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 8))
    length = int.from_bytes(file.read(4), "little")
    if length > min(most, size - 12):
        raise ValueError(f"its columns and row groups take {length:,} bytes to describe")
    file.seek(size - 8 - length)
    footer = _Compact(file.read(length)).fields()
    leaves = list(_leaves(_structs(footer, 2)))
    return [
        [
            _chunk(name, in_list, column.get(3))
            for (name, in_list), column in zip(leaves, _structs(group, 1), strict=True)
        ]
        for group in _structs(footer, 4)
    ]


def _leaves(elements: list[dict[int, Any]]) -> Iterator[tuple[str, bool]]:
    """Of each column that holds values the outermost name, and whether it lies in a list."""
    open_groups: list[
        tuple[int, str, bool]
    ] = []  # children still to come, outermost name, in a list
    for element in elements[1:]:
        while open_groups and not open_groups[-1][0]:
            open_groups.pop()
        name, in_list = element.get(4, b""), element.get(3) == _REPEATED
        top = name.decode("utf-8", "replace") if isinstance(name, bytes) else ""
        if open_groups:
            left, top, outer = open_groups[-1]
            open_groups[-1] = (left - 1, top, outer)
            in_list = in_list or outer
        if n_children := _number(element, 5):
            open_groups.append((n_children, top, in_list))
        else:
            yield top, in_list


def _chunk(name: str, in_list: bool, column: Any) -> Chunk:
    start, dictionary = _number(column, 9), _number(column, 11)
    # A column without rows has a dictionary and no other page.
    if dictionary and not 0 < start < dictionary:
        start = dictionary
    return Chunk(name, in_list, start, _number(column, 7))


def _structs(fields: dict[int, Any], field: int) -> list[dict[int, Any]]:
    found = fields.get(field, [])
    if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
        raise ValueError("its footer is no description of columns")
    return found


def chunk_size(file: BinaryIO, chunk: Chunk) -> ChunkSize:
    """Walk the pages of a column chunk; raises ValueError when they are broken."""
    size, dictionary, largest = ChunkSize(), 0, 0
    place, end = chunk.start, chunk.start + chunk.length
    if chunk.length and chunk.start < 4:  # of a table without rows a column has no place
        raise ValueError("a column lies outside the file")
    while place < end:
        header, n_bytes = _page_header(file, place)
        kind, unpacked, packed = (_number(header, field) for field in (1, 2, 3))
        told = header.get({_DATA_PAGE: 5, _DICTIONARY_PAGE: 7, _DATA_PAGE_2: 8}.get(kind, 0), {})
        if kind == _DICTIONARY_PAGE:
            dictionary = max(dictionary, unpacked)
        else:
            largest = max(largest, unpacked)
            size.n_values += _number(told, 1)
            encoding = _number(told, 4 if kind == _DATA_PAGE_2 else 2)
            if encoding in _DICTIONARY:
                size.repeated = max(size.repeated, dictionary)
            elif encoding in _DELTA:
                size.repeated = max(size.repeated, unpacked)
        place += n_bytes + packed
    size.held = dictionary + largest
    return size


def _number(fields: Any, field: int) -> int:
    number = fields.get(field, 0) if isinstance(fields, dict) else None
    if not isinstance(number, int) or number < 0:
        raise ValueError("a page header tells no size")
    return number


def _page_header(file: BinaryIO, place: int) -> tuple[dict[int, Any], int]:
    """The fields of the header at a place, and the bytes it takes."""
    n = 256
    while True:
        file.seek(place)
        content = file.read(n)
        compact = _Compact(content)
        try:
            return compact.struct(0), compact.place
        except IndexError:
            if len(content) < n or n >= _HEADER:
                raise ValueError(f"no page at byte {place:,}") from None
            n *= 16


class _Compact:
    """Thrift's compact protocol: structs as field number to value; numbers of eight bytes are passed over."""

    def __init__(self, content: bytes) -> None:
        self.content, self.place = content, 0

    def fields(self) -> dict[int, Any]:
        try:
            return self.struct(0)
        except IndexError:
            raise ValueError("its footer is cut off") from None

    def struct(self, depth: int) -> dict[int, Any]:
        if depth > 12:
            raise ValueError("a header is nested too deeply")
        fields: dict[int, Any] = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._signed()
            fields[number] = self._value(head & 15, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        match kind:
            case 1 | 2:
                return kind == 1
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._signed()
            case 7:
                return self._pass(8)
            case 8:
                n = self._unsigned()
                start = self.place
                self._pass(n)
                return self.content[start : self.place]
            case 9 | 10:
                head = self._byte()
                n = head >> 4 if head >> 4 < 15 else self._unsigned()
                return [self._value(head & 15, depth + 1) for _ in self._times(n)]
            case 12:
                return self.struct(depth + 1)
        raise ValueError(f"a page header holds a value of unknown kind {kind}")

    def _times(self, n: int) -> Iterator[int]:
        if n > len(self.content):
            raise IndexError
        return iter(range(n))

    def _byte(self) -> int:
        self.place += 1
        return self.content[self.place - 1]

    def _pass(self, n: int) -> None:
        self.place += n
        if self.place > len(self.content):
            raise IndexError

    def _unsigned(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise ValueError("a page header holds a number without end")

    def _signed(self) -> int:
        value = self._unsigned()
        return (value >> 1) ^ -(value & 1)
