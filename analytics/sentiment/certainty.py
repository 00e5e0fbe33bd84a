"""How surely a hit's statement holds, and how much it matters beside its contrast.

The weight falls where a statement is asked, supposed, planned, rumoured or denied, and is nought in a
disclaimer; salience falls before a turn (但) and where something is conceded (虽然), and the last clause
with a tone is what a sentence comes to.
"""

import numpy as np

from analytics.lexicon import MODALITIES
from analytics.sentiment.layout import Layout, any_between
from analytics.sentiment.roles import Roles
from analytics.sentiment.rules import bit

SUPPOSED, PLANNED, ASKED, RUMOURED, DENIED = 0.35, 0.8, 0.4, 0.75, 0.2
COUNTERFACTUAL = -0.6  # 要不是…早就倒闭了: it has not
CONCEDED = 0.35
BEFORE_TURN, AFTER_TURN = 0.45, 1.3
EARLIER_CLAUSE = 0.75


def weigh(
    at: np.ndarray, layout: Layout, roles: Roles
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights of the hits at positions `at`, their salience, and the rules used."""
    kinds = roles.modality[layout.ids]
    kind = {name: kinds == 1 + i for i, name in enumerate(MODALITIES)}
    weight, doubt = _certainty(at, kind, layout, roles)
    salience, contrast = _salience(at, kind, layout)
    return weight, salience, doubt | contrast


def _certainty(
    at: np.ndarray, kind: dict[str, np.ndarray], layout: Layout, roles: Roles
) -> tuple[np.ndarray, np.ndarray]:
    weight, rules = np.ones(len(at)), np.zeros(len(at), dtype=np.int32)
    clause, stop = layout.clause_start[at], layout.clause_stop[at]
    sentence, sentence_stop = layout.sentence_start[at], layout.sentence_stop[at]
    opened = any_between(kind["counterfactual"], sentence, at)
    weight = np.where(opened, COUNTERFACTUAL, weight)
    rules |= bit("supposed") * opened
    # 如果 at the head of a clause covers the rest of the sentence.
    heads = kind["hypothetical"] & (layout.place - layout.clause_start <= 1)
    supposed = any_between(kind["hypothetical"], clause, at) | any_between(heads, sentence, at)
    weight = np.where(supposed, weight * SUPPOSED, weight)
    rules |= bit("supposed") * supposed
    for name, factor in (("planned", PLANNED), ("rumour", RUMOURED), ("disclaimer", 0.0)):
        weight = np.where(any_between(kind[name], clause, stop), weight * factor, weight)
    # 否认 covers what its sentence said before and its own clause, not what comes after.
    denied = any_between(kind["denial"], clause, sentence_stop)
    weight = np.where(denied, weight * DENIED, weight)
    # 上市即破发，出路在哪？ asks about its last clause only.
    asked = any_between(kind["question"], clause, at)
    asked |= any_between(roles.question[layout.ids], clause, stop)
    weight = np.where(asked, weight * ASKED, weight)
    return weight, rules | bit("question") * asked


def _salience(
    at: np.ndarray, kind: dict[str, np.ndarray], layout: Layout
) -> tuple[np.ndarray, np.ndarray]:
    clause, stop = layout.clause_start[at], layout.clause_stop[at]
    sentence, sentence_stop = layout.sentence_start[at], layout.sentence_stop[at]
    conceded = any_between(kind["contrast_concede"], clause, stop)
    salience = np.where(conceded, CONCEDED, 1.0)
    before = any_between(kind["contrast_turn"], sentence, at + 1)
    after = any_between(kind["contrast_turn"], at + 1, sentence_stop)
    salience *= np.where(before, AFTER_TURN, np.where(after, BEFORE_TURN, 1.0))
    last = np.zeros(len(layout), dtype=bool)
    last[at[np.diff(sentence, append=-1) != 0]] = True
    final = any_between(last, clause, stop)
    salience *= np.where(final, 1.0, EARLIER_CLAUSE)
    return salience, bit("contrast") * (conceded | before | after).astype(np.int32)
