"""How many topics: the number at which clusterings of different halves agree, and read well."""

import math

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analytics.convergence import taken_as_they_are
from analytics.threads import map_threads
from analytics.topics.labels import N_TERMS, coherence, telling_terms

_N_HALVES = 16  # fewer, and chance decides between numbers that are nearly as good
_N_REPEATS, _N_STARTS = 4, 2  # of the number chosen, to see which topics are found again
_FEWEST = 4
_CLEARLY = 0.02  # what the score of a number moves by when other documents of a corpus are drawn
_LADDER = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 24, 28, 32, 40, 48)


def candidates(n_documents: int) -> list[int]:
    """Numbers worth trying: at least five documents a topic, and not many more topics than √n."""
    most = max(2, min(n_documents // 5, math.ceil(1.2 * math.sqrt(n_documents))))
    return [k for k in _LADDER if k <= most]


def try_numbers(
    vectors: np.ndarray, counts: sp.csr_matrix, idf: np.ndarray, numbers: list[int], seed: int
) -> pd.DataFrame:
    """A row a number: n_topics, stability, error, coherence.

    Stability is the mean adjusted Rand index of clusterings of documents with those of documents
    smoothed over their neighbours, each begun once, fitted to a random half and applied to all (after
    Lange et al. 2004): the right number of topics survives all of that. `error` is its standard error
    over halves; coherence is the mean NPMI of the topics' terms.
    """
    from analytics.topics.clustering import smooth_over_neighbours

    smooth = smooth_over_neighbours(vectors, min(numbers[-1], 10))
    presence = (counts > 0).astype(np.float32)
    halves = _draw_halves(len(vectors), _N_HALVES, seed)

    def judge(k: int) -> tuple[int, float, float, float]:
        labels, plain = (_cluster(view, halves, k, seed, 1) for view in (smooth, vectors))
        agreement = np.array([[adjusted_rand(a, b) for b in plain] for a in labels])
        error = float(agreement.mean(axis=0).std(ddof=1) / math.sqrt(_N_HALVES))
        best, weight = telling_terms(presence, labels[0], k, idf)
        npmi = [coherence(presence, best[i][weight[i] > 0][:N_TERMS]) for i in range(k)]
        read_well = float(np.nanmean(npmi)) if not np.isnan(npmi).all() else 0.0
        return k, max(0.0, float(agreement.mean())), error, read_well

    columns = ["n_topics", "stability", "error", "coherence"]
    with taken_as_they_are():
        return pd.DataFrame(map_threads(judge, numbers), columns=columns)


def cluster_again(vectors: np.ndarray, n_topics: int, seed: int) -> list[np.ndarray]:
    """The documents clustered several times, each time fitted to a random half: is a topic found again?"""
    from analytics.topics.clustering import smooth_over_neighbours

    halves = _draw_halves(len(vectors), _N_REPEATS, seed)
    smooth = smooth_over_neighbours(vectors, min(n_topics, 10))
    with taken_as_they_are():
        return _cluster(smooth, halves, n_topics, seed, _N_STARTS)


def adjusted_rand(a: np.ndarray, b: np.ndarray) -> float:
    """Agreement of two clusterings given as numbers from 0 (Hubert & Arabie 1985); 1 the same, 0 by chance.

    What scikit-learn computes, without its checks, which took longer than small clusterings themselves.
    """
    n_b = int(b.max()) + 1
    both, in_a, in_b = (
        float((n * (n - 1.0)).sum()) for n in map(np.bincount, (a.astype(np.int64) * n_b + b, a, b))
    )
    expected = in_a * in_b / max(len(a) * (len(a) - 1.0), 1.0)
    most = (in_a + in_b) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _draw_halves(n: int, n_halves: int, seed: int) -> list[np.ndarray]:
    draw = np.random.default_rng(seed)
    return [np.sort(draw.choice(n, max(2, n // 2), replace=False)) for _ in range(n_halves)]


def _cluster(
    view: np.ndarray, halves: list[np.ndarray], k: int, seed: int, n_starts: int
) -> list[np.ndarray]:
    """The cluster of each row by k-means fitted to each of the halves."""
    from sklearn.cluster import KMeans

    return [
        KMeans(min(k, len(half)), n_init=n_starts, random_state=seed + trial)
        .fit(view[half])
        .predict(view)
        for trial, half in enumerate(halves)
    ]


def choose(trials: pd.DataFrame, before: int = 0) -> pd.DataFrame:
    """The trials with `score` and the one `chosen`: the best, or a later peak as good but for noise.

    The score is stability plus a tenth of coherence, averaged with those of the numbers next to it
    (weights 1, 2, 1), since a single trial is noisy. Two and three topics agree easily and tell little,
    so they are chosen only where nothing larger was tried; of peaks within 0.02 of the best the one of most
    topics is chosen, as it tells most. The number of topics there were `before` stays
    as long as the best is within its own standard error of it (Breiman et al. 1984), or within 0.02.
    """
    plain = (trials["stability"] + 0.1 * trials["coherence"]).to_numpy()
    eligible = (trials["n_topics"] >= min(_FEWEST, trials["n_topics"].max())).to_numpy()
    first, last = plain[eligible][0], plain[eligible][-1]
    fewer = min(
        plain[~eligible][-1:].min(initial=first), first
    )  # few agree easily: no help to four
    padded = np.concatenate(([fewer], plain[eligible], [last]))
    score = plain.copy()
    score[eligible] = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    chosen = np.zeros(len(trials), dtype=bool)
    height = np.where(eligible, np.round(score, 9), -2.0)
    beside = np.concatenate(([-2.0], height, [-2.0]))
    peaks = eligible & (height >= np.maximum(beside[:-2], beside[2:]))
    best = int(np.flatnonzero(peaks & (height >= height.max() - _CLEARLY))[-1])
    stays = (trials["n_topics"] == before).to_numpy() & (
        score >= score[best] - max(trials["error"][best], _CLEARLY)
    )
    chosen[int(np.argmax(stays)) if stays.any() else best] = True
    return trials.assign(score=score, chosen=chosen)
