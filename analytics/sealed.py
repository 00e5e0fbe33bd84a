"""Folders of tables that are kept: a list of their files tells whole folders from damaged ones.

A table that is mapped into memory is not looked through when it is opened. So its bytes are flushed to disk
before it counts, and one that lost its end since, or is gone, is told by the list and computed again.
"""

import json
import os
from pathlib import Path

_LIST = "files.json"  # sizes by name


def flush(folder: Path) -> None:
    """Write to disk what the system still holds back of all files in a folder and below."""
    for path in folder.rglob("*.*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def seal(folder: Path) -> None:
    """Flush the files of a folder and list them with their sizes."""
    flush(folder)
    sizes = {path.name: path.stat().st_size for path in sorted(folder.glob("*.*"))}
    (folder / _LIST).write_text(json.dumps(sizes) + "\n", encoding="utf-8")


def is_whole(folder: Path) -> bool:
    """Whether a folder was sealed and all its files are as long as they were then."""
    try:
        sizes = json.loads((folder / _LIST).read_bytes())
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError):
        return False
