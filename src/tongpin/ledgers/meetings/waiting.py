"""What waits: materials not handed in, materials to review, reports that fall due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from tongpin.capability import Waiting
from tongpin.casework.queries import progress
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.meetings import queries
from tongpin.ledgers.meetings.models import Meeting, Standing
from tongpin.org.models import Unit
from tongpin.org.scope import Scope

CHASED = {
    "reported": ("会议情况还没有报送", "meetings:report"),
    "rectification": ("整改清单还没有制定", "meetings:problems"),
    "informed": ("会议情况还没有通报", "meetings:notice"),
}
"""Steps behind the meeting that are easily forgotten, with the page where they are done."""


def lines(place: Any, unit: Unit) -> Iterator[Waiting]:
    """Lines for the reader: own material first, then what the unit has to do."""
    yield from _own(place.actor.person_id, place.as_of)
    if not place.can("meetings.write", unit):
        return
    rows = queries.meetings(Scope(((unit.path, False),))).filter(case__closed_on__isnull=True)
    book = current_book()
    for row in rows.prefetch_related("materials"):
        handed_in = [m for m in row.materials.all() if m.state == Standing.HANDED_IN]
        if handed_in and place.can("meetings.review", unit):
            url = reverse("meetings:materials", args=[row.pk])
            yield Waiting(f"{len(handed_in)}份对照检查材料待审阅", url, str(row), unit=str(unit))
        yield from _steps(row, progress(book, row.case, place.as_of))


def _own(person: int | None, day: date) -> Iterator[Waiting]:
    asked = [r for r in queries.own_meetings(person, day) if r.is_democratic and not r.gathering_id]
    states = queries.own_states(person, asked) if asked else {}
    for row in asked:
        state = states.get(row.pk)
        if state is None or state in (Standing.DRAFT, Standing.RETURNED):
            words = "退回修改" if state == Standing.RETURNED else "未提交"
            url = reverse("meetings:write", args=[row.pk])
            yield Waiting(f"本人对照检查材料{words}", url, str(row), row.planned_on, str(row.unit))


def _steps(row: Meeting, found: Any) -> Iterator[Waiting]:
    upcoming = {item.step: item for item in found.next}
    if row.gathering_id is None:
        return
    for key, (words, url_name) in CHASED.items():
        if key in upcoming or key in found.missing:
            due = upcoming[key].latest if key in upcoming else None
            yield Waiting(words, reverse(url_name, args=[row.pk]), str(row), due, str(row.unit))
