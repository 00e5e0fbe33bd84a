"""What a trained model sees of a document: characters, words, roles of the lexicon, hits.

Names of companies and people are masked and numbers made 0, so that a model learns what is said and not
of whom.
"""

import re
from itertools import pairwise

import numpy as np
import pandas as pd

from analytics.entities import find_mentions
from analytics.sentiment.composition import Hits, compose
from analytics.sentiment.learned import load_roles
from analytics.sentiment.roles import Roles
from analytics.tokens import Tokens

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SPACE = re.compile(r"\s+")
_MASK = "@"
STRONG = 0.6  # a hit beyond this is told from a weak one
LONGEST = 20_000  # characters of a document that are read


def masked_texts(documents: pd.DataFrame, tokens: Tokens) -> list[str]:
    """Each document as one line, its companies and people replaced by @ and its numbers by 0."""
    mentions = find_mentions(documents, tokens)
    mentions = mentions[mentions["kind"].isin(["company", "person"])]
    rows = pd.Index(tokens.doc_ids).get_indexer(mentions["doc_id"])
    bounds = np.searchsorted(rows, np.arange(len(tokens) + 1)).tolist()
    spans = list(zip(mentions["start"].tolist(), mentions["end"].tolist(), strict=True))
    texts = []
    for row, (low, high) in enumerate(pairwise(bounds)):
        text = "".join(tokens.terms(row))[:LONGEST]
        pieces, place = [], 0
        for start, end in spans[low:high]:
            pieces += [text[place:start], _MASK]
            place = end
        pieces.append(text[place:])
        texts.append(_SPACE.sub(" ", _NUMBER.sub("0", "".join(pieces))).strip())
    return texts


def word_runs(tokens: Tokens) -> list[list[str]]:
    """Words, pairs and triples of words of each document; numbers are 0, white space is left out."""
    words = [_NUMBER.sub("0", str(term)) if str(term).strip() else "" for term in tokens.vocabulary]
    runs = []
    for low, high in pairwise(tokens.offsets.tolist()):
        own = [word for word in map(words.__getitem__, tokens.term_ids[low:high]) if word]
        runs.append(_runs(own[:LONGEST]))
    return runs


def role_runs(tokens: Tokens, roles: Roles, hits: Hits) -> list[list[str]]:
    """Runs of up to three roles (metric, direction, negator …) and of up to three hits of each document."""
    codes = _role_codes(roles)
    value = np.zeros(len(tokens.term_ids))
    value[hits.position] = hits.value * hits.weight
    runs = []
    for low, high in pairwise(tokens.offsets.tolist()):
        own = [code for code in map(codes.__getitem__, tokens.term_ids[low:high]) if code]
        tones = [_hit_code(v) for v in value[low:high].tolist() if v]
        runs.append(_runs(["^", *own, "$"]) + _runs(["<", *tones, ">"]))
    return runs


def hit_measures(tokens: Tokens, hits: Hits) -> np.ndarray:
    """Sums, ends and extremes of the hits of each document: (n, 10)."""
    n = len(tokens)
    value = hits.value * hits.weight
    good = np.bincount(hits.document, weights=np.maximum(value, 0), minlength=n)
    bad = np.bincount(hits.document, weights=np.maximum(-value, 0), minlength=n)
    count = np.bincount(hits.document, minlength=n)
    length = np.diff(tokens.offsets) + 1
    first, last, highest, lowest = np.zeros((4, n))
    last[hits.document] = value  # the last assignment stays
    first[hits.document[::-1]] = value[::-1]
    np.maximum.at(highest, hits.document, value)
    np.minimum.at(lowest, hits.document, value)
    balance = (good - bad) / (good + bad + 1)
    columns = (balance, np.tanh(good), np.tanh(bad), np.tanh(good - bad), count / np.sqrt(length))
    return np.column_stack([*columns, first, last, highest, lowest, count == 0])


def describe(documents: pd.DataFrame, tokens: Tokens) -> dict[str, list]:
    """All views of the documents: `char` texts, `word` and `role` runs, rows of `hits`."""
    roles = load_roles(tokens.vocabulary)
    hits = compose(tokens, roles)
    return {
        "char": masked_texts(documents, tokens),
        "word": word_runs(tokens),
        "role": role_runs(tokens, roles, hits),
        "hits": list(hit_measures(tokens, hits)),
    }


def _runs(items: list[str]) -> list[str]:
    pairs = [f"{a} {b}" for a, b in pairwise(items)]
    triples = [f"{a} {b} {c}" for a, b, c in zip(items, items[1:], items[2:], strict=False)]
    return [*items, *pairs, *triples]


def _role_codes(roles: Roles) -> list[str]:
    """A short code for each entry of the vocabulary; "" without a role. Later ones win."""
    codes = np.full(len(roles.valence), "", dtype=object)
    for mask, code in (
        (roles.valence > 0, "P"),
        (roles.valence > 1.2, "PP"),
        (roles.valence < 0, "N"),
        (roles.valence < -1.2, "NN"),
        *((roles.modality == kind, f"o{kind}") for kind in np.unique(roles.modality) if kind),
        (roles.metric > 0, "M+"),
        (roles.metric < 0, "M-"),
        (roles.metric == 0, "M0"),
        (roles.direction > 0, "U"),
        (roles.direction < 0, "D"),
        *((roles.negator == kind, f"x{kind}") for kind in np.unique(roles.negator) if kind),
        (roles.number, "0"),
        (roles.clause_end, ","),
        (roles.sentence_end, "."),
        (roles.question, "?"),
    ):
        codes[np.asarray(mask, dtype=bool)] = code
    return codes.tolist()


def _hit_code(value: float) -> str:
    return ("+" if value > 0 else "-") + ("2" if abs(value) > STRONG else "1")
