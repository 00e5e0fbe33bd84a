"""Tables as files: CSV that a spreadsheet opens without running anything, JSON lines, Parquet."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analytics.reports.files import replacing

# Before a sign that begins a formula a spreadsheet passes over blanks and controls, and some part cells
# by `;`, `|`, tab or a line's end. A run of blanks is looked through from its beginning only.
_BLANK = r"['\s\x00-\x1f\u200b-\u200f\ufeff]"
_BEFORE_SIGN = re.compile(
    rf"(?:(?P<first>^)(?![+-]?\d+(?:\.\d+)?\Z)|[;|]|(?<!{_BLANK})(?={_BLANK})){_BLANK}*+(?=[=+\-@＝＋－＠])"
)
_PARTS = re.compile(r"[;|\t\r\n]")
_PARTED = re.compile(r"([;|\t\r\n])'")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write the table atomically in the format that the path's ending names.

    Instants are ISO 8601 with their offset in CSV and JSONL. In CSV a text that a spreadsheet would
    take for a formula gets an apostrophe before it, which `text_of_cell` takes away again; in the other
    formats every text is as it was.
    """
    write = FORMATS[path.suffix.lower()]
    with replacing(path) as draft:
        write(table, draft)


def text_of_cell(cell: str) -> str:
    """The text as it was before `write_table` made a cell of CSV of it."""
    return _BEFORE_SIGN.sub(_armed, cell)


def _defused(run: re.Match[str]) -> str:
    """An apostrophe wherever a formula could start: at the beginning, and after what parts cells."""
    begins = "'" if run["first"] is not None else ""
    return begins + _PARTS.sub(r"\g<0>'", run[0])


def _armed(run: re.Match[str]) -> str:
    """The run without those apostrophes."""
    plain = run[0].removeprefix("'") if run["first"] is not None else run[0]
    return _PARTED.sub(r"\1", plain)


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    plain = _plain_instants(table)
    texts = plain.select_dtypes(["str", "object"]).columns
    for name in texts:
        plain[name] = plain[name].str.replace(_BEFORE_SIGN, _defused, regex=True)
    # Quoted, as a lone carriage return would else end the row.
    plain.to_csv(
        path, index=False, encoding="utf-8", lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC
    )


def _write_jsonl(table: pd.DataFrame, path: Path) -> None:
    _plain_instants(table).to_json(
        path, orient="records", lines=True, force_ascii=False, double_precision=15
    )


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False, compression="zstd")


def _plain_instants(table: pd.DataFrame) -> pd.DataFrame:
    """A copy whose instants are ISO texts; a missing one is empty."""
    plain = table.copy()
    for name in table.select_dtypes("datetimetz").columns:
        instants = table[name]
        texts = instants.dt.strftime("%Y-%m-%dT%H:%M:%S%z")
        plain[name] = texts.str.replace(r"(\d\d)$", r":\1", regex=True)
    return plain


FORMATS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
}
