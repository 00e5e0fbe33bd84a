"""CSV and TSV to drafts."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analytics.corpus.decode import SAMPLE, decode_line, decode_text, find_encoding
from analytics.corpus.drafts import Draft, Rejection, excerpt_of
from analytics.corpus.errors import Limits, SourceError
from analytics.corpus.lines import read_head, read_lines, read_whole
from analytics.corpus.rows import Fields, read_record

_DELIMITERS = ",\t;|"


def read_csv(path: Path, limits: Limits) -> Iterator[Draft | Rejection]:
    """The documents of a table with a header; the line is the one on which the row ends.

    Raises SourceError when no column is named like a title or a text.
    """
    lines = _Lines(_text_lines(path, limits), limits.line_bytes)
    delimiter = _delimiter(path, limits)
    csv.field_size_limit(limits.line_bytes)
    rows = csv.reader(lines, delimiter=delimiter)
    header = next((row for row in _rows(rows, lines) if isinstance(row, list) and any(row)), None)
    if header is None:
        raise SourceError(f"{path}: the table has no header; its first row must name the columns")
    names = [name.strip("\ufeff \t") for name in header]
    fields = Fields(names)
    if not fields.tell_news:
        raise SourceError(
            f"{path}: no column is named like a title or a text (title, text, content, 标题, 正文, …); "
            f"its columns are {excerpt_of(', '.join(names[:12]))}"
        )
    for row in _rows(rows, lines):
        if isinstance(row, Rejection):
            yield row
        elif any(cell.strip() for cell in row):
            if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
                reason = f"{len(row)} cells under a header of {len(names)}"
                yield Rejection(rows.line_num, reason, excerpt_of(delimiter.join(row)[:500]))
            else:
                yield read_record(
                    dict(zip(names, row, strict=False)), fields, rows.line_num, limits
                )


class _Lines:
    """Lines for a reader of CSV; too long a line or row is an error of its own and not the end."""

    def __init__(self, lines: Iterator[tuple[str, bool]], most: int) -> None:
        self._lines, self._most = lines, most
        self.size = 0  # characters of the row being read

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line, cut = next(self._lines)
        self.size += len(line)
        if cut:
            raise csv.Error(f"a line of more than {self._most:,} bytes")
        if self.size > self._most:
            raise csv.Error(f"a row of more than {self._most:,} characters")
        return line


def _rows(rows: Any, lines: _Lines) -> Iterator[list[str] | Rejection]:
    while True:
        lines.size = 0
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejection(rows.line_num, f"not a row of CSV: {error}")


def _text_lines(path: Path, limits: Limits) -> Iterator[tuple[str, bool]]:
    """Lines without NULs, and whether each was cut."""
    encoding = find_encoding(read_head(path, limits, SAMPLE))
    if encoding.startswith(("utf-16", "utf-32")):
        for line in decode_text(read_whole(path, limits)).split("\n"):
            yield f"{line}\n".replace("\0", ""), False
        return
    for _, content, cut in read_lines(path, limits):
        yield decode_line(content, encoding).removesuffix("\r").replace("\0", "") + "\n", cut


def _delimiter(path: Path, limits: Limits) -> str:
    """The sign that parts the header most often."""
    head = decode_text(read_head(path, limits)).strip().split("\n", 1)[0]
    return max(_DELIMITERS, key=lambda sign: (head.count(sign), -_DELIMITERS.index(sign)))
