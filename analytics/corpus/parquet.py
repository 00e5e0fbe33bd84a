"""Parquet to drafts, and tables whose maker is not known."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from analytics.corpus.decode import decode_line
from analytics.corpus.drafts import Draft, Rejection, excerpt_of
from analytics.corpus.errors import DEFAULT_LIMITS, LimitError, Limits, SourceError
from analytics.corpus.parquet_pages import chunk_size, read_footer
from analytics.corpus.rows import Fields, read_record

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_ROWS = 2_000  # rows read at once, fewer where values are long
_SMALL = 64 << 20  # bytes that any file may unpack to
_FOOTER = 8 << 20  # bytes that describe columns and row groups; they take thirty times as many


def read_parquet(path: Path, limits: Limits) -> Iterator[Draft | Rejection]:
    """The documents of a Parquet file; the line is the row, from 1.

    Raises SourceError when it is broken, unpacks to more than the limits allow, or no column is named
    like a title or a text.
    """
    with path.open("rb") as raw:
        file = _open(raw, path, limits)
        names = file.schema_arrow.names
        fields = Fields(names)
        if not fields.tell_news:
            raise SourceError(
                f"{path}: no column is named like a title or a text (title, text, content, 标题, 正文, …); "
                f"its columns are {excerpt_of(', '.join(names[:12]))}"
            )
        wanted = [name for name in names if any(name in found for found in fields.names.values())]
        number = 0
        batches = _batches(raw, file, wanted, path, limits)
        while True:
            with _explained(f"{path}: broken after row {number:,}"):
                batch = next(batches, None)
                records = [] if batch is None else _records(batch)
            if batch is None:
                return
            for record in records:
                number += 1
                yield read_record(record, fields, number, limits)


def read_table(path: Path, limits: Limits = DEFAULT_LIMITS) -> "pa.Table":
    """A table of anybody's, all its values valid; what it says about pandas is not believed.

    Raises SourceError when it is broken or unpacks to more than the limits allow.
    """
    with path.open("rb") as raw, _explained(f"{path}: not a whole Parquet table"):
        import pyarrow as pa

        file = _open(raw, path, limits)
        schema = file.schema_arrow.remove_metadata()
        # The first batch is empty: pandas wants a piece of each column, also of a table without rows.
        none = pa.RecordBatch.from_pylist([], schema)
        batches = _batches(raw, file, schema.names, path, limits)
        table = pa.Table.from_batches([none, *batches], schema)
        table.validate(full=True)
        return table


def _open(raw: BinaryIO, path: Path, limits: Limits) -> "pq.ParquetFile":
    _check_size(raw, path, limits)
    with _explained(f"{path}: not a whole Parquet file"):
        import pyarrow.parquet as pq

        read_footer(raw, _FOOTER)
        raw.seek(0)
        # In pieces: a column chunk as a whole may be as large as the file.
        return pq.ParquetFile(raw, buffer_size=1 << 20)


@contextmanager
def _explained(what: str) -> Iterator[None]:
    """Whatever Arrow makes of damage, its own errors and those of C++, as a SourceError."""
    import pyarrow as pa

    try:
        yield
    except SourceError:
        raise
    except (pa.ArrowException, OSError, ValueError, LookupError, ArithmeticError, RuntimeError, MemoryError) as error:  # fmt: skip
        reason = str(error).strip().split("\n")[0][:200] or type(error).__name__
        raise SourceError(f"{what} ({reason}); write it again") from error


def _batches(
    raw: BinaryIO, file: "pq.ParquetFile", wanted: list[str], path: Path, limits: Limits
) -> "Iterator[pa.RecordBatch]":
    """The rows in batches of bounded size; raises LimitError when there are too many for the file's size."""
    unpacked, most = 0, max(_SMALL, limits.expansion * path.stat().st_size)
    for group, n_rows in enumerate(_batch_sizes(raw, wanted, path, limits)):
        for batch in file.iter_batches(n_rows, [group], wanted, use_threads=False):
            unpacked += batch.nbytes
            if unpacked > most:
                raise LimitError(
                    f"{path}: unpacks to more than {limits.expansion} times its size, as no news does; "
                    "check where it came from (in Python: raise Limits(expansion=…))"
                )
            yield batch


def _check_size(raw: BinaryIO, path: Path, limits: Limits) -> None:
    size = raw.seek(0, 2)
    if size > limits.text_bytes:
        raise LimitError(
            f"{path}: more than {limits.text_bytes:,} bytes; split the file (a folder is read as one)"
        )
    raw.seek(0)


def _batch_sizes(raw: BinaryIO, wanted: list[str], path: Path, limits: Limits) -> Iterator[int]:
    """For each row group how many rows may be read at once; raises LimitError where even one is too much."""
    for group, chunks in enumerate(read_footer(raw, _FOOTER)):
        held = repeated = 0
        for chunk in chunks:
            if chunk.name not in wanted:
                continue
            size, is_list = chunk_size(raw, chunk), chunk.in_list
            # The rows of a list are not known from the headers, so its values count as those of one row.
            unfolded = size.n_values * max(4, size.repeated) if is_list else size.repeated
            held += size.held + (unfolded if is_list else 0)
            repeated += 0 if is_list else unfolded
        if held + repeated > limits.unpacked_bytes:
            raise LimitError(
                f"{path}: row group {group + 1} unpacks to more than {limits.unpacked_bytes:,} bytes at once; "
                "write it with smaller pages (in Python: raise Limits(unpacked_bytes=…))"
            )
        yield max(1, min(_ROWS, (limits.unpacked_bytes - held) // max(1, repeated)))


def _records(batch: "pa.RecordBatch") -> list[dict[str, Any]]:
    """The rows of a batch; a date beyond the calendar is none, text that is not UTF-8 is decoded as it can be."""
    try:
        return batch.to_pylist()
    except (ValueError, OverflowError):
        names = batch.schema.names
        return [
            dict(zip(names, map(_value, row), strict=True))
            for row in zip(*batch.columns, strict=True)
        ]


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        content = scalar.as_buffer() if hasattr(scalar, "as_buffer") else None
        return None if content is None else decode_line(content.to_pybytes(), "utf-8")
    except (ValueError, OverflowError):
        return None
