"""Pairs: words that mean something together with others between them, 刷新纽北SUV圈速纪录, 发布三款灵巧手产品."""

import numpy as np

from analytics.sentiment.layout import Layout
from analytics.sentiment.roles import Roles

BEFORE, BEHIND = 12, 3  # tokens between a telling word and its partner, in the same clause


def paired(layout: Layout, roles: Roles) -> np.ndarray:
    """What each token is worth (−3…3) beside a partner of its group; 0 without."""
    ids = layout.ids
    worth = np.zeros(len(layout))
    telling = np.flatnonzero(roles.telling[ids])
    partner = np.flatnonzero(roles.partner[ids])
    low = np.maximum(layout.clause_start[telling], telling - BEFORE)
    high = np.minimum(layout.clause_stop[telling], telling + 1 + BEHIND)
    telling = telling[_any(partner, low, high)]
    followed = _followed(telling, layout, roles)
    groups = zip(
        roles.pair_value, roles.pair_head, roles.pair_before, roles.pair_behind, strict=True
    )
    for value, head, before, behind in groups:
        at = telling[(value[ids[telling]] != 0) & ~(head[ids[telling]] & followed)]
        low = np.maximum(layout.clause_start[at], at - BEFORE)
        high = np.minimum(layout.clause_stop[at], at + 1 + BEHIND)
        found = _any(partner[before[ids[partner]]], low, at)
        found |= _any(partner[behind[ids[partner]]], at + 1, high)
        told = at[found]
        more = np.abs(value[ids[told]]) > np.abs(worth[told])
        worth[told[more]] = value[ids[told[more]]]
    return worth


def _followed(at: np.ndarray, layout: Layout, roles: Roles) -> np.ndarray:
    """Does another Chinese word of the clause follow, as in 机器人标准? Names of models, figures and 了 do not
    count."""
    inside = at + 1 < layout.clause_stop[at]
    behind = layout.ids[np.where(inside, at + 1, at)]
    return inside & roles.worded[behind]


def _any(places: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Does one of the places lie in [low, high), elementwise?"""
    return np.searchsorted(places, low) < np.searchsorted(places, high)
