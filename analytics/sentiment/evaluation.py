"""How well tone agrees with documents that people labelled, beside the baseline."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analytics.labelled import read_labelled
from analytics.lexicon import Lexicon, load_lexicon
from analytics.sentiment.baseline import score_baseline
from analytics.sentiment.scoring import explain, score_documents
from analytics.tokens import Segmenter

if TYPE_CHECKING:
    from analytics.sentiment.training import SentimentModel

CLASSES = ("neg", "neu", "pos")
MAX_BASELINE = 500  # documents that the baseline reads, spread evenly; it is slow
N_BINS = 10  # of confidence, for the calibration error
_LABEL_FIELDS = ("label", "tone", "sentiment")


@dataclass(frozen=True)
class Evaluation:
    """Agreement of scored with labelled tone.

    `measures` (measure, value, baseline, meaning; baseline is SnowNLP on up to MAX_BASELINE of the
    documents, missing where it has no such figure), `confusion` (labelled by scored, counts) and
    `errors` (the surest mistakes: line, labelled, scored, polarity, text, evidence).
    """

    measures: pd.DataFrame
    confusion: pd.DataFrame
    errors: pd.DataFrame

    @property
    def table(self) -> pd.DataFrame:
        """The measures as one table."""
        return self.measures

    def __str__(self) -> str:
        lines = [f"{'':<10}{'ours':>9}{'SnowNLP':>9}"]
        for name, value, baseline, meaning in self.measures.itertuples(index=False):
            beside = "" if np.isnan(baseline) else f"{baseline:.3f}"
            lines.append(f"{name:<10}{value:9.3f}{beside:>9}  {meaning}")
        worst = [
            f"line {row.line}: labelled {row.labelled}, scored {row.scored} ({row.polarity:+.2f}) "
            f"{row.text}\n    {row.evidence or 'no evidence'}"
            for row in self.errors.itertuples()
        ]
        confusion = self.confusion.to_string()
        return "\n".join([*lines, "", "labelled (rows) by scored (columns)", confusion, "", *worst])


def evaluate_sentiment(
    path: str | Path,
    n_errors: int = 10,
    baseline: bool = True,
    model: "SentimentModel | None" = None,
    lexicon: Lexicon | None = None,
) -> Evaluation:
    """Score the documents of a labelled JSONL file and compare.

    Each line is an object with `text` (or `body`), optionally `title`, and `label` (or `tone`): neg, neu
    or pos. Where no document is labelled neu, scored classes are the likelier of neg and pos. Labels are
    never used in scoring. With a trained `model` (training.load_model) its classes are measured instead. `lexicon` is
    the one to score with (None: the bundled one).
    Raises LabelledError naming file and line.
    """
    documents, labels = read_labelled(Path(path), tone_of)
    lexicon = lexicon or load_lexicon()
    tokens = Segmenter(lexicon.terms).segment(documents)
    scores = score_documents(documents, tokens, lexicon=lexicon)
    if model is not None:
        scores[["p_neg", "p_neu", "p_pos"]] = model.predict_proba(documents, tokens)
        scores["polarity"] = scores["p_pos"] - scores["p_neg"]
    truth = np.array([CLASSES.index(label) for label in labels])
    present = sorted(set(truth))
    probabilities = scores[["p_neg", "p_neu", "p_pos"]].to_numpy()[:, present]
    probabilities = probabilities / np.maximum(probabilities.sum(axis=1, keepdims=True), 1e-12)
    scored = np.array(present)[probabilities.argmax(axis=1)]
    rows = _measures(truth, scored, scores["polarity"].to_numpy())
    rows["ece"] = calibration_error(probabilities, scored == truth)
    rows["coverage"] = float((scores["n_hits"] > 0).mean())
    rows["n"] = float(len(truth))
    beside = _baseline(documents, truth) if baseline else {}
    meanings = {
        "accuracy": "share of documents in the right class",
        "macro_f1": "mean F1 of the classes",
        "auc": "a positive document outranks a negative one this often",
        "ece": "mean distance between confidence and accuracy",
        "coverage": "share of documents with evidence",
        "n": "documents",
    }
    measures = pd.DataFrame(
        [(k, rows[k], beside.get(k, np.nan), meaning) for k, meaning in meanings.items()],
        columns=["measure", "value", "baseline", "meaning"],
    )
    confusion = pd.crosstab(
        pd.Categorical(np.array(CLASSES)[truth], CLASSES),
        pd.Categorical(np.array(CLASSES)[scored], CLASSES),
        dropna=False,
    )
    confusion = confusion.rename_axis(index="labelled", columns="scored")
    sure = np.where(scored == truth, -1.0, probabilities.max(axis=1))
    worst = np.argsort(-sure, kind="stable")[: min(n_errors, int((sure >= 0).sum()))]
    evidence = explain(documents.iloc[worst], tokens.take(worst), lexicon=lexicon).hits
    errors = pd.DataFrame(
        {
            "line": documents["doc_id"].iloc[worst].astype(int).tolist(),
            "labelled": [CLASSES[truth[i]] for i in worst],
            "scored": [CLASSES[scored[i]] for i in worst],
            "polarity": scores["polarity"].to_numpy()[worst],
            "text": [_excerpt(documents.iloc[i]) for i in worst],
            "evidence": [_evidence(evidence, documents["doc_id"].iloc[i]) for i in worst],
        }
    )
    return Evaluation(measures, confusion, errors)


def calibration_error(probabilities: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error of the likeliest class over N_BINS equal bins of confidence.

    `probabilities` (n, classes), `right` (n, bool). Guo et al. 2017, On Calibration of Modern Neural
    Networks.
    """
    confidence = probabilities.max(axis=1)
    bins = np.minimum((confidence * N_BINS).astype(int), N_BINS - 1)
    n = np.bincount(bins, minlength=N_BINS)
    gap = np.bincount(bins, weights=right - confidence, minlength=N_BINS)
    return float(np.abs(gap).sum() / max(n.sum(), 1))


