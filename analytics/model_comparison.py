"""The topic models side by side on one corpus, with labels where its file has them; kept like the stages."""

import json
import time
from pathlib import Path

import pandas as pd

from analytics.corpus import Limits
from analytics.parameters import EvaluationParameters
from analytics.prepared import PreparedCorpus, digest_files

MEASURES = ("nmi", "ari", "stability", "coherence", "diversity", "junk")
_MAX_LINE = 10_000_000  # characters; a longer one is no labelled document


def model_table(corpus: PreparedCorpus, parameters: EvaluationParameters) -> pd.DataFrame:
    """A row a model: model, n_documents, n_labelled, n_topics, MEASURES, seconds (of one fit).

    All find as many topics in the same stories, at most `n_documents` drawn at random: as many as there
    are labels, or the most stable number, unless it is given. Labels are never fitted; measures are
    those of `analytics.topics.measure`, means over the seeds.
    """

    def compute() -> dict[str, pd.DataFrame]:
        from analytics.topics import MODELS, find_topics, measure

        documents = corpus.documents
        kept = documents[~documents["story_id"].duplicated()]
        if len(kept) > parameters.n_documents:
            kept = kept.sample(parameters.n_documents, random_state=parameters.seed).sort_index()
        tokens = corpus.tokens.take(kept.index.to_numpy())
        labels = read_labels(kept, corpus.source)
        kept = kept.reset_index(drop=True)
        number, n_known = parameters.n_topics, len({label for label in labels if label})
        if number == "auto" and n_known > 1:
            number = n_known
        elif number == "auto":
            trials = find_topics(kept, tokens, seed=parameters.seed).trials
            number = int(trials.loc[trials["chosen"], "n_topics"].iloc[0]) if len(trials) else 2
        rows = []
        for model in MODELS:
            began = time.perf_counter()
            runs = [
                find_topics(
                    kept, tokens, model=model, n_topics=number, seed=parameters.seed + repeated
                )
                for repeated in range(parameters.n_seeds)
            ]
            seconds = (time.perf_counter() - began) / len(runs)
            rows.append({"model": model, **measure(runs, labels), "seconds": seconds})
        n_labelled = sum(label != "" for label in labels)
        counts = {"n_documents": len(kept), "n_labelled": n_labelled}
        return {"models": pd.DataFrame(rows).assign(**counts)}

    settings = parameters.model_dump(include={"n_topics", "n_seeds", "n_documents", "seed"})
    settings["labels"] = digest_files(_labelled_files(corpus.documents, corpus.source).values())
    return corpus.keep("models", settings, compute)["models"]


def read_labels(documents: pd.DataFrame, source: str) -> list[str]:
    """The field `label` of the JSON Lines of `source` that each document was read from; "" where there is
    none.
    """
    labels = pd.Series("", index=documents.index)
    files = _labelled_files(documents, source)
    for origin, rows in documents[documents["origin"].isin(list(files))].groupby("origin"):
        wanted = {int(line): row for row, line in rows["origin_line"].items()}
        with files[str(origin)].open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                if number in wanted and len(line) <= _MAX_LINE:
                    labels[wanted[number]] = _label(line)
    return labels.tolist()


def _labelled_files(documents: pd.DataFrame, source: str) -> dict[str, Path]:
    """The files of JSON Lines that documents name as their origin, by that name."""
    from analytics.archive import find_archive
    from analytics.corpus.files import is_address, list_files

    if is_address(source) or find_archive(source):
        return {}
    root = list_files(source, Limits()).root
    names = sorted(set(documents["origin"]))
    files = {name: root / name for name in names if name.lower().endswith(".jsonl")}
    return {name: path for name, path in files.items() if path.is_file()}


def _label(line: str) -> str:
    try:
        label = json.loads(line).get("label")
    except (ValueError, AttributeError, RecursionError):
        return ""  # the corpus report tells lines that cannot be read
    return str(label) if isinstance(label, str | int) else ""
