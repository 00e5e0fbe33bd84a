"""What lies near a set of documents: documents that read alike, themes and topics they share.

Nearness is the cosine of the document vectors that topics are found with; their mean is taken out, so
that what all news has in common makes nothing look near.
"""

import numpy as np
import pandas as pd

from analytics.tokens import Tokens

GROUP_COLUMNS = ["group", "n_documents", "n_shared", "nearness"]


def embed_documents(tokens: Tokens, rows: np.ndarray | None = None) -> np.ndarray:
    """Vectors of documents (those at `rows`; all without) as topics use them.

    float32, shape (n_rows, d); a row has length one, or is all zeros when no word is known.
    """
    from threadpoolctl import threadpool_limits

    from analytics.background import load_background
    from analytics.topics.embedding import Embedding
    from analytics.topics.words import count_words

    with threadpool_limits(1):  # with more, sums are added in another order
        words = count_words(tokens)
        if not len(words.terms):
            return np.zeros((len(tokens) if rows is None else len(rows), 1), dtype=np.float32)
        embedding = Embedding.fit(words, tokens, load_background())
        return embedding.transform(words.counts if rows is None else words.counts[rows])


def near_documents(
    vectors: np.ndarray, inside: np.ndarray, outside: np.ndarray, n_documents: int
) -> pd.DataFrame:
    """Positions of the documents `outside` that read most like those `inside`, nearest first.

    Both are masks over the rows of `vectors`. Columns position, nearness (cosine, −1…1).
    """
    centred = _centred(vectors)
    nearness = np.round(centred @ _direction(centred[inside]), 4)
    candidates = np.flatnonzero(outside & (nearness > 0))
    order = np.argsort(-nearness[candidates], kind="stable")[:n_documents]
    return pd.DataFrame(
        {"position": candidates[order], "nearness": nearness[candidates[order]].astype(float)}
    )


def near_groups(
    vectors: np.ndarray, inside: np.ndarray, members: dict[str, np.ndarray]
) -> pd.DataFrame:
    """How near groups of documents (masks by key) are to those `inside`, nearest first.

    Columns group, n_documents, n_shared (documents that are also inside), nearness (cosine of means).
    """
    centred = _centred(vectors)
    own = _direction(centred[inside])
    rows = [
        (
            key,
            int(mask.sum()),
            int((mask & inside).sum()),
            round(float(_direction(centred[mask]) @ own), 4),
        )
        for key, mask in members.items()
        if mask.any()
    ]
    found = pd.DataFrame(rows, columns=GROUP_COLUMNS)
    return found.sort_values(
        ["nearness", "n_shared", "group"], ascending=[False, False, True], ignore_index=True
    )


def _centred(vectors: np.ndarray) -> np.ndarray:
    known = np.abs(vectors).sum(axis=1) > 0
    centred = vectors - vectors[known].mean(axis=0) if known.any() else vectors.copy()
    centred[~known] = 0
    return centred / (np.linalg.norm(centred, axis=1, keepdims=True) + 1e-9)


def _direction(rows: np.ndarray) -> np.ndarray:
    mean = rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1])
    return mean / (np.linalg.norm(mean) + 1e-9)
