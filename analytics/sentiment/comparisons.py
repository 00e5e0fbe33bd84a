"""Comparisons: 亏损比预期小, 能耗低于设计值, 比原定时间早了两个月.

An adjective of quantity (高, 少, 晚) moves a metric where a figure or a 比 says that it compares; an adjective
of quality (好, 糟) speaks for itself there; so do both
with a word of degree (风险很大, 非常差). Words for what was expected (预期, 计划) are no forecasts, and
missing or beating them says more than the verb.
"""

import numpy as np

from analytics.sentiment.layout import Layout, shifted
from analytics.sentiment.roles import Roles

THAN_REACH = 6  # tokens between 比 and the adjective
STANDARD_REACH = 5  # tokens between 低于 and what it is compared with
MEASURED_REACH = 6  # tokens between a metric and an adjective with a degree
BAD = -0.8  # valence of a bad word that can be great or small
AGAINST_STANDARD = 2.0  # valence of 低于, 超过 before an expectation


def standards(layout: Layout, roles: Roles) -> np.ndarray:
    """Expectations that something is compared with: behind 比, 没有 or 低于."""
    measure = roles.than | (roles.against != 0) | (roles.negator == 1)
    return layout.any_before(measure[layout.ids], STANDARD_REACH, roles.standard[layout.ids])


def comparisons(layout: Layout, roles: Roles, standard: np.ndarray) -> np.ndarray:
    """The direction (−3…3, 0 for none) of each token that compares quantities."""
    ids = layout.ids
    counted = roles.number[ids] | roles.percent[ids]
    figure = shifted(counted | shifted(counted, -1), -1)  # 低四成, 高出近三成
    adjective = roles.comparison[ids] != 0
    # 风险很大, but not 很大程度上
    measured = (np.nan_to_num(roles.metric[ids]) != 0) | (roles.valence[ids] <= BAD)
    graded = layout.any_before(measured, MEASURED_REACH, _graded(layout, roles, adjective))
    compared = figure & roles.figured[ids] | _than(layout, roles, adjective) | graded
    against = roles.against[ids]
    met = layout.any_behind(standard, STANDARD_REACH, against != 0)
    return np.where(met, AGAINST_STANDARD * against, compared * roles.comparison[ids])


def judgements(layout: Layout, roles: Roles) -> np.ndarray:
    """The valence (−3…3, 0 for none) of each adjective of quality that is compared or has a degree."""
    quality = roles.quality[layout.ids]
    said = _than(layout, roles, quality != 0) | shifted(roles.so[layout.ids], 1)
    return quality * (said | _graded(layout, roles, quality != 0))


def _graded(layout: Layout, roles: Roles, adjective: np.ndarray) -> np.ndarray:
    """Predicates with a degree: 非常差, 太贵了; not the attribute in 史上最贵的."""
    ids = layout.ids
    degree = layout.any_before(roles.degree[ids] > 1, 1, adjective) | roles.graded[ids]
    ending = layout.last_word | shifted(roles.aspect[ids], -1)
    return adjective & degree & ending


def _than(layout: Layout, roles: Roles, adjective: np.ndarray) -> np.ndarray:
    """Adjectives that end what a 比 begins: 比预期好, 比计划晚了两年, 快于同行."""
    ids = layout.ids
    counted = roles.number[ids] | roles.percent[ids]
    predicate = layout.last_word | shifted(roles.aspect[ids] | counted, -1)
    ending = layout.any_before(roles.than[ids], THAN_REACH, adjective & predicate)
    return adjective & (ending | shifted(roles.than[ids], -1))
