"""Documents drawn to learn from, where all would be more than is needed."""

import numpy as np
import pandas as pd

FIT_SIZE = 10_000  # documents that vectors and topics are learned from; the others are assigned


def draw(doc_ids: np.ndarray, size: int) -> np.ndarray:
    """Positions of at most `size` of the documents, in order.

    A document's rank is drawn from its id, so that a corpus to which documents were added, wherever, is
    drawn from nearly as before.
    """
    if len(doc_ids) <= size:
        return np.arange(len(doc_ids))
    rank = pd.util.hash_array(np.asarray(doc_ids, dtype=object), categorize=False)
    return np.sort(np.argsort(rank, kind="stable")[:size])
