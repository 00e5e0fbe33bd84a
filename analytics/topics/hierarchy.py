"""Groups of topics, so that many can be read as a few."""

import numpy as np

from analytics.topics.word_vectors import unit_rows

FEWEST = 12  # topics below which a list is short enough to read


def group_topics(centroids: np.ndarray) -> np.ndarray:
    """The group (from 0, in order of first appearance) of each topic; all 0 when there are few.

    Average linkage on the cosine of the topics' mean vectors (n_topics × d), cut into about √n_topics.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    n_topics = len(centroids)
    if n_topics < FEWEST:
        return np.zeros(n_topics, dtype=np.int64)
    tree = linkage(unit_rows(centroids).astype(np.float64), method="average", metric="cosine")
    flat = fcluster(tree, round(np.sqrt(n_topics)), criterion="maxclust")
    order: dict[int, int] = {}
    return np.array([order.setdefault(int(group), len(order)) for group in flat], dtype=np.int64)
