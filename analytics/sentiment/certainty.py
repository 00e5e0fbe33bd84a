"""How surely a hit's statement holds, and how much it matters beside its contrast.

The weight falls where a statement is asked, supposed, planned, rumoured or denied, and is nought in a
disclaimer; salience falls before a turn (但) and where something is conceded (虽然), and the last clause
with a tone is what a sentence comes to.
"""

import numpy as np

from analytics.lexicon import MODALITIES
from analytics.sentiment.layout import Layout, any_between, count_between
from analytics.sentiment.roles import Roles
from analytics.sentiment.rules import bit

SUPPOSED, PLANNED, ASKED, OPEN, RUMOURED, DENIED = 0.18, 0.8, 0.22, 0.6, 0.75, 0.12
HINTED, GRANTED = 0.7, 0.55  # of questions without a word that asks, and of those after reasons
COUNTERFACTUAL = -0.6  # 要不是…早就倒闭了: it has not
CONCEDED = 0.25
BEFORE_TURN, AFTER_TURN = 0.35, 1.3
EARLIER_CLAUSE = 0.75
LISTED = 0.5  # of a price's move behind one that goes the other way
SHARE_REACH = 3  # tokens between a move and its share
ATTRIBUTE_REACH = 3  # tokens between a hit and 的
CLEAR = 0.2  # a hit weaker than this is no predicate to speak of
OPPOSED = 0.55  # a hit before a predicate of the other sign: 盈利能力减弱, 融了20亿的公司停工


