"""The few figures of a finished notebook that tell runs apart, read from its `results.json`.

What a run has not recorded, or not in a shape that can be read, is missing and never zero.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

MAX_BYTES = 100_000_000  # ten tables of ten thousand rows are far smaller
OUTLIERS = -1
ENTIRE_CORPUS = ""  # the theme of rows about all documents


@dataclass(frozen=True)
class Figure:
    """A figure to choose by: `words` names its heading, `best` which end of it is better."""

    words: str
    format: str
    best: Literal["high", "low", ""] = ""


FIGURES = {
    "n_topics": Figure("fig_topics", ","),
    "stability": Figure("fig_stability", ".3f", "high"),
    "coherence": Figure("fig_coherence", ".3f", "high"),
    "outliers": Figure("fig_outliers", ".1%", "low"),
    "largest": Figure("fig_largest", ",", "low"),
    "polarity": Figure("fig_polarity", "+.3f"),
    "negative": Figure("fig_negative", ".1%"),
    "no_hit": Figure("fig_no_hit", ".1%", "low"),
    "n_changes": Figure("fig_changes", ","),
    "n_emerging": Figure("fig_emerging", ","),
    "seconds": Figure("fig_seconds", ".1f", "low"),
}


def read_tables(path: Path) -> dict[str, dict[str, list[Any]]]:
    """The complete tables of a results file as columns; of what cannot be read, none."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return {}
        tables = json.loads(path.read_bytes())["tables"].items()
        return {name: _columns(table) for name, table in tables if _is_complete(table)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def key_figures(tables: Mapping[str, Mapping[str, list[Any]]]) -> dict[str, float]:
    """The figures of `FIGURES` that these tables hold, all finite."""
    found: dict[str, float | None] = {}
    if topics := tables.get("topics"):
        sizes = list(zip(topics.get("topic", []), topics.get("n_documents", []), strict=False))
        real = [size for topic, size in sizes if topic != OUTLIERS and _is_number(size)]
        n_outliers = sum(size for topic, size in sizes if topic == OUTLIERS and _is_number(size))
        found["n_topics"] = len(real)
        found["stability"] = _mean(topics.get("stability", []))
        found["coherence"] = _mean(topics.get("coherence", []))
        n_documents = sum(real) + n_outliers
        found["outliers"] = n_outliers / n_documents if n_documents else None
        found["largest"] = max(real, default=None)
    if sentiment := tables.get("sentiment"):
        found["polarity"] = _mean(sentiment.get("polarity", []))
        found["negative"] = _share(sentiment.get("label", []), "neg")
        found["no_hit"] = _share(sentiment.get("n_hits", []), 0)
    for name, table in (("n_changes", "changes"), ("n_emerging", "emerging")):
        if table in tables:
            found[name] = max(map(len, tables[table].values()), default=0)
    return {name: value for name, value in found.items() if value is not None}


def best_of(name: str, values: Mapping[str, float]) -> set[str]:
    """The keys of the best of a figure's values; none where all are alike or no end is better."""
    shown = {key: format(value, FIGURES[name].format) for key, value in values.items()}
    if not FIGURES[name].best or len(set(shown.values())) < 2:
        return set()
    best = (max if FIGURES[name].best == "high" else min)(values, key=lambda key: values[key])
    return {key for key, text in shown.items() if text == shown[best]}


def tone_series(tables: Mapping[str, Mapping[str, list[Any]]]) -> list[float]:
    """Mean polarity of the entire corpus in each period, in order, as `04_trends` recorded it."""
    tones = tables.get("tones", {})
    rows = zip(
        tones.get("period", []), tones.get("theme", []), tones.get("polarity", []), strict=False
    )
    means = [(str(at), value) for at, theme, value in rows if theme == ENTIRE_CORPUS]
    return [value for _, value in sorted(means, key=lambda mean: mean[0]) if _is_number(value)]


def _columns(table: Mapping[str, Any]) -> dict[str, list[Any]]:
    rows, names = table["rows"], table["columns"]
    return {str(name): [row[at] for row in rows] for at, name in enumerate(names)}


def _is_complete(table: Mapping[str, Any]) -> bool:
    rows, width = table["rows"], len(table["columns"])
    return table["n_rows"] == len(rows) and all(len(row) == width for row in rows)


def _is_number(value: Any) -> bool:
    """Whether a value is a finite number, and none that only a forged file would hold."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _mean(values: list[Any]) -> float | None:
    numbers = [value for value in values if _is_number(value)]
    return math.fsum(numbers) / len(numbers) if numbers else None


def _share(values: list[Any], wanted: Any) -> float | None:
    return sum(value == wanted for value in values) / len(values) if values else None
