"""Study hours and attendance by person, the two lives of leading cadres, the centre group's archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from tongpin.documents.models import Attachment
from tongpin.life.models import (
    BRANCH_LIFE_KINDS,
    LEADING_TEAM_KINDS,
    STUDY_KINDS,
    Attendance,
    Gathering,
    GatheringKind,
    Kind,
    Presence,
    State,
)
from tongpin.life.queries.gatherings import gatherings
from tongpin.org.models import COMMITTEE_TITLES, LEADING_KINDS, Person, Post, Unit
from tongpin.org.queries import members_on
from tongpin.org.scope import Scope, ScopedQuerySet

HELD = Q(attendances__gathering__state=State.RECORDED)
THERE = Q(attendances__presence=Presence.PRESENT)
EXPECTED = Q(attendances__isnull=False) & ~Q(attendances__presence=Presence.OBSERVER)


def study_people(scope: Scope, unit: Unit, year: int, day: date) -> ScopedQuerySet:
    """Members of the unit (and below) on the day with their year: `is_officer`, `expected` and
    `present` gatherings, `minutes` of study, `made_up` minutes studied afterwards, and `unknown`
    study gatherings whose hours nobody wrote down.
    """
    counted = HELD & Q(attendances__gathering__held_on__year=year)
    studied = counted & Q(attendances__gathering__study_minutes__isnull=False)
    is_study = GatheringKind.objects.filter(
        gathering=OuterRef("attendances__gathering"), kind__in=STUDY_KINDS
    )
    open_ended = counted & THERE & Q(attendances__gathering__study_minutes__isnull=True)
    open_ended &= Q(Exists(is_study))
    officer = _officers(day).filter(person=OuterRef("pk"))
    minutes = F("attendances__gathering__study_minutes")
    late = studied & ~THERE & Q(attendances__made_up_on__isnull=False)
    return (
        members_on(unit, day)
        .within(scope)
        .annotate(
            is_officer=Exists(officer),
            expected=Count("attendances", filter=counted & EXPECTED),
            present=Count("attendances", filter=counted & THERE),
            minutes=Coalesce(Sum(minutes, filter=studied & THERE), 0),
            made_up=Coalesce(Sum(minutes, filter=late), 0),
            unknown=Count("attendances", filter=open_ended),
        )
    )


def _officers(day: date) -> ScopedQuerySet:
    """Posts of secretaries and members of committees and branches on the day."""
    held = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    return Post.objects.filter(held, title__in=COMMITTEE_TITLES)


def is_officer(person: Person, day: date) -> bool:
    """Whether somebody is a secretary or a committee member on the day."""
    return _officers(day).filter(person=person).exists()


def reaching(rows: ScopedQuerySet, member: int, officer: int, *, reached: bool) -> ScopedQuerySet:
    """Those whose minutes of study reach what is asked of them, or those who are still short."""
    asked = Case(When(is_officer=True, then=Value(officer)), default=Value(member))
    enough = Case(When(minutes__gte=asked, then=True), default=False, output_field=BooleanField())
    return rows.annotate(is_enough=enough).filter(is_enough=reached)


@dataclass(frozen=True, slots=True)
class PersonYear:
    """One person's year: every attendance with what it counted for, the latest first."""

    rows: list[Attendance]

    def number(self, presence: str) -> int:
        """How often: present, leave, absent or observer."""
        return sum(a.presence == presence for a in self.rows)

    @property
    def expected(self) -> int:
        """To how many the person was expected."""
        return sum(a.presence != Presence.OBSERVER for a in self.rows)

    @property
    def present(self) -> int:
        """At how many the person was."""
        return self.number(Presence.PRESENT)

    @property
    def minutes(self) -> int:
        """Minutes of study of those at which the person was."""
        return sum(a.gathering.study_minutes or 0 for a in self.rows if _was_there(a))

    @property
    def made_up(self) -> int:
        """Minutes studied afterwards; shown beside, not added."""
        rows = [a for a in self.rows if a.made_up_on and not _was_there(a)]
        return sum(a.gathering.study_minutes or 0 for a in rows)


def _was_there(row: Attendance) -> bool:
    return bool(row.presence == Presence.PRESENT)


def person_year(person_id: int, year: int) -> PersonYear:
    """What a person took part in over a year, in two statements."""
    rows = Attendance.objects.filter(
        person=person_id, gathering__held_on__year=year, gathering__state=State.RECORDED
    )
    rows = rows.select_related("gathering__unit").prefetch_related("gathering__kinds")
    return PersonYear(list(rows.order_by("-gathering__held_on", "-pk")))


