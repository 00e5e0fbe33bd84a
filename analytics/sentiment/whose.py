"""Whose tone: the hits of a document shared out among the entities it names.

A sentence is read clause by clause. A hit belongs to the nearest entity before it in its clause, else to
the subject carried over from the clause before, else to the document's main entity. Verbs between two
entities (relations.tsv) give each side its own tone; 被 turns them round, 对, 向, 将, 与, 从 put the second
before the verb.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from analytics.sentiment.relations import Relation, Relations

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]*")
_CLAUSE = re.compile(r"[^，,：:]*(?:[，,：:]|(?<=[\u4e00-\u9fff%”])\s(?=[\u4e00-\u9fffA-Z])|$)")
# A、B和C share what is said; so do a company and its subsidiary or its head named right behind it.
_BRACKET = r"(?:[（(][^）)]{1,20}[）)])?"
_JOINED = re.compile(
    _BRACKET + r"(?:等)?(?:[、/&]|和|及其?|与|以及|同)?\s?"
    r"(?:[一二三]级|控股|全资|旗下|下属|的|母公司|子公司|孙公司|股东|实际控制人|实控人|关联方|创始人|联合创始人|首席执行官|CEO|董事长|总裁|总经理|兼)*"
)
_ALSO = re.compile(r"(?:、|和|以及|及|与)$")
# What the market reports speak of between the companies: no entity, but it has its own tone.
_MARKET = re.compile(
    r"[\u4e00-\u9fffA-Z0-9]{0,8}(?:指数|板块|概念股?|个股|股指)|(?:道|纳|沪|深成|创业板)指|标普500"
    r"|[\u4e00-\u9fff]{1,6}股(?=(?:多数|集体|普遍|纷纷|全线|持续|早盘|午后|盘前|盘中|开盘|震荡|继续|尾盘|小幅|大幅)?"
    r"(?:[上下大暴急普领收][涨跌挫]|[涨跌]|走[强弱高低]|低迷|活跃|飙升|拉升|回调))"
)
_AIMED = re.compile(r"(?:针对|[对向将把与跟同从给比较令让使])(?:对手|竞争对手|老对手|同行|友商)?$")
_BESIDE = re.compile(r"(?:根据|来自|作为|随着|[据在由被为按经])$")
_PASSIVE = re.compile(r"被(?!告)|遭到|遭(?!遇)|受到|惨遭|获得?")
_PRONOUN = re.compile(r"了?(?:该股|该公司|这家公司|后者|对方|[其它他她])")
_LATTER = re.compile(r"\s?(?:而|令|使|让)?(?:后者|对方)")
_CALLED_OFF = re.compile(
    r"(?:不会|不再|没有|未能?|并未|否认|撤销|撤回|放弃|免于|避免|无需|无意|暂不|不|并非|是否)[^，。]{0,3}$"
)
_COMPANY = re.compile(
    r"(?<![\u4e00-\u9fff])(?:公司|该公司|本公司)(?![债章])|(?<=[称因使让令给由对向与为将被在])(?:公司|该公司)(?![债章])"
)
# 撤销对某公司的罚款: the name stands between.
_CALLED_OFF_FOR = re.compile(
    r"(?:撤销|撤回|取消|终止|解除|停止|免除|解封|解冻|驳回|叫停)了?(?:对|针对)?[^，。]{1,12}的?$"
)
_REJECTED = re.compile(r"驳回|不予受理|不予支持")
_REACH = 12  # characters between a verb and the one it is done to


@dataclass(frozen=True)
class Span:
    """A mention: its place, the entity and its kind; an institution's tone comes by win or loss only."""

    start: int
    end: int
    entity: str
    kind: str

    @property
    def authority(self) -> bool:
        """Is it a court, a regulator, a state?"""
        return self.kind == "institution"


@dataclass(frozen=True)
class Hit:
    """Words with a tone: their place and signed strength."""

    start: int
    end: int
    value: float


@dataclass(frozen=True)
class _Group:
    """Mentions joined by 、 or 和, which share what is said; `role`: subject, aimed at, or beside."""

    start: int
    end: int
    members: tuple[Span, ...]
    role: str


def tone_by_entity(
    text: str, spans: Iterable[Span], hits: Iterable[Hit], relations: Relations
) -> dict[str, float]:
    """Signed sum of the tone for each entity that has evidence; entities without any are absent."""
    ordered = sorted(spans, key=lambda span: span.start)
    if not ordered:
        return {}
    reader = _Reader(text, ordered, sorted(hits, key=lambda hit: hit.start), relations)
    for match in _SENTENCE.finditer(text):
        if match.group():
            reader.read_sentence(match.start(), match.end())
    return reader.result()


