"""Tables as files: CSV that a spreadsheet opens without running anything, JSON lines, Parquet."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analytics.reports.files import replacing

# Where a formula could start: at the beginning of a text that is no plain number, and after a sign
# that some spreadsheets part cells by, whatever blanks and controls come first.
_FORMULA = (
    r"(^(?![+-]?\d+(?:\.\d+)?\Z)|[;|\t\r\n])(?=['\s\x00-\x1f\u200b-\u200f\ufeff]*[=+\-@＝＋－＠])"
)
_DEFUSED = _FORMULA.replace("(?=", "'(?=")


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
    return re.sub(_DEFUSED, r"\1", cell)


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    plain = _plain_instants(table)
    texts = plain.select_dtypes(["str", "object"]).columns
    for name in texts:
        plain[name] = plain[name].str.replace(_FORMULA, r"\1'", regex=True)
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
