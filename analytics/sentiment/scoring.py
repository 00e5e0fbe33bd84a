"""From hits to the tone of documents: polarity, three classes with probabilities, coverage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.lexicon import dictionary_terms, load_lexicon
from analytics.sentiment.composition import Hits, compose
from analytics.sentiment.curves import class_probabilities
from analytics.sentiment.learned import load_roles
from analytics.sentiment.roles import Roles, read_roles
from analytics.sentiment.rules import rule_names
from analytics.tables import SENTENCES, SENTIMENT, SENTIMENT_HITS
from analytics.tokens import Segmenter, Tokens

BATCH = 1_000  # documents composed at once: their arrays stay in the processor's cache
TITLE_WEIGHT = 3.0  # a word of the title counts as this many of the body's beginning
CLEAR_TITLE = 1.0  # strength of a headline, so weighted, that says what it is about
BODY_CAP = 0.6  # strength of the body beside such a headline
HALF_LIFE = 120.0  # tokens of body after which a word counts half
LEAD = 30  # tokens that stand for the headline where there is none
ROUNDUP = 0.25
MEASURED = 0.6  # share of a metric's move that counts below any headline
SENTENCE_SHRINK = 0.5
SHRINK = 1.2  # evidence added on the side of neither: few hits give a small polarity


@dataclass(frozen=True)
class Explanation:
    """The words that made the tone (SENTIMENT_HITS) and the tone of sentences (SENTENCES)."""

    hits: pd.DataFrame
    sentences: pd.DataFrame


def score_documents(
    documents: pd.DataFrame, tokens: Tokens, learned: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Tone of each document as a SENTIMENT table, row for row the documents.

    `learned` are valences (−3…3) of words that an adaptation to the corpus found.

    Polarity is the weighted sum of the hits over the weighted sum of their strengths plus a constant,
    so that it lies in −1…1, grows with the evidence and is 0 without.
    """
    roles = load_roles(tokens.vocabulary, learned)
    parts = [_score(batch, roles) for batch in _batches(tokens)]
    return SENTIMENT.check(pd.concat(parts, ignore_index=True) if parts else SENTIMENT.empty())


def lexicon_polarity(tokens: Tokens) -> np.ndarray:
    """Polarity of each document by the lexicon alone, without learned words."""
    roles = read_roles(tokens.vocabulary, load_lexicon())
    parts = [_polarity(batch, roles) for batch in _batches(tokens)]
    return np.concatenate(parts) if parts else np.zeros(0)


def _polarity(tokens: Tokens, roles: Roles) -> np.ndarray:
    hits = compose(tokens, roles)
    shares = _shares(tokens, roles, hits)
    return np.bincount(hits.document, weights=shares, minlength=len(tokens))


def explain(
    documents: pd.DataFrame,
    tokens: Tokens | None = None,
    learned: Mapping[str, float] | None = None,
) -> Explanation:
    """Hits and sentences of the documents; contributions of a document's hits sum to its polarity."""
    if tokens is None:
        tokens = Segmenter(dictionary_terms()).segment(documents)
    roles = load_roles(tokens.vocabulary, learned)
    hits = compose(tokens, roles)
    share = _shares(tokens, roles, hits)
    lengths = roles.length[tokens.term_ids]
    edges = np.concatenate([[0], np.cumsum(lengths)])
    base = edges[tokens.offsets[:-1]]
    start = edges[hits.position] - base[hits.document]
    end = edges[hits.position + 1] - base[hits.document]
    doc_ids = tokens.doc_ids[hits.document].astype(str)
    table = pd.DataFrame(
        {
            "doc_id": doc_ids,
            "start": start,
            "end": end,
            "term": tokens.vocabulary[tokens.term_ids[hits.position]].astype(str),
            "valence": hits.valence,
            "rule": rule_names(hits.rules),
            "contribution": share,
        }
    )
    return Explanation(
        SENTIMENT_HITS.check(table), _sentences(tokens, roles, hits, share, edges, base)
    )


def _batches(tokens: Tokens) -> Iterator[Tokens]:
    for low in range(0, len(tokens), BATCH):
        yield tokens.take(np.arange(low, min(low + BATCH, len(tokens))))


def _score(tokens: Tokens, roles: Roles) -> pd.DataFrame:
    n = len(tokens)
    hits = compose(tokens, roles)
    polarity = np.bincount(hits.document, weights=_shares(tokens, roles, hits), minlength=n)
    n_hits = np.bincount(hits.document, minlength=n)
    content = roles.content[tokens.term_ids]
    owner = np.repeat(np.arange(n), np.diff(tokens.offsets))
    n_content = np.bincount(owner[content], minlength=n)
    polarity = np.clip(polarity, -1, 1)
    probabilities = class_probabilities(polarity, n_hits, tokens)
    labels = np.array(["neg", "neu", "pos"])[probabilities.argmax(axis=1)]
    return pd.DataFrame(
        {
            "doc_id": tokens.doc_ids.astype(str),
            "polarity": polarity,
            "label": labels,
            "p_neg": probabilities[:, 0],
            "p_neu": probabilities[:, 1],
            "p_pos": probabilities[:, 2],
            "coverage": np.minimum(n_hits / np.maximum(n_content, 1), 1.0),
            "n_hits": n_hits,
        }
    )


