"""Calendar files (RFC 5545) of gatherings and of days on which duties end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from tongpin.life.clock import at
from tongpin.life.models import Gathering, State
from tongpin.life.queries.calendar import Item

USUAL_LENGTH = timedelta(hours=2)
HOST = "tongpin"


def gathering_calendar(rows: Iterable[Gathering], *, name: str = "组织生活") -> bytes:
    """An iCalendar file of gatherings; a changed one keeps its UID and raises its SEQUENCE."""
    return _calendar(name, (gathering_event(row) for row in rows))


def full_calendar(rows: Iterable[Gathering], items: Iterable[Item], *, name: str) -> bytes:
    """Gatherings, and the limits of duties as whole days."""
    events = [gathering_event(row) for row in rows]
    return _calendar(name, [*events, *(_limit(item) for item in items)])


def _calendar(name: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Tongpin//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def gathering_event(row: Gathering) -> Event:
    """A gathering at its hours, or on its whole day where no hour is set."""
    event = Event()
    event.add("uid", f"life-{row.pk}@{HOST}")
    event.add("sequence", row.version)
    event.add("dtstamp", _stamp(row))
    event.add("summary", row.topic)
    if row.starts_at is None:
        event.add("dtstart", row.held_on)
        event.add("dtend", row.held_on + timedelta(days=1))
    else:
        start = at(row.held_on, row.starts_at)
        end = at(row.held_on, row.ends_at) if row.ends_at else start + USUAL_LENGTH
        event.add("dtstart", start.astimezone(UTC))
        event.add("dtend", end.astimezone(UTC))
    if row.place:
        event.add("location", row.place)
    if row.agenda:
        event.add("description", row.agenda)
    event.add("status", "CANCELLED" if row.state == State.WITHDRAWN else "CONFIRMED")
    return event


def _limit(item: Item) -> Event:
    event = Event()
    event.add("uid", f"due-{item.on:%Y%m%d}-{sha256(item.words.encode()).hexdigest()[:12]}@{HOST}")
    event.add("dtstamp", datetime(item.on.year, item.on.month, item.on.day, tzinfo=UTC))
    event.add("summary", f"{item.label}：{item.words}")
    event.add("dtstart", item.on)
    event.add("dtend", item.on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _stamp(row: Gathering) -> datetime:
    day = row.recorded_on
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