def weigh(
    at: np.ndarray, value: np.ndarray, void: np.ndarray, layout: Layout, roles: Roles
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights of the hits at positions `at`, their salience, and the rules used.

    `value` are the hits' signed values, `void` (bool, a token each) marks denials that are negated and
    expectations that are only compared with.
    """
    kinds = roles.modality[layout.ids]
    kind = {name: (kinds == 1 + i) & ~void for i, name in enumerate(MODALITIES)}
    weight, doubt = _certainty(at, kind, layout, roles)
    salience, contrast = _salience(at, value * weight, kind, layout, roles)
    return weight, salience, doubt | contrast


def _certainty(
    at: np.ndarray, kind: dict[str, np.ndarray], layout: Layout, roles: Roles
) -> tuple[np.ndarray, np.ndarray]:
    weight, rules = np.ones(len(at)), np.zeros(len(at), dtype=np.int32)
    clause, stop = layout.clause_start[at], layout.clause_stop[at]
    sentence, sentence_stop = layout.sentence_start[at], layout.sentence_stop[at]
    # 要不是补贴，早已亏损: what follows has not come; 本可盈利: nor has what its own clause says.
    turn = count_between(kind["contrast_turn"], sentence, clause)
    opened = any_between(kind["but_for"], sentence, clause) & (turn == 0)
    opened |= any_between(kind["counterfactual"], clause, at)
    weight = np.where(opened, COUNTERFACTUAL, weight)
    rules |= bit("supposed") * opened
    # 如果, or 可能 at the head of a clause, covers the sentence as far as a turn.
    heads = kind["hypothetical"] & (
        (layout.place - layout.clause_start <= 1) | roles.condition[layout.ids]
    )
    supposed = any_between(kind["hypothetical"], clause, at)
    supposed |= any_between(heads, sentence, at) & (turn == 0)
    weight = np.where(supposed & ~opened, weight * SUPPOSED, weight)
    rules |= bit("supposed") * supposed
    for name, factor in (("planned", PLANNED), ("rumour", RUMOURED), ("disclaimer", 0.0)):
        covered = any_between(kind[name], clause, stop)
        weight = np.where(covered, weight * factor, weight)
        rules |= bit(name) * covered
    # 否认 covers what its sentence said before and its own clause, with a colon also what comes after.
    denied = any_between(kind["denial"], clause, sentence_stop)
    colon = roles.colon[layout.ids][np.maximum(layout.clause_stop - 1, 0)]
    denied |= any_between(kind["denial"] & colon, sentence, at)
    weight = np.where(denied, weight * DENIED, weight)
    rules |= bit("denied") * denied
    # 上市即破发，出路在哪？ asks about its last clause only.
    marked = any_between(roles.question[layout.ids], clause, stop)
    asked = marked | any_between(kind["question"], clause, at)
    closing = kind["question"] & layout.last_word
    asked |= any_between(closing, clause, stop)
    # 刚获融资的公司是什么来头？ asks, and takes for granted what describes the noun.
    asked &= ~_described(at, layout, roles)
    # 还有救吗 is no question; 卖不动了？ hints at its answer; 为何亏损 takes the loss for granted.
    asked &= ~(roles.modality[layout.ids] == 1 + MODALITIES.index("question"))[at]
    open_word = any_between(kind["question"], clause, stop)
    open_word |= any_between(roles.whether[layout.ids], clause, stop)
    hinted = marked & ~open_word
    why = any_between(roles.why[layout.ids], clause, at)
    doubt = np.where(hinted, HINTED, np.where(why, GRANTED, ASKED))
    weight = np.where(asked, weight * doubt, weight)
    # 亏损吗？ is an open question; 为何亏损？ takes the loss for granted.
    whether = asked & marked & any_between(roles.whether[layout.ids], clause, stop)
    weight = np.where(whether, weight * OPEN, weight)
    return weight, rules | bit("question") * asked


def _salience(
    at: np.ndarray, value: np.ndarray, kind: dict[str, np.ndarray], layout: Layout, roles: Roles
) -> tuple[np.ndarray, np.ndarray]:
    clause, stop = layout.clause_start[at], layout.clause_stop[at]
    sentence, sentence_stop = layout.sentence_start[at], layout.sentence_stop[at]
    before = any_between(kind["contrast_turn"], sentence, at + 1)
    after = any_between(kind["contrast_turn"], at + 1, sentence_stop)
    salience = np.where(before, AFTER_TURN, np.where(after, BEFORE_TURN, 1.0))
    last = np.zeros(len(layout), dtype=bool)
    last[at[np.diff(sentence, append=-1) != 0]] = True
    final = any_between(last, clause, stop)
    usual = np.where(final, 1.0, EARLIER_CLAUSE)
    leads, other = _listed(at, value, clause, sentence, layout, roles)
    salience *= np.where(leads, 1.0, np.where(other, LISTED, usual))
    # 行业低迷，某公司盈利: what is said of the surroundings is conceded, if something else follows.
    heads = kind["background"] & (layout.place - layout.clause_start <= 1)
    # 一度下跌7% concedes nothing where its sentence says no more; 曾让人崩溃的公司 does.
    plain = _alone(clause, sentence) & ~_described(at, layout, roles)
    conceded = any_between(kind["contrast_concede"], clause, stop) & ~plain
    conceded |= any_between(heads, clause, at) & ~final
    # 盘初下跌0.6%，此前一度上涨7%; behind a first clause it covers the rest: 恢复生产，此前因台风，停产两天
    past = kind["earlier"] & (layout.place == layout.clause_start)
    back = past & (layout.clause_start > layout.sentence_start)
    conceded |= past[clause] | (any_between(back, sentence, clause) & ~before)
    # 从停产走到扩产: where it came from; in 从2万台增长至3万台 the move itself is no origin.
    target = roles.target[layout.ids]
    whole = target & (roles.length[layout.ids] > 1)
    onward = any_between(whole, np.minimum(at + 1, stop), stop)
    onward |= any_between(target, np.minimum(at + 2, stop), stop)
    conceded |= onward & any_between(roles.origin[layout.ids], clause, at)
    salience *= np.where(conceded, CONCEDED, 1.0)
    opposed = _opposed(at, value, clause) | _attributive(at, value, sentence, layout, roles)
    salience *= np.where(opposed, OPPOSED, 1.0)
    rules = bit("contrast") * (conceded | before | after).astype(np.int32)
    return salience, rules | bit("attribute") * opposed


def _listed(
    at: np.ndarray, value: np.ndarray, clause: np.ndarray, sentence: np.ndarray, layout: Layout,
    roles: Roles,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """礼来涨4%，诺和诺德跌1%: which hits are moves of prices that begin a sentence, and which are later ones of
    the other sign."""
    ids = layout.ids
    moves = roles.price[ids[at]] & (roles.direction[ids[at]] != 0)
    moves &= any_between(roles.percent[ids], at + 1, np.minimum(at + 1 + SHARE_REACH, len(ids)))
    first = np.flatnonzero(np.diff(sentence, prepend=-1))
    lead = first[np.searchsorted(first, np.arange(len(at)), side="right") - 1]
    listed = moves & moves[lead]
    begins = clause == clause[lead]
    return listed & begins, listed & ~begins & (value * value[lead] < 0)


def _alone(clause: np.ndarray, sentence: np.ndarray) -> np.ndarray:
    """Are all hits of the hit's sentence in one clause?"""
    first = np.diff(sentence, prepend=-1) != 0
    changes = np.cumsum((np.diff(clause, prepend=-1) != 0) & ~first)
    number = np.cumsum(first) - 1
    final = np.append(np.flatnonzero(first)[1:], len(clause)) - 1
    return (changes[final] == changes[first])[number] if len(clause) else number == 0


def _opposed(at: np.ndarray, value: np.ndarray, stretch: np.ndarray) -> np.ndarray:
    """Has the last clear hit of the same stretch the other sign?"""
    if not len(at):
        return np.zeros(0, dtype=bool)
    starts = np.flatnonzero(np.diff(stretch, prepend=-1))
    clear = np.where(np.abs(value) >= CLEAR, np.arange(len(at)), -1)
    last = np.repeat(np.maximum.reduceat(clear, starts), np.diff(starts, append=len(at)))
    return np.where(last >= 0, value * value[last], 0.0) < 0


def _attributive(
    at: np.ndarray, value: np.ndarray, sentence: np.ndarray, layout: Layout, roles: Roles
) -> np.ndarray:
    """Does the hit describe a noun in a sentence that comes to something else?"""
    return _described(at, layout, roles) & _opposed(at, value, sentence)


def _described(at: np.ndarray, layout: Layout, roles: Roles) -> np.ndarray:
    """Does 的 follow the hit and make it describe a noun?"""
    reach = np.minimum(at + 1 + ATTRIBUTE_REACH, layout.clause_stop[at])
    return any_between(roles.attributive[layout.ids], at + 1, reach)
