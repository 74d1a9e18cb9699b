"""Meeting files, who belongs to them, and what of them a reader may know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.casework.models import Case, StepRecord
from tongpin.ledgers.meetings.models import (
    Criticism,
    Material,
    MaterialText,
    Meeting,
    Procedure,
    Remark,
    Review,
    Source,
    Standing,
    Study,
)
from tongpin.life.models import Gathering, Kind, State
from tongpin.life.queries import expected_people
from tongpin.org.models import (
    BRANCH_KINDS,
    COMMITTEE_TITLES,
    MEMBER_STAGES,
    Affiliation,
    Membership,
    Person,
    Post,
    PostTitle,
    Unit,
)
from tongpin.org.scope import Scope, ScopedQuerySet

STUDY_KINDS = (
    Kind.THEORY_STUDY, Kind.STUDY, Kind.GENERAL_MEETING, Kind.COMMITTEE_MEETING,
    Kind.GROUP_MEETING, Kind.THEME_DAY, Kind.LECTURE, Kind.LEADING_MEETING, Kind.TRAINING,
)  # fmt: skip
MEETING_KIND = {
    Procedure.DEMOCRATIC: Kind.DEMOCRATIC_LIFE_MEETING,
    Procedure.ORGANIZATIONAL: Kind.ORGANIZATIONAL_LIFE_MEETING,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody may know of a meeting: the own part, or all of it as chair or reviewing office."""

    person: int | None
    is_reviewer: bool

    def may_read(self, *people: int | None) -> bool:
        """Whether what concerns these people is open to this reader."""
        return self.is_reviewer or (self.person is not None and self.person in people)


def reader(actor: Actor, row: Meeting) -> Reader:
    """Need-to-know: the office that reviews, the unit's secretary, and everybody for the own part."""
    if actor.can("meetings.review", row.unit.path):
        return Reader(actor.person_id, True)
    is_chair = actor.person_id is not None and actor.person_id in chairs(row.unit, site_day())
    return Reader(actor.person_id, is_chair)


def chairs(unit: Unit, day: date) -> set[int]:
    """Who leads the unit on the day."""
    rows = _holding(Post.objects.filter(unit=unit, title=PostTitle.SECRETARY), day)
    return set(rows.values_list("person", flat=True))


def _holding(rows: Any, day: date) -> Any:
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


def meetings(scope: Scope) -> ScopedQuerySet:
    """Meetings within the scope with their cases and step records."""
    rows = Prefetch("case__records", StepRecord.objects.select_related("gathering"))
    return (
        Meeting.objects.within(scope)
        .select_related("unit", "case__unit", "case__person", "gathering")
        .prefetch_related(rows)
    )


def meeting(scope: Scope, pk: int) -> Meeting | None:
    """One meeting within the scope."""
    return meetings(scope).filter(pk=pk).first()


def bare_case(scope: Scope, pk: int) -> Case | None:
    """A case of one of the two procedures that has no meeting file yet."""
    rows = Case.objects.within(scope).select_related("unit")
    return rows.filter(pk=pk, procedure__in=Procedure.values, meeting__isnull=True).first()


def previous(row: Meeting) -> Meeting | None:
    """The meeting of the unit before this one, whose list is followed up."""
    rows = Meeting.objects.filter(unit=row.unit_id, procedure=row.procedure, year__lt=row.year)
    return rows.order_by("-year", "-case_id").first()


def team(row: Meeting, day: date | None = None) -> list[Person]:
    """Who takes part: the leading team, or the members of the branch."""
    when = day or (row.gathering.held_on if row.gathering else site_day())
    return (
        expected_people(row.unit, when) if row.unit.kind in BRANCH_KINDS else _team(row.unit, when)
    )


def _team(unit: Unit, day: date) -> list[Person]:
    posts = _holding(Post.objects.filter(unit=unit, title__in=COMMITTEE_TITLES), day)
    rows = posts.select_related("person").order_by("person__search_text", "person_id")
    return list(dict.fromkeys(post.person for post in rows))


def is_of_the_team(row: Meeting, person_id: int | None) -> bool:
    """Whether a person takes part in the meeting."""
    return person_id is not None and any(p.pk == person_id for p in team(row))


def own_meetings(person_id: int | None, day: date) -> list[Meeting]:
    """The meetings under way in which a person takes part, whatever the account's scope."""
    if person_id is None:
        return []
    posts = _holding(Post.objects.filter(person=person_id, title__in=COMMITTEE_TITLES), day)
    homes = _holding(Affiliation.objects.filter(person=person_id), day)
    is_member = _holding(Membership.objects.filter(person=person_id, stage__in=MEMBER_STAGES), day)
    condition = Q(unit__in=posts.exclude(unit__kind__in=BRANCH_KINDS).values("unit"))
    if is_member.exists():
        condition |= Q(unit__in=homes.values("unit"), unit__kind__in=BRANCH_KINDS)
    rows = Meeting.objects.filter(condition, case__closed_on__isnull=True)
    return list(rows.select_related("unit", "case", "gathering"))


