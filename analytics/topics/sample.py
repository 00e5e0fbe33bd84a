"""Documents drawn to learn from, where all would be more than is needed."""

import numpy as np

FIT_SIZE = 10_000  # documents that vectors and topics are learned from; the others are assigned


def draw(n_documents: int, size: int) -> np.ndarray:
    """Positions of at most `size` of the documents, in order.

    Each position has a random rank of its own, so that a corpus which has grown at its end is drawn
    from nearly as before.
    """
    rank = np.random.default_rng(0).random(n_documents)
    return np.sort(np.argsort(rank, kind="stable")[:size])
