"""`find_topics`: documents to the tables of topics that nobody named."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.background import Background, load_background
from analytics.background.words import count_words
from analytics.threads import one_thread
from analytics.tokens import Tokens
from analytics.topics.clustering import narrow
from analytics.topics.number import candidates, choose, cluster_again, try_numbers
from analytics.topics.result import TopicResult, describe, describe_nothing
from analytics.topics.view import MODELS, OUTLIERS, CorpusView

MIN_DOCUMENTS = 4  # fewer with any content term hold no topics


class TopicError(ValueError):
    """Topics cannot be found as asked; the message says what to change."""


def find_topics(
    documents: pd.DataFrame,
    tokens: Tokens,
    *,
    model: str = "ours",
    n_topics: int | str = "auto",
    seed: int = 0,
    background: Background | None = None,
    previous: TopicResult | None = None,
) -> TopicResult:
    """Topics among documents and each document's topic.

    `documents` keep the order of `tokens`; `model` is one of MODELS; `n_topics` "auto" or a number of at
    least 2; `background` the bundled one without. Ours goes on from the topics of `previous`, and "auto"
    keeps their number unless another is clearly better; `keep_ids` then names them alike. Documents with no content term, and with our model
    those that no topic is about, are outliers (−1). The same input gives the same tables. Raises
    TopicError.
    """
    _check(documents, tokens, model, n_topics)
    # One thread: with more, sums are added in another order and the last digits differ.
    with one_thread():
        trial = explore(tokens, background or load_background(), n_topics, seed, previous)
        if trial is None:
            return describe_nothing(tokens)
        assigned = trial.view.assign(model, trial.n_topics, seed, trial.earlier)
        return describe(trial.view, assigned, trial.again, trial.numbers)


@dataclass(frozen=True)
class Trial:
    """A view of a corpus and the number of topics chosen for it.

    `numbers` has a row for each number tried, `again` clusterings of `view.judged` into the chosen one,
    `earlier` the topic that each of the view's documents had in an earlier result, None without one.
    """

    view: CorpusView
    n_topics: int
    numbers: pd.DataFrame
    again: list[np.ndarray]
    earlier: np.ndarray | None = None


def explore(
    tokens: Tokens,
    background: Background,
    n_topics: int | str,
    seed: int,
    previous: TopicResult | None = None,
) -> Trial | None:
    """Learn the view of a corpus and try numbers of topics; None where too little is said for any."""
    words = count_words(tokens)
    rows = np.flatnonzero(np.diff(words.counts.indptr))
    if len(rows) < MIN_DOCUMENTS:
        return None
    view = CorpusView.fit(words, rows, tokens, background)
    earlier = None if previous is None else _earlier(tokens, previous)[rows]
    before = 0 if earlier is None else len(np.unique(earlier[earlier != OUTLIERS]))
    numbers = candidates(len(rows)) if n_topics == "auto" else [int(n_topics)]
    if n_topics == "auto" and 2 <= before <= numbers[-1]:
        numbers = sorted({*numbers, before})
    counts = view.words.counts[view.judged]
    vectors = narrow(view.vectors[np.isin(view.drawn, view.judged)])
    trials = choose(try_numbers(vectors, counts, view.idf, numbers, seed), before)
    chosen = int(trials.loc[trials["chosen"], "n_topics"].iloc[0])
    return Trial(view, chosen, trials, cluster_again(vectors, chosen, seed), earlier)


def _earlier(tokens: Tokens, previous: TopicResult) -> np.ndarray:
    """The topic that each document had before; −1 where it had none or was not there."""
    known = previous.document_topics.set_index("doc_id")["topic"]
    return pd.Series(tokens.doc_ids).map(known).fillna(OUTLIERS).to_numpy(dtype=np.int64)


def _check(documents: pd.DataFrame, tokens: Tokens, model: str, n_topics: int | str) -> None:
    if model not in MODELS:
        raise TopicError(f"model {model!r} is not one of {', '.join(MODELS)}")
    if n_topics != "auto" and (not str(n_topics).isdigit() or int(n_topics) < 2):
        raise TopicError(f"n_topics is {n_topics!r}; give auto or a whole number of at least 2")
    if list(documents["doc_id"]) != list(tokens.doc_ids):
        raise TopicError("documents and tokens hold different documents or another order")
