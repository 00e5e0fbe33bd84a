"""Whole files or none: what is written appears under its name only when it is complete."""

import glob
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    import pandas as pd

TABLES = "tables"  # folder of the tables that a run keeps
_OLD = 6 * 3600  # seconds after which nobody is still writing a draft


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path in the same folder that replaces `path` at the end.

    When the block raises, `path` is left as it was and the temporary file is removed; one that a killed
    process left is removed by whoever writes the same file later. No pattern that names pages or tables
    by their ending matches a temporary file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = path.name[:40]  # a file's name may hold no more than 255 bytes
    for left in path.parent.glob(f".{glob.escape(kept)}.*.draft"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _OLD:
                left.unlink()
    draft = path.with_name(f".{kept}.{uuid4().hex}.draft")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 atomically; what UTF-8 cannot hold (lone surrogates) is written as U+FFFD."""
    encoded = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8")
    with replacing(path) as draft:
        draft.write_bytes(encoded)


def write_tables(folder: Path, tables: "Mapping[str, pd.DataFrame]") -> list[str]:
    """Write each table atomically as `folder`/tables/NAME.parquet; returns the names, sorted."""
    for name, table in tables.items():
        with replacing(folder / TABLES / f"{name}.parquet") as draft:
            table.to_parquet(draft, index=False, compression="zstd")
    return sorted(tables)
