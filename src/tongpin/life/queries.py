"""Every read of gatherings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Prefetch, Q

from tongpin.life.models import (
    BRANCH_ONLY_KINDS,
    LEADING_TEAM_KINDS,
    Attendance,
    Draft,
    Gathering,
    Kind,
    Presence,
    State,
)
from tongpin.org.models import BRANCH_KINDS, COMMITTEE_TITLES, LEADING_KINDS, Person, Unit
from tongpin.org.queries import members_on, posts_on
from tongpin.org.scope import Scope, ScopedQuerySet


def gatherings(scope: Scope) -> ScopedQuerySet:
    """Gatherings within the scope with kinds and numbers of present and expected people."""
    counted = Q(attendances__presence=Presence.PRESENT)
    expected = ~Q(attendances__presence=Presence.OBSERVER) & Q(attendances__isnull=False)
    return (
        Gathering.objects.within(scope)
        .select_related("unit", "chair")
        .prefetch_related("kinds")
        .annotate(
            present=Count("attendances", filter=counted, distinct=True),
            entitled=Count("attendances", filter=expected, distinct=True),
        )
    )


def gathering(scope: Scope, pk: int) -> Gathering | None:
    """One gathering with everything its page shows."""
    people = Attendance.objects.select_related("person").order_by("person__search_text", "pk")
    return (
        gatherings(scope)
        .select_related("recorder", "group")
        .prefetch_related(Prefetch("attendances", people))
        .filter(pk=pk)
        .first()
    )


def kinds_for(unit: Unit) -> list[Kind]:
    """The kinds that a unit of this type can hold."""
    if unit.kind in BRANCH_KINDS:
        return [k for k in Kind if k not in LEADING_TEAM_KINDS]
    if unit.kind in LEADING_KINDS:
        return [*LEADING_TEAM_KINDS, Kind.HEART_TALK, Kind.LECTURE, Kind.STUDY, Kind.ACTIVITY]
    return [k for k in Kind if k not in BRANCH_ONLY_KINDS]


def expected_people(unit: Unit, day: date) -> list[Person]:
    """Who is expected: the members of a branch, or the team of a committee, on the day."""
    if unit.kind in LEADING_KINDS:
        return list(dict.fromkeys(post.person for post in posts_on(unit, day)))
    return list(members_on(unit, day))


def asked_people(
    people: list[Person], unit: Unit, day: date, kinds: Iterable[str], group: Unit | None
) -> list[Person]:
    """Those of the people whom the kinds ask for: the committee, one group, or everybody."""
    if set(kinds) == {Kind.COMMITTEE_MEETING.value}:
        committee = {
            post.person_id for post in posts_on(unit, day) if post.title in COMMITTEE_TITLES
        }
        return [p for p in people if p.pk in committee] or people
    if set(kinds) == {Kind.GROUP_MEETING.value} and group is not None:
        return [p for p in people if p.group_id == group.pk] or people
    return people


def last_gathering(unit: Unit) -> Gathering | None:
    """The latest recorded gathering, from which place and people are carried over."""
    return (
        Gathering.objects.filter(unit=unit, state=State.RECORDED)
        .order_by("-held_on", "-pk")
        .first()
    )


def draft(account_id: int | None, unit: Unit, key: str) -> Draft | None:
    """What the account typed and did not save."""
    if account_id is None:
        return None
    return Draft.objects.filter(account_id=account_id, unit=unit, key=key).first()


def year_grid(unit: Unit, year: int) -> dict[str, list[list[Gathering]]]:
    """`{kind: [records of January, …, of December]}` of one unit, in order of days."""
    grid: dict[str, list[list[Gathering]]] = {
        k.value: [[] for _ in range(12)] for k in kinds_for(unit)
    }
    rows = (
        gatherings(Scope(((unit.path, False),)))
        .filter(held_on__year=year)
        .exclude(state=State.WITHDRAWN)
        .order_by("held_on", "pk")
    )
    for row in rows:
        for item in row.kinds.all():
            if item.kind in grid:
                grid[item.kind][row.held_on.month - 1].append(row)
    return grid


def attendance_of(person_id: int, year: int) -> dict[str, int]:
    """How often a person was there in a year: `{present, leave, absent, observer}`."""
    result: dict[str, int] = defaultdict(int)
    rows = (
        Attendance.objects.filter(
            person=person_id, gathering__held_on__year=year, gathering__state=State.RECORDED
        )
        .values("presence")
        .annotate(n=Count("pk"))
    )
    for row in rows:
        result[row["presence"]] = row["n"]
    return dict(result)