def _shares(tokens: Tokens, roles: Roles, hits: Hits) -> np.ndarray:
    """Signed share of each hit in its document's polarity."""
    within = hits.position - tokens.offsets[:-1][hits.document]
    body = within - _head_lengths(tokens, hits)[hits.document]
    place = np.where(body < 0, TITLE_WEIGHT, 0.5 ** (np.maximum(body, 0) / HALF_LIFE))
    value = hits.value * hits.weight
    strength = np.abs(value) * place
    firm = np.abs(hits.value) * np.maximum(np.abs(hits.weight), hits.salience) * place
    share = _body_shares(hits.document, firm, body < 0, tokens.title_lengths > 0)
    strength, firm = strength * share, firm * share
    good, bad = _frame_shares(tokens, roles)
    framed = np.where(value > 0, good[hits.document], bad[hits.document])
    framed = np.where(hits.metric >= 0, np.maximum(framed, MEASURED), framed)
    total = np.bincount(hits.document, weights=firm, minlength=len(tokens))
    return np.sign(value) * strength * framed / (total + SHRINK)[hits.document]


def _body_shares(
    document: np.ndarray, firm: np.ndarray, head: np.ndarray, titled: np.ndarray
) -> np.ndarray:
    """For each hit 1, less in a body that would outvote a clear headline."""
    n = len(titled)
    title = np.bincount(document, weights=firm * head, minlength=n)
    text = np.bincount(document, weights=firm * ~head, minlength=n)
    capped = titled & (title >= CLEAR_TITLE) & (text > BODY_CAP * title)
    share = np.where(capped, BODY_CAP * title / np.maximum(text, 1e-9), 1.0)
    return np.where(head, 1.0, share[document])


def _head_lengths(tokens: Tokens, hits: Hits | None = None) -> np.ndarray:
    """Tokens of each document's headline: its title, else its beginning. Given the hits, a title without
    any lets the beginning of the body speak."""
    lengths = tokens.title_lengths.astype(np.int64)
    silent = lengths == 0
    if hits is not None:
        within = hits.position - tokens.offsets[:-1][hits.document]
        titled = np.zeros(len(tokens), dtype=bool)
        titled[hits.document[within < lengths[hits.document]]] = True
        silent = ~titled
    return np.where(silent, lengths + LEAD, lengths)


def _frame_shares(tokens: Tokens, roles: Roles) -> tuple[np.ndarray, np.ndarray]:
    """For each document the shares of good and bad words that its headline lets count."""
    n, ids = len(tokens), tokens.term_ids
    document = np.repeat(np.arange(n), np.diff(tokens.offsets))
    within = np.arange(len(ids)) - tokens.offsets[:-1][document]
    head = within < _head_lengths(tokens)[document]
    good, bad = np.ones(n), np.ones(n)
    np.minimum.at(good, document[head], roles.good_share[ids[head]])
    np.minimum.at(bad, document[head], roles.bad_share[ids[head]])
    # A；B；C: a headline of several unrelated things.
    parts = np.bincount(document[head & roles.semicolon[ids]], minlength=n)
    several = (parts >= 2) & (tokens.title_lengths > 0)
    good[several] = np.minimum(good[several], ROUNDUP)
    bad[several] = np.minimum(bad[several], ROUNDUP)
    return good, bad


def _sentences(
    tokens: Tokens,
    roles: Roles,
    hits: Hits,
    share: np.ndarray,
    edges: np.ndarray,
    base: np.ndarray,
) -> pd.DataFrame:
    n = len(tokens.term_ids)
    if n == 0:
        return SENTENCES.empty()
    ends = roles.sentence_end[tokens.term_ids]
    begins = np.zeros(n, dtype=bool)
    begins[tokens.offsets[:-1][np.diff(tokens.offsets) > 0]] = True
    # A run of end marks belongs to one sentence.
    begins[1:] |= ends[:-1] & ~ends[1:]
    number = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    stop = np.append(first[1:], n)
    document = np.searchsorted(tokens.offsets, first, side="right") - 1
    own = number[hits.position]
    total = np.bincount(own, weights=hits.value * hits.weight, minlength=len(first))
    strength = np.bincount(
        own,
        weights=np.abs(hits.value) * np.maximum(np.abs(hits.weight), hits.salience),
        minlength=len(first),
    )
    polarity = np.where(strength > 0, np.clip(total / (strength + SENTENCE_SHRINK), -1, 1), np.nan)
    rank = np.arange(len(first)) - np.searchsorted(document, document, side="left")
    return SENTENCES.check(
        pd.DataFrame(
            {
                "doc_id": tokens.doc_ids[document].astype(str),
                "sentence": rank,
                "start": edges[first] - base[document],
                "end": edges[stop] - base[document],
                "polarity": polarity,
            }
        )
    )