def is_study(row: Gathering) -> bool:
    """Whether one of its kinds counts as study by its hours."""
    return any(k.kind in STUDY_KINDS for k in row.kinds.all())


# -------------------------------------------------------------------- the two lives of a cadre


@dataclass(slots=True)
class Lives:
    """A leading cadre's year: as a member of the team, and as an ordinary member of the branch.

    `team` and `branch` map a kind to the attendances of that kind; `own` are the distinct
    attendances in the own branch.
    """

    person: Person
    posts: str = ""
    team: dict[str, list[Attendance]] = field(default_factory=lambda: defaultdict(list))
    branch: dict[str, list[Attendance]] = field(default_factory=lambda: defaultdict(list))
    own: dict[int, Attendance] = field(default_factory=dict)

    @property
    def expected(self) -> int:
        """How often the own branch expected the cadre."""
        return len(self.own)

    @property
    def present(self) -> int:
        """How often the cadre was there as an ordinary member."""
        return sum(_was_there(a) for a in self.own.values())

    def team_numbers(self, kind: str) -> tuple[int, int]:
        """`(present, expected)` at meetings of the team."""
        rows = self.team.get(kind, [])
        return sum(map(_was_there, rows)), len(rows)

    def branch_numbers(self, kind: str) -> tuple[int, int]:
        """`(present, expected)` at one kind of the own branch."""
        rows = self.branch.get(kind, [])
        return sum(map(_was_there, rows)), len(rows)


def cadre_lives(scope: Scope, unit: Unit, year: int, day: date) -> list[Lives]:
    """The leading cadres whose branch is the unit or below it, by name; four statements."""
    posts: dict[int, list[str]] = defaultdict(list)
    held = _officers(day).filter(unit__kind__in=LEADING_KINDS).select_related("unit")
    for post in held.order_by("unit__path", "title", "pk"):
        posts[post.person_id].append(f"{post.unit}{post.get_title_display()}")
    people = Person.objects.within(scope).filter(
        pk__in=list(posts), home__path__startswith=unit.path, withdrawn_on__isnull=True
    )
    lives = {
        p.pk: Lives(p, "、".join(posts[p.pk]))
        for p in people.select_related("home").order_by("search_text", "pk")
    }
    rows = Attendance.objects.filter(
        person__in=list(lives), gathering__held_on__year=year, gathering__state=State.RECORDED
    ).exclude(presence=Presence.OBSERVER)
    for row in rows.select_related("gathering").prefetch_related("gathering__kinds"):
        _sort_in(lives[row.person_id], row)
    return list(lives.values())


def _sort_in(life: Lives, row: Attendance) -> None:
    home = life.person.home_id
    is_own = home in (row.unit_id or row.gathering.unit_id, row.gathering.unit_id)
    for item in row.gathering.kinds.all():
        if item.kind in LEADING_TEAM_KINDS:
            life.team[item.kind].append(row)
        elif is_own and item.kind in BRANCH_LIFE_KINDS:
            life.branch[item.kind].append(row)
            life.own[row.pk] = row


# ------------------------------------------------------------------------------- centre group


@dataclass(frozen=True, slots=True)
class Session:
    """One study session of the centre group with who was away and what was read."""

    row: Gathering
    away: list[Attendance]
    files: list[Attachment]


def theory_sessions(scope: Scope, unit: Unit, year: int) -> list[Session]:
    """The centre group's sessions of a year in the unit and below, in order; a constant number of
    statements.
    """
    rows: Sequence[Gathering] = list(
        gatherings(scope)
        .filter(
            kinds__kind=Kind.THEORY_STUDY, held_on__year=year, state=State.RECORDED,
            unit__path__startswith=unit.path,
        )
        .order_by("held_on", "pk")
    )  # fmt: skip
    away: dict[int, list[Attendance]] = defaultdict(list)
    absent = Attendance.objects.filter(
        gathering__in=[r.pk for r in rows], presence__in=(Presence.LEAVE, Presence.ABSENT)
    )
    for item in absent.select_related("person").order_by("person__search_text", "pk"):
        away[item.gathering_id].append(item)
    files: dict[str, list[Attachment]] = defaultdict(list)
    kept = Attachment.objects.filter(owner__in=[r.ref for r in rows], withdrawn_at__isnull=True)
    for file in kept:
        files[file.owner].append(file)
    return [Session(r, away[r.pk], files[r.ref]) for r in rows]