def _measures(truth: np.ndarray, scored: np.ndarray, polarity: np.ndarray) -> dict[str, float]:
    from sklearn.metrics import f1_score, roc_auc_score

    toned = truth != CLASSES.index("neu")
    both = len(set(truth[toned])) == 2
    positive = truth[toned] == CLASSES.index("pos")
    return {
        "accuracy": float((truth == scored).mean()),
        "macro_f1": float(f1_score(truth, scored, average="macro", zero_division=0)),
        "auc": float(roc_auc_score(positive, polarity[toned])) if both else np.nan,
    }


def _baseline(documents: pd.DataFrame, truth: np.ndarray) -> dict[str, float]:
    """The baseline's measures; it has no neutral class, so it calls none neutral."""
    rows = np.linspace(0, len(documents) - 1, min(MAX_BASELINE, len(documents))).astype(int)
    p_pos = score_baseline(documents.iloc[rows])["p_pos"].to_numpy()
    scored = np.where(p_pos >= 0.5, CLASSES.index("pos"), CLASSES.index("neg"))
    found = _measures(truth[rows], scored, p_pos)
    right = scored == truth[rows]
    found["ece"] = calibration_error(np.stack([1 - p_pos, p_pos], axis=1), right)
    return found | {"n": float(len(rows))}


def _evidence(hits: pd.DataFrame, doc_id: str) -> str:
    own = hits[hits["doc_id"] == doc_id]
    own = own.iloc[np.argsort(-own["contribution"].abs().to_numpy(), kind="stable")[:5]]
    return ", ".join(
        f"{row.term} {row.contribution:+.2f}" + (f" ({row.rule})" if row.rule else "")
        for row in own.itertuples()
    )


def _excerpt(document: pd.Series) -> str:
    return f"{document['title']} {document['body']}".strip().replace("\n", " ")[:60]


def tone_of(entry: dict[str, Any]) -> str:
    """The label of a labelled document: neg, neu or pos."""
    value = next((entry[field] for field in _LABEL_FIELDS if field in entry), None)
    if value not in CLASSES:
        raise ValueError(f"label {value!r} is none of {', '.join(CLASSES)}")
    return str(value)
