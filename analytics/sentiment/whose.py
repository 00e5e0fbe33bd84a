"""Whose tone: the hits of a document shared out among the entities it names.

A sentence is read clause by clause. A hit belongs to the nearest entity before it in its clause, else to
the subject carried over from the clause before, else to the document's main entity. Verbs between two
entities (relations.tsv) give each side its own tone; 被 turns them round, 对, 向, 将, 与, 从 put the second
before the verb.
"""

from collections import defaultdict
from collections.abc import Iterable

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
        # “公司” is the main entity.
        stands_for = [
            Span(*match.span(), entity, kind)
            for pattern, entity, kind in (
                (clauses.COMPANY, main.entity, main.kind),
                (clauses.MARKET, "", "company"),
                (clauses.RIVALS, "", "company"),
            )
            for match in pattern.finditer(text)
            if not any(start < match.end() and match.start() < end for start, end in taken)
        ]
        part = [_nobody(span) if _is_apart(span, text) else span for span in spans]
        self.spans = sorted([*part, *stands_for], key=lambda span: span.start)
        self.main = Group(main.start, main.end, (main,), "subject")
        self.subject: Group | None = None
        self.actor: Group | None = None  # who acted against the subject
        self.latter: Group | None = None
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
        """Share out the hits of one sentence."""
        self.weight = 1.0 if self.n_sentences == 0 else 0.6
        self.n_sentences += 1
        self.subject = self.actor = None
        for match in clauses.CLAUSE.finditer(self.text, start, end):
            if match.group():
                self._read_clause(match.start(), match.end())

    def _read_clause(self, start: int, end: int) -> None:
        groups = self._groups(start, end)
        if self.latter is not None and clauses.LATTER.match(self.text, start, end):
            self.subject = self.latter
        rejected = clauses.REJECTED.search(self.text, start, end)
        if rejected and self._reject(groups):
            return
        # What verbs give is weighed like the hits: little where it is conceded.
        share = CONCEDED if clauses.CONCEDED.match(self.text, start, end) else 1.0
        verbs: list[tuple[int, int]] = []
        turned: dict[str, tuple[Group, int]] = {}  # whose later hits are another's
        described: list[tuple[int, int, Group]] = []  # words between a verb and whom it is done to
        actor: Group | None = None
        done_to: set[str] = set()
        follow: Group | None = None
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
            self._give(target, share * relation.target)
            if relation.target < 0:
                self._note(target, self.accused)
            if doer is not None:
                self._give(doer, share * relation.doer)
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
        self, relation: Relation, groups: list[Group], start: int, end: int
    ) -> tuple[Group | None, Group] | None:
        """Who acts and whom it is done to; None when the second is not named."""
        text = self.text
        said = text[start : relation.start]
        if clauses.CALLED_OFF.search(said) or clauses.CALLED_OFF_FOR.search(said):
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
            patient = named[-1] if named else self.subject or self.main
            return (agents[-1] if agents else None), patient
        aimed = [group for group in [*before, *inside] if group.role == "aimed"]
        acting = [group for group in before if group.role == "subject"]
        doer = acting[-1] if acting else self.subject
        if self.subject and not aimed and clauses.PRONOUN.match(text, relation.end, end):
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
            self._give(group, -1)
            self._note(group, self.accused)
        for group in others:
            self._give(group, 1)
        return bool(claimants or others)

    def _owner(self, hit: Hit, groups: list[Group], start: int) -> Group:
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

    def _give(self, group: Group, value: float, plain: bool = False) -> None:
        for span in group.members:
            if not (plain and span.authority):
                self.tones[span.entity] += self.weight * value


def _is_apart(span: Span, text: str) -> bool:
    """Whether somebody only speaks or pays here: what is told is told of others."""
    if span.kind == "person" and clauses.SPEAKS.match(text, span.end):
        return True
    if clauses.BACKS.match(text, span.end):
        return True
    before = text[max(0, span.start - 8) : span.start]
    return bool(clauses.BACKED.search(before) and clauses.FUNDS.match(text, span.end))


def _nobody(span: Span) -> Span:
    return Span(span.start, span.end, "", span.kind)


def _alone(span: Span) -> Group:
    return Group(span.start, span.end, (span,), "subject")
