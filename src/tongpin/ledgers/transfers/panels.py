"""What transfers add to the shared pages: lines that wait, cards of a person and of a unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse

from tongpin.capability import Line, Panel, Waiting
from tongpin.ledgers.transfers import queries
from tongpin.ledgers.transfers.models import Transfer
from tongpin.ledgers.transfers.states import Route, State, verbs
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope


def waiting(place: Any, unit: Unit) -> Iterator[Waiting]:
    """The steps that the reader may take now, and letters that run out; two statements."""
    if not place.can("transfers.write", unit):
        return
    rows = queries.transfers(Scope(((unit.path, True),)) if _answers_below(place, unit)
                             else Scope(((unit.path, False),)))  # fmt: skip
    for row in queries.due_soon(rows, place.as_of):
        url = reverse("transfers:detail", args=[row.pk])
        letter = queries.runs_out(row, place.as_of)
        verb = queries.next_verb(row)
        if verb not in verbs(row.route, row.state):
            continue
        desk = queries.desk(row, verb)
        if letter is not None and place.can("transfers.approve", desk):
            over = letter.valid_until < place.as_of
            words = "已过期，请查询或者重新开具" if over else "快到期"
            yield Waiting(
                f"{row.name}的介绍信{words}", url,
                why=f"{letter.number}，有效期至{letter.valid_until}，还没有收到回执",
                due_on=letter.valid_until, unit=str(row.unit),
            )  # fmt: skip
        elif row.route == Route.OUT and row.state == State.ISSUED:
            continue  # the other end has to act
        elif place.can(queries.permission_for(verb, row), desk):
            yield Waiting(
                f"{row.name}{row.get_route_display()}：{verb.label}", url,
                why=f"{row.source_name} → {row.target_name}", unit=str(row.unit),
                due_on=letter.valid_until if letter else None,
            )  # fmt: skip


def _answers_below(place: Any, unit: Unit) -> bool:
    return any(
        sub and unit.path.startswith(path) for path, sub in place.actor.reach("transfers.approve")
    )


def person(place: Any, person: Person) -> Panel | None:
    """The transfers of a person."""
    if not place.can("transfers.view", person.home):
        return None
    rows = Transfer.objects.filter(person=person).select_related("unit", "target", "receiver")
    lines = tuple(
        Line(
            f"{row.requested_on} {row.get_route_display()}", row.get_state_display(),
            reverse("transfers:detail", args=[row.pk]),
        )
        for row in rows[:5]
    )  # fmt: skip
    url = ""
    if place.can("transfers.write", person.home) and person.withdrawn_on is None:
        url = f"{reverse('transfers:new')}?person={person.pk}&unit={person.home.code}"
    return Panel("组织关系转接", lines, url, "没有转接。")


def unit(place: Any, unit: Unit) -> Panel | None:
    """How many transfers of a unit are under way."""
    if not place.can("transfers.view", unit):
        return None
    rows = list(queries.due_soon(queries.transfers(Scope(((unit.path, True),))), place.as_of))
    late = [r for r in rows if (e := queries.letter_of(r)) and e.is_expired(place.as_of)]
    soon = place.as_of + timedelta(days=queries.WARN_DAYS)
    ending = [r for r in rows if r not in late and (e := queries.runs_out(r, place.as_of))
              and e.valid_until <= soon]  # fmt: skip
    lines = (
        Line("正在办理", f"{len(rows)}件"),
        Line("介绍信快到期", f"{len(ending)}件"),
        Line("介绍信已过期", f"{len(late)}件"),
    )
    return Panel("组织关系转接", lines, f"{reverse('transfers:list')}?unit={unit.code}")
