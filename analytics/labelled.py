"""Documents that people labelled: one JSON object a line, read for measuring and for training."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

MAX_LINE_BYTES = 8 << 20
Label = TypeVar("Label")


class LabelledError(ValueError):
    """A labelled file that cannot be read; the message names file, line and what to do."""


def read_labelled(
    path: Path, label_of: Callable[[dict[str, Any]], Label]
) -> tuple[pd.DataFrame, list[Label]]:
    """The documents of a JSONL file (doc_id, the number of its line; title; body) and the label of each.

    A line is an object with `title`, `text` (or `body`) or both, and whatever `label_of` looks for; it
    raises ValueError saying what is wrong. Raises LabelledError naming file, line and what to do.
    """
    rows: list[tuple[str, str, str]] = []
    labels: list[Label] = []
    for number, line in _lines(path):
        try:
            entry = _parse(line)
            title = str(entry.get("title") or "")
            body = str(entry.get("text") or entry.get("body") or "")
            if not (title + body).strip():
                raise ValueError("neither title nor text; each line needs one")
            labels.append(label_of(entry))
        except (ValueError, RecursionError) as error:
            raise LabelledError(f"{path}, line {number}: {error}") from error
        rows.append((str(number), title, body))
    if not rows:
        raise LabelledError(f"{path}: holds no labelled document")
    return pd.DataFrame(rows, columns=["doc_id", "title", "body"]), labels


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Number and content of the lines that hold something, each held up to the limit."""
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                if len(line) > MAX_LINE_BYTES:
                    raise LabelledError(
                        f"{path}, line {number}: longer than {MAX_LINE_BYTES:,} bytes; cut it"
                    )
                if line.strip():
                    yield number, line
    except OSError as error:
        raise LabelledError(f"{path}: cannot be read ({error.strerror}); check the path") from error


def _parse(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON ({error}); write one object a line") from error
    if not isinstance(entry, dict):
        raise ValueError("expected an object with text and label")
    return entry
