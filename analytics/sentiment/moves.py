"""Directions and their metrics: 亏损收窄 is good, 净利润同比-12% is bad.

A direction takes the nearest metric: before it in its clause, else right behind it, else before it in its
sentence. Its sign is that of direction × metric. Without a metric, up is good. Signed figures (+35%) and
comparisons with a figure (少了三成) are directions too.
"""

from dataclasses import dataclass

import numpy as np

from analytics.sentiment.layout import Layout, any_between, shifted
from analytics.sentiment.roles import Roles

REACH_LEFT, REACH_RIGHT = 14, 4  # tokens between a direction and its metric
FIGURES_REACH = 9  # tokens between two figures that are compared
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
    word = roles.direction[ids]
    figure = _figures(layout, roles)
    after_word = layout.any_before(word != 0, 2, figure)
    direction = np.where(compared != 0, compared, word)
    direction = np.where(figure & ~after_word, SIGNED * roles.sign[ids], direction)
    direction = np.where(direction == 0, SIGNED * _told_by_two_figures(layout, roles), direction)
    rate = _rates(layout, roles, direction != 0)
    direction = np.where(rate, SIGNED * roles.rate_sign[ids], direction)
    gauge = np.where(rate, np.nan, gauge)
    metric, sign = _metrics(gauge, direction, layout)
    # 跌超20% is not the fall of a 跌幅 named before.
    metric = np.where(roles.price[ids] & roles.rate[ids][np.maximum(metric, 0)], -1, metric)
    # 同比 +5% of nothing named counts only as a percentage; 0 means: which way is good is not known.
    percent = shifted(roles.percent[ids], -1)
    direction = np.where(figure & ~after_word & (metric < 0) & ~percent, 0, direction)
    sign = np.where(sign == 0, UNCLEAR_METRIC, sign)
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


def _figures(layout: Layout, roles: Roles) -> np.ndarray:
    """Signs before figures that stand for a move."""
    ids = layout.ids
    number = roles.number[ids]
    found = roles.signed[ids] & shifted(number, -1) & ~shifted(roles.latin[ids], 1)
    found &= ~layout.any_before(number, 2, found)  # 1亿元-2亿元
    at = np.flatnonzero(found)
    past = any_between(roles.past[ids], np.maximum(at - 3, 0), at)  # 上年同期：-3.5%
    # 从 -9.6亿元 变成 -0.4亿元 compares; the signs are no moves.
    past |= any_between(roles.origin[ids], layout.clause_start[at], at)
    found[at[past]] = False
    return found


def _rates(layout: Layout, roles: Roles, moving: np.ndarray) -> np.ndarray:
    """日内涨幅超5%: rates that a percentage follows and no word moves."""
    rates = roles.rate_sign[layout.ids] != 0
    rates &= layout.any_behind(roles.percent[layout.ids], 4, rates)
    return rates & ~layout.any_before(moving, 3, rates) & ~layout.any_behind(moving, 6, rates)


def _told_by_two_figures(layout: Layout, roles: Roles) -> np.ndarray:
    """从-9.6亿元变成-0.4亿元, 4.2%（上年同期：-3.5%）: 1 or −1 where a figure rises or falls to another
    one of the same unit; at the word of change, else at the newer figure."""
    ids = layout.ids
    found = np.zeros(len(ids))
    at = np.flatnonzero(~np.isnan(roles.amount[ids]))
    first, second = at[:-1], at[1:]
    near = (layout.sentence_start[first] == layout.sentence_start[second]) & (
        second - first <= FIGURES_REACH
    )
    first, second = first[near], second[near]
    unit = np.minimum(np.stack([first, second]) + 1, len(ids) - 1)
    percent = roles.percent[ids]
    same = (ids[unit[0]] == ids[unit[1]]) | (percent[first] & percent[second])
    first, second = first[same], second[same]
    one, other = (
        roles.amount[ids[i]] * np.where(roles.sign[ids[np.maximum(i - 1, 0)]] < 0, -1, 1)
        for i in (first, second)
    )
    change = np.sign(other - one)
    opened = any_between(
        roles.origin[ids], np.maximum(layout.clause_start[first], first - 3), first
    )
    target = _first_between(roles.target[ids], first, second)
    turned = opened & (target >= 0)
    found[target[turned]] = change[turned]
    past = any_between(roles.past[ids], first, second)
    found[first[past]] = -change[past]
    return found


def _first_between(flags: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The place of the first flag in [low, high), −1 for none."""
    n = len(flags)
    after = np.minimum.accumulate(np.where(flags, np.arange(n), n)[::-1])[::-1]
    found = after[low] if n else low
    return np.where(found < high, found, -1)


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