class _Reader:
    """Reads one text from left to right, keeping the subject."""

    def __init__(self, text: str, spans: list[Span], hits: list[Hit], relations: Relations) -> None:
        self.text, self.hits, self.relations = text, hits, relations
        main = next((span for span in spans if not span.authority), spans[0])
        taken = [(span.start, span.end) for span in spans]
        # Entities that act against others, and those acted against: (in the first sentence?, entity).
        self.plaintiffs: set[tuple[bool, str]] = set()
        self.accused: set[tuple[bool, str]] = set()
        # “公司” is the main entity.
        stands_for = [
            Span(*match.span(), entity, kind)
            for pattern, entity, kind in (
                (_COMPANY, main.entity, main.kind),
                (_MARKET, "", "company"),
            )
            for match in pattern.finditer(text)
            if not any(start < match.end() and match.start() < end for start, end in taken)
        ]
        self.spans = sorted([*spans, *stands_for], key=lambda span: span.start)
        self.main = _Group(main.start, main.end, (main,), "subject")
        self.subject: _Group | None = None
        self.actor: _Group | None = None  # who acted against the subject
        self.latter: _Group | None = None
        self.tones: defaultdict[str, float] = defaultdict(float)
        self.n_sentences = 0

    def result(self) -> dict[str, float]:
        """The tones; who only acts against others does not share the bad news."""
        first = {entity for early, entity in self.plaintiffs - self.accused if early}
        anywhere = {entity for _, entity in self.plaintiffs} - {
            entity for _, entity in self.accused
        }
        calm = first | anywhere
        return {
            entity: max(value, 0.0) if entity in calm else value
            for entity, value in self.tones.items()
            if entity
        }

    def _note(self, group: _Group, roles: set[tuple[bool, str]]) -> None:
        roles |= {(self.n_sentences == 1, span.entity) for span in group.members}

    def read_sentence(self, start: int, end: int) -> None:
        """Share out the hits of one sentence."""
        self.weight = 1.0 if self.n_sentences == 0 else 0.6
        self.n_sentences += 1
        self.subject = self.actor = None
        for match in _CLAUSE.finditer(self.text, start, end):
            if match.group():
                self._read_clause(match.start(), match.end())

    def _read_clause(self, start: int, end: int) -> None:
        groups = self._groups(start, end)
        if self.latter is not None and _LATTER.match(self.text, start, end):
            self.subject = self.latter
        rejected = _REJECTED.search(self.text, start, end)
        if rejected and self._reject(groups):
            return
        verbs: list[tuple[int, int]] = []
        turned: dict[str, tuple[_Group, int]] = {}  # whose later hits are another's
        described: list[tuple[int, int, _Group]] = []  # words between a verb and whom it is done to
        actor: _Group | None = None
        done_to: set[str] = set()
        follow: _Group | None = None
        for relation in self.relations.find(self.text, start, end):
            pair = self._roles(relation, groups, start, end)
            if pair is None:
                continue
            if not relation.doer and not relation.target:
                verbs.append((relation.start, relation.end))  # 收购: neutral for both
                continue
            doer, target = pair
            verbs.append((relation.start, relation.end))
            done_to |= {span.entity for span in target.members}
            described.append((relation.end, target.start, target))
            self._give(target, relation.target)
            if relation.target < 0:
                self._note(target, self.accused)
            if doer is not None:
                self._give(doer, relation.doer)
                if relation.doer == 0:
                    turned |= {span.entity: (target, 0) for span in doer.members}
                    if relation.target < 0:
                        self._note(doer, self.plaintiffs)
                else:
                    turned |= {span.entity: (doer, relation.doer) for span in target.members}
            if relation.doer == 0 and relation.target < 0:
                follow, actor = target, doer
        for hit in self.hits:
            if hit.start >= end:
                break
            if hit.start < start or any(a < hit.end and hit.start < b for a, b in verbs):
                continue
            owner = self._owner(hit, groups, start)
            owner = next((g for a, b, g in described if a <= hit.start and hit.end <= b), owner)
            other, sign = turned.get(owner.members[0].entity, (owner, 0))
            self._give(other if sign * hit.value >= 0 else owner, hit.value, plain=True)
        own = [g for g in groups if g.role == "subject" and g.members[0].entity not in done_to]
        if follow or own:
            self.actor = actor
        self.subject = follow or (own[0] if own else None) or self.subject
        if self.subject is None and groups and not done_to:
            self.subject = groups[0]
        self.latter = groups[-1] if groups else self.latter

    def _groups(self, start: int, end: int) -> list[_Group]:
        groups: list[list[Span]] = []
        for span in self.spans:
            if span.start < start or span.end > end:
                continue
            if groups and _JOINED.fullmatch(self.text, groups[-1][-1].end, span.start):
                groups[-1].append(span)
            else:
                groups.append([span])
        return [
            _Group(members[0].start, members[-1].end, tuple(members), self._role(members[0], start))
            for members in groups
        ]

    def _role(self, first: Span, start: int) -> str:
        before = self.text[max(start, first.start - 6) : first.start]
        if _AIMED.search(before):
            return "aimed"
        # A product inside a clause is what it is about, not who acts.
        if first.kind == "product" and first.start > start + 2:
            return "beside"
        return "beside" if _BESIDE.search(before) else "subject"

    def _roles(
        self, relation: Relation, groups: list[_Group], start: int, end: int
    ) -> tuple[_Group | None, _Group] | None:
        """Who acts and whom it is done to; None when the second is not named."""
        text = self.text
        said = text[start : relation.start]
        if _CALLED_OFF.search(said) or _CALLED_OFF_FOR.search(said):
            return None
        before = [group for group in groups if group.end <= relation.start]
        inside = [g for g in groups if relation.start <= g.start and g.end <= relation.end]
        after = [group for group in groups if group.start >= relation.end]
        passive = self._passive(start, relation.start, groups)
        if passive is not None:
            agents = [group for group in before if group.start >= passive]
            patients = [group for group in before if group.end <= passive]
            named = [group for group in patients if group.role == "subject"] or patients
            patient = named[-1] if named else self.subject or self.main
            return (agents[-1] if agents else None), patient
        aimed = [group for group in [*before, *inside] if group.role == "aimed"]
        acting = [group for group in before if group.role == "subject"]
        doer = acting[-1] if acting else self.subject
        if self.subject and not aimed and _PRONOUN.match(text, relation.end, end):
            target = self.subject
            doer = acting[-1] if acting else self.actor
        elif aimed and aimed[-1] in inside:
            target = aimed[-1]
        elif inside:
            target = inside[-1]
        elif after and after[0].start - relation.end <= _REACH:
            target = self._with_others(after)
        elif aimed:
            target = aimed[-1]
        elif acting and len(acting[-1].members) == 2 and relation.doer * relation.target < 0:
            first, second = acting[-1].members
            return _alone(first), _alone(second)
        else:
            return None
        if doer is not None and doer.members[0].entity == target.members[0].entity:
            doer = None
        return doer, target

    def _passive(self, start: int, place: int, groups: list[_Group]) -> int | None:
        """Where the last 被, 遭 or 获 before this place ends; 获 only right before an entity."""
        last = None
        for match in _PASSIVE.finditer(self.text, start, place):
            if match.group()[0] != "获" or any(g.start == match.end() for g in groups):
                last = match.end()
        return last

    def _with_others(self, after: list[_Group]) -> _Group:
        """The first group with those that an “and” adds behind it (取代A的甲和B的乙)."""
        members = list(after[0].members)
        end = after[0].end
        for group in after[1:]:
            between = self.text[end : group.start]
            if len(between) > 14 or not _ALSO.search(between) or _PASSIVE.search(between):
                break
            members += group.members
            end = group.end
        return _Group(after[0].start, end, tuple(members), after[0].role)

    def _reject(self, groups: list[_Group]) -> bool:
        """驳回 X 对 Y 的诉讼: X lost, Y won; False when neither is named."""
        named = [group for group in groups if not group.members[0].authority]
        claimants = [group for group in named if group.role == "subject"][:1]
        others = [group for group in named if group.role == "aimed"][:1]
        for group in claimants:
            self._give(group, -1)
            self._note(group, self.accused)
        for group in others:
            self._give(group, 1)
        return bool(claimants or others)

    def _owner(self, hit: Hit, groups: list[_Group], start: int) -> _Group:
        """Whose hit it is, when no verb between two entities tells."""
        before = [group for group in groups if group.start <= hit.start]
        passive = self._passive(start, hit.start, groups)
        if passive is not None:
            patients = [group for group in before if group.end <= passive]
            if not patients and self.subject:
                return self.subject
            before = patients or before
        if hit.value < 0:
            aimed = [group for group in before if group.role == "aimed"]
            if aimed:
                return aimed[-1]
        subjects = [group for group in before if group.role == "subject"]
        if subjects:
            return subjects[-1]
        if self.subject is not None:
            return self.actor if self.actor and hit.value > 0 else self.subject
        after = [group for group in groups if group.start >= hit.end and group.role != "beside"]
        return [*after, *before[-1:], self.main][0]

    def _give(self, group: _Group, value: float, plain: bool = False) -> None:
        for span in group.members:
            if not (plain and span.authority):
                self.tones[span.entity] += self.weight * value


def _alone(span: Span) -> _Group:
    return _Group(span.start, span.end, (span,), "subject")
