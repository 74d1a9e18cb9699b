"""Gatherings as the rule engine sees them: a pure mapping of rows to facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from tongpin.audit.clock import site_day
from tongpin.life.models import Attendance, Gathering, Kind, Presence, State
from tongpin.life.queries import gatherings
from tongpin.org.models import COMMITTEE_TITLES, LEADING_KINDS, Post, Unit
from tongpin.org.scope import Scope
from tongpin.rules.model import Fact
from tongpin.rules.records import State as FactState

# What counts as taking part in the own branch's life as an ordinary member.
DUAL_LIFE = frozenset(Kind) - {Kind.THEORY_STUDY, Kind.DEMOCRATIC_LIFE_MEETING, Kind.HEART_TALK}


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; a constant number of statements."""
    ids = [u.pk for u in units]
    rows = gatherings(Scope.everything()).filter(unit__in=ids, held_on__range=(start, end))
    for row in rows:
        yield from gathering_facts(row)
    yield from _dual_attendance(ids, start, end)


def gathering_facts(row: Gathering) -> Iterator[Fact]:
    """One fact for each kind of a gathering that is annotated with `present` and `entitled`."""
    entitled = getattr(row, "entitled", None) or None
    values = {"entitled": entitled, "present": row.present if entitled else None}  # type: ignore[attr-defined]
    tags = frozenset({f"for:{row.makes_up}"}) if row.makes_up else frozenset()
    for item in row.kinds.all():
        yield Fact(
            kind=f"life.{item.kind}",
            subject=f"unit:{row.unit_id}",
            on=row.held_on,
            recorded_on=row.recorded_on,
            ref=row.ref,
            label=row.topic,
            tags=tags,
            values=values,
            state=cast(FactState, row.state),
        )


def minutes_facts(unit: Unit, typed: Mapping[str, Any], day: date) -> Iterator[Fact]:
    """The facts that a form would give if it were saved now."""
    grid = typed.get("attendance") or {}
    present = sum(1 for presence, _ in grid.values() if presence == Presence.PRESENT)
    makes_up = typed.get("makes_up") or ""
    for kind in typed.get("kinds") or ():
        yield Fact(
            kind=f"life.{kind}",
            subject=f"unit:{unit.pk}",
            on=day,
            recorded_on=site_day(),
            ref="life:new",
            label=typed.get("topic") or "",
            tags=frozenset({f"for:{makes_up}"}) if makes_up else frozenset(),
            values={"entitled": len(grid) or None, "present": present if grid else None},
        )


def _dual_attendance(ids: list[int], start: date, end: date) -> Iterator[Fact]:
    """Members of a leading team who took part in the life of their own branch."""
    team = Post.objects.filter(
        unit__kind__in=LEADING_KINDS, title__in=COMMITTEE_TITLES, person__home__in=ids
    ).values("person")
    rows = (
        Attendance.objects.filter(
            person__in=team,
            presence=Presence.PRESENT,
            gathering__unit__in=ids,
            gathering__held_on__range=(start, end),
            gathering__state=State.RECORDED,
            gathering__kinds__kind__in=DUAL_LIFE,
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
            state="recorded",
        )
