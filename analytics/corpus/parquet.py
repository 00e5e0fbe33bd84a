"""Parquet to drafts."""

from collections.abc import Iterator
from pathlib import Path

from analytics.corpus.drafts import Draft, Rejection, excerpt_of
from analytics.corpus.errors import Limits, SourceError
from analytics.corpus.rows import Fields, read_record


def read_parquet(path: Path, limits: Limits) -> Iterator[Draft | Rejection]:
    """The documents of a Parquet file; the line is the row, from 1.

    Raises SourceError when it is broken or no column is named like a title or a text.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(f"{path}: not a whole Parquet file ({_first_line(error)})") from error
    with file:
        names = file.schema_arrow.names
        fields = Fields(names)
        if not fields.tell_news:
            raise SourceError(
                f"{path}: no column is named like a title or a text (title, text, content, 标题, 正文, …); "
                f"its columns are {excerpt_of(', '.join(names[:12]))}"
            )
        wanted = [name for name in names if any(name in found for found in fields.names.values())]
        number = 0
        try:
            for batch in file.iter_batches(batch_size=2_000, columns=wanted, use_threads=False):
                for record in batch.to_pylist():
                    number += 1
                    yield read_record(record, fields, number, limits)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise SourceError(
                f"{path}: broken after row {number:,} ({_first_line(error)}); write it again"
            ) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]
