"""From tokens to hits: what each word with a tone is worth where it stands.

Everything runs over the flat token arrays of all documents at once; nothing is kept a document. The
rules, in the order in which they apply:

1. A direction (下滑) takes the nearest metric: before it in its clause, else right behind it, else
   before it in its sentence. Its sign is that of direction × metric (亏损 × 收窄 is good). Without a
   metric, up is good.
2. A word of degree right before a hit strengthens or weakens it.
3. Negators before a hit in its clause turn it (an even number turns it back); what is averted or
   called off is turned too, also from behind (裁员计划取消).
4. The weight falls where a statement is asked, supposed, rumoured, denied or conceded, and rises
   after a contrast (但). Disclaimers carry no tone.
"""

from dataclasses import dataclass

import numpy as np

from analytics.lexicon import MODALITIES, NEGATORS
from analytics.sentiment.roles import Roles
from analytics.tokens import Tokens

REACH_LEFT, REACH_RIGHT = 14, 4  # tokens between a direction and its metric
NEGATION_REACH = 5  # tokens between a negator and what it turns
CALLED_OFF_REACH = 9  # tokens between 取消 and what is called off
NEGATED = -0.7  # 未盈利 is less bad than 亏损
AVERTED = -0.6
NO_METRIC = 0.8
UNCLEAR_METRIC = 0.6  # prices of goods and currencies: up counts as good, less surely
SIGNED = 2.0  # valence of a signed figure (+35%)
NOUGHT = 0.6
CALLED_OFF = -0.8 / 3  # a cancelled event without a tone of its own
_WEIGHTS = {
    "hypothetical": 0.35, "planned": 0.8, "question": 0.4, "contrast_turn": 1.0, "contrast_concede": 0.35,
    "rumour": 0.75, "denial": 0.2, "speech": 1.0, "disclaimer": 0.0,
}  # fmt: skip
EARLIER_CLAUSE = 0.75
BEFORE_TURN, AFTER_TURN = 0.45, 1.3
COUNTERFACTUAL = -0.6  # 要不是…早就倒闭了: it has not

# What turned or strengthened a hit, in the order of the bits of `Hits.rules`.
RULES = (
    "negated",
    "averted",
    "called off",
    "degree",
    "metric",
    "question",
    "supposed",
    "contrast",
    "learned",
)


@dataclass(frozen=True)
class Hits:
    """Words with a tone, flat: `position` of the token, its `document`, `valence` by itself (−1…1),
    `value` in its place (signed), `weight` of its statement (how surely it holds), `salience` (how much it matters beside its contrast), `rules` (bits of RULES) and
    `metric` (position of the metric it moved, −1 for none)."""

    position: np.ndarray
    document: np.ndarray
    valence: np.ndarray
    value: np.ndarray
    weight: np.ndarray
    salience: np.ndarray
    rules: np.ndarray
    metric: np.ndarray


