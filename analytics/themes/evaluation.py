"""How well themes agree with documents that people labelled."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analytics.themes.assignment import assign_themes
from analytics.themes.definitions import Theme, ThemeError, read_themes, seed_terms
from analytics.tokens import Segmenter

MAX_LINE_BYTES = 8 << 20


@dataclass(frozen=True)
class ThemeEvaluation:
    """Agreement of assigned with labelled themes.

    `themes` has a row a theme: theme, n_labelled, n_assigned, precision, recall, f1 (missing where
    nothing was labelled and nothing assigned). `measures` has columns measure, value, meaning.
    """

    themes: pd.DataFrame
    measures: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """All of it as one long table: theme (empty for all together), measure, value."""
        by_theme = self.themes.melt("theme", var_name="measure")
        overall = self.measures[["measure", "value"]].assign(theme="")
        return pd.concat([overall, by_theme], ignore_index=True)[["theme", "measure", "value"]]

    def __str__(self) -> str:
        rows = self.themes.round(3).to_string(index=False)
        width = self.measures["measure"].str.len().max()
        lines = [
            f"{name:<{width}}  {value:7.3f}  {meaning}"
            for name, value, meaning in self.measures.itertuples(index=False)
        ]
        return "\n".join([rows, "", *lines])


def evaluate_themes(path: str | Path, themes_path: str | Path = "") -> ThemeEvaluation:
    """Assign the documents of a labelled JSONL file to themes and compare.

    Each line is an object with `text` (or `body`), optionally `title`, and either `themes`, a list of
    theme keys that may be empty, or `label`, one of them. Labels are never used in assigning. A label
    that is no theme counts as none. Raises ThemeError naming file, line and what to do.
    """
    themes = read_themes(themes_path)
    documents, labels, single = _read_labelled(Path(path), themes)
    tokens = Segmenter(_dictionary()).segment(documents)
    result = assign_themes(documents, tokens, themes)
    keys = [theme.key for theme in themes]
    labelled = np.array([[key in own for key in keys] for own in labels])
    assigned = _matrix(result.document_themes, documents, keys)
    table = _by_theme(labelled, assigned, keys)
    right, given = (labelled & assigned).sum(), assigned.sum()
    measures: list[tuple[str, float, str]] = [
        (
            "macro_f1",
            float(table["f1"].mean()),
            "mean F1 of the themes; a document without one is a miss",
        ),
        ("precision", float(_ratio(right, given)), "share of assigned themes that are right"),
        ("coverage", float(assigned.any(axis=1).mean()), "share of documents assigned to a theme"),
        ("n_documents", float(len(documents)), "documents in the file"),
    ]
    if single:
        nearest = assigned | _matrix(result.leanings, documents, keys)
        forced = _by_theme(labelled, nearest, keys)["f1"].mean()
        meaning = "mean F1 when documents without a theme go to the nearest"
        measures.insert(1, ("macro_f1_nearest", float(forced), meaning))
    return ThemeEvaluation(table, pd.DataFrame(measures, columns=["measure", "value", "meaning"]))


def _dictionary() -> list[str]:
    from analytics.lexicon import dictionary_terms

    return sorted({*dictionary_terms(), *seed_terms()})


def _read_labelled(path: Path, themes: list[Theme]) -> tuple[pd.DataFrame, list[set[str]], bool]:
    rows: list[tuple[str, str, str]] = []
    labels: list[set[str]] = []
    single = True
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                entry = _parse(line, path, number)
                own = _labels(entry, path, number)
                single &= "label" in entry
                title = str(entry.get("title") or "")
                body = str(entry.get("text") or entry.get("body") or "")
                rows.append((str(number), title, body))
                labels.append(own)
    except OSError as error:
        raise ThemeError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    if not rows:
        raise ThemeError(f"{path}: holds no labelled document")
    keys = {theme.key for theme in themes}
    known = set().union(*labels)
    if known and not known & keys:
        raise ThemeError(
            f"{path}: none of its labels ({', '.join(sorted(known)[:5])}) is a theme "
            f"({', '.join(sorted(keys)[:5])}); give the themes file that belongs to it"
        )
    return pd.DataFrame(rows, columns=["doc_id", "title", "body"]), labels, single


def _parse(line: bytes, path: Path, number: int) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise ThemeError(f"{path}, line {number}: longer than {MAX_LINE_BYTES:,} bytes")
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ThemeError(
            f"{path}, line {number}: not JSON ({error}); write one object a line"
        ) from error
    if not isinstance(entry, dict):
        raise ThemeError(f"{path}, line {number}: expected an object with text and themes or label")
    return entry


def _labels(entry: dict[str, Any], path: Path, number: int) -> set[str]:
    if isinstance(entry.get("label"), str):
        return {entry["label"]}
    own = entry.get("themes")
    if isinstance(own, list) and all(isinstance(key, str) for key in own):
        return set(own)
    raise ThemeError(
        f"{path}, line {number}: needs `themes`, a list of theme keys, or `label`, one of them"
    )


def _matrix(table: pd.DataFrame, documents: pd.DataFrame, keys: list[str]) -> np.ndarray:
    matrix = np.zeros((len(documents), len(keys)), dtype=bool)
    row = pd.Index(documents["doc_id"]).get_indexer(table["doc_id"])
    matrix[row, pd.Index(keys).get_indexer(table["theme"])] = True
    return matrix


def _by_theme(labelled: np.ndarray, assigned: np.ndarray, keys: list[str]) -> pd.DataFrame:
    right = (labelled & assigned).sum(axis=0)
    n_labelled, n_assigned = labelled.sum(axis=0), assigned.sum(axis=0)
    return pd.DataFrame(
        {
            "theme": keys,
            "n_labelled": n_labelled,
            "n_assigned": n_assigned,
            "precision": _ratio(right, n_assigned),
            "recall": _ratio(right, n_labelled),
            "f1": _ratio(2 * right, n_labelled + n_assigned),
        }
    )


def _ratio(part: np.ndarray, whole: np.ndarray) -> Any:
    """part / whole, missing where whole is zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)
