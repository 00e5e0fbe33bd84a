"""Comparisons: 亏损比预期小, 能耗低于设计值, 比原定时间早了两个月.

An adjective of quantity (高, 少, 晚) moves a metric where a figure or a 比 says that it compares; an adjective
of quality (好, 糟) speaks for itself there; so do both
with a word of degree (风险很大, 非常差). Words for what was expected (预期, 计划) are no forecasts, and
missing or beating them says more than the verb.
"""

import numpy as np

from analytics.sentiment.layout import Layout, any_between
from analytics.sentiment.roles import Roles

THAN_REACH = 6  # tokens between 比 and the adjective
STANDARD_REACH = 5  # tokens between 低于 and what it is compared with
MEASURED_REACH = 6  # tokens between a metric and an adjective with a degree
AGAINST_STANDARD = 2.0  # valence of 低于, 超过 before an expectation


def standards(layout: Layout, roles: Roles) -> np.ndarray:
    """Expectations that something is compared with: behind 比, 没有 or 低于."""
    return layout.any_before(roles.measure[layout.ids], STANDARD_REACH, roles.standard[layout.ids])


def comparisons(
    layout: Layout, roles: Roles, standard: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The direction (−3…3, 0 for none) of each token that compares quantities, and the valence (−3…3,
    0 for none) of each adjective of quality that is compared or has a degree."""
    ids = layout.ids
    quality, quantity = np.zeros(len(layout)), np.zeros(len(layout))
    at = np.flatnonzero(roles.adjective[ids])
    than, graded = _than(at, layout, roles), _graded(at, layout, roles)
    so = roles.so[ids[np.maximum(at - 1, 0)]]
    quality[at] = roles.quality[ids[at]] * (than | so | graded)
    # 低四成, 高出近三成
    figure = roles.figured[ids[at]] & any_between(
        roles.counted[ids], at + 1, np.minimum(at + 3, len(layout))
    )
    # 风险很大, but not 很大程度上
    low = np.maximum(layout.clause_start[at], at - MEASURED_REACH)
    graded &= any_between(roles.measured[ids], low, at)
    quantity[at] = roles.comparison[ids[at]] * (figure | than | graded)
    against = np.flatnonzero(roles.against[ids])
    stop = np.minimum(layout.clause_stop[against], against + 1 + STANDARD_REACH)
    met = against[any_between(standard, against + 1, stop)]
    quantity[met] = AGAINST_STANDARD * roles.against[ids[met]]
    return quantity, quality


def _than(at: np.ndarray, layout: Layout, roles: Roles) -> np.ndarray:
    """Adjectives that end what a 比 begins: 比预期好, 比计划晚了两年, 快于同行."""
    ids = layout.ids
    behind = ids[np.minimum(at + 1, len(ids) - 1)]
    predicate = layout.last_word[at] | (roles.aspect | roles.counted)[behind]
    low = np.maximum(layout.clause_start[at], at - THAN_REACH)
    return predicate & any_between(roles.than[ids], low, at) | roles.than[behind]


def _graded(at: np.ndarray, layout: Layout, roles: Roles) -> np.ndarray:
    """Predicates with a degree: 非常差, 太贵了; not the attribute in 史上最贵的."""
    ids = layout.ids
    behind = ids[np.minimum(at + 1, len(ids) - 1)]
    degree = (at > layout.clause_start[at]) & (roles.degree[ids[at - 1]] > 1)
    return (degree | roles.graded[ids[at]]) & (layout.last_word[at] | roles.aspect[behind])
