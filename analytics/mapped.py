"""Tables that lie on disk as they lie in memory, so that reading one copies nothing.

They are uncompressed Arrow files mapped into memory. A column that nobody looks at is never loaded, and one
that several processes look at is there once; the system may drop it at any time, as the disk has it too.
"""

import hashlib
from pathlib import Path

import pandas as pd
import pyarrow as pa

SUFFIX = ".arrow"


def write_mapped(table: pa.Table, path: Path) -> None:
    """Write a table, each column in one piece and texts with offsets as pandas has them."""
    schema = pa.schema(
        [
            field.with_type(pa.large_string()) if field.type == pa.string() else field
            for field in table.schema
        ],
        table.schema.metadata,
    )
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
        writer.write_table(table.cast(schema).combine_chunks())


def read_mapped(path: Path) -> pa.Table:
    """Read what `write_mapped` wrote; it stays readable when the file is removed. Raises OSError."""
    try:
        with pa.memory_map(str(path)) as file:
            return pa.ipc.open_file(file).read_all()
    except pa.ArrowInvalid as error:
        raise OSError(f"{path.parent}: damaged ({error}); remove it and run again") from error


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame without its index."""
    write_mapped(pa.Table.from_pandas(frame, preserve_index=False), path)


def read_frame(path: Path) -> pd.DataFrame:
    """Read what `write_frame` wrote; numbers and texts are those of the file and cannot be set in place."""
    return read_mapped(path).to_pandas(split_blocks=True)


def digest_frame(frame: pd.DataFrame) -> str:
    """Digest of what `write_frame` would write: equal for frames that were read or made alike."""
    table = pa.Table.from_pandas(frame, preserve_index=False).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return hashlib.sha256(sink.getvalue()).hexdigest()[:16]
