"""What turns a hit: 未盈利, 避免违约, 取消罚款, 裁员计划落空.

Negators before a hit in its clause turn it (an even number turns it back); what is averted is good, what
is called off turns, also from behind. A negator right before an averter is spent on it (未能避免亏损).
"""

from dataclasses import dataclass

import numpy as np

from analytics.lexicon import MODALITIES, NEGATORS
from analytics.sentiment.layout import Layout, any_between, count_between, last_place
from analytics.sentiment.roles import Roles
from analytics.sentiment.rules import bit

NEGATION_REACH = 5  # tokens between a negator and what it turns
SO_REACH = 7  # tokens between a negator and 那样
CALLED_OFF_REACH = 9  # tokens between 取消 and what is called off
NEGATED = -0.7  # 未盈利 is less bad than 亏损
FAINT, NEGATED_FAINT = 0.2, -0.3
AVERTED = -0.6
GUARDED = -0.1  # 防范风险: no more than care is taken
AVERTED_MOVE_REACH = 4  # tokens between 遏制 and the direction that it averts
RESUMED_REACH = 3  # tokens between 恢复 and what had stopped
UNPLANNED = 0.3
FAILURE = -0.3  # a cancellation worse than this by itself has failed
CALLED_OFF = -0.8 / 3  # a cancelled event without a tone of its own


@dataclass(frozen=True)
class Negators:
    """Tokens that negate, call off, avert and guard against; `vain` ones (denials among them) are themselves negated;
    `own` is the value of a cancellation by itself."""

    plain: np.ndarray
    cancel: np.ndarray
    avoid: np.ndarray
    guard: np.ndarray
    vain: np.ndarray
    own: np.ndarray


def find_negators(layout: Layout, roles: Roles) -> Negators:
    """All negators."""
    kind, denial = roles.negator[layout.ids], 1 + MODALITIES.index("denial")
    plain, cancel, avoid, guard = (
        kind == 1 + NEGATORS.index(name) for name in ("negate", "cancel", "avoid", "guard")
    )
    plain = _at_so(plain, layout, roles)
    turnable = avoid | guard | cancel | (roles.modality[layout.ids] == denial)
    vain = layout.any_before(plain, 2, turnable)
    # 重启此前暂停的扩产
    vain |= layout.any_before(roles.resumed[layout.ids], 3, cancel)
    own = np.where(roles.known[layout.ids], roles.valence[layout.ids] / 3, CALLED_OFF)
    own = np.where(vain & (own >= FAILURE), NEGATED * own, own)  # 从未中断
    return Negators(plain, cancel, avoid, guard, vain, own)


def _at_so(plain: np.ndarray, layout: Layout, roles: Roles) -> np.ndarray:
    """The plain negators, those of 没有像担心的那样停航 moved to 那样."""
    so, at = roles.so[layout.ids], np.flatnonzero(plain)
    reach = np.minimum(at + 1 + SO_REACH, layout.clause_stop[at])
    moved = plain.copy()
    moved[at[any_between(so, at + 2, np.maximum(reach, at + 2))]] = False
    return moved | layout.any_before(plain, SO_REACH, so)


