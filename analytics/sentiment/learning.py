"""Words that the lexicon lacks, learned from unlabelled text that the lexicon labels.

The lexicon scores the documents; those with a clear tone are the examples, and a linear model (ridge
logistic regression on the presence of terms) learns which of the *other* words tell their tone. What it
learns are weak words: they count a fraction of a lexicon term. A word that mostly stands behind a number says
how much, whatever it counts, and is not learned.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analytics.lexicon import Lexicon, fold, load_lexicon
from analytics.sentiment.roles import Roles, read_roles
from analytics.sentiment.scoring import lexicon_polarity
from analytics.tokens import Tokens

CLEAR = 0.4  # a document this far from 0 is an example
MIN_DOCUMENTS = 15  # of clear tone that must hold a term
MIN_EVIDENCE = 0.45  # smallest |weight| that is kept
STRONGEST = 0.5  # valence of the most telling term, on the lexicon's scale of −3 to 3
RIDGE = 0.3
COUNTED = 0.5  # share of a term's places behind a number from which it measures (万元, 万件, 门店)


def learn_terms(
    tokens: Tokens, veto: Iterable[str] = (), lexicon: Lexicon | None = None
) -> pd.DataFrame:
    """Terms with a learned valence: term, valence (−1…1), n_documents, example_id.

    Strongest first. Names, numbers and what they count, words of the lexicon and those in `veto` are left out. An empty
    table when fewer than 200 documents have a clear tone.
    """
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    lexicon = lexicon or load_lexicon()
    polarity = lexicon_polarity(tokens, lexicon)
    examples = np.flatnonzero(np.abs(polarity) >= CLEAR)
    empty = pd.DataFrame(
        {
            "term": pd.Series(dtype="str"),
            "valence": pd.Series(dtype=float),
            "n_documents": pd.Series(dtype="int64"),
            "example_id": pd.Series(dtype="str"),
        }
    )
    tone = polarity[examples] > 0
    if len(examples) < 200 or tone.all() or not tone.any():
        return empty
    part = tokens.take(examples)
    roles = read_roles(tokens.vocabulary, lexicon)
    # Words of construction (变成, 预期) have their part in what is said, not a tone.
    without = {fold(term) for term in veto}.union(*lexicon.grammar.values())
    learnable = _learnable(tokens.vocabulary, roles, without) & ~_measures(tokens, roles)
    rows = np.repeat(np.arange(len(part)), np.diff(part.offsets))
    kept = learnable[part.term_ids]
    shape = (len(part), len(tokens.vocabulary))
    present = sparse.csr_matrix((np.ones(kept.sum()), (rows[kept], part.term_ids[kept])), shape)
    present.data[:] = 1
    counts = np.asarray(present.sum(axis=0)).ravel().astype(int)
    columns = np.flatnonzero(counts >= MIN_DOCUMENTS)
    if not len(columns):
        return empty
    model = LogisticRegression(C=RIDGE, class_weight="balanced", max_iter=300, solver="liblinear")
    weight = model.fit(present[:, columns], tone).coef_[0]
    strong = np.abs(weight) >= MIN_EVIDENCE
    columns, weight = columns[strong], weight[strong]
    valence = STRONGEST * np.tanh(weight / 1.5)
    # The example is the clearest document of the term's own tone.
    by_term = present.tocsc()
    clear = np.abs(polarity[examples])
    example = []
    for column, value in zip(columns, valence, strict=True):
        own = by_term.indices[by_term.indptr[column] : by_term.indptr[column + 1]]
        agreeing = own[tone[own] == (value > 0)]
        own = agreeing if len(agreeing) else own
        example.append(str(part.doc_ids[own[np.argmax(clear[own])]]))
    found = pd.DataFrame(
        {
            "term": pd.Series([str(tokens.vocabulary[i]) for i in columns], dtype="str"),
            "valence": np.round(valence, 2),
            "n_documents": counts[columns],
            "example_id": pd.Series(example, dtype="str"),
        }
    )
    order = np.lexsort((found["term"].to_numpy(), -found["valence"].abs().to_numpy()))
    return found.iloc[order].reset_index(drop=True)


def _learnable(vocabulary: np.ndarray, roles: Roles, without: set[str]) -> np.ndarray:
    """Chinese words of two characters and more without a role of their own."""
    plain = (
        ~roles.known
        & ~roles.named
        & (roles.direction == 0)
        & np.isnan(roles.metric)
        & (roles.degree == 1)
        & (roles.negator == 0)
        & (roles.modality == 0)
        & (roles.good_share == 1)
    )
    worded = np.array(
        [
            2 <= len(term) <= 6
            and all("一" <= c <= "鿿" for c in term)
            and fold(term) not in without
            for term in map(str, vocabulary)
        ],
        dtype=bool,
    )
    return plain[:-1] & worded  # the last is the end of a document


def _measures(tokens: Tokens, roles: Roles) -> np.ndarray:
    """Which terms of the vocabulary stand behind a number more often than not."""
    ids, n = tokens.term_ids, len(tokens.vocabulary)
    behind = np.bincount(ids[1:][roles.number[ids[:-1]]], minlength=n)
    return behind >= COUNTED * np.maximum(np.bincount(ids, minlength=n), 1)
