"""Notices, replies, sign-in and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tongpin.life.models import (
    Arrival,
    Attendance,
    Delivery,
    FailedCode,
    Feed,
    Gathering,
    Invitation,
    MailAddress,
    Message,
    Presence,
    Robot,
    Series,
    State,
)
from tongpin.life.queries.gatherings import asked_of, everybody_expected
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope

USUAL_LENGTH = timedelta(hours=2)
INBOX = 100


def invitations(row: Gathering) -> list[Invitation]:
    """Whom a gathering asked, in the order of names."""
    rows = row.invitations.select_related("person", "unit")
    return list(rows.order_by("is_observer", "person__search_text", "pk"))


def invitation(row: Gathering, person_id: int | None) -> Invitation | None:
    """One person's invitation."""
    if person_id is None:
        return None
    return row.invitations.select_related("person").filter(person=person_id).first()


def arrivals(row: Gathering) -> dict[int, Arrival]:
    """`{person: arrival}` in the order of arrival."""
    return {a.person_id: a for a in row.arrivals.select_related("person")}


def is_expected(row: Gathering, person_id: int) -> bool:
    """Whether somebody may sign in: invited, or on a roster of the day where nobody was invited."""
    if row.convened_at is not None:
        return row.invitations.filter(person=person_id).exists()
    return any(p.pk == person_id for p, _ in everybody_expected(row))


def failures(row: Gathering, account_id: int) -> FailedCode | None:
    """An account's wrong codes at a gathering."""
    return FailedCode.objects.filter(gathering=row, account=account_id).first()


def inbox(person_id: int | None) -> list[Message]:
    """A person's latest messages."""
    if person_id is None:
        return []
    rows = Message.objects.filter(person=person_id).select_related("gathering__unit")
    return list(rows[:INBOX])


def own_ahead(person_id: int | None, today: date) -> list[Invitation]:
    """The gatherings a person is asked to from today on, the next first."""
    if person_id is None:
        return []
    rows = Invitation.objects.filter(
        person=person_id, gathering__held_on__gte=today, gathering__state=State.PLANNED
    )
    return list(
        rows.select_related("gathering__unit").order_by(
            "gathering__held_on", "gathering__starts_at", "pk"
        )
    )


def own_past(person_id: int | None, year: int) -> list[Attendance]:
    """A person's own attendance of a year, the latest first."""
    if person_id is None:
        return []
    rows = Attendance.objects.filter(
        person=person_id, gathering__held_on__year=year, gathering__state=State.RECORDED
    )
    return list(
        rows.select_related("gathering__unit")
        .prefetch_related("gathering__kinds")
        .order_by("-gathering__held_on", "-pk")
    )


def mail_address(person_id: int | None) -> MailAddress | None:
    """Where a person wants notices."""
    if person_id is None:
        return None
    return MailAddress.objects.filter(person=person_id).first()


def mail_addresses(people: Iterable[int]) -> set[int]:
    """Those of the people who left an address."""
    return set(MailAddress.objects.filter(person__in=list(people)).values_list("person", flat=True))


def robots(unit: Unit) -> list[Robot]:
    """The robots that a unit posts to: its own and, where it has none, none of the units above."""
    return list(Robot.objects.filter(unit=unit, withdrawn_on__isnull=True))


def robot(scope: Scope, pk: int) -> Robot | None:
    """One robot in use."""
    rows = Robot.objects.within(scope).select_related("unit")
    return rows.filter(pk=pk, withdrawn_on__isnull=True).first()


def deliveries(row: Gathering) -> list[Delivery]:
    """What went out, or waits to, about a gathering."""
    return list(row.deliveries.select_related("person", "robot"))


def series(unit: Unit) -> list[Series]:
    """The fixed arrangements of a unit that stand."""
    return list(Series.objects.filter(unit=unit, stopped_on__isnull=True))


def one_series(scope: Scope, pk: int) -> Series | None:
    """One fixed arrangement."""
    return Series.objects.within(scope).select_related("unit").filter(pk=pk).first()


