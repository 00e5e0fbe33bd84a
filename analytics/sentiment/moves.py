"""Directions and their metrics: 亏损收窄 is good, 净利润同比-12% is bad.

A direction takes the nearest metric: a close object (加剧波动), else before it in its clause, else right behind it, else before it in its
sentence. Its sign is that of direction × metric. Without a metric, up is good. Signed figures (+35%) and
comparisons with a figure (少了三成) are directions too.
"""

from dataclasses import dataclass

import numpy as np

from analytics.sentiment.figures import rates, signed_figures, told_before, told_by_two_figures
from analytics.sentiment.layout import Layout, any_between, shifted
from analytics.sentiment.roles import Roles

REACH_LEFT, REACH_RIGHT = 14, 6  # tokens between a direction and its metric
OBJECT_REACH = 2  # tokens to an object that precedes a metric farther before: 因风险下调评级
PACE_REACH, COMPARED_REACH = 3, 6  # tokens between a pace or a comparison and what it moves
UNIT = 5  # characters of a word that is too long for a unit
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
    # A unit (173 美元) is no metric; a longer name (10 年期收益率) is.
    unit = shifted(roles.number[ids], 1) & (roles.length[ids] < UNIT)
    gauge = np.where(unit | standard, np.nan, roles.metric[ids])
    gauge = _rated(gauge, layout, roles)
    word = roles.direction[ids]
    figure = signed_figures(layout, roles)
    after_word = layout.any_before(word != 0, 2, figure)
    direction = np.where(compared != 0, compared, word)
    direction = np.where(figure & ~after_word, SIGNED * roles.sign[ids], direction)
    told = (direction == 0) * told_by_two_figures(layout, roles)
    direction = np.where(told != 0, SIGNED * told, direction)
    direction[told_before(layout, roles, direction, told)] = 0
    rated = rates(layout, roles, direction != 0)
    direction[rated] = SIGNED * roles.rate_sign[ids[rated]]
    gauge[rated] = np.nan

    at = np.flatnonzero(direction)
    moved = _metrics(gauge, at, layout, roles.transitive[ids[at]])
    # 跌超20% is not the fall of a 跌幅 named before.
    moved[roles.price[ids[at]] & roles.rate[ids[np.maximum(moved, 0)]]] = -1
    # 净亏损8亿，盘后跌5%: the price falls, not the loss of the clause before.
    price = roles.price[ids[at]] & (moved < layout.clause_start[at]) & (moved >= 0)
    moved[price & (gauge[np.maximum(moved, 0)] < 0)] = -1
    # 同比 +5% of nothing named counts only as a percentage.
    percent = roles.percent[ids[np.minimum(at + 1, n - 1)]]
    bare = figure[at] & ~after_word[at] & ~percent | (told[at] != 0)
    moves = ~bare | (moved >= 0)
    direction[at[~moves]] = 0
    at, moved = at[moves], moved[moves]
    # Of a metric of 0 it is not known which way is good.
    sign = np.where(gauge[moved] == 0, UNCLEAR_METRIC, gauge[moved])
    sign[moved < 0] = NO_METRIC
    moved, sign = _paces(at, direction, moved, sign, layout, roles)
    consumed = np.zeros(n, dtype=bool)
    consumed[moved[(moved >= 0) & (direction[at] != 0)]] = True
    # 流失用户数减少: a bad word right before the metric turns it and is spent.
    lead = np.maximum(moved - 1, 0)
    turned = (moved >= 1) & (sign > 0) & (roles.valence[ids[lead]] < -1)
    turned &= (lead >= layout.clause_start[at]) & (lead != at)
    sign[turned] *= -1
    consumed[lead[turned]] = True
    # 同比增长-12%: the figure turns the word.
    reversing = np.flatnonzero(figure & after_word & (roles.sign[ids] < 0))
    flip = np.isin(at, np.concatenate([reversing - 1, reversing - 2])) & (word[at] != 0)
    sign[flip] *= -1
    # A move with its percentage is a fact worth more than the word.
    counted = any_between(roles.percent[ids], at + 1, np.minimum(at + 4, n)) & (word[at] != 0)
    firm = at[counted & (np.abs(direction[at]) < SIGNED)]
    direction[firm] = SIGNED * np.sign(direction[firm])
    metric, signs = np.full(n, -1), np.zeros(n)
    metric[at], signs[at] = moved, sign
    return Moves(direction, metric, signs, gauge, consumed)


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
    at: np.ndarray, direction: np.ndarray, moved: np.ndarray, sign: np.ndarray, layout: Layout,
    roles: Roles,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """下滑放缓, 复苏步伐放慢, 损失比预期小: a pace moves the move or the word of tone between it and
    its metric, a comparison a bad one. What they move is no `direction` any more."""
    ids = layout.ids
    tone = roles.valence[ids]
    tone[at] = direction[at] * sign
    told = np.flatnonzero(np.abs(tone) >= TOLD)
    told = told[~(roles.learned | roles.pace | roles.standard)[ids[told]]]
    bad = told[tone[told] < 0]
    for over, reach, words in (
        (roles.pace[ids[at]], PACE_REACH, told),
        (roles.comparison[ids[at]] != 0, COMPARED_REACH, bad),
    ):
        near = _before(words, at)
        low = np.maximum(np.maximum(at - reach, layout.clause_start[at]), moved)
        over &= (near >= low) & (near >= 0)
        moved = np.where(over, near, moved)
        sign = np.where(over, np.sign(tone[near]), sign)
        direction[near[over]] = 0
    return moved, sign


def _metrics(
    gauge: np.ndarray, at: np.ndarray, layout: Layout, transitive: np.ndarray
) -> np.ndarray:
    """The position of the metric of each direction, −1 for none. Of a `transitive` one (加剧波动) that is
    its object, if no metric stands right before it."""
    holds = np.flatnonzero(~np.isnan(gauge))
    left = _before(holds, at)  # a word is not its own metric
    behind = np.searchsorted(holds, at, side="right")
    right = np.append(holds, len(layout))[behind]
    in_clause = (left >= layout.clause_start[at]) & (at - left <= REACH_LEFT)
    in_clause &= ~(
        transitive
        & (right - at <= OBJECT_REACH)
        & (right < layout.clause_stop[at])
        & (at - left > OBJECT_REACH)
    )
    close = (right - at <= REACH_RIGHT) & (right < layout.clause_stop[at])
    in_sentence = (left >= layout.sentence_start[at]) & (at - left <= 2 * REACH_LEFT)
    return np.where(in_clause, left, np.where(close, right, np.where(in_sentence, left, -1)))


def _before(places: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The last of the places before each position, −1 for none."""
    return np.concatenate([[-1], places])[np.searchsorted(places, at)]
