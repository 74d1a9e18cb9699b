"""What the organisation shows on the shared pages: training of a person, and what waits for keepers."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tongpin.capability import Line, Panel, Waiting
from tongpin.org import queries
from tongpin.org.access import PageContext
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope

SHOWN = 5


def person(place: PageContext, person: Person) -> Panel | None:
    """A person's courses, the latest first."""
    is_own = place.actor.person_id == person.pk
    if not (is_own or place.can("org.view", person.home)):
        return None
    rows = queries.trainings(person)
    lines = tuple(
        Line(row.title, f"{row.starts_on:%Y-%m-%d}，{row.hours}学时") for row in rows[:SHOWN]
    )
    may_write = place.can("org.write", person.home)
    url = reverse("org:trainings", args=[person.pk]) if may_write else ""
    return Panel("教育培训", lines, url, "还没有登记培训。")


def rewards(place: PageContext, person: Person) -> Panel | None:
    """A person's commendations, the latest first."""
    is_own = place.actor.person_id == person.pk
    if not (is_own or place.can("org.view", person.home)):
        return None
    lines = tuple(
        Line(row.title, f"{row.granted_on:%Y-%m-%d}，{row.granted_by}")
        for row in queries.rewards(person)[:SHOWN]
    )
    may_write = place.can("org.write", person.home)
    url = reverse("org:rewards", args=[person.pk]) if may_write else ""
    return Panel("奖励", lines, url, "还没有登记奖励。")


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """Requests of members that wait for an answer, in the unit and below where the right is held."""
    if not place.can("org.write", unit):
        return
    scope = Scope.of(place.actor, "org.write")
    for row in queries.waiting_requests(scope, unit):
        if row.person_id != place.actor.person_id:
            yield Waiting(
                f"{row.person.name}申请变更本人信息",
                reverse("org:request", args=[row.pk]),
                why="核对后确认或者说明理由，确认以前信息不变。",
                unit=str(row.person.home),
            )
