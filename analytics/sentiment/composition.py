"""From tokens to hits: what each word with a tone is worth where it stands.

Everything runs over the flat token arrays of all documents at once; nothing is kept a document. The
rules, in the order in which they apply:

1. Names and titles of works have no tone.
2. A direction takes its metric (`moves`), a word of a pair its partner (`pairs`).
3. A nought turns what it counts (零召回); a word of degree right before a hit strengthens or weakens it.
4. Negators turn it (`negation`).
5. Questions, suppositions, rumours and contrasts weigh it (`certainty`).
"""

from dataclasses import dataclass, replace

import numpy as np

from analytics.sentiment.certainty import weigh
from analytics.sentiment.comparisons import comparisons, standards
from analytics.sentiment.layout import Layout, any_between, count_between, lay_out, shifted
from analytics.sentiment.moves import Moves, find_moves
from analytics.sentiment.negation import FAILURE, Negators, find_negators, lone_cancellations, turn
from analytics.sentiment.pairs import paired
from analytics.sentiment.roles import Roles
from analytics.sentiment.rules import bit
from analytics.tokens import Tokens

NOUGHT = 0.6
REMOVAL_REACH = 4  # tokens between 免除 and the metric
REMOVABLE = 0.5  # value of a metric that is taken away: 免除手续费, 取消分红


@dataclass(frozen=True)
class Hits:
    """Words with a tone, flat: `position` of the token, its `document`, `valence` by itself (−1…1),
    `value` in its place (signed), `weight` of its statement (how surely it holds), `salience` (how much
    it matters beside its contrast), `rules` (bits of RULES) and `metric` (position of the metric it
    moved, −1 for none)."""

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
    layout = lay_out(_ended(tokens, roles), roles)
    ids = layout.ids
    standard = standards(layout, roles)
    compared, judged = comparisons(layout, roles, standard)
    moves = find_moves(layout, roles, compared, standard)
    negators = find_negators(layout, roles)
    titled = _in_titles(layout, roles)
    direction = np.where(titled, 0, moves.direction)
    toneless = moves.consumed | (direction != 0) | titled | _in_names(layout, roles)
    own = np.where(judged != 0, judged, roles.valence[ids])
    together = paired(layout, roles)
    weaker = (own * together > 0) & (np.abs(together) <= np.abs(own))
    own = np.where((together != 0) & ~weaker, together, own)
    polar = np.where(toneless, 0, own)
    value = (polar + direction * moves.sign) / 3
    value = np.where(
        _removable(moves, negators, layout) & (value == 0), REMOVABLE * moves.gauge, value
    )
    # Averters and cancellations are counted by what they turn.
    called_off = negators.cancel & (negators.own >= FAILURE)  # 失败 keeps its own tone
    turning = called_off | negators.avoid | negators.guard
    value = np.where(turning & (direction == 0), 0, value)
    counted = _counted_as_none(value, direction, moves, negators, layout, roles)
    value = np.where(counted != 0, NOUGHT * counted, value)

    at = np.flatnonzero(value)
    valence = np.where(direction[at] != 0, direction[at], own[at]) / 3
    factor = _degrees(at, layout, roles)
    rules = bit("metric") * (moves.metric[at] >= 0) | bit("degree") * (factor != 1)
    hit_value, turned = turn(
        value[at] * factor, at, moves.metric[at], counted[at] != 0, direction[at] != 0, negators, layout, roles
    )  # fmt: skip
    # Learned words tell the tone by their company; nothing turns them.
    learned = roles.learned[ids][at]
    hit_value = np.where(learned, valence, hit_value)
    rules = np.where(learned, bit("learned"), rules | turned)

    alone = lone_cancellations(at[~learned], negators, layout)
    at = np.concatenate([at, alone])
    order = np.argsort(at, kind="stable")
    at, lone = at[order], negators.own[alone]
    lone = (
        np.where(any_between(roles.occasion[ids], alone, layout.clause_stop[alone]), 0.3, 1) * lone
    )
    hit_value = np.concatenate([hit_value, lone])[order]
    weight, salience, doubts = weigh(at, hit_value, negators.vain | standard, layout, roles)
    document, metric = layout.document[at], moves.metric[at]
    return Hits(
        at - document,
        document,
        np.clip(np.concatenate([valence, lone])[order], -1, 1),
        np.clip(hit_value, -1.5, 1.5),
        weight * salience,
        salience,
        np.concatenate([rules, np.zeros(len(alone), dtype=np.int32)])[order] | doubts,
        np.where(metric < 0, metric, metric - document),
    )


