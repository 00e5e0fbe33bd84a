"""What each entry of a vocabulary means to the composition: one array a role, looked up once."""

import re
from dataclasses import dataclass

import numpy as np

from analytics.lexicon import MODALITIES, NEGATORS, Lexicon, fold

_SENTENCE_END = frozenset("。！？!?；;…\n")
_CLAUSE_END = _SENTENCE_END | frozenset("，,：:—")
_NUMBER = re.compile(r"[\d.,]+(?:[%％]|个百分点)?")
POLICY_CAP = 1.0  # one weak word of approval is no good news by itself


@dataclass(frozen=True)
class Roles:
    """Arrays over the vocabulary.

    `valence` (float, 0 for none), `known` (bool: an entry of a polarity file, shields included),
    `direction` (float), `metric` (float, NaN for none), `degree` (float, 1 for none), `negator` and
    `modality` (int8, 1 + index into NEGATORS / MODALITIES, 0 for none), `clause_end`,
    `sentence_end`, `question`, `number`, `content` (bool), `length` (characters).
    """

    valence: np.ndarray
    known: np.ndarray
    direction: np.ndarray
    metric: np.ndarray
    degree: np.ndarray
    negator: np.ndarray
    modality: np.ndarray
    clause_end: np.ndarray
    sentence_end: np.ndarray
    question: np.ndarray
    number: np.ndarray
    content: np.ndarray
    length: np.ndarray


def read_roles(vocabulary: np.ndarray, lexicon: Lexicon) -> Roles:
    """The roles of every entry of a vocabulary; a name of the gazetteer has none."""
    terms = [fold(str(term)) for term in vocabulary]
    named = np.array([term in lexicon.names for term in terms], dtype=bool)

    def numbers(table: dict[str, float], missing: float) -> np.ndarray:
        return np.array([table.get(term, missing) for term in terms], dtype=float)

    def kinds(table: dict[str, str], order: tuple[str, ...]) -> np.ndarray:
        index = {kind: i + 1 for i, kind in enumerate(order)}
        return np.array([index.get(table.get(term, ""), 0) for term in terms], dtype=np.int8)

    return Roles(
        valence=np.where(named, 0, numbers(lexicon.polarity, 0)),
        known=np.array([term in lexicon.polarity for term in terms], dtype=bool) & ~named,
        direction=np.where(named, 0, numbers(lexicon.directions, 0)),
        metric=np.where(named, np.nan, numbers(lexicon.metrics, np.nan)),
        degree=numbers(lexicon.degrees, 1),
        negator=kinds(lexicon.negators, NEGATORS),
        modality=kinds(lexicon.modality, MODALITIES),
        clause_end=np.array([term in _CLAUSE_END or term == " " for term in terms], dtype=bool),
        sentence_end=np.array([term in _SENTENCE_END for term in terms], dtype=bool),
        question=np.array([term in "？?" for term in terms], dtype=bool),
        number=np.array([bool(_NUMBER.fullmatch(term)) for term in terms], dtype=bool),
        content=np.array([any(c.isalnum() for c in term) for term in terms], dtype=bool),
        length=np.array([len(str(term)) for term in vocabulary], dtype=np.int64),
    )