def compose(tokens: Tokens, roles: Roles) -> Hits:
    """All hits of all documents, in reading order."""
    ids = tokens.term_ids
    n = len(ids)
    place = np.arange(n)
    document = np.repeat(np.arange(len(tokens)), np.diff(tokens.offsets))
    first = np.zeros(n, dtype=bool)
    first[tokens.offsets[:-1][np.diff(tokens.offsets) > 0]] = True
    clause_start = _starts(roles.clause_end[ids], first)
    sentence_start = _starts(roles.sentence_end[ids], first)

    number, signed = roles.number[ids], roles.signed[ids]
    # A unit (173 美元) is no metric; a sign before a figure (同比 -12.3%) moves one.
    metric = np.where(_shifted(number, 1), np.nan, roles.metric[ids])
    direction = roles.direction[ids]
    plain_move = direction != 0
    ranged = _between(number, np.maximum(clause_start, place - 2), place) > 0  # 1亿元-2亿元
    before = _between(roles.past[ids], np.maximum(place - 3, 0), place) > 0  # 上年同期：-3.5%
    # 从 -9.6亿元 变成 -0.4亿元 compares; the signs are no moves.
    before |= _between(roles.origin[ids], clause_start, place) > 0
    figure = signed & _shifted(number, -1) & ~ranged & ~before & ~_shifted(roles.latin[ids], 1)
    after_move = _between(plain_move, np.maximum(clause_start, place - 2), place) > 0
    reversed_move = np.flatnonzero(figure & after_move & (roles.sign[ids] < 0))
    # 低四成, 多了三成: a bare comparison moves when a share or a number follows.
    counted = number | roles.percent[ids]
    close = counted | _shifted(counted, -1)
    compared = (roles.comparison[ids] != 0) & (direction == 0) & _shifted(close, -1)
    direction = np.where(compared, roles.comparison[ids], direction)
    direction = np.where(figure & ~after_move, SIGNED * roles.sign[ids], direction)
    moved, found_metric = _metrics_of(metric, direction, clause_start, sentence_start, place)
    # 跌超20% is not the fall of a 跌幅 named before.
    moved = np.where(roles.price[ids] & roles.rate[ids][np.maximum(moved, 0)], -1, moved)
    # 同比 +5% of nothing named counts only as a percentage; 0 means: which way is good is not known.
    percent = _shifted(roles.percent[ids], -1)
    direction = np.where(figure & ~after_move & (moved < 0) & ~percent, 0, direction)
    found_metric = np.where(found_metric == 0, UNCLEAR_METRIC, found_metric)
    consumed = np.zeros(n, dtype=bool)
    consumed[moved[(moved >= 0) & (direction != 0)]] = True
    # 流失用户数减少: a bad word right before the metric turns it and is spent.
    lead = np.maximum(moved - 1, 0)
    turned = (
        (moved >= 1) & (found_metric > 0) & (roles.valence[ids][lead] < -1) & (lead >= clause_start)
    )
    found_metric = np.where(turned, -found_metric, found_metric)
    consumed[lead[turned]] = True

    # 辉煌科技：… The words inside a name praise nobody.
    named = _shifted(roles.suffix[ids], -1) | (
        (place - tokens.offsets[:-1][document] < 4)
        & (_shifted(roles.colon[ids], -1) | _shifted(roles.colon[ids], -2))
        & (roles.length[ids] <= 2)
    )
    named &= roles.valence[ids] > 0
    # 《崩塌之城》: the title of a work says nothing about it.
    titled = _between(roles.opening[ids], sentence_start, place) > _between(
        roles.closing[ids], sentence_start, place
    )
    named |= titled
    direction = np.where(titled, 0, direction)
    polar = np.where(consumed | (direction != 0) | named, 0, roles.valence[ids])
    sign = np.where(moved >= 0, found_metric, NO_METRIC)
    flip = np.zeros(n, dtype=bool)
    for back in (1, 2):
        flip[np.maximum(reversed_move - back, 0)] = True
    sign = np.where(flip & plain_move, -sign, sign)
    # A move with its percentage is a fact worth more than the word.
    with_percent = plain_move & (
        _between(roles.percent[ids], place + 1, np.minimum(place + 4, n)) > 0
    )
    direction = np.where(
        with_percent, np.sign(direction) * np.maximum(np.abs(direction), SIGNED), direction
    )
    value = (polar + direction * sign) / 3
    negator = roles.negator[ids]
    cancel = negator == 1 + NEGATORS.index("cancel")
    avoid = negator == 1 + NEGATORS.index("avoid")
    value = np.where((cancel | avoid) & (direction == 0), 0, value)  # counted by what they turn
    # 零召回, 订单数为零: a nought makes bad things good and good things bad.
    nought = _between(roles.nought[ids], np.maximum(place - 1, clause_start), place) > 0
    closing = _ends(clause_start, n)
    final_nought = roles.nought[ids] & (place >= closing - 2)
    none_left = _between(final_nought, np.minimum(place + 1, closing), closing) > 0
    empty = (nought | none_left) & (direction == 0)
    gauge = np.where(value != 0, np.sign(value), np.nan_to_num(metric)) * empty
    value = np.where(gauge != 0, -NOUGHT * gauge, value)
    at = np.flatnonzero(value)
    rules = np.zeros(len(at), dtype=np.int32)
    hit_value = value[at].copy()
    valence = np.where(direction[at] != 0, direction[at], roles.valence[ids][at]) / 3
    rules |= _bit("metric") * (moved[at] >= 0)

    # Degree: the token before, or the one before that.
    degree = roles.degree[ids]
    for back in (1, 2):
        before = np.maximum(at - back, 0)
        factor = np.where(before >= clause_start[at], degree[before], 1.0)
        factor = np.where(at - back >= 0, factor, 1.0)
        hit_value *= factor
        rules |= _bit("degree") * (factor != 1)

    own = np.where(roles.known[ids], roles.valence[ids] / 3, CALLED_OFF)  # of a cancellation

    # Negation: plain negators before the hit within reach and clause.
    stop = _ends(clause_start, n)[at]
    low = np.maximum(clause_start[at], at - NEGATION_REACH)
    far = np.maximum(clause_start[at], at - CALLED_OFF_REACH)
    metric_low = np.where(
        moved[at] >= 0, np.minimum(low, np.maximum(moved[at] - 2, clause_start[at])), low
    )
    plain = _between(negator == 1, np.minimum(low, metric_low), at)
    # 未能避免: a negator right before an averter is spent on it, and both leave the hit as it is.
    missed = _between(negator == 1, np.maximum(place - 2, clause_start), place) > 0
    vain = (avoid | cancel) & missed
    n_vain = _between(vain, far, at)
    odd = (np.maximum(plain - n_vain, 0) % 2 == 1) & (gauge[at] == 0)
    hit_value = np.where(odd, hit_value * NEGATED, hit_value)
    rules |= _bit("negated") * odd

    bad = hit_value < 0
    averted = (_between(avoid & ~vain, far, at) > 0) & (moved[at] < 0)
    last_word = avoid & ~vain & (place >= closing - 3)
    behind = _between(last_word, np.minimum(at + 1, stop), np.minimum(at + 4, stop)) > 0
    averted |= behind & (direction[at] == 0)
    averted &= bad
    hit_value = np.where(averted, hit_value * AVERTED, hit_value)
    rules |= _bit("averted") * averted

    off = _between(cancel & ~vain, far, at) > 0
    off |= _between(cancel & ~vain, np.minimum(at + 1, stop), np.minimum(at + 5, stop)) > 0
    off &= ~averted
    # 解除, 撤销 (valence 0) end bad things only.
    loud = cancel & (own != 0)
    off &= bad | (_between(loud, far, np.minimum(at + 5, stop)) > 0)
    lost = np.minimum(hit_value * AVERTED, CALLED_OFF)  # 终止合作 is bad however weak 合作 is
    hit_value = np.where(off, np.where(bad, hit_value * AVERTED, lost), hit_value)
    rules |= _bit("called off") * off

    # Learned words tell the tone by their company; nothing turns them.
    learned = roles.learned[ids][at]
    hit_value = np.where(learned, valence, hit_value)
    rules = np.where(learned, _bit("learned"), rules)

    # A cancellation that turned nothing is mildly bad by itself.
    alone = np.flatnonzero(cancel & (own != 0))
    used = np.zeros(n + 1)
    np.add.at(used, at[~learned], 1)
    reach = np.cumsum(used)
    near = reach[np.minimum(alone + CALLED_OFF_REACH, n)] - reach[np.maximum(alone - 4, 0)]
    alone = alone[near == 0]
    at = np.concatenate([at, alone])
    order = np.argsort(at, kind="stable")
    at = at[order]
    extra = own[alone]
    hit_value = np.concatenate([hit_value, extra])[order]
    valence = np.concatenate([valence, extra])[order]
    rules = np.concatenate([rules, np.zeros(len(alone), dtype=np.int32)])[order]

    weight, salience, modal_rules = _weights(
        tokens, roles, at, clause_start, sentence_start, document
    )
    return Hits(
        at,
        document[at],
        np.clip(valence, -1, 1),
        np.clip(hit_value, -1.5, 1.5),
        weight * salience,
        salience,
        rules | modal_rules,
        moved[at],
    )


