"""Figures that tell a move without a word for it: 同比 -12%, 涨幅超5%, 从25%变成18%."""

import numpy as np

from analytics.sentiment.layout import Layout, any_between, shifted
from analytics.sentiment.roles import Roles

FIGURES_REACH = 9  # tokens between two figures that are compared
OLD_REACH = 3  # tokens between 前值 or a new figure and the word of movement


def signed_figures(layout: Layout, roles: Roles) -> np.ndarray:
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


def rates(layout: Layout, roles: Roles, moving: np.ndarray) -> np.ndarray:
    """日内涨幅超5%: rates that a percentage follows and no word moves."""
    found = roles.rate_sign[layout.ids] != 0
    found &= layout.any_behind(roles.percent[layout.ids], 4, found)
    return found & ~layout.any_before(moving, 3, found) & ~layout.any_behind(moving, 6, found)


def told_by_two_figures(layout: Layout, roles: Roles) -> np.ndarray:
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
    # PMI 52.1，预期51
    alone = shifted(roles.clause_end[ids], -1) | (layout.place + 1 == layout.sentence_stop)
    same |= alone[first] & alone[second]
    same &= ~roles.date[ids[unit[0]]]
    first, second = first[same], second[same]
    # 环比 -1%, 下降1%，预期增长0.5%, but not 降至1%
    falling = (roles.sign[ids] < 0) | (roles.direction[ids] < 0) & ~roles.target[ids]
    one, other = (
        roles.amount[ids[i]] * np.where(falling[np.maximum(i - 1, 0)], -1, 1)
        for i in (first, second)
    )
    change = np.sign(other - one)
    opened = any_between(
        roles.origin[ids], np.maximum(layout.clause_start[first], first - 3), first
    )
    target = _first_between(roles.target[ids], first, second)
    turned = opened & (target >= 0)
    found[target[turned]] = change[turned]
    known = any_between(
        roles.earlier[ids], np.maximum(layout.sentence_start[first], first - 3), first
    )
    newly = any_between(roles.earlier[ids], first, second)
    later = layout.clause_start[first] > layout.sentence_start[first]
    past = newly & ~(known & later)  # not 职位空缺759万，预期730万，前值761万: 730 against 761
    found[first[past]] = -change[past]
    # 去年为5亿元，今年8亿元
    old = known & any_between(roles.clause_end[ids], first, second) & ~newly & ~opened
    found[second[old]] = change[old]
    return found


def told_before(
    layout: Layout, roles: Roles, direction: np.ndarray, told: np.ndarray
) -> np.ndarray:
    """减少911万桶，预期减少336万桶，前值减少219万桶: words that move a figure which was known or expected, and
    those before a new figure which two figures tell to be worse or better (增长0.9%，预期1.1%)."""
    known = roles.release[layout.ids] & (layout.place == layout.clause_start)
    number = roles.number[layout.ids]
    at = np.flatnonzero(direction)
    low = np.maximum(layout.clause_start[at], at - OLD_REACH)
    old = any_between(known, low, at) & any_between(number, layout.sentence_start[at], low)
    stop = np.minimum(layout.clause_stop[at], at + 1 + OLD_REACH)
    released = any_between(known, stop, np.minimum(stop + 1, layout.sentence_stop[at]))
    rise, fall = (any_between(sign * told > 0, at + 1, stop) for sign in (1, -1))
    opposed = np.where(direction[at] > 0, fall, rise)
    return at[old | (released & opposed)]


def _first_between(flags: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The place of the first flag in [low, high), −1 for none."""
    n = len(flags)
    after = np.minimum.accumulate(np.where(flags, np.arange(n), n)[::-1])[::-1]
    found = after[low] if n else low
    return np.where(found < high, found, -1)
