"""Models of tone trained on the user's own labels.

Logistic regressions, a class against the rest, over what `features.describe` sees: TF-IDF of character
and word n-grams (Wang and Manning 2012 show how hard such baselines are to beat on short texts) and of the roles
that the lexicon gives to words, with the sums of the hits beside them. Strength of the ridge and weights
of the classes are chosen by cross-validation on macro-F1. Word vectors, kernels, support vectors, naive
Bayes weights and averages of several models were tried and left out: they gained nothing
(docs/sentiment.md has the figures).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analytics.labelled import read_labelled
from analytics.lexicon import dictionary_terms
from analytics.sentiment.evaluation import CLASSES, tone_of
from analytics.sentiment.features import describe
from analytics.sentiment.model_file import ModelError, read_model, write_model
from analytics.sentiment.regression import choose_ridge, regression
from analytics.tokens import Segmenter, Tokens

# Views that are counted, and their weights: runs of roles repeat what the hits say, so they count half.
RUNS = {"char": 1.0, "word": 1.0, "role": 0.5}
MIN_DOCUMENTS = 2  # that must hold an n-gram
HIT_SCALE = 0.2  # of a standardised column of the hits beside TF-IDF rows of length 1
FEWEST = 10  # labelled documents of a class
BATCH = 20_000


class TrainingError(ValueError):
    """The labelled documents do not do to train with; the message says what is missing."""


@dataclass(frozen=True)
class SentimentModel:
    """A trained model.

    `classes` (in the order neg, neu, pos; those that were labelled), `terms` and `idf` of each counted
    view, `mean` and `scale` of the hits' sums, `weights` (classes, features) and `intercept`; `report`
    says how it was trained: documents of each class, strength, balanced, macro-F1 in cross-validation.
    """

    classes: tuple[str, ...]
    terms: dict[str, list[str]]
    idf: dict[str, np.ndarray]
    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    intercept: np.ndarray
    report: dict[str, Any]

    def predict_proba(self, documents: pd.DataFrame, tokens: Tokens | None = None) -> np.ndarray:
        """Probabilities (n, 3) of neg, neu and pos; a class that was never labelled has 0."""
        if tokens is None:
            tokens = Segmenter(dictionary_terms()).segment(documents)
        found = np.zeros((len(documents), len(CLASSES)))
        columns = [CLASSES.index(name) for name in self.classes]
        for low in range(0, len(documents), BATCH):
            part = tokens.take(np.arange(low, min(low + BATCH, len(tokens))))
            rows = self._matrix(describe(documents.iloc[low : low + BATCH], part))
            score = rows @ self.weights.T + self.intercept
            score = 1 / (1 + np.exp(-np.clip(score, -500, 500)))
            found[low : low + BATCH, columns] = score / score.sum(axis=1, keepdims=True)
        return found

    def score(self, documents: pd.DataFrame) -> pd.DataFrame:
        """A row a document: doc_id, polarity (p_pos − p_neg, −1…1), label, p_neg, p_neu, p_pos."""
        found = self.predict_proba(documents)
        table = pd.DataFrame(found, columns=[f"p_{name}" for name in CLASSES])
        table.insert(0, "doc_id", documents["doc_id"].to_numpy())
        table.insert(1, "polarity", table["p_pos"] - table["p_neg"])
        table.insert(2, "label", np.array(CLASSES)[found.argmax(axis=1)])
        return table

    def _matrix(self, views: dict[str, list]) -> Any:
        from scipy import sparse

        counted = [
            RUNS[name] * _weighted(views[name], self.terms[name], self.idf[name]) for name in RUNS
        ]
        numbers = (np.array(views["hits"]) - self.mean) * self.scale
        return sparse.hstack([*counted, sparse.csr_matrix(numbers)], format="csr")

    def write(self, path: str | Path) -> None:
        """Write the model, in one step, to a file that holds no code."""
        arrays = {f"idf_{name}": self.idf[name] for name in RUNS}
        arrays |= {f"terms_{name}": _packed(self.terms[name]) for name in RUNS}
        for name in ("mean", "scale", "weights", "intercept"):
            arrays[name] = np.ascontiguousarray(getattr(self, name), dtype=np.float32)
        write_model(Path(path), {"classes": self.classes, "report": self.report}, arrays)


def train_sentiment(labelled: str | Path, out: str | Path | None = None) -> SentimentModel:
    """Train on a labelled JSONL file (text or title and body, label) and write the model to `out`.

    Same file, same model. Raises TrainingError when a class has fewer than FEWEST documents or there is
    only one, LabelledError with file and line for a line that cannot be read.
    """
    documents, labels = read_labelled(Path(labelled), tone_of)
    counts = {name: labels.count(name) for name in CLASSES if name in labels}
    if len(counts) < 2 or min(counts.values()) < FEWEST:
        said = ", ".join(f"{n} {name}" for name, n in counts.items())
        raise TrainingError(
            f"{labelled}: {said}; at least two classes with {FEWEST} documents each are needed"
        )
    model = fit_model(documents, np.array(labels))
    if out is not None:
        model.write(out)
    return model


def fit_model(documents: pd.DataFrame, labels: np.ndarray) -> SentimentModel:
    """Fit a model to documents (title, body) with labels (neg, neu, pos)."""
    from scipy import sparse

    tokens = Segmenter(dictionary_terms()).segment(documents)
    views = describe(documents, tokens)
    terms, idf, counted = {}, {}, []
    for name in RUNS:
        terms[name], idf[name] = _vocabulary(views[name])
        counted.append(RUNS[name] * _weighted(views[name], terms[name], idf[name]))
    numbers = np.array(views["hits"])
    mean, spread = numbers.mean(axis=0), numbers.std(axis=0)
    scale = HIT_SCALE / np.where(spread > 1e-9, spread, 1.0)
    rows = sparse.hstack([*counted, sparse.csr_matrix((numbers - mean) * scale)], format="csr")

    strength, balanced, macro_f1 = choose_ridge(rows, labels)
    fitted = regression(strength, balanced).fit(rows, labels)
    weights = np.vstack([each.coef_ for each in fitted.estimators_])
    intercept = np.concatenate([each.intercept_ for each in fitted.estimators_])
    if len(weights) == 1:  # two classes share one regression
        weights, intercept = np.vstack([-weights, weights]), np.concatenate([-intercept, intercept])
    names, counts = np.unique(labels, return_counts=True)
    report = {
        "documents": {str(name): int(n) for name, n in zip(names, counts, strict=True)},
        "strength": strength,
        "balanced": balanced,
        "macro_f1": round(macro_f1, 4),
    }
    return SentimentModel(
        tuple(str(name) for name in fitted.classes_),
        terms, idf, mean, scale, weights, intercept, report,
    )  # fmt: skip


def load_model(path: str | Path) -> SentimentModel:
    """Read a model that `write` wrote; raises ModelError for anything else."""
    header, arrays = read_model(Path(path))
    names = [*(f"{part}_{name}" for part in ("terms", "idf") for name in RUNS)]
    names += ["mean", "scale", "weights", "intercept"]
    absent = [name for name in names if name not in arrays]
    if absent:
        raise ModelError(f"{path}: lacks {', '.join(absent)}; train it anew")
    classes = header.get("classes")
    if not isinstance(classes, list) or not set(map(str, classes)) <= set(CLASSES):
        raise ModelError(f"{path}: its classes {classes!r} are not among {', '.join(CLASSES)}")
    terms = {name: _unpacked(Path(path), arrays[f"terms_{name}"]) for name in RUNS}
    idf = {name: arrays[f"idf_{name}"] for name in RUNS}
    n_columns = sum(map(len, terms.values())) + arrays["mean"].size
    shapes = {
        **{f"idf_{name}": (len(terms[name]),) for name in RUNS},
        "scale": arrays["mean"].shape,
        "weights": (len(classes), n_columns),
        "intercept": (len(classes),),
    }
    wrong = [name for name, shape in shapes.items() if arrays[name].shape != shape]
    floats = [arrays[name] for name in names if not name.startswith("terms_")]
    if wrong or not all(a.dtype == np.float32 and np.isfinite(a).all() for a in floats):
        raise ModelError(f"{path}: its parts do not fit together ({', '.join(wrong) or 'numbers'})")
    report = header.get("report")
    return SentimentModel(
        tuple(classes), terms, idf, arrays["mean"], arrays["scale"], arrays["weights"],
        arrays["intercept"], report if isinstance(report, dict) else {},
    )  # fmt: skip


def _vocabulary(runs: list) -> tuple[list[str], np.ndarray]:
    """Terms of a counted view that enough documents hold, sorted, and their inverse frequencies."""
    from sklearn.feature_extraction.text import CountVectorizer

    fewest = MIN_DOCUMENTS if len(runs) >= 200 else 1
    counter = CountVectorizer(analyzer=_analyze, min_df=fewest, binary=True, dtype=np.float32)
    counts = np.asarray(counter.fit_transform(runs).sum(axis=0)).ravel()
    idf = np.log((1 + len(runs)) / (1 + counts)) + 1
    return counter.get_feature_names_out().tolist(), idf.astype(np.float32)


def _weighted(runs: list, terms: list[str], idf: np.ndarray) -> Any:
    """TF-IDF rows of length 1 with logarithmic counts."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.preprocessing import normalize

    counter = CountVectorizer(analyzer=_analyze, vocabulary=terms, dtype=np.float32)
    counts = counter.transform(runs)
    counts.data = (1 + np.log(counts.data)) * idf[counts.indices]
    return normalize(counts, copy=False)


def _analyze(view: str | list[str]) -> list[str]:
    """Runs of words as they are; of a text all runs of one to five characters."""
    if isinstance(view, list):
        return view
    text = view.lower()
    return [text[i : i + n] for n in range(1, 6) for i in range(len(text) - n + 1)]


def _packed(terms: list[str]) -> np.ndarray:
    return np.frombuffer("\n".join(terms).encode(), dtype=np.uint8)


def _unpacked(path: Path, packed: np.ndarray) -> list[str]:
    try:
        terms = packed.tobytes().decode().split("\n")
    except UnicodeDecodeError as error:
        raise ModelError(f"{path}: its terms are not UTF-8 text") from error
    if len(set(terms)) != len(terms):
        raise ModelError(f"{path}: its terms repeat")
    return terms