def _metrics_of(
    metric: np.ndarray,
    direction: np.ndarray,
    clause_start: np.ndarray,
    sentence_start: np.ndarray,
    place: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """For each token its metric's position (−1: none) and the metric's sign."""
    n = len(metric)
    holds = ~np.isnan(metric)
    left = np.maximum.accumulate(np.where(holds, place, -1)) if n else place
    right = np.minimum.accumulate(np.where(holds, place, n)[::-1])[::-1] if n else place
    left = np.concatenate([[-1], left[:-1]]) if n else left  # a word is not its own metric
    in_clause = (left >= clause_start) & (place - left <= REACH_LEFT)
    behind = (right > place) & (right - place <= REACH_RIGHT) & (right < n)
    behind &= clause_start[np.minimum(right, n - 1)] == clause_start if n else behind
    in_sentence = (left >= sentence_start) & (place - left <= 2 * REACH_LEFT)
    moved = np.where(in_clause, left, np.where(behind, right, np.where(in_sentence, left, -1)))
    moved = np.where(direction != 0, moved, -1)
    sign = np.where(moved >= 0, metric[np.maximum(moved, 0)] if n else 0.0, np.nan)
    return moved, np.nan_to_num(sign)


def _weights(
    tokens: Tokens,
    roles: Roles,
    at: np.ndarray,
    clause_start: np.ndarray,
    sentence_start: np.ndarray,
    document: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How surely a hit's statement holds and how much it matters, by modality; and the rules used."""
    ids = tokens.term_ids
    modality = roles.modality[ids]
    n = len(ids)
    weight, rules = np.ones(len(at)), np.zeros(len(at), dtype=np.int32)
    salience = np.ones(len(at))
    clause_end = _ends(clause_start, n)[at]
    sentence_end = _ends(sentence_start, n)[at]
    counterfactual = modality == 1 + MODALITIES.index("counterfactual")
    opened = _between(counterfactual, sentence_start[at], at) > 0
    weight = np.where(opened, COUNTERFACTUAL, weight)
    rules |= _bit("supposed") * opened
    # 如果 at the head of a clause covers the rest of the sentence.
    place = np.arange(n)
    supposed = modality == 1 + MODALITIES.index("hypothetical")
    heads = supposed & (place - clause_start <= 1)
    for kind in ("hypothetical", "planned", "contrast_concede", "rumour", "disclaimer"):
        here = _between(modality == 1 + MODALITIES.index(kind), clause_start[at], clause_end) > 0
        if kind == "hypothetical":
            here = (_between(supposed, clause_start[at], at) > 0) | (
                _between(heads, sentence_start[at], at) > 0
            )
        if kind == "contrast_concede":
            salience = np.where(here, salience * _WEIGHTS[kind], salience)
        else:
            weight = np.where(here, weight * _WEIGHTS[kind], weight)
        if kind == "hypothetical":
            rules |= _bit("supposed") * here
        if kind == "contrast_concede":
            rules |= _bit("contrast") * here
    # 否认 covers what its sentence said before and its own clause, not what comes after.
    denied = _between(modality == 1 + MODALITIES.index("denial"), clause_start[at], sentence_end)
    weight = np.where(denied > 0, weight * _WEIGHTS["denial"], weight)
    wondered = modality == 1 + MODALITIES.index("question")
    asked = _between(wondered, clause_start[at], at) + _between(
        # 上市即破发，出路在哪？ asks about its last clause only.
        roles.question[ids],
        clause_start[at],
        clause_end,
    )
    asked = asked > 0
    weight = np.where(asked, weight * _WEIGHTS["question"], weight)
    rules |= _bit("question") * asked

    turn = modality == 1 + MODALITIES.index("contrast_turn")
    before = _between(turn, sentence_start[at], at + 1) > 0
    after = _between(turn, at + 1, sentence_end) > 0
    salience *= np.where(before, AFTER_TURN, np.where(after, BEFORE_TURN, 1.0))
    rules |= _bit("contrast") * (before | after)
    # The last clause with a tone is what the sentence comes to.
    last = np.zeros(n, dtype=bool)
    last[at[np.diff(sentence_start[at], append=-1) != 0]] = True
    final = _between(last, clause_start[at], clause_end) > 0
    salience *= np.where(final, 1.0, EARLIER_CLAUSE)
    return weight, salience, rules


def _starts(ends: np.ndarray, first: np.ndarray) -> np.ndarray:
    """For each token the position where its stretch begins; a stretch ends with an end mark."""
    n = len(ends)
    begins = first.copy()
    begins[1:] |= ends[:-1]
    return np.maximum.accumulate(np.where(begins, np.arange(n), 0)) if n else np.zeros(0, int)


def _ends(starts: np.ndarray, n: int) -> np.ndarray:
    """For each token the position behind its stretch."""
    begins = np.flatnonzero(np.diff(starts, prepend=-1))
    stops = np.append(begins[1:], n)[: len(begins)]
    return np.repeat(stops, np.diff(np.append(begins, n)))


def _between(flags: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How many flags stand in [low, high), elementwise."""
    running = np.zeros(len(flags) + 1, dtype=np.int32)
    np.cumsum(flags, out=running[1:])
    return running[np.maximum(high, low)] - running[low]


def _shifted(flags: np.ndarray, by: int) -> np.ndarray:
    """The flags of the token `by` places before (after, if negative)."""
    out = np.zeros_like(flags)
    if by > 0:
        out[by:] = flags[:-by]
    else:
        out[:by] = flags[-by:]
    return out


def _bit(rule: str) -> int:
    return 1 << RULES.index(rule)
