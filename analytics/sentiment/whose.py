"""Whose tone: the hits of a document shared out among the entities it names.

A sentence is read clause by clause. A hit belongs to the nearest entity before it in its clause, else to
the subject carried over from the clause before, else to the document's main entity. Verbs between two
entities (relations.tsv) give each side its own tone; 被 turns them round, 对, 向, 将, 与, 从 put the second
before the verb.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from analytics.sentiment import clauses
from analytics.sentiment.certainty import CONCEDED
from analytics.sentiment.relations import Relation, Relations
from analytics.sentiment.spans import Group, Hit, Span


def tone_by_entity(
    text: str, spans: Iterable[Span], hits: Iterable[Hit], relations: Relations
) -> dict[str, float]:
    """Signed sum of the tone for each entity that has evidence; entities without any are absent."""
    ordered = sorted(spans, key=lambda span: span.start)
    if not ordered:
        return {}
    reader = _Reader(text, ordered, sorted(hits, key=lambda hit: hit.start), relations)
    for match in clauses.SENTENCE.finditer(text):
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
        # “公司” is the company that speaks, else the main entity.
        speakers = [
            span
            for span in spans
            if span.kind == "company"
            and not clauses.ANALYST.search(span.entity)
            and clauses.SAYING.match(text, span.end)
        ]
        stands_for = [
            Span(*match.span(), whom.entity, whom.kind)
            for pattern, named in (
                (clauses.COMPANY, None),
                (clauses.MARKET, _NOBODY),
                (clauses.RIVALS, _NOBODY),
            )
            for match in pattern.finditer(text)
            for whom in [named or _speaker(text, speakers, match.start()) or main]
            if not any(start < match.end() and match.start() < end for start, end in taken)
        ]
        part = [_nobody(span) if _is_apart(span, text) else span for span in spans]
        self.spans = sorted([*part, *stands_for], key=lambda span: span.start)
        self.several = len({span.entity for span in spans if not span.authority}) > 1
        self.main = Group(main.start, main.end, (main,), "subject")
        self.subject: Group | None = None
        self.actor: Group | None = None  # who acted against the subject
        self.latter: Group | None = None
        self.suit: tuple[Group, Group] | None = None  # who sues whom
        # What the entities did to others, and its weight: in the sentence before and in this one.
        self.acts: list[tuple[str, float]] = []
        self.earlier_acts: list[tuple[str, float]] = []
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

    def _note(self, group: Group, roles: set[tuple[bool, str]]) -> None:
        roles |= {(self.n_sentences == 1, span.entity) for span in group.members}

    def read_sentence(self, start: int, end: int) -> None:
        """Share out the hits of one sentence.

        A headline that names none of several (价格战再起) is the news of none of them.
        """
        if (
            self.n_sentences == 0
            and self.text[end - 1] == "\n"
            and self.several
            and not any(span.start < end for span in self.spans)
        ):
            return
        self.weight = 1.0 if self.n_sentences == 0 else 0.6
        self.n_sentences += 1
        self.subject = self.actor = None
        self.sentence_end = end
        self.earlier_acts, self.acts = self.acts, []
        for match in clauses.CLAUSE.finditer(self.text, start, end):
            if match.group():
                self._read_clause(match.start(), match.end())

    def _read_clause(self, start: int, end: int) -> None:
        groups = self._groups(start, end)
        if self.latter is not None and clauses.LATTER.match(self.text, start, end):
            self.subject, self.actor = self.latter, None
        if self._verdict(groups, start, end):
            return
        # What verbs give is weighed like the hits: little where it is conceded.
        share = CONCEDED if clauses.CONCEDED.match(self.text, start, end) else 1.0
        verbs: list[tuple[int, int]] = []
        turned: dict[str, tuple[Group, int]] = {}  # whose later hits are another's
        described: list[tuple[int, int, Group]] = []  # words between a verb and whom it is done to
        actor: Group | None = None
        done_to: set[str] = set()
        follow: Group | None = None
        for relation, pair in self._deeds(groups, start, end):
            if pair is None:
                if self._alone(relation, groups, start, end, turned):
                    verbs.append((relation.start, relation.end))
                continue
            verbs.append((relation.start, relation.end))
            if not relation.doer and not relation.target:
                continue  # 收购: neutral for both
            doer, target = pair
            # 清仓重仓三年的某公司
            if any(
                a <= relation.start and relation.end <= b and g == target for a, b, g in described
            ):
                continue
            done_to |= {span.entity for span in target.members}
            described.append((relation.end, target.start, target))
            self._give(target, share * relation.target)
            if relation.target < 0:
                self._note(target, self.accused)
            if doer is not None:
                self._give(doer, share * relation.doer)
                if relation.doer == 0:
                    turned |= {span.entity: (target, 0) for span in doer.members}
                    if relation.target < 0:
                        self._note(doer, self.plaintiffs)
                        if clauses.SUIT.match(self.text, relation.start):
                            self.suit = doer, target
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
            owner = other if sign * hit.value >= 0 else owner
            self._give(owner, hit.value, plain=True)
            if hit.value < 0 and clauses.ACTS.search(self.text, hit.start, hit.end):
                self.acts += [
                    (span.entity, self.weight * hit.value)
                    for span in owner.members
                    if not span.authority
                ]
        self._cause(groups, start, end)
        own = [g for g in groups if g.role == "subject" and g.members[0].entity not in done_to]
        if follow or own:
            self.actor = actor
        self.subject = follow or (own[0] if own else None) or self.subject
        if self.subject is None and groups and not done_to:
            self.subject = groups[0]
        self.latter = groups[-1] if groups else self.latter

    def _deeds(
        self, groups: list[Group], start: int, end: int
    ) -> list[tuple[Relation, tuple[Group | None, Group] | None]]:
        """Each verb of a clause, with who acts and whom it is done to where both are told."""
        text = self.text
        deeds: list[tuple[Relation, tuple[Group | None, Group] | None]] = []
        for before, group in pairwise([None, *groups]):
            assert group is not None
            low = max(start, group.start - 24)
            ends = clauses.ENDS_WITH.search(text[low : group.start])
            what = clauses.ENDED.match(text, group.end, end)
            if before and text[before.end : group.start] == "诉":
                deeds.append((Relation(before.end, group.start, 0, -1), (before, group)))
            elif (
                ends
                and what
                and not clauses.CALLED_OFF.search(text[start : low + ends.start()])
                and not clauses.PASSIVE.search(text, start, low + ends.start())
                and not clauses.ENDED_ELSE.search(
                    text, low + ends.start(), min(end, what.end() + 4)
                )
            ):
                place = low + ends.start()
                acting = [g for g in groups if g.end <= place and g.role == "subject"]
                doer = acting[-1] if acting else self.subject
                if doer is not None and doer.members[0].entity == group.members[0].entity:
                    doer = None
                deeds.append((Relation(place, what.end(), 0, -1), (doer, group)))
            elif clauses.GOES_BY.search(text[low : group.start]) and (
                to := clauses.GOES_TO.match(text, group.end, end)
            ):
                deeds.append((Relation(group.start, to.end(), 0, 1), (None, group)))
        taken = [(relation.start, relation.end) for relation, _ in deeds]
        for relation in self.relations.find(text, start, end):
            if any(a < relation.end and relation.start < b for a, b in taken):
                continue
            if clauses.NOT_INSIDE.search(text, relation.start + 2, relation.end):
                continue
            if relation.doer < 0 < relation.target and clauses.SPARED.search(
                text[max(start, relation.start - 24) : relation.start]
            ):
                relation = Relation(relation.start, relation.end, -relation.doer, -relation.target)
                deeds.append((relation, self._roles(relation, groups, start, end, spared=True)))
            else:
                deeds.append((relation, self._roles(relation, groups, start, end)))
        return sorted(deeds, key=lambda deed: deed[0].start)

    def _alone(
        self,
        relation: Relation,
        groups: list[Group],
        start: int,
        end: int,
        turned: dict[str, tuple[Group, int]],
    ) -> bool:
        """Reads a verb that lacks one side; False when its words speak for themselves."""
        text = self.text
        acting = [g for g in groups if g.end <= relation.start and g.role == "subject"]
        if not relation.doer and not relation.target:
            return text[relation.end - 1] in "构者人书告果店商"  # 做空机构
        if not acting:
            # 提出投诉的某公司
            return bool(
                relation.target < 0
                and clauses.ACCUSES.match(text, relation.start)
                and text[relation.end : relation.end + 1] == "的"
            )
        doer = acting[-1]
        if relation.doer and text[relation.end - 2 : relation.end] in ("官司", "诉讼"):
            self._give(doer, relation.doer)
            return True
        if (
            relation.doer < 0 < relation.target
            and self.suit
            and _same(self.suit[1], doer)
            and clauses.PAYS.search(text, relation.start, relation.end)
        ):
            self._give(doer, relation.doer)
            self._give(self.suit[0], relation.target)
            return True
        if text.startswith("对簿公堂", relation.start) and len(doer.members) > 1:
            return True
        between = text[doer.end : relation.start]
        if (
            relation.doer == 0
            and clauses.ACCUSES.match(text, relation.start)
            and len(between) <= 8
            and not clauses.FACES.search(between)
            and end - relation.end > 2
            and text[relation.end] not in "的案书后量率数件潮风+-"
        ):
            turned |= {span.entity: (_alone(_NOBODY), 0) for span in doer.members}
            return True
        return False

    def _verdict(self, groups: list[Group], start: int, end: int) -> bool:
        """Reads who lost and who won a suit; False when the clause tells none."""
        if self.suit and clauses.DISMISSED.search(self.text, start, end):
            return self._settle(self.suit[1], self.suit[0])
        if self.suit and clauses.SUSTAINED.search(self.text, start, end):
            return self._settle(*self.suit)
        return bool(clauses.REJECTED.search(self.text, start, end)) and self._reject(groups)

    def _settle(self, winner: Group, loser: Group) -> bool:
        """A verdict: what was said against the winner before does not hold."""
        for span in winner.members:
            self.tones[span.entity] = max(self.tones[span.entity], 0.0)
        for span in loser.members:
            self.tones[span.entity] = min(self.tones[span.entity], 0.0)
        self._give(winner, 1)
        self._give(loser, -1)
        self._note(loser, self.accused)
        return True

    def _cause(self, groups: list[Group], start: int, end: int) -> None:
        """Takes what one does to make another suffer off his own account."""
        cause = clauses.CAUSES.search(self.text, start, end)
        suffering = [g for g in groups if cause and g.start >= cause.end()]
        if not cause or not suffering:
            return
        this = clauses.THIS_CAUSES.search(self.text, start, cause.start())
        whom = {span.entity for group in suffering for span in group.members}
        for entity, value in [*self.acts, *(self.earlier_acts if this else [])]:
            if entity not in whom:
                self.tones[entity] -= value
        self.acts, self.earlier_acts = [], []

    def _groups(self, start: int, end: int) -> list[Group]:
        groups: list[list[Span]] = []
        for span in self.spans:
            if span.start < start or span.end > end:
                continue
            if groups and clauses.JOINED.fullmatch(self.text, groups[-1][-1].end, span.start):
                groups[-1].append(span)
            else:
                groups.append([span])
        return [
            Group(members[0].start, members[-1].end, tuple(members), self._role(members[0], start))
            for members in groups
        ]

    def _role(self, first: Span, start: int) -> str:
        before = self.text[max(start, first.start - 6) : first.start]
        if clauses.AIMED.search(before):
            return "aimed"
        # A product inside a clause is what it is about, not who acts.
        if first.kind == "product" and first.start > start + 2:
            return "beside"
        return "beside" if clauses.BESIDE.search(before) else "subject"

    def _roles(
        self, relation: Relation, groups: list[Group], start: int, end: int, spared: bool = False
    ) -> tuple[Group | None, Group] | None:
        """Who acts and whom it is done to; None when the second is not named."""
        text = self.text
        said = text[start : relation.start]
        if not spared and (clauses.CALLED_OFF.search(said) or clauses.CALLED_OFF_FOR.search(said)):
            return None
        before = [group for group in groups if group.end <= relation.start]
        inside = [g for g in groups if relation.start <= g.start and g.end <= relation.end]
        after = [group for group in groups if group.start >= relation.end]
        # 某公司研究员李某加入对手: who goes is neither.
        inside = [g for g in inside if g.members[0].kind != "person" or not after]
        passive = self._passive(start, relation.start, groups)
        if passive is not None:
            agents = [group for group in before if group.start >= passive]
            patients = [group for group in before if group.end <= passive]
            named = [group for group in patients if group.role == "subject"] or patients
            if (
                not named
                and after
                and clauses.DESCRIBES.search(text[relation.end : after[0].start])
            ):
                named = after[:1]  # 被起诉的某公司
            patient = named[-1] if named else self.subject or self.main
            return (agents[-1] if agents else None), patient
        aimed = [group for group in [*before, *inside] if group.role == "aimed"]
        acting = [group for group in before if group.role == "subject"]
        doer = acting[-1] if acting else self.subject
        if not before and not inside and after and text[relation.end] == "的":
            return None  # 提出投诉的某公司 acts
        if not aimed and not inside and self.latter and clauses.AIMED_PRONOUN.search(said):
            target = self.latter
            if doer is not None and doer.members[0].entity == target.members[0].entity:
                doer = self.actor
        elif self.subject and not aimed and clauses.PRONOUN.match(text, relation.end, end):
            target = self.subject
            doer = acting[-1] if acting else self.actor
        elif aimed and aimed[-1] in inside:
            target = aimed[-1]
        elif inside:
            target = inside[-1]
        elif after and after[0].start - relation.end <= clauses.REACH:
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

    def _passive(self, start: int, place: int, groups: list[Group]) -> int | None:
        """Where the last 被, 遭 or 获 before this place ends; 获 only right before an entity."""
        last = None
        for match in clauses.PASSIVE.finditer(self.text, start, place):
            if match.group()[0] != "获" or any(g.start == match.end() for g in groups):
                last = match.end()
        return last

    def _with_others(self, after: list[Group]) -> Group:
        """The first group with those that an “and” adds behind it (取代A的甲和B的乙)."""
        members = list(after[0].members)
        end = after[0].end
        for group in after[1:]:
            between = self.text[end : group.start]
            if (
                len(between) > 14
                or not clauses.ALSO.search(between)
                or clauses.PASSIVE.search(between)
            ):
                break
            members += group.members
            end = group.end
        return Group(after[0].start, end, tuple(members), after[0].role)

    def _reject(self, groups: list[Group]) -> bool:
        """驳回 X 对 Y 的诉讼: X lost, Y won; False when neither is named."""
        named = [group for group in groups if not group.members[0].authority]
        claimants = [group for group in named if group.role == "subject"][:1]
        others = [group for group in named if group.role == "aimed"][:1]
        for group in claimants:
            self.subject = group
            self._give(group, -1)
            self._note(group, self.accused)
        for group in others:
            self._give(group, 1)
        return bool(claimants or others)

    def _owner(self, hit: Hit, groups: list[Group], start: int) -> Group:
        """Whose hit it is, when no verb between two entities tells."""
        before = [group for group in groups if group.start <= hit.start]
        after = [group for group in groups if group.start >= hit.end]
        if after and self._describes(hit, before, after[0], start):
            formerly = clauses.FORMERLY.search(self.text, start, hit.start)
            return _alone(_NOBODY) if formerly else after[0]
        passive = self._passive(start, hit.start, groups)
        if passive is not None:
            patients = [group for group in before if group.end <= passive]
            if not patients and self.subject:
                return self.subject
            before = patients or before
        if hit.value < 0:
            aimed = [
                group
                for group in before
                if group.role == "aimed" and not clauses.IN_CONTEST.match(self.text, group.end)
            ]
            if aimed:
                return aimed[-1]
        subjects = [group for group in before if group.role == "subject"]
        if subjects:
            return subjects[-1]
        if self.subject is not None:
            return self.actor if self.actor and hit.value > 0 else self.subject
        after = [group for group in after if group.role != "beside"]
        if not after and before and clauses.IN_CONTEST.match(self.text, before[-1].end):
            # 在与对手的官司中落败后，某公司停产
            after = self._next_subject(hit.end)
        return [*after, *before[-1:], self.main][0]

    def _next_subject(self, place: int) -> list[Group]:
        """The first name behind this place in its sentence, if it acts in its own clause."""
        for span in self.spans:
            if place <= span.start and span.end <= self.sentence_end:
                return [_alone(span)] if self._role(span, place) == "subject" else []
        return []

    def _describes(self, hit: Hit, before: list[Group], group: Group, start: int) -> bool:
        """Whether the hit stands in words that describe the group behind it (亏损三年的某公司)."""
        between = self.text[max(hit.end, group.start - clauses.REACH) : group.start]
        if any(g.role == "subject" for g in before):
            return self.text[hit.end : group.start] == "的" and group.members[0].kind != "product"
        return bool(clauses.DESCRIBES.search(between))

    def _give(self, group: Group, value: float, plain: bool = False) -> None:
        for span in group.members:
            if not (plain and span.authority):
                self.tones[span.entity] += self.weight * value


def _is_apart(span: Span, text: str) -> bool:
    """Whether somebody only speaks or pays here: what is told is told of others."""
    if span.kind == "person" and clauses.SPEAKS.match(text, span.end):
        return True
    if clauses.BACKS.match(text, span.end) or clauses.EX.match(text, span.end):
        return True
    before = text[max(0, span.start - 8) : span.start]
    return bool(clauses.BACKED.search(before) and clauses.FUNDS.match(text, span.end))


def _speaker(text: str, speakers: list[Span], place: int) -> Span | None:
    """The last of those who speak in the sentence, before this place."""
    near = [span for span in speakers if place - clauses.SENTENCE_REACH <= span.start < place]
    return near[-1] if near and not set(text[near[-1].end : place]) & set("。；\n") else None


_NOBODY = Span(0, 0, "", "company")


def _nobody(span: Span) -> Span:
    return Span(span.start, span.end, "", span.kind)


def _same(one: Group, other: Group) -> bool:
    return [span.entity for span in one.members] == [span.entity for span in other.members]


def _alone(span: Span) -> Group:
    return Group(span.start, span.end, (span,), "subject")