def turn(
    value: np.ndarray, at: np.ndarray, moved: np.ndarray, counted: np.ndarray, moving: np.ndarray,
    negators: Negators, layout: Layout, roles: Roles,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Values of the hits at positions `at` after negation, and the rules used.

    `moved` are the positions of the metrics they move, `counted` (bool) have been turned by a nought,
    `moving` (bool) are directions.
    """
    start, stop = layout.clause_start[at], layout.clause_stop[at]
    rules = np.zeros(len(at), dtype=np.int32)
    far = np.maximum(start, at - CALLED_OFF_REACH)

    near = np.maximum(start, at - NEGATION_REACH)
    before_metric = np.minimum(near, np.maximum(moved - 2, start))
    # 未上线便遭差评: 便 opens another statement.
    barrier = last_place(roles.barrier[layout.ids], layout)[at]
    reach = np.maximum(np.where(moved >= 0, before_metric, near), barrier)
    plain = count_between(negators.plain, reach, at)
    # 下滑没有担心的那么严重: not so bad turns also what is compared.
    so = any_between(roles.so[layout.ids], at + 1, stop)
    compared = np.minimum(stop, at + 1 + NEGATION_REACH + SO_REACH)
    plain += so & any_between(negators.plain, at + 1, compared)
    spent = count_between(negators.vain, far, at)
    odd = (np.maximum(plain - spent, 0) % 2 == 1) & ~counted
    # 未布局高端产品: what is hardly good is no loss.
    faint = (value > 0) & (value < FAINT)
    value = np.where(odd, value * np.where(faint, NEGATED_FAINT, NEGATED), value)
    rules |= bit("negated") * odd
    # 暂无扩产计划: that nothing is planned is hardly news.
    after = np.minimum(at + 1, stop)
    planned = any_between(roles.plan[layout.ids], after, np.minimum(at + 4, stop))
    value = np.where(odd & planned, value * UNPLANNED, value)

    bad = value < 0
    averters = negators.avoid & ~negators.vain
    last_word = averters & layout.last_word
    behind = any_between(last_word, after, np.minimum(at + 1 + CALLED_OFF_REACH, stop))
    close = np.where(moved < 0, far, np.maximum(start, at - AVERTED_MOVE_REACH))
    # 打击…致两人死亡: what is caused is not averted.
    cause = last_place(roles.cause[layout.ids], layout)[at]
    averted = bad & (any_between(averters, np.maximum(close, cause), at) | (behind & ~moving))
    value = np.where(averted, value * AVERTED, value)
    # 恢复全部停飞航班
    resumed = roles.resumed[layout.ids]
    again = bad & ~moving & any_between(resumed, np.maximum(start, at - RESUMED_REACH), at)
    value = np.where(again & ~averted, value * AVERTED, value)
    averted |= again
    guards = negators.guard & ~negators.vain
    guarded = any_between(guards, np.maximum(close, cause), at)
    guarded &= bad & ~averted
    value = np.where(guarded, value * GUARDED, value)
    averted |= guarded
    rules |= bit("averted") * averted

    # 终止上市申请并撤回文件: 并 opens another statement here, too.
    far = np.maximum(far, barrier)
    cancels = negators.cancel & ~negators.vain
    ordered = layout.any_before(roles.order[layout.ids], 2, cancels)
    # 直播取消，创始人道歉: an apology is not called off; nor is a storm after which something is (风波后取消活动).
    comma = last_place(roles.clause_end[layout.ids], layout)[at]
    passed = roles.since[layout.ids[np.minimum(after, len(layout) - 1)]]
    off = any_between(cancels, np.where(bad, np.maximum(far, comma), far), at)
    # 因造假被取消资格: what is the reason is not called off.
    why = bad & any_between(roles.reason[layout.ids], far, at)
    off |= any_between(cancels, after, np.minimum(at + 5, stop)) & ~(bad & passed) & ~why
    # 扩产计划最终还是落空: a last word reaches further back.
    last_word = cancels & layout.last_word
    off |= any_between(last_word, after, np.minimum(at + 1 + CALLED_OFF_REACH, stop)) & ~why
    off &= ~averted
    # 解除, 撤销 (valence 0) end bad things only.
    loud = negators.cancel & (negators.own != 0)
    off &= bad | any_between(loud, far, np.minimum(at + 5, stop))
    # 责令停产, 计划因延误受阻: an order or a failure ends good things only.
    failing = cancels & ((negators.own < FAILURE) | ordered)
    off &= ~bad | any_between(cancels & ~failing, far, np.minimum(at + 5, stop))
    lost = np.minimum(value * AVERTED, CALLED_OFF)  # 终止合作 is bad however weak 合作 is
    value = np.where(off, np.where(bad, value * AVERTED, lost), value)
    return value, rules | bit("called off") * off


def lone_cancellations(hit_at: np.ndarray, negators: Negators, layout: Layout) -> np.ndarray:
    """Positions of cancellations near which no hit stands: mildly bad by themselves, good if negated."""
    alone = np.flatnonzero(negators.cancel & (negators.own != 0) & (negators.own >= FAILURE))
    used = np.zeros(len(layout), dtype=np.int32)
    np.add.at(used, hit_at, 1)
    low = np.maximum(layout.clause_start[alone], alone - 4)
    high = np.minimum(layout.clause_stop[alone], alone + CALLED_OFF_REACH)
    return alone[~any_between(used, low, high)]
