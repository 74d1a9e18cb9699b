"""Gatherings as the rule engine sees them: a pure mapping of rows to facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.db.models import Q

from tongpin.audit.clock import site_day
from tongpin.life.models import (
    BRANCH_LIFE_KINDS,
    Attendance,
    Content,
    Gathering,
    Kind,
    Presence,
    State,
)
from tongpin.life.queries import (
    counts_by_unit,
    gatherings,
    joint_units,
    numbers_with,
    talk_numbers,
)
from tongpin.org.models import BRANCH_KINDS, COMMITTEE_TITLES, LEADING_KINDS, Post, Unit
from tongpin.org.scope import Scope
from tongpin.rules.model import Fact
from tongpin.rules.records import State as FactState

CONTENTS = frozenset(Content.values)
# A meeting of the leading body that took up ideology: the half of 意识形态责任制 that is a meeting.
IDEOLOGY_AGENDA = "ideology.agenda"
Numbers = Mapping[str, int | None]


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; a constant number of statements.

    A joint gathering gives facts to each unit that held it, with that unit's own numbers. What is
    only planned gives none.
    """
    ids = [u.pk for u in units]
    held = gatherings(Scope.everything()).filter(
        Q(unit__in=ids) | Q(joint_units__unit__in=ids), held_on__range=(start, end)
    )
    rows = list(
        held.exclude(state=State.PLANNED)
        .prefetch_related("tags")
        .order_by("-held_on", "-pk")
        .distinct()
    )
    partners = joint_units(row.pk for row in rows)
    numbers = counts_by_unit(partners) if partners else {}
    places = [
        (row, unit)
        for row in rows
        for unit in dict.fromkeys((row.unit_id, *partners.get(row.pk, ())))
        if unit in ids
    ]
    talked = talk_numbers((p for p in places if _was_recorded(p[0])), units)
    for row, unit in places:
        values = _values(row.entitled, row.present)
        if row.pk in partners:
            place = None if unit == row.unit_id else unit
            values = _values(*numbers.get((row.pk, place), (0, 0)))
        yield from _facts(row, unit, values | talked.get((row.pk, unit), {}))
    yield from _dual_attendance(ids, start, end)


def _was_recorded(row: Gathering) -> bool:
    """Whether the record counts, or did until it was withdrawn on a day that is known."""
    if row.state == State.WITHDRAWN:
        return row.withdrawn_from == State.RECORDED and row.withdrawn_on is not None
    return row.state == State.RECORDED


def _values(entitled: int, present: int) -> dict[str, int | None]:
    return {"entitled": entitled or None, "present": present if entitled else None}


def _facts(row: Gathering, unit: int, values: Numbers) -> Iterator[Fact]:
    tags = [t.tag for t in row.tags.all()]
    for kind in _fact_kinds([k.kind for k in row.kinds.all()], tags):
        yield Fact(
            kind=kind,
            subject=f"unit:{unit}",
            on=row.held_on,
            recorded_on=row.recorded_on,
            ref=row.ref,
            label=row.topic,
            tags=_marks(row.makes_up, tags),
            values=values,
            state=cast(FactState, row.state),
            withdrawn_on=row.withdrawn_on if _was_recorded(row) else None,
        )


def _fact_kinds(kinds: Sequence[str], tags: Sequence[str]) -> Iterator[str]:
    """The kinds of fact that a gathering is: its kinds, its contents, and what the two make together."""
    yield from (f"life.{kind}" for kind in (*kinds, *(t for t in tags if t in CONTENTS)))
    if Kind.LEADING_MEETING in kinds and Content.IDEOLOGY in tags:
        yield IDEOLOGY_AGENDA


def _marks(makes_up: str, tags: Sequence[str]) -> frozenset[str]:
    marks = {f"form:{t}" for t in tags if t not in CONTENTS}
    return frozenset(marks | {f"for:{makes_up}"} if makes_up else marks)


def minutes_facts(unit: Unit, typed: Mapping[str, Any], day: date) -> Iterator[Fact]:
    """The facts that a form would give if it were saved now."""
    grid = typed.get("attendance") or {}
    asked = [presence for presence, _ in grid.values() if presence != Presence.OBSERVER]
    tags, kinds = list(typed.get("tags") or ()), typed.get("kinds") or ()
    values = _values(len(asked), asked.count(Presence.PRESENT.value))
    if Kind.HEART_TALK in kinds and unit.kind in BRANCH_KINDS:
        makes_up = typed.get("makes_up") or ""
        values |= numbers_with(unit, day, makes_up, typed.get("talks") or ())
    for kind in _fact_kinds(kinds, tags):
        yield Fact(
            kind=kind,
            subject=f"unit:{unit.pk}",
            on=day,
            recorded_on=site_day(),
            ref="life:new",
            label=typed.get("topic") or "",
            tags=_marks(typed.get("makes_up") or "", tags),
            values=values,
        )


def _dual_attendance(ids: list[int], start: date, end: date) -> Iterator[Fact]:
    """Members of a leading team who took part in the life of their own branch."""
    team = Post.objects.filter(
        unit__kind__in=LEADING_KINDS, title__in=COMMITTEE_TITLES, person__home__in=ids
    ).values("person")
    own = Q(gathering__unit__in=ids, unit__isnull=True) | Q(unit__in=ids)
    counted = Q(gathering__state=State.RECORDED) | Q(
        gathering__withdrawn_from=State.RECORDED, gathering__withdrawn_on__isnull=False
    )
    rows = (
        Attendance.objects.filter(
            own,
            counted,
            person__in=team,
            presence=Presence.PRESENT,
            gathering__held_on__range=(start, end),
            gathering__kinds__kind__in=BRANCH_LIFE_KINDS,
        )
        .select_related("gathering")
        .distinct()
    )
    for row in rows:
        yield Fact(
            kind="life.dual_attendance",
            subject=f"person:{row.person_id}",
            on=row.gathering.held_on,
            recorded_on=row.gathering.recorded_on,
            ref=row.gathering.ref,
            label=row.gathering.topic,
            tags=frozenset(),
            values={},
            state=cast(FactState, row.gathering.state),
            withdrawn_on=row.gathering.withdrawn_on,
        )
