"""What this ledger adds to the shared pages: what has to be looked at, and a person's card."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from tongpin.capability import Line, Panel, Waiting
from tongpin.ledgers.standing import queries
from tongpin.ledgers.standing.models import Decision, Floating, LostContact
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope


def waiting(place: Any, unit: Unit) -> Iterator[Waiting]:
    """The alerts of the unit; for who answers for the units below, theirs as well."""
    if not place.can("standing.write", unit):
        return
    reach = place.actor.reach("standing.write")
    subtree = any(sub and unit.path.startswith(path) for path, sub in reach)
    for item in queries.alerts(Scope(((unit.path, subtree),)), None, place.as_of):
        yield Waiting(
            f"{item.name}：{item.words}", item.url, why=f"{item.decides}决定，{item.cited}",
            due_on=item.due_on, unit=item.unit,
        )  # fmt: skip


def person(place: Any, person: Person) -> Panel | None:
    """How a person stands: decisions, being away, being out of reach."""
    if not place.can("standing.view", person.home):
        return None
    lines = [
        Line(f"{d.effective_on} {d.get_kind_display()}", d.decided_by,
             reverse("standing:decision", args=[d.pk]))
        for d in Decision.objects.filter(person=person, withdrawn_reason="").defer("note")
    ]  # fmt: skip
    lines += [
        Line(f"{f.left_on} 流动", f.place, reverse("standing:floating-detail", args=[f.pk]))
        for f in Floating.objects.filter(person=person, ended_on__isnull=True).defer("phone")
    ]
    lines += [
        Line(f"{r.lost_on} 失联", "查找中", reverse("standing:lost-detail", args=[r.pk]))
        for r in LostContact.objects.filter(person=person, found_on__isnull=True)
    ]
    url = ""
    if place.can("standing.decide", person.home):
        url = reverse("standing:decide", args=[person.pk])
    return Panel("流动、失联和党籍", tuple(lines), url, "正常。")