def planned_days(row: Series) -> set[tuple[int, int]]:
    """`(year, month)` for which a series has a gathering that was not withdrawn."""
    rows = row.gatherings.exclude(state=State.WITHDRAWN).values_list("held_on", flat=True)
    return {(day.year, day.month) for day in rows}


def feeds(account_id: int | None) -> list[Feed]:
    """An account's calendar addresses in use."""
    if account_id is None:
        return []
    rows = Feed.objects.filter(account=account_id, revoked_at__isnull=True)
    return list(rows.select_related("unit"))


def feed(account_id: int | None, pk: int) -> Feed | None:
    """One of the account's addresses in use."""
    return next((f for f in feeds(account_id) if f.pk == pk), None)


def feed_by_hash(digest: str) -> Feed | None:
    """The feed behind a secret address, unless it was revoked or its account closed."""
    rows = Feed.objects.select_related("account__person", "unit")
    return rows.filter(hash=digest, revoked_at__isnull=True, account__is_active=True).first()


# ------------------------------------------------------------------------------ two places at once


@dataclass(frozen=True, slots=True)
class Clash:
    """A person expected elsewhere at the same time; `is_sure` is False where a time is missing."""

    person: Person
    other: Gathering
    is_sure: bool


def clashes(
    people: Iterable[Person], day: date, starts: time | None, ends: time | None, *, but: int = 0
) -> list[Clash]:
    """Who of the people is expected somewhere else at the time, by gathering and name; a constant
    number of statements, however much is planned that day.
    """
    mine = {p.pk: p for p in people}
    rows = Gathering.objects.filter(held_on=day).exclude(state=State.WITHDRAWN).exclude(pk=but)
    rows = rows.select_related("unit", "group").prefetch_related("kinds", "joint_units__unit")
    sure = {
        row: _overlap(day, (starts, ends), (row.starts_at, row.ends_at))
        for row in rows.order_by("pk")
    }
    others = [row for row, is_sure in sure.items() if is_sure is not None]
    there = _expected_at(others, list(mine), day) if mine else {}
    return [
        Clash(mine[pk], other, bool(sure[other]))
        for other in others
        for pk in sorted(there.get(other.pk, ()), key=lambda pk: mine[pk].search_text)
    ]


Hours = tuple[time | None, time | None]


def _overlap(day: date, first: Hours, second: Hours) -> bool | None:
    """True or None for hours that are known; False (in doubt) where one is not."""
    if first[0] is None or second[0] is None:
        return False
    (a, b), (c, d) = _span(day, first), _span(day, second)
    return True if a < d and c < b else None


def _span(day: date, hours: Hours) -> tuple[datetime, datetime]:
    assert hours[0] is not None
    start = datetime.combine(day, hours[0])
    return start, datetime.combine(day, hours[1]) if hours[1] else start + USUAL_LENGTH


def _expected_at(rows: list[Gathering], mine: list[int], day: date) -> dict[int, set[int]]:
    """`{gathering: those of the people who are there}`; a constant number of statements.

    Who was there, else who was asked, else who would be.
    """
    found: dict[int, set[int]] = {row.pk: set() for row in rows}
    there = Attendance.objects.filter(
        gathering__in=list(found), presence__in=(Presence.PRESENT, Presence.OBSERVER)
    )
    for key, person in there.filter(person__in=mine).values_list("gathering", "person"):
        found[key].add(person)
    open_ones = {row.pk: row for row in rows if row.state != State.RECORDED}
    asked = Invitation.objects.filter(gathering__in=list(open_ones), person__in=mine)
    for key, person in asked.exclude(reply="leave").values_list("gathering", "person"):
        found[key].add(person)
    known = set(there.filter(gathering__in=list(open_ones)).values_list("gathering", flat=True))
    planned = [r for r in open_ones.values() if r.convened_at is None and r.pk not in known]
    for key, people in asked_of(planned, mine, day).items():
        found[key] |= people
    return found
