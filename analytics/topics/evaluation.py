"""How good found topics are: agreement with labels, coherence, diversity, stability, junk."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analytics.labelled import read_labelled
from analytics.tokens import Segmenter
from analytics.topics.discovery import TopicError, find_topics
from analytics.topics.result import TopicResult
from analytics.topics.view import MODELS


@dataclass(frozen=True)
class TopicEvaluation:
    """`table` has a row for each model and the measures as columns."""

    table: pd.DataFrame

    def __str__(self) -> str:
        return self.table.round(3).to_string(index=False)


def evaluate_topics(
    path: str | Path,
    *,
    models: tuple[str, ...] = ("ours",),
    n_topics: int | str = "labels",
    n_seeds: int = 5,
) -> TopicEvaluation:
    """Find topics in a JSONL of `text` (and `title`, `label`) and measure them; labels are not fitted.

    `n_topics` is "labels" (as many as there are labels; "auto" without any), "auto" or a number. Measures: nmi, ari (NaN
    without labels), stability (mean pairwise ARI over `n_seeds` seeds), coherence (NPMI), diversity,
    junk, each from 0 (NPMI and ARI: −1) to 1. Raises TopicError, LabelledError for a line that cannot be read.
    """
    from analytics.lexicon import dictionary_terms

    unknown = sorted({*models} - {*MODELS})
    if unknown:
        raise TopicError(f"models {unknown} are not among {', '.join(MODELS)}")
    documents, labels = read_labelled(Path(path), _label)
    tokens = Segmenter(dictionary_terms()).segment(documents)
    known = {label for label in labels if label}
    if n_topics == "labels":
        n_topics = len(known) if len(known) > 1 else "auto"
    rows = []
    for model in models:
        runs = [
            find_topics(documents, tokens, model=model, n_topics=n_topics, seed=seed)
            for seed in range(n_seeds)
        ]
        rows.append({"model": model, **measure(runs, labels)})
    return TopicEvaluation(pd.DataFrame(rows))


def _label(entry: dict[str, Any]) -> str:
    """Any label counts; a document may have none."""
    return "" if entry.get("label") is None else str(entry["label"])


def measure(runs: list[TopicResult], labels: list[str]) -> dict[str, float]:
    """Measures of runs that differ in their seed; agreement is the mean over runs."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    found = [run.document_topics["topic"].to_numpy() for run in runs]
    known = np.array([label != "" for label in labels])
    truth = np.array(labels)[known]
    pairs = [(a, b) for i, a in enumerate(found) for b in found[:i]]
    nan = float("nan")
    return {
        "n_topics": float(np.mean([(run.topics["topic"] >= 0).sum() for run in runs])),
        "nmi": float(np.mean([normalized_mutual_info_score(truth, f[known]) for f in found]))
        if known.any()
        else nan,
        "ari": float(np.mean([adjusted_rand_score(truth, f[known]) for f in found]))
        if known.any()
        else nan,
        "stability": float(np.mean([adjusted_rand_score(a, b) for a, b in pairs]))
        if pairs
        else nan,
        "coherence": float(np.mean([run.topics["coherence"].mean() for run in runs])),
        "diversity": float(np.mean([diversity(run.topic_terms["term"]) for run in runs])),
        "junk": float(np.mean([junk(run.topic_terms["term"]) for run in runs])),
    }


def diversity(terms: pd.Series) -> float:
    """Share of the topics' terms that are no other topic's (Dieng et al. 2020)."""
    return terms.nunique() / len(terms) if len(terms) else float("nan")


def junk(terms: pd.Series) -> float:
    """Share of terms that are digits, punctuation, stop words or single characters."""
    from analytics.background import is_content

    return float(np.mean([not is_content(term) for term in terms])) if len(terms) else 0.0
