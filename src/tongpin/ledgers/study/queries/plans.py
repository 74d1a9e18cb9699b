"""Reads of plans: topics with what became of them, forms used over the year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from tongpin.capability import capabilities, load
from tongpin.ledgers.study.models import PlanState, StudyPlan, Topic
from tongpin.life.models import STUDY_KINDS, Form, Gathering, State
from tongpin.life.queries import Used, used_tags
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet

DROPPED = ~Q(topics__dropped_reason="")
EXAMINATION = "examinations.held"


def plans(scope: Scope) -> ScopedQuerySet:
    """Plans within the scope with `number` of topics that stand and how many are `done`."""
    rows = StudyPlan.objects.within(scope).select_related("unit")
    stand = Q(topics__dropped_reason="")
    return rows.annotate(
        number=Count("topics", filter=stand),
        done=Count("topics", filter=stand & Q(topics__done_on__isnull=False)),
    )


def plan(scope: Scope, pk: int) -> StudyPlan | None:
    """One plan within the scope."""
    return plans(scope).filter(pk=pk).first()


def living_plan(unit: Unit, year: int) -> list[StudyPlan]:
    """The plans of a unit's year that were not withdrawn."""
    rows = plans(Scope(((unit.path, False),))).filter(year=year)
    return list(rows.exclude(state=PlanState.WITHDRAWN))


def topics(row: StudyPlan) -> list[Topic]:
    """The topics of a plan in order, with leaders, materials and records; three statements."""
    rows = Topic.objects.filter(plan=row).select_related("lead", "gathering")
    return list(rows.prefetch_related("materials"))


def topic(row: StudyPlan, pk: int) -> Topic | None:
    """One topic of a plan."""
    return Topic.objects.filter(plan=row, pk=pk).select_related("lead", "gathering").first()


@dataclass(frozen=True, slots=True)
class Progress:
    """A plan on a day: topics that stand, done, and late ones."""

    number: int
    done: int
    late: int


def progress(rows: Iterable[Topic], day: date) -> Progress:
    """How a plan stands on the day."""
    stand = [t for t in rows if not t.dropped_reason]
    late = sum(t.done_on is None and t.due_on < day for t in stand)
    return Progress(len(stand), sum(t.done_on is not None for t in stand), late)


def due_topics(scope: Scope, until: date) -> Any:
    """Topics of adopted plans within the scope that are due by the day and not done."""
    rows = Topic.objects.filter(
        scope.condition("plan__unit__path"), plan__state=PlanState.ADOPTED, due_on__lte=until,
        done_on__isnull=True, dropped_reason="",
    )  # fmt: skip
    return rows.select_related("plan__unit").order_by("due_on", "pk")


def gatherings_for(row: StudyPlan) -> list[Gathering]:
    """Recorded study of the plan's unit and year that a topic may have been carried out by."""
    rows = Gathering.objects.filter(
        unit=row.unit, held_on__year=row.year, state=State.RECORDED, kinds__kind__in=STUDY_KINDS
    )
    return list(rows.distinct().order_by("-held_on", "-pk")[:200])


def adopted_between(units: Sequence[int], start: date, end: date) -> list[StudyPlan]:
    """Plans of the units adopted between two days, both included."""
    rows = StudyPlan.objects.filter(
        unit__in=units, state=PlanState.ADOPTED, adopted_on__range=(start, end)
    )
    return list(rows.order_by("pk"))


def forms_used(scope: Scope, unit: Unit, year: int) -> list[Used]:
    """Every form that the founding paper names, with its use in the unit and below over the year:
    from gatherings, and the examinations that the examination ledger tells of.
    """
    used = used_tags(scope, unit, year, Form)
    below = list(Unit.objects.within(scope).filter(path__startswith=unit.path))
    sat = {
        fact.ref: fact.on
        for fact in _told(EXAMINATION, below, date(year, 1, 1), date(year, 12, 31))
    }
    if not sat:
        return used
    last = max(sat.values())
    return [
        Used(u.value, u.label, u.number + len(sat), max(last, u.last_on or last))
        if u.value == Form.EXAMINATION
        else u
        for u in used
    ]


def _told(kind: str, units: Sequence[Unit], start: date, end: date) -> list[Any]:
    """Facts of a kind from the ledger whose kind it is; a ledger knows no other by import."""
    owner = kind.partition(".")[0]
    paths = [c.facts for c in capabilities() if c.key == owner and c.facts is not None]
    return [f for path in paths for f in load(path)(units, start, end) if f.kind == kind]
