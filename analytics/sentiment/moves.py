"""Directions and their metrics: 亏损收窄 is good, 净利润同比-12% is bad.

A direction takes the nearest metric: before it in its clause, else right behind it, else before it in its
sentence. Its sign is that of direction × metric. Without a metric, up is good. Signed figures (+35%) and
comparisons with a figure (少了三成) are directions too.
"""

from dataclasses import dataclass

import numpy as np

from analytics.sentiment.figures import rates, signed_figures, told_by_two_figures
from analytics.sentiment.layout import Layout, any_between, last_place, shifted
from analytics.sentiment.roles import Roles

REACH_LEFT, REACH_RIGHT = 14, 4  # tokens between a direction and its metric
PACE_REACH, COMPARED_REACH = 3, 6  # tokens between a pace or a comparison and what it moves
TOLD = 0.8  # tone of a word that can be moved
NO_METRIC = 0.8
UNCLEAR_METRIC = 0.6  # prices of goods and currencies: up counts as good, less surely
SIGNED = 2.0  # valence of a signed figure (+35%)


@dataclass(frozen=True)
class Moves:
    """For each token its `direction` (−3…3, 0 for none), the position of the `metric` that it moves (−1
    for none), the `sign` that this gives the direction, the value of the metric itself (`gauge`, NaN for
    none), and whether a move has `consumed` the token."""

    direction: np.ndarray
    metric: np.ndarray
    sign: np.ndarray
    gauge: np.ndarray
    consumed: np.ndarray


def find_moves(layout: Layout, roles: Roles, compared: np.ndarray, standard: np.ndarray) -> Moves:
    """All directions with their metrics; `compared` are those of `comparisons`, and a `standard`
    is no metric."""
    ids, n = layout.ids, len(layout)
    number = roles.number[ids]
    # A unit (173 美元) is no metric.
    gauge = np.where(shifted(number, 1) | standard, np.nan, roles.metric[ids])
    gauge = _rated(gauge, layout, roles)
    word = roles.direction[ids]
    figure = signed_figures(layout, roles)
    after_word = layout.any_before(word != 0, 2, figure)
    direction = np.where(compared != 0, compared, word)
    direction = np.where(figure & ~after_word, SIGNED * roles.sign[ids], direction)
    told = (direction == 0) * told_by_two_figures(layout, roles)
    direction = np.where(told != 0, SIGNED * told, direction)
    measured = rates(layout, roles, direction != 0)
    direction = np.where(measured, SIGNED * roles.rate_sign[ids], direction)
    gauge = np.where(measured, np.nan, gauge)
    metric, sign = _metrics(gauge, direction, layout)
    # 跌超20% is not the fall of a 跌幅 named before.
    metric = np.where(roles.price[ids] & roles.rate[ids][np.maximum(metric, 0)], -1, metric)
    # 同比 +5% of nothing named counts only as a percentage; 0 means: which way is good is not known.
    percent = shifted(roles.percent[ids], -1)
    bare = figure & ~after_word & ~percent | (told != 0)
    direction = np.where(bare & (metric < 0), 0, direction)
    sign = np.where(sign == 0, UNCLEAR_METRIC, sign)
    direction, metric, sign = _paces(direction, metric, sign, layout, roles)
    consumed = np.zeros(n, dtype=bool)
    consumed[metric[(metric >= 0) & (direction != 0)]] = True
    # 流失用户数减少: a bad word right before the metric turns it and is spent.
    lead = np.maximum(metric - 1, 0)
    turned = (metric >= 1) & (sign > 0) & (roles.valence[ids][lead] < -1)
    turned &= lead >= layout.clause_start
    sign = np.where(turned, -sign, sign)
    consumed[lead[turned]] = True
    sign = np.where(metric >= 0, sign, NO_METRIC)
    # 同比增长-12%: the figure turns the word.
    reversing = np.flatnonzero(figure & after_word & (roles.sign[ids] < 0))
    flip = np.zeros(n, dtype=bool)
    for back in (1, 2):
        flip[np.maximum(reversing - back, 0)] = True
    sign = np.where(flip & (word != 0), -sign, sign)
    # A move with its percentage is a fact worth more than the word.
    moving = np.flatnonzero(word)
    counted = np.zeros(n, dtype=bool)
    counted[moving] = any_between(roles.percent[ids], moving + 1, np.minimum(moving + 4, n))
    firm = np.sign(direction) * np.maximum(np.abs(direction), SIGNED)
    return Moves(np.where(counted, firm, direction), metric, sign, gauge, consumed)


def _rated(gauge: np.ndarray, layout: Layout, roles: Roles) -> np.ndarray:
    """费用增速, 亏损同比降幅: a rate of change is as good as what the metric before it does."""
    change = roles.change[layout.ids]
    at = np.flatnonzero((change != 0) & ~np.isnan(gauge))
    of = np.zeros(len(at))
    for back in (2, 1):
        before = np.maximum(at - back, layout.clause_start[at])
        told = np.where((before < at) & (change[before] == 0), np.nan_to_num(gauge[before]), 0)
        of = np.where(told != 0, np.sign(told), of)
    gauge = gauge.copy()
    gauge[at] = np.where(of != 0, change[at] * of, gauge[at])
    return gauge


def _paces(
    direction: np.ndarray, metric: np.ndarray, sign: np.ndarray, layout: Layout, roles: Roles
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """下滑放缓, 复苏步伐放慢, 损失比预期小: a pace moves the move or the word of tone between it and
    its metric, a comparison a bad one."""
    ids = layout.ids
    pace = np.flatnonzero((direction != 0) & (roles.pace | (roles.comparison != 0))[ids])
    tone = np.where(direction != 0, direction * sign, roles.valence[ids])
    told = (np.abs(tone) >= TOLD) & ~(roles.learned | roles.pace | roles.standard)[ids]
    paced = roles.pace[ids[pace]]
    moved = np.where(
        paced, last_place(told, layout)[pace], last_place(told & (tone < 0), layout)[pace]
    )
    low = np.where(paced, pace - PACE_REACH, pace - COMPARED_REACH)
    low = np.maximum(np.maximum(low, layout.clause_start[pace]), metric[pace])
    holds = (moved >= low) & told[moved]
    pace, moved = pace[holds], moved[holds]
    metric, sign, direction = metric.copy(), sign.copy(), direction.copy()
    metric[pace], sign[pace] = moved, np.sign(tone[moved])
    direction[moved] = 0
    return direction, metric, sign


def _metrics(
    gauge: np.ndarray, direction: np.ndarray, layout: Layout
) -> tuple[np.ndarray, np.ndarray]:
    """For each token its metric's position (−1: none) and the metric's sign (0: none or unclear)."""
    n, place = len(layout), layout.place
    if n == 0:
        return place, np.zeros(0)
    holds = ~np.isnan(gauge)
    left = np.maximum.accumulate(np.where(holds, place, -1))
    right = np.minimum.accumulate(np.where(holds, place, n)[::-1])[::-1]
    left = np.concatenate([[-1], left[:-1]])  # a word is not its own metric
    in_clause = (left >= layout.clause_start) & (place - left <= REACH_LEFT)
    behind = (right > place) & (right - place <= REACH_RIGHT) & (right < layout.clause_stop)
    in_sentence = (left >= layout.sentence_start) & (place - left <= 2 * REACH_LEFT)
    found = np.where(in_clause, left, np.where(behind, right, np.where(in_sentence, left, -1)))
    found = np.where(direction != 0, found, -1)
    return found, np.where(found >= 0, np.nan_to_num(gauge[np.maximum(found, 0)]), 0.0)