def _ended(tokens: Tokens, roles: Roles) -> Tokens:
    """The same with an end behind each document, so that no rule looks into the next one."""
    n = len(tokens)
    owner = np.repeat(np.arange(n), np.diff(tokens.offsets))
    end = len(roles.known) - 1
    ids = np.full(len(tokens.term_ids) + n, end, dtype=tokens.term_ids.dtype)
    ids[np.arange(len(owner)) + owner] = tokens.term_ids
    return replace(tokens, term_ids=ids, offsets=tokens.offsets + np.arange(n + 1))


def _removable(moves: Moves, negators: Negators, layout: Layout) -> np.ndarray:
    """Metrics that nothing moves, behind a word that calls off or, of bad ones, averts."""
    gauge = np.nan_to_num(moves.gauge)
    removed = layout.any_before(negators.cancel, REMOVAL_REACH, (gauge != 0) & ~moves.consumed)
    return removed | layout.any_before(negators.avoid, REMOVAL_REACH, (gauge < 0) & ~moves.consumed)


def _in_names(layout: Layout, roles: Roles) -> np.ndarray:
    """辉煌科技：… The good words inside a name praise nobody; 零件商的成功秘诀：… is no name."""
    ids = layout.ids
    colon = roles.colon[ids]
    opening = (layout.place - layout.document_start < 4) & (roles.length[ids] <= 2)
    opening &= (shifted(colon, -1) | shifted(colon, -2)) & ~shifted(roles.attributive[ids], 1)
    return (shifted(roles.suffix[ids], -1) | opening) & (roles.valence[ids] > 0)


def _in_titles(layout: Layout, roles: Roles) -> np.ndarray:
    """《崩塌之城》: the title of a work says nothing about it."""
    opening, closing = roles.opening[layout.ids], roles.closing[layout.ids]
    if not opening.any():
        return np.zeros(len(layout), dtype=bool)
    opened, closed = (
        count_between(marks, layout.sentence_start, layout.place) for marks in (opening, closing)
    )
    return opened > closed


def _counted_as_none(
    value: np.ndarray, direction: np.ndarray, moves: Moves, negators: Negators, layout: Layout,
    roles: Roles,
) -> np.ndarray:  # fmt: skip
    """零召回, 订单数为零, 没有利润: 1 where there is none of something bad, −1 where of something good,
    else 0."""
    nought = roles.nought[layout.ids]
    gauge = np.nan_to_num(moves.gauge)
    tone = np.where(value != 0, np.sign(value), gauge) * (direction == 0)
    lacking = shifted(negators.plain, 1) & layout.last_word & ~moves.consumed & (value == 0)
    if nought.any():
        lacking |= layout.any_before(nought, 1, tone != 0)
        lacking |= layout.any_behind(nought & layout.last_word, len(layout), tone != 0)
    return -tone * lacking


def _degrees(at: np.ndarray, layout: Layout, roles: Roles) -> np.ndarray:
    """Factor of the one or two tokens before each hit."""
    degree = roles.degree[layout.ids]
    factor = np.ones(len(at))
    for back in (1, 2):
        before = at - back
        inside = (before >= 0) & (before >= layout.clause_start[at])
        factor *= np.where(inside, degree[np.maximum(before, 0)], 1.0)
    return factor
