"""How well themes agree with documents that people labelled."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analytics.labelled import read_labelled
from analytics.themes.assignment import assign_themes
from analytics.themes.definitions import ThemeError, read_themes, seed_terms
from analytics.tokens import Segmenter


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
    that is no theme counts as none. Raises LabelledError naming file and line, ThemeError when no label is a theme.
    """
    themes = read_themes(themes_path)
    documents, told = read_labelled(Path(path), _labels)
    labels, single = [own for own, _ in told], all(is_one for _, is_one in told)
    keys = [theme.key for theme in themes]
    _check_known(Path(path), labels, keys)
    tokens = Segmenter(_dictionary()).segment(documents)
    result = assign_themes(documents, tokens, themes)
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


def _labels(entry: dict[str, Any]) -> tuple[set[str], bool]:
    """Themes of a labelled document, and whether it has one label rather than any number."""
    if isinstance(entry.get("label"), str):
        return {entry["label"]}, True
    own = entry.get("themes")
    if isinstance(own, list) and all(isinstance(key, str) for key in own):
        return set(own), False
    raise ValueError("needs `themes`, a list of theme keys, or `label`, one of them")


def _check_known(path: Path, labels: list[set[str]], keys: list[str]) -> None:
    known = set().union(*labels)
    if known and not known & set(keys):
        raise ThemeError(
            f"{path}: none of its labels ({', '.join(sorted(known)[:5])}) is a theme "
            f"({', '.join(sorted(keys)[:5])}); give the themes file that belongs to it"
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
