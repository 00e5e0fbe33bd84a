"""Parquet to drafts."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from analytics.corpus.decode import decode_line
from analytics.corpus.drafts import Draft, Rejection, excerpt_of
from analytics.corpus.errors import LimitError, Limits, SourceError
from analytics.corpus.parquet_pages import ChunkSize, chunk_size
from analytics.corpus.rows import Fields, read_record

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_ROWS = 2_000  # rows read at once, fewer where values are long
_SMALL = 64 << 20  # bytes that any file may unpack to
_FOOTER = 16 << 20  # bytes that describe columns and row groups; they take thirty times as many


def read_parquet(path: Path, limits: Limits) -> Iterator[Draft | Rejection]:
    """The documents of a Parquet file; the line is the row, from 1.

    Raises SourceError when it is broken, unpacks to more than the limits allow, or no column is named
    like a title or a text.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with path.open("rb") as raw:
        _check_size(raw, path, limits)
        try:
            # In pieces: a column chunk as a whole may be as large as the file.
            file = pq.ParquetFile(raw, buffer_size=1 << 20)
            names = file.schema_arrow.names
        except (pa.ArrowException, OSError, ValueError) as error:
            raise SourceError(f"{path}: not a whole Parquet file ({_first_line(error)})") from error
        fields = Fields(names)
        if not fields.tell_news:
            raise SourceError(
                f"{path}: no column is named like a title or a text (title, text, content, 标题, 正文, …); "
                f"its columns are {excerpt_of(', '.join(names[:12]))}"
            )
        wanted = [name for name in names if any(name in found for found in fields.names.values())]
        number = unpacked = 0
        most = max(_SMALL, limits.expansion * path.stat().st_size)
        try:
            for group, n_rows in enumerate(_batch_sizes(raw, file, wanted, path, limits)):
                for batch in file.iter_batches(n_rows, [group], wanted, use_threads=False):
                    unpacked += batch.nbytes
                    if unpacked > most:
                        raise LimitError(
                            f"{path}: unpacks to more than {limits.expansion} times its size, as no news does; "
                            "check where it came from (in Python: raise Limits(expansion=…))"
                        )
                    for record in _records(batch):
                        number += 1
                        yield read_record(record, fields, number, limits)
        except (pa.ArrowException, OSError, ValueError) as error:
            if isinstance(error, SourceError):
                raise
            raise SourceError(
                f"{path}: broken after row {number:,} ({_first_line(error)}); write it again"
            ) from error


def _check_size(raw: BinaryIO, path: Path, limits: Limits) -> None:
    size = raw.seek(0, 2)
    if size > limits.text_bytes:
        raise LimitError(
            f"{path}: more than {limits.text_bytes:,} bytes; split the file (a folder is read as one)"
        )
    if size >= 12:
        raw.seek(-8, 2)
        footer = int.from_bytes(raw.read(4), "little")
        if _FOOTER < footer < size:
            raise LimitError(
                f"{path}: its columns and row groups take {footer:,} bytes to describe, more than {_FOOTER:,}; "
                "write it again with fewer"
            )
    raw.seek(0)


def _batch_sizes(
    raw: BinaryIO, file: "pq.ParquetFile", wanted: list[str], path: Path, limits: Limits
) -> Iterator[int]:
    """For each row group how many rows may be read at once; raises LimitError where even one is too much."""
    metadata = file.metadata
    columns = [
        (number, metadata.schema.column(number).max_repetition_level > 0)
        for number in range(metadata.num_columns)
        if metadata.schema.column(number).path.partition(".")[0] in wanted
    ]
    for group in range(metadata.num_row_groups):
        held = repeated = 0
        for number, is_list in columns:
            size = _size_of(raw, metadata.row_group(group).column(number))
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


def _size_of(raw: BinaryIO, column: Any) -> ChunkSize:
    start = column.data_page_offset
    first = column.dictionary_page_offset
    if column.has_dictionary_page and first is not None and 0 < first < start:
        start = first
    return chunk_size(raw, start, column.total_compressed_size)


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


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]
