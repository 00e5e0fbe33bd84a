"""Ours and its peers at the same task on the same documents; each runs alone in a process of its own.

    python scripts/peers.py TASK NAME DOCUMENTS.parquet N_TOPICS CORES

DOCUMENTS holds doc_id, title, body and label ("" without). Prints one line of JSON: seconds and CPU seconds of
the work itself, libraries and dictionaries loaded before; what was measured of its quality. `scripts/bench_peers.py`
runs this.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

TOMOTOPY_ROUNDS = 200  # sweeps of Gibbs sampling
LDA_PASSES = 1  # gensim's own default, which favours its time


def texts_of(documents: pd.DataFrame) -> list[str]:
    return (documents["title"] + "\n" + documents["body"]).str.strip().tolist()


# --- words: texts to lists of words -------------------------------------------------------------------


def segment_ours(documents: pd.DataFrame, _: int, __: int) -> Callable[[], Any]:
    from analytics.prepared import bundled_terms
    from analytics.tokens import Segmenter

    segmenter = Segmenter(bundled_terms())
    return lambda: segmenter.segment(documents)


def segment_jieba(documents: pd.DataFrame, _: int, __: int) -> Callable[[], Any]:
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    texts = texts_of(documents)
    return lambda: [jieba.lcut(text) for text in texts]


def segment_snownlp(documents: pd.DataFrame, _: int, __: int) -> Callable[[], Any]:
    from snownlp import SnowNLP

    texts = texts_of(documents)
    SnowNLP("好").words  # noqa: B018  loads its model
    return lambda: [SnowNLP(text).words for text in texts]


# --- tone: a number for each document, more is better news --------------------------------------------


def tone_ours(documents: pd.DataFrame, _: int, __: int) -> Callable[[], np.ndarray]:
    from analytics.prepared import bundled_terms
    from analytics.sentiment import score_documents
    from analytics.tokens import Segmenter

    segmenter = Segmenter(bundled_terms())

    def score(some: pd.DataFrame) -> np.ndarray:  # from text, as the peer does
        return score_documents(some, segmenter.segment(some))["polarity"].to_numpy()

    score(documents[:1])
    return lambda: score(documents)


def tone_snownlp(documents: pd.DataFrame, _: int, __: int) -> Callable[[], np.ndarray]:
    from snownlp import SnowNLP

    texts = texts_of(documents)
    SnowNLP("好").sentiments  # noqa: B018  loads its model
    return lambda: np.array([SnowNLP(text).sentiments if text else 0.5 for text in texts])


# --- topics: tokens, segmented before, to the topic of each document ----------------------------------


def topics_ours(documents: pd.DataFrame, n_topics: int, _: int) -> Callable[[], np.ndarray]:
    import sklearn.cluster
    import sklearn.decomposition  # noqa: F401  before the clock starts, as for the others

    from analytics.background import load_background
    from analytics.topics import find_topics

    tokens, background = _tokens(documents), load_background()
    return lambda: (
        find_topics(documents, tokens, n_topics=n_topics, background=background)
        .document_topics["topic"]
        .to_numpy()
    )


def _matrix_model(name: str) -> Callable[[pd.DataFrame, int, int], Callable[[], np.ndarray]]:
    def prepare(documents: pd.DataFrame, n_topics: int, _: int) -> Callable[[], np.ndarray]:
        import gensim.models  # noqa: F401
        import sklearn.decomposition  # noqa: F401

        from analytics.background.words import count_words
        from analytics.topics import peers

        counts = count_words(_tokens(documents)).counts

        def find() -> np.ndarray:
            return getattr(peers, name)(n_topics, 0).fit_transform(counts).argmax(axis=1)

        return find

    return prepare


def topics_tomotopy(documents: pd.DataFrame, n_topics: int, cores: int) -> Callable[[], np.ndarray]:
    import tomotopy

    from analytics.background.words import count_words

    words = count_words(_tokens(documents))
    counts = words.counts.tocsr()
    names = np.asarray(words.terms, dtype=object)

    def find() -> np.ndarray:
        model = tomotopy.LDAModel(k=n_topics, seed=1)
        topic = np.zeros(counts.shape[0], dtype=int)
        added = []
        for row in range(counts.shape[0]):
            here = slice(counts.indptr[row], counts.indptr[row + 1])
            bag = np.repeat(names[counts.indices[here]], counts.data[here].astype(int)).tolist()
            if bag and model.add_doc(bag) is not None:
                added.append(row)
        model.train(TOMOTOPY_ROUNDS, workers=cores)
        topic[added] = [int(np.argmax(doc.get_topic_dist())) for doc in model.docs]
        return topic

    return find


def _tokens(documents: pd.DataFrame) -> Any:
    from analytics.prepared import bundled_terms
    from analytics.tokens import Segmenter

    return Segmenter(bundled_terms()).segment(documents)


# --- all: a file of text to words, topics and tone ----------------------------------------------------


def pipeline_ours(documents: pd.DataFrame, n_topics: int, _: int) -> Callable[[], np.ndarray]:
    def run() -> np.ndarray:
        from analytics.prepared import bundled_terms
        from analytics.segmenting import segment
        from analytics.sentiment import score_documents
        from analytics.topics import find_topics

        tokens = segment(documents, bundled_terms())
        score_documents(documents, tokens)
        found = find_topics(documents, tokens, n_topics=n_topics)
        return found.document_topics["topic"].to_numpy()

    return run


def pipeline_usual(documents: pd.DataFrame, n_topics: int, _: int) -> Callable[[], np.ndarray]:
    def run() -> np.ndarray:
        import jieba
        from gensim.corpora import Dictionary
        from gensim.models import LdaModel
        from snownlp import SnowNLP

        jieba.setLogLevel(60)
        texts = texts_of(documents)
        words = [[w for w in jieba.lcut(t) if len(w) > 1 and w.isalpha()] for t in texts]
        dictionary = Dictionary(words)
        dictionary.filter_extremes(no_below=2, no_above=0.5)
        bags = [dictionary.doc2bow(bag) for bag in words]
        model = LdaModel(bags, n_topics, dictionary, passes=LDA_PASSES, random_state=0)
        topic = model.inference(bags)[0].argmax(axis=1)
        [SnowNLP(text).sentiments for text in texts]
        return topic

    return run


TASKS: dict[str, dict[str, Callable[[pd.DataFrame, int, int], Callable[[], Any]]]] = {
    "words": {"ours": segment_ours, "jieba": segment_jieba, "SnowNLP": segment_snownlp},
    "tone": {"ours": tone_ours, "SnowNLP": tone_snownlp},
    "topics": {
        "ours": topics_ours,
        "scikit-learn NMF": _matrix_model("NmfTopics"),
        "scikit-learn LDA": _matrix_model("LdaTopics"),
        "gensim LDA": _matrix_model("GensimTopics"),
        "tomotopy LDA": topics_tomotopy,
    },
    "all": {"ours": pipeline_ours, "jieba, gensim LDA, SnowNLP": pipeline_usual},
}


def quality(task: str, labels: np.ndarray, found: Any) -> dict[str, float]:
    """NMI of topics with labels; how often a document labelled pos is scored above one labelled neg."""
    from sklearn.metrics import normalized_mutual_info_score, roc_auc_score

    known = labels != ""
    if task in ("topics", "all") and len(set(labels[known])) > 1:
        return {"nmi": float(normalized_mutual_info_score(labels[known], found[known]))}
    poles = np.isin(labels, ["pos", "neg"])
    if task == "tone" and len(set(labels[poles])) == 2:
        return {"auc": float(roc_auc_score(labels[poles] == "pos", found[poles]))}
    return {}


def main(task: str, name: str, path: str, n_topics: str, cores: str) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(cores)])
    documents = pd.read_parquet(Path(path))
    labels = documents.pop("label").to_numpy(dtype=object)
    work = TASKS[task][name](documents, int(n_topics), int(cores))
    start, spent = time.perf_counter(), time.process_time()
    found = work()
    told = {"seconds": time.perf_counter() - start, "cpu_s": time.process_time() - spent}
    print(json.dumps(told | quality(task, labels, found)))


if __name__ == "__main__":
    main(*sys.argv[1:])
