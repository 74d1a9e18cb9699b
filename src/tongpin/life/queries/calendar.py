"""The calendar: gatherings and duties due by day, of a unit or of a person."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from tongpin import capability
from tongpin.audit.clock import site_day
from tongpin.duties.queries import finding_url, open_findings
from tongpin.life.models import Gathering, State
from tongpin.life.queries.gatherings import gatherings
from tongpin.org.access import PageContext
from tongpin.org.models import Unit
from tongpin.org.scope import Scope


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a day: a gathering, a duty whose limit it is, or something that waits (`label`)."""

    on: date
    words: str
    state: str
    gathering: Gathering | None = None
    url: str = ""
    label: str = "到期"


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of the month; `is_inside` tells the days of the month from those around it."""

    on: date
    is_inside: bool
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks from Monday to Sunday."""

    first: date
    weeks: list[list[Day]]
    count: int


def unit_gatherings(scope: Scope, unit: Unit, start: date, end: date) -> list[Gathering]:
    """What a unit and those below it hold between two days, joint gatherings too."""
    below = Q(unit__path__startswith=unit.path) | Q(joint_units__unit=unit)
    rows = gatherings(scope).filter(below, held_on__range=(start, end))
    return list(
        rows.exclude(state__in=(State.WITHDRAWN, State.DRAFT))
        .distinct()
        .order_by("held_on", "starts_at", "pk")
    )


def own_gatherings(person_id: int, home: Unit, start: date, end: date) -> list[Gathering]:
    """What a person is asked to or took part in, and what the own branch plans."""
    mine = Q(invitations__person=person_id) | Q(attendances__person=person_id)
    planned = Q(state=State.PLANNED, convened_at__isnull=True, unit=home)
    keys = Gathering.objects.filter(mine | planned, held_on__range=(start, end)).values("pk")
    rows = gatherings(Scope.everything()).filter(pk__in=keys)
    return list(
        rows.exclude(state__in=(State.WITHDRAWN, State.DRAFT)).order_by(
            "held_on", "starts_at", "pk"
        )
    )


def due_items(
    scope: Scope, unit: Unit, start: date, end: date, *, person_id: int | None = None
) -> list[Item]:
    """The limits between two days of what is still open, of the unit itself or of one person."""
    found: dict[tuple[date, str, str], str] = {}
    for row in open_findings(scope, unit, start, end, person_id=person_id):
        assert row.deadline is not None
        words = f"{row.title}（{row.window_label}）"
        found.setdefault((row.deadline, words, row.verdict), finding_url(row))
    return [Item(on, words, state, url=url) for (on, words, state), url in found.items()]


def waiting_items(place: PageContext, unit: Unit, start: date, end: date) -> list[Item]:
    """The days until which something waits for this reader, as the ledgers declare it."""
    today = site_day()
    return [
        Item(
            item.due_on, f"{item.words}（{item.unit}）" if item.unit else item.words,
            "overdue" if item.due_on < today else "due", url=item.url, label="待办",
        )
        for item in capability.waiting(place, unit)
        if item.due_on is not None and start <= item.due_on <= end
    ]  # fmt: skip


def gathering_items(rows: Iterable[Gathering], address: str) -> list[Item]:
    """Gatherings as lines; `address` is the page of one with `0` in place of its key."""
    return [
        Item(
            row.held_on,
            f"{row.starts_at:%H:%M} {row.kind_labels}" if row.starts_at else row.kind_labels,
            row.state,
            row,
            address.replace("/0/", f"/{row.pk}/"),
        )
        for row in rows
    ]


def span_of(year: int, month: int) -> tuple[date, date]:
    """The first Monday and the last Sunday that a month's page shows."""
    first = date(year, month, 1)
    last = date(year, month, calendar.monthrange(year, month)[1])
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def month_of(year: int, month: int, items: Iterable[Item]) -> Month:
    """The month's weeks with their items."""
    by_day: dict[date, list[Item]] = defaultdict(list)
    for item in items:
        by_day[item.on].append(item)
    weeks = [
        [Day(day, day.month == month, by_day.get(day, [])) for day in week]
        for week in calendar.Calendar().monthdatescalendar(year, month)
    ]
    inside = [day for week in weeks for day in week if day.is_inside]
    return Month(date(year, month, 1), weeks, sum(len(day.items) for day in inside))
