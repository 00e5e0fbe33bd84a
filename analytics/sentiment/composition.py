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
NEGATED = -0.7  # 未盈利 is less bad than 亏损
AVERTED = -0.6
NO_METRIC = 0.8
CALLED_OFF = -0.8 / 3  # a cancelled event without a tone of its own
_WEIGHTS = {
    "hypothetical": 0.45, "question": 0.4, "contrast_turn": 1.0, "contrast_concede": 0.5,
    "rumour": 0.75, "denial": 0.2, "speech": 1.0, "disclaimer": 0.0,
}  # fmt: skip
BEFORE_TURN, AFTER_TURN = 0.6, 1.3

# What turned or strengthened a hit, in the order of the bits of `Hits.rules`.
RULES = ("negated", "averted", "called off", "degree", "metric", "question", "supposed", "contrast")


@dataclass(frozen=True)
class Hits:
    """Words with a tone, flat: `position` of the token, its `document`, `valence` by itself (−1…1),
    `value` in its place (signed), `weight` of its statement (0…), `rules` (bits of RULES) and
    `metric` (position of the metric it moved, −1 for none)."""

    position: np.ndarray
    document: np.ndarray
    valence: np.ndarray
    value: np.ndarray
    weight: np.ndarray
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

    metric, direction = roles.metric[ids], roles.direction[ids]
    moved, found_metric = _metrics_of(metric, direction, clause_start, sentence_start, place)
    consumed = np.zeros(n, dtype=bool)
    consumed[moved[moved >= 0]] = True

    polar = np.where(consumed | (direction != 0), 0, roles.valence[ids])
    sign = np.where(moved >= 0, found_metric, NO_METRIC)
    value = (polar + direction * sign) / 3
    negator = roles.negator[ids]
    cancel = negator == 1 + NEGATORS.index("cancel")
    avoid = negator == 1 + NEGATORS.index("avoid")
    value = np.where((cancel | avoid) & (direction == 0), 0, value)  # counted by what they turn
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

    # Negation: plain negators before the hit within reach and clause.
    low = np.maximum(clause_start[at], at - NEGATION_REACH)
    metric_low = np.where(
        moved[at] >= 0, np.minimum(low, np.maximum(moved[at] - 2, clause_start[at])), low
    )
    plain = _between(negator == 1, np.minimum(low, metric_low), at)
    odd = plain % 2 == 1
    hit_value = np.where(odd, hit_value * NEGATED, hit_value)
    rules |= _bit("negated") * odd

    averted = _between(avoid, low, at) > 0
    hit_value = np.where(averted & (hit_value < 0), hit_value * AVERTED, hit_value)
    rules |= _bit("averted") * (averted & (value[at] < 0))

    behind_end = np.minimum(at + 4, n)
    off_before = _between(cancel, low, at) > 0
    off_behind = _between_within(cancel, at + 1, behind_end, clause_start, at) > 0
    off = off_before | off_behind
    hit_value = np.where(off, hit_value * AVERTED, hit_value)
    rules |= _bit("called off") * off

    # A cancellation that turned nothing is mildly bad by itself.
    alone = np.flatnonzero(cancel & (roles.valence[ids] == 0))
    used = np.zeros(n + 1)
    np.add.at(used, at, 1)
    reach = np.cumsum(used)
    near = reach[np.minimum(alone + NEGATION_REACH, n)] - reach[np.maximum(alone - 4, 0)]
    alone = alone[near == 0]
    at = np.concatenate([at, alone])
    order = np.argsort(at, kind="stable")
    at = at[order]
    extra = np.full(len(alone), CALLED_OFF)
    hit_value = np.concatenate([hit_value, extra])[order]
    valence = np.concatenate([valence, extra])[order]
    rules = np.concatenate([rules, np.zeros(len(alone), dtype=np.int32)])[order]

    weight, modal_rules = _weights(tokens, roles, at, clause_start, sentence_start, document)
    return Hits(
        at,
        document[at],
        np.clip(valence, -1, 1),
        np.clip(hit_value, -1.5, 1.5),
        weight,
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
) -> tuple[np.ndarray, np.ndarray]:
    """What a hit's statement counts, by modality of its clause and sentence."""
    ids = tokens.term_ids
    modality = roles.modality[ids]
    n = len(ids)
    weight, rules = np.ones(len(at)), np.zeros(len(at), dtype=np.int32)
    clause_end = _ends(clause_start, n)[at]
    sentence_end = _ends(sentence_start, n)[at]
    for kind in ("hypothetical", "contrast_concede", "rumour", "disclaimer"):
        here = _between(modality == 1 + MODALITIES.index(kind), clause_start[at], clause_end) > 0
        weight = np.where(here, weight * _WEIGHTS[kind], weight)
        if kind == "hypothetical":
            rules |= _bit("supposed") * here
        if kind == "contrast_concede":
            rules |= _bit("contrast") * here
    denied = _between(modality == 1 + MODALITIES.index("denial"), sentence_start[at], sentence_end)
    weight = np.where(denied > 0, weight * _WEIGHTS["denial"], weight)
    asked = _between(roles.question[ids], sentence_start[at], np.minimum(sentence_end + 1, n)) > 0
    weight = np.where(asked, weight * _WEIGHTS["question"], weight)
    rules |= _bit("question") * asked

    turn = modality == 1 + MODALITIES.index("contrast_turn")
    before = _between(turn, sentence_start[at], at + 1) > 0
    after = _between(turn, at + 1, sentence_end) > 0
    weight = np.where(before, weight * AFTER_TURN, np.where(after, weight * BEFORE_TURN, weight))
    rules |= _bit("contrast") * (before | after)
    return weight, rules


def _starts(ends: np.ndarray, first: np.ndarray) -> np.ndarray:
    """For each token the position where its stretch begins; a stretch ends with an end mark."""
    n = len(ends)
    begins = first.copy()
    begins[1:] |= ends[:-1]
    return np.maximum.accumulate(np.where(begins, np.arange(n), 0)) if n else np.zeros(0, int)


def _ends(starts: np.ndarray, n: int) -> np.ndarray:
    """For each token the position behind its stretch."""
    begins = np.flatnonzero(np.diff(starts, prepend=-1))
    stops = np.append(begins[1:], n)
    return np.repeat(stops, np.diff(np.append(begins, n)))


def _between(flags: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How many flags stand in [low, high), elementwise."""
    running = np.concatenate([[0], np.cumsum(flags)])
    return running[np.maximum(high, low)] - running[low]


def _between_within(
    flags: np.ndarray, low: np.ndarray, high: np.ndarray, clause_start: np.ndarray, at: np.ndarray
) -> np.ndarray:
    """As `_between`, for what lies behind `at` in its clause."""
    stop = _ends(clause_start, len(flags))[at]
    return _between(flags, np.minimum(low, stop), np.minimum(high, stop))


def _bit(rule: str) -> int:
    return 1 << RULES.index(rule)
