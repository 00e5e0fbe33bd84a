"""What a person should see of their seed words: which are absent, which mislead, which are missing."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy.sparse as sp

from analytics.background.terms import content_terms
from analytics.themes.aboutness import Mentions
from analytics.themes.definitions import Theme
from analytics.tokens import Tokens

N_SUGGESTIONS = 10  # a theme
FEWEST_ABOUT = 10  # documents about a theme below which what they share is chance
FEWEST_DOCUMENTS = 4  # of those with a term
LOWEST_SHARE = 0.5  # of a term's documents are about the theme, at the lower end of the interval
CONFIDENCE = 1.645  # of that interval: one side, 95 %
BY_CHANCE = 0.01  # terms expected among the suggestions of a theme were all terms independent of it
LEAST_LIKENESS = 0.6  # cosine to the closest seed word, of a word that is common in the background
COMMON = 8.5  # idf below which a word is common: in more than one document of 1,800


def seed_table(mentions: Mentions, themes: Sequence[Theme], accepted: np.ndarray) -> pd.DataFrame:
    """Each seed, name and hint with the number of its documents and the share of them accepted.

    `accepted` has shape (n_documents, n_themes). `share_accepted` is missing for an absent word.
    """
    pairs = pd.DataFrame(
        {"theme": mentions.theme, "word": mentions.word, "document": mentions.document}
    ).drop_duplicates()
    pairs["accepted"] = accepted[pairs["document"], pairs["theme"]]
    counts = pairs.groupby(["theme", "word"])["accepted"].agg(["size", "mean"])
    index = {word: i for i, word in enumerate(mentions.words)}
    rows = [
        (theme.key, word, (position, index[word]))
        for position, theme in enumerate(themes)
        for word in dict.fromkeys((*theme.seeds, *theme.names, *theme.hints))
    ]
    found = counts.reindex(pd.MultiIndex.from_tuples([cell for *_, cell in rows]))
    return pd.DataFrame(
        {
            "theme": pd.Series([key for key, *_ in rows], dtype="str"),
            "term": pd.Series([word for _, word, _ in rows], dtype="str"),
            "n_documents": found["size"].fillna(0).astype("int64").to_numpy(),
            "share_accepted": found["mean"].astype("float64").to_numpy(),
        }
    )


def suggest_seeds(tokens: Tokens, themes: Sequence[Theme], weight: np.ndarray) -> pd.DataFrame:
    """Words that a person might add to a theme: common in its documents and rare elsewhere.

    A day's few documents share many words by chance, so nothing is suggested for a theme of fewer than ten,
    and a word needs evidence: four documents, most of its documents about the theme even at the lower end of
    the interval (Wilson 1927), and a log-likelihood ratio (Dunning 1993, which also ranks) beyond chance for as
    many words as were looked at. A long article holds many words, so one that is common in the
    background must keep the company of a seed word there. `example_id` is the
    surest of those documents. Columns theme, term, n_documents, example_id.
    """
    from scipy.stats import chi2

    from analytics.background import load_background

    background = load_background()
    terms, positions = content_terms(tokens.vocabulary)
    column = positions[tokens.term_ids]
    row = np.repeat(np.arange(len(tokens)), np.diff(tokens.offsets))
    kept = column >= 0
    words = sp.csr_matrix(
        (np.ones(kept.sum(), dtype=np.int8), (row[kept], column[kept])),
        shape=(len(tokens), len(terms)),
    )
    words.data[:] = 1
    words = words.tocsc()
    n_documents = np.diff(words.indptr)
    found = []
    for position, theme in enumerate(themes):
        accepted = weight[:, position] >= 0.5
        inside = np.asarray(words.T @ accepted.astype(np.float64)).ravel()
        share = inside / n_documents.clip(1)
        given = [word.lower() for word in (*theme.seeds, *theme.names, *theme.hints)]
        own = " ".join(given)
        if accepted.sum() < FEWEST_ABOUT:
            continue
        score = _log_likelihood(inside, n_documents, accepted.sum(), len(tokens))
        often = n_documents >= FEWEST_DOCUMENTS
        good = (inside >= FEWEST_DOCUMENTS) & (
            score >= chi2.isf(BY_CHANCE / max(often.sum(), 1), 1)
        )
        good &= _least_share(inside, n_documents) >= LOWEST_SHARE
        good &= share > 1.5 * accepted.sum() / max(len(tokens), 1)
        places = np.flatnonzero(good)
        vectors = background.vectors(terms[places])
        likeness = (vectors @ background.vectors(given).T).max(axis=1, initial=-1)
        good[places] = (likeness >= LEAST_LIKENESS) | (background.idf(terms[places]) >= COMMON)
        ranked = [i for i in np.lexsort((terms, -score)) if good[i] and terms[i] not in own]
        for term in ranked[:N_SUGGESTIONS]:
            holders = np.sort(words.indices[words.indptr[term] : words.indptr[term + 1]])
            best = holders[weight[holders, position].argmax()]
            found.append((theme.key, terms[term], int(n_documents[term]), tokens.doc_ids[best]))
    frame = pd.DataFrame(found, columns=["theme", "term", "n_documents", "example_id"])
    return frame.astype(
        {"theme": "str", "term": "str", "n_documents": "int64", "example_id": "str"}
    )


def _least_share(inside: np.ndarray, n_documents: np.ndarray) -> np.ndarray:
    """The lower end of the interval for inside / n_documents; Wilson (1927)."""
    n, z = n_documents.clip(1), CONFIDENCE
    share = inside / n
    half: np.ndarray = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    least: np.ndarray = (share + z**2 / (2 * n) - half) / (1 + z**2 / n)
    return least


def _log_likelihood(
    inside: np.ndarray, n_documents: np.ndarray, n_accepted: int, n_all: int
) -> np.ndarray:
    """G² of word × theme; Dunning (1993)."""
    table = np.stack(
        [
            inside,
            n_documents - inside,
            n_accepted - inside,
            n_all - n_accepted - n_documents + inside,
        ]
    )
    in_theme, with_word = n_accepted / max(n_all, 1), n_documents / max(n_all, 1)
    expected = n_all * np.stack(
        [
            with_word * in_theme,
            with_word * (1 - in_theme),
            (1 - with_word) * in_theme,
            (1 - with_word) * (1 - in_theme),
        ]
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(table > 0, table * np.log(table / expected), 0)
    return 2 * terms.sum(axis=0)
