"""How many topics: the number at which clusterings of different halves agree, and read well."""

import math

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analytics.topics.labels import N_TERMS, coherence, telling_terms
from analytics.topics.threads import map_threads

_N_HALVES = 4
_FEWEST = 4
_LADDER = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 24, 28, 32, 40, 48)


def candidates(n_documents: int) -> list[int]:
    """Numbers worth trying: at least five documents a topic, and not many more topics than √n."""
    most = max(2, min(n_documents // 5, math.ceil(1.2 * math.sqrt(n_documents))))
    return [k for k in _LADDER if k <= most]


def try_numbers(
    vectors: np.ndarray, counts: sp.csr_matrix, idf: np.ndarray, numbers: list[int], seed: int
) -> tuple[pd.DataFrame, dict[int, list[np.ndarray]]]:
    """A row a number (n_topics, stability, error, coherence), and the labels of the repeated clusterings.

    Stability is the mean adjusted Rand index of clusterings of documents with those of documents
    smoothed over their neighbours, fitted to random halves and applied to all (after Lange et al.
    2004): the right number of topics survives both; `error` is its standard error over halves. Coherence is the mean NPMI of the topics' terms.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score

    from analytics.topics.clustering import smooth_over_neighbours

    smooth = smooth_over_neighbours(vectors, min(numbers[-1], 10))
    presence = (counts > 0).astype(np.float32)
    draw = np.random.default_rng(seed)
    size = max(2, len(vectors) // 2)
    halves = [np.sort(draw.choice(len(vectors), size, replace=False)) for _ in range(_N_HALVES)]

    def cluster(view: np.ndarray, k: int) -> list[np.ndarray]:
        return [
            KMeans(min(k, size), n_init=2, random_state=seed + trial).fit(view[half]).predict(view)
            for trial, half in enumerate(halves)
        ]

    def judge(k: int) -> tuple[list[np.ndarray], float, float, float]:
        labels, plain = cluster(smooth, k), cluster(vectors, k)
        agreement = np.array([[adjusted_rand_score(a, b) for b in plain] for a in labels])
        error = float(agreement.mean(axis=0).std(ddof=1) / math.sqrt(_N_HALVES))
        best, weight = telling_terms(presence, labels[0], k, idf)
        npmi = [coherence(presence, best[i][weight[i] > 0][:N_TERMS]) for i in range(k)]
        read_well = float(np.nanmean(npmi)) if not np.isnan(npmi).all() else 0.0
        return labels, max(0.0, float(agreement.mean())), error, read_well

    judged = dict(zip(numbers, map_threads(judge, numbers), strict=True))
    labels = {k: found for k, (found, *_) in judged.items()}
    rows = [(k, *measures) for k, (_, *measures) in judged.items()]
    return pd.DataFrame(rows, columns=["n_topics", "stability", "error", "coherence"]), labels


def choose(trials: pd.DataFrame, before: int = 0) -> pd.DataFrame:
    """The trials with `score` and the one `chosen`: the best.

    The score is stability plus a tenth of coherence, averaged with those of the numbers next to it
    (weights 1, 2, 1), since a single trial is noisy. Two and three topics agree easily and tell little,
    so they are chosen only where nothing larger was tried. The number of topics there were `before` stays
    as long as the best is within its own standard error of it (Breiman et al. 1984).
    """
    plain = (trials["stability"] + 0.1 * trials["coherence"]).to_numpy()
    eligible = (trials["n_topics"] >= min(_FEWEST, trials["n_topics"].max())).to_numpy()
    padded = np.concatenate((plain[eligible][:1], plain[eligible], plain[eligible][-1:]))
    score = plain.copy()
    score[eligible] = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    chosen = np.zeros(len(trials), dtype=bool)
    best = int(np.argmax(np.where(eligible, np.round(score, 9), -2.0)))
    stays = (trials["n_topics"] == before).to_numpy() & (
        score >= score[best] - trials["error"][best]
    )
    chosen[int(np.argmax(stays)) if stays.any() else best] = True
    return trials.assign(score=score, chosen=chosen)
