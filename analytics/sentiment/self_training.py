"""Fitting how headlines lean, on text that nobody labelled but the lexicon."""

import numpy as np
import pandas as pd

from analytics.lexicon import load_lexicon
from analytics.sentiment.leanings import BEGIN, headlines
from analytics.sentiment.learned import read_veto
from analytics.sentiment.roles import read_roles
from analytics.sentiment.scoring import lexicon_polarity
from analytics.tokens import Tokens

CLEAR, UNCLEAR = 0.35, 0.15  # polarity from which a document has a tone, and to which it has none
MIN_DOCUMENTS = 15  # that must hold a gram
STRENGTH = 0.1  # of the regressions: the inverse of their ridge
FEWEST = 0.1  # weight that a gram must have for good or for bad


def fit_leanings(tokens: Tokens) -> pd.DataFrame:
    """Grams (one or two characters; BEGIN for what every headline starts from) with their weights `good`
    and `bad`, by gram.

    The tone by the lexicon of a whole document labels its headline: what a text says of a headline without
    a word of the lexicon is learned too. Vetoed words are no grams.
    """
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    polarity = lexicon_polarity(tokens)
    roles = read_roles(tokens.vocabulary, load_lexicon())
    counter = CountVectorizer(
        analyzer="char", ngram_range=(1, 2), lowercase=False, min_df=MIN_DOCUMENTS, binary=True
    )
    rows = counter.fit_transform(headlines(tokens, roles)).astype(np.float32)
    weights, begin = {}, {}
    for name, tone in (("good", polarity), ("bad", -polarity)):
        told = np.flatnonzero((tone >= CLEAR) | (tone <= UNCLEAR))
        model = LogisticRegression(
            C=STRENGTH, solver="liblinear", class_weight="balanced", max_iter=300, random_state=0
        )
        model.fit(rows[told], tone[told] >= CLEAR)
        weights[name], begin[name] = model.coef_[0], float(model.intercept_[0])
    found = pd.DataFrame({"gram": counter.get_feature_names_out(), **weights})
    # A line of # is a note, and a field ends with white space.
    kept = found["gram"].map(
        lambda gram: gram[0] != "#" and gram.split() == [gram] and BEGIN not in gram
    )
    kept &= ~found["gram"].isin(read_veto()) & (found[["good", "bad"]].abs().max(axis=1) >= FEWEST)
    return pd.concat([pd.DataFrame([{"gram": BEGIN, **begin}]), found[kept]], ignore_index=True)
