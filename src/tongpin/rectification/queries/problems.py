"""Problems, their steps and their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from tongpin.capability import SOON
from tongpin.documents.models import Attachment
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rectification.models import Problem, State, Step, StepKind
from tongpin.rectification.models.problem import LATE_STATES


def problems(scope: Scope) -> ScopedQuerySet:
    """Problems raised in or handed to units of the scope."""
    rows = Problem.objects.within(scope)
    return rows.select_related("unit", "responsible_unit", "round")


def problems_of(ref: str) -> ScopedQuerySet:
    """What a record found, such as `supervision:12`; withdrawn ones left out."""
    rows = Problem.objects.filter(ref=ref).exclude(state=State.CANCELLED)
    return rows.select_related("unit", "responsible_unit", "round").order_by("pk")


def problem(scope: Scope, pk: int) -> Problem | None:
    """One problem within the scope."""
    return problems(scope).filter(pk=pk).first()


def narrowed(scope: Scope, unit: Unit | None) -> Scope:
    """The part of the scope that lies in the unit and below it; all of it without a unit."""
    if unit is None:
        return scope
    places = []
    for path, subtree in scope.places:
        if subtree and unit.path.startswith(path):
            return Scope(((unit.path, True),))
        if path.startswith(unit.path):
            places.append((path, subtree))
    return Scope(tuple(places))


def located(scope: Scope, unit: Unit | None) -> ScopedQuerySet:
    """Problems of the unit and everything below it, as far as the scope reaches."""
    return problems(narrowed(scope, unit))


def overdue(day: date) -> Q:
    """Past the deadline with nothing submitted."""
    return Q(due_on__lt=day, state__in=LATE_STATES)


def due_within(day: date) -> Q:
    """The deadline is near: today or in the next fifteen days."""
    return Q(due_on__range=(day, day + SOON), state__in=LATE_STATES)


def searched(rows: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """Problems whose words, person or number contain the text."""
    return rows.filter(
        Q(title__icontains=text)
        | Q(description__icontains=text)
        | Q(responsible_name__icontains=text)
        | Q(number=text)
    )


def categories(rows: ScopedQuerySet) -> list[tuple[str, str]]:
    """The categories that the problems have, to choose from."""
    named = rows.exclude(category="").order_by("category")
    return [(name, name) for name in named.values_list("category", flat=True).distinct()[:100]]


def steps(row: Problem) -> list[Step]:
    """What happened to a problem, the latest first."""
    return list(row.steps.order_by("-pk"))


def evidence(rows: Iterable[Step]) -> dict[str, list[Attachment]]:
    """What the steps carry, by their reference: one statement."""
    found: dict[str, list[Attachment]] = defaultdict(list)
    owners = [row.ref for row in rows]
    for item in Attachment.objects.filter(owner__in=owners, withdrawn_at__isnull=True):
        found[item.owner].append(item)
    return dict(found)


def evidence_since(row: Problem) -> bool:
    """Whether a stage since the last return or reopening carries evidence."""
    turned = row.steps.filter(kind__in=[StepKind.RETURN, StepKind.REOPEN]).order_by("-pk").first()
    stages = row.steps.filter(kind=StepKind.PROGRESS)
    if turned is not None:
        stages = stages.filter(pk__gt=turned.pk)
    owners = [step.ref for step in stages]
    return Attachment.objects.filter(owner__in=owners, withdrawn_at__isnull=True).exists()


def open_names(scope: Scope) -> list[str]:
    """The people who answer for open problems, by name."""
    rows = Problem.objects.within(scope).exclude(responsible_name="")
    rows = rows.exclude(state__in=[State.CLOSED, State.CANCELLED])
    return sorted(set(rows.values_list("responsible_name", flat=True)))