# ------------------------------------------------------------------------- what the meeting cites


def studies(row: Meeting) -> list[Study]:
    """The gatherings cited as 会前学习."""
    return list(row.studies.select_related("gathering"))


def study_choices(row: Meeting) -> ScopedQuerySet:
    """The unit's gatherings that may be cited as study: since half a year before the case."""
    rows = Gathering.objects.filter(
        unit=row.unit_id, state=State.RECORDED, kinds__kind__in=STUDY_KINDS,
        held_on__gte=date(row.case.opened_on.year - 1, row.case.opened_on.month, 1),
    )  # fmt: skip
    return rows.exclude(pk__in=row.studies.values("gathering")).distinct().order_by("-held_on")


def meeting_choices(row: Meeting) -> ScopedQuerySet:
    """The unit's recorded gatherings of the kind, newest first."""
    kind = MEETING_KIND[Procedure(row.procedure)]
    rows = Gathering.objects.filter(
        unit=row.unit_id, state=State.RECORDED, kinds__kind=kind,
        held_on__gte=row.case.opened_on,
    )  # fmt: skip
    return rows.order_by("-held_on", "-pk")


def remarks(row: Meeting, who: Reader) -> list[Remark]:
    """What was said and not withdrawn: of the team to every reader, of a person to whom it concerns."""
    rows = row.remarks.filter(withdrawn_reason="").select_related("about")
    open_ones = [r for r in rows if r.about_id is None or who.may_read(r.about_id)]
    return sorted(open_ones, key=lambda r: (Source.values.index(r.source), r.collected_on, r.pk))


def remark(row: Meeting, pk: int, who: Reader) -> Remark | None:
    """One of them."""
    return next((r for r in remarks(row, who) if r.pk == pk), None)


def remark_counts(row: Meeting) -> list[tuple[str, int]]:
    """`(source, number)` of all opinions, the empty ones too, so that what nobody asked is seen."""
    found = Counter(row.remarks.filter(withdrawn_reason="").values_list("source", flat=True))
    return [(label, found[value]) for value, label in Source.choices]


def criticisms(row: Meeting, who: Reader) -> list[Criticism]:
    """What was said in the meeting, as far as the reader was one of the two."""
    rows = row.criticisms.filter(withdrawn_reason="").select_related("about", "by")
    return [c for c in rows if who.may_read(c.about_id, c.by_id)]


# --------------------------------------------------------------------------------------- materials


@dataclass(frozen=True, slots=True)
class Sheet:
    """Whose material, and where it stands; no word of it."""

    person: Person | None
    material: Material | None

    @property
    def title(self) -> str:
        """Who writes it."""
        return self.person.name if self.person else "班子材料"

    @property
    def is_missing(self) -> bool:
        """Whether it still has to be handed in."""
        return self.material is None or self.material.state in (Standing.DRAFT, Standing.RETURNED)

    @property
    def chip(self) -> tuple[str, str]:
        """The key and the word of the chip."""
        if self.material is None:
            return "not_yet", "未动笔"
        keys = {"draft": "due", "handed_in": "due_soon", "returned": "overdue", "accepted": "met"}
        return keys[self.material.state], self.material.get_state_display()


def sheets(row: Meeting, people: Iterable[Person]) -> list[Sheet]:
    """One line for the team and one for each of its people."""
    found = {m.person_id: m for m in row.materials.select_related("person")}
    listed = list(people)
    known = {p.pk for p in listed}
    former = [m.person for m in found.values() if m.person and m.person_id not in known]
    return [Sheet(p, found.get(p.pk if p else None)) for p in (None, *listed, *former)]


def material(row: Meeting, person_id: int | None) -> Material | None:
    """The material of a person, or of the team, with its texts and reviews."""
    texts = Prefetch("texts", MaterialText.objects.order_by("number"))
    rows = Material.objects.filter(meeting=row, person=person_id).select_related("person")
    return rows.prefetch_related(texts, Prefetch("reviews", Review.objects.order_by("-pk"))).first()


def own_states(person_id: int | None, rows: Iterable[Meeting]) -> dict[int, str]:
    """`{meeting: state of the person's material}` of those begun; one statement."""
    found = Material.objects.filter(person=person_id, meeting__in=[row.pk for row in rows])
    return dict(found.values_list("meeting", "state"))


def handed_in(row: Material) -> list[MaterialText]:
    """The versions that were handed in, the newest first; drafts are the writer's own."""
    return [t for t in reversed(list(row.texts.all())) if t.handed_in_on]


def newest(row: Material | None) -> MaterialText | None:
    """What was written last, draft or not."""
    return None if row is None else row.texts.order_by("-number").first()
