"""A map of documents: points on a plane, near where the documents read alike."""

import numpy as np
import pandas as pd

from analytics.threads import one_thread

MAX_POINTS = 1_500
_NEIGHBOURS = 30  # documents that each one is kept near to (t-SNE's perplexity)
_FEWEST = 4  # fewer points have no layout worth the name


def draw_sample(groups: np.ndarray, size: int = MAX_POINTS, seed: int = 0) -> np.ndarray:
    """Positions of at most `size` documents, sorted; each group (text keys) in proportion, at least one."""
    if len(groups) <= size:
        return np.arange(len(groups))
    random = np.random.default_rng(seed)
    keys, group, n = np.unique(groups.astype(str), return_inverse=True, return_counts=True)
    quota = np.maximum(1, np.floor(n * (size / len(groups)))).astype(int)
    order = random.permutation(len(groups))
    # Rank of each document among its own group, in an order drawn at random.
    by_group = order[np.argsort(group[order], kind="stable")]
    rank = np.arange(len(groups)) - np.repeat(np.cumsum(n) - n, n)
    kept = by_group[rank < np.repeat(quota, n)]
    return np.sort(kept[:size] if len(keys) > size else kept)


def place_documents(vectors: np.ndarray, seed: int = 0) -> pd.DataFrame:
    """Places of documents by their vectors (n, d): columns position, x, y, both 0…1.

    t-SNE (van der Maaten and Hinton 2008) started from the principal components, so the same vectors
    give the same map; a handful of documents stay at their principal components, and documents that all
    have the same vector in one place. Documents without a vector (all zeros) have no place and no row.
    """
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE

    known = np.flatnonzero(np.abs(vectors).sum(axis=1) > 0)
    if not len(known):
        return pd.DataFrame({"position": known, "x": known * 0.0, "y": known * 0.0})
    rows = vectors[known].astype(np.float64)
    with one_thread():  # with more, sums are added in another order
        flat = np.zeros((len(rows), 2))
        if len(rows) >= _FEWEST and np.allclose(rows, rows[0]):
            pass  # t-SNE would divide by their spread, which is 0, and end the process
        elif len(rows) > _FEWEST * 2:
            perplexity = min(_NEIGHBOURS, (len(rows) - 1) / 3)
            flat = TSNE(
                2, perplexity=perplexity, init="pca", learning_rate="auto", max_iter=500,
                random_state=seed,
            ).fit_transform(rows)  # fmt: skip
        elif len(rows) >= _FEWEST:
            flat = PCA(2, random_state=seed).fit_transform(rows)
        else:
            flat[:, 0] = np.arange(len(rows))
    low, high = flat.min(axis=0), flat.max(axis=0)
    unit = (flat - low) / np.where(high > low, high - low, 1)
    return pd.DataFrame({"position": known, "x": unit[:, 0].round(4), "y": unit[:, 1].round(4)})


def own_neighbours(places: np.ndarray, groups: np.ndarray, n_neighbours: int = 8) -> pd.Series:
    """How much each group ("" is none and left out) keeps to itself on the map, most first.

    `places` (n, 2); for each group the share, among the nearest `n_neighbours` of its documents, of
    documents of the same group; groups of fewer than four documents are left out.
    """
    from scipy.spatial import KDTree

    if len(places) <= n_neighbours:
        return pd.Series(dtype=float)
    _, near = KDTree(places).query(places, n_neighbours + 1)
    same = (groups[near[:, 1:]] == groups[:, None]).mean(axis=1)
    shares = pd.DataFrame({"group": groups, "same": same}).groupby("group")["same"]
    found = shares.mean()[shares.size() >= _FEWEST].drop("", errors="ignore")
    return found.sort_values(ascending=False, kind="stable")


def heart(places: np.ndarray) -> tuple[float, float]:
    """The place (of `places`, n × 2) with the others nearest to it: half of them within its reach."""
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1)
    x, y = places[np.median(apart, axis=1).argmin()]
    return float(x), float(y)
