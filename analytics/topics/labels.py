"""What a reader sees of a topic: its telling terms, a label, coherence."""

import numpy as np
import scipy.sparse as sp

N_TERMS = 10
_N_CANDIDATES = 20
_LABEL_TERMS = 3


def telling_terms(
    presence: sp.csr_matrix, topic: np.ndarray, n_topics: int, idf: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Indices and weights (each n_topics × up to 20, best first) of the terms that tell a topic.

    weight = share of the topic's documents with the term · log of that share over the corpus' (a
    c-TF-IDF on documents, Grootendorst 2022) · idf; 0 for terms that do not stand out.
    """
    member = sp.csr_matrix(
        (np.ones((topic >= 0).sum(), np.float32), (topic[topic >= 0], np.flatnonzero(topic >= 0))),
        shape=(n_topics, len(topic)),
    )
    inside = (member @ presence).toarray()
    size = np.maximum(np.asarray(member.sum(axis=1)), 1)
    overall = np.asarray(presence.sum(axis=0)).ravel() / max(presence.shape[0], 1)
    share = inside / size
    lift = np.log((share + 1e-9) / (overall + 0.5 / max(presence.shape[0], 1)))
    enough = inside >= np.minimum(2, size)
    weight = np.where(enough, share * np.maximum(lift, 0) * idf, 0)
    order = np.argsort(-np.round(weight, 9), axis=1, kind="stable")[:, :_N_CANDIDATES]
    return order, np.take_along_axis(weight, order, axis=1)


def pick_terms(terms: list[str], wholes: dict[str, str]) -> tuple[list[str], list[int]]:
    """The first N_TERMS to show, and their places in `terms` (best first).

    Fragments give way to their wholes (see `phrases.whole_terms`); a term that is within one picked
    before, or that has one in it, is passed over.
    """
    picked: list[str] = []
    places: list[int] = []
    for place, term in enumerate(terms):
        shown = wholes.get(term, term)
        if shown and not any(shown in other or other in shown for other in picked):
            picked.append(shown)
            places.append(place)
        if len(picked) == N_TERMS:
            break
    return picked, places


def label_of(terms: list[str]) -> str:
    """The first terms, joined."""
    return " · ".join(terms[:_LABEL_TERMS])


def coherence(presence: sp.csr_matrix, terms: np.ndarray) -> float:
    """Mean NPMI over pairs of terms, by documents (Bouma 2009); NaN with fewer than two terms."""
    if len(terms) < 2:
        return float("nan")
    columns = presence[:, terms]
    n_documents = max(presence.shape[0], 1)
    joint = (columns.T @ columns).toarray().astype(np.float64) / n_documents
    alone = np.diag(joint)
    upper = np.triu_indices(len(terms), 1)
    p = joint[upper]
    expected = (alone[:, None] * alone)[upper]
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(p / expected) / -np.log(p)
    npmi = np.where(p >= 1, 1.0, np.where(p > 0, npmi, -1.0))
    return float(np.clip(npmi.mean(), -1, 1))
