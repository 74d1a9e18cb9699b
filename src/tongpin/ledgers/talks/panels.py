"""谈话提醒 on the shared pages: what waits, and the card on a person's page, for who may know only."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tongpin.capability import SOON, Line, Panel, Waiting
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.talks import queries
from tongpin.org.access import PageContext
from tongpin.org.models import Person, Unit

MOST = 30


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """Steps near or past their last day, without names: the workbench may be looked at by others."""
    if not place.can("talks.view", unit):
        return
    rows = queries.knowable(place.actor).filter(
        unit__path__startswith=unit.path, handed_on=None, withdrawn_reason=""
    )
    kept = list(rows[:200])
    book = current_book() if kept else None
    told = 0
    for row in kept:
        assert book is not None
        for due in queries.dues(book, row, place.as_of):
            if due.on <= place.as_of + SOON and told < MOST:
                told += 1
                late = "逾期" if due.on < place.as_of else ""
                yield Waiting(
                    f"{due.title}{late}：{row}", reverse("talks:detail", args=[row.pk]),
                    why=due.why, due_on=due.on, unit=str(row.unit),
                )  # fmt: skip


def person(place: PageContext, person: Person) -> Panel | None:
    """The person's matters, where the reader may know of any; else there is no card at all."""
    if not place.can("talks.view"):
        return None
    rows = list(queries.knowable(place.actor).filter(person=person)[:MOST])
    if not rows:
        return None
    book = current_book()
    lines = tuple(
        Line(
            f"{row.get_kind_display()}{row}", queries.phase(book, row, place.as_of)[1],
            reverse("talks:detail", args=[row.pk]),
        )
        for row in rows
    )  # fmt: skip
    return Panel("谈话提醒", lines, reverse("talks:list"))
