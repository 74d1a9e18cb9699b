"""Items, resolutions and what became of them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max, Prefetch, Q

from tongpin.ledgers.decisions.models import Item, Resolution, Task, TaskNote
from tongpin.life.models import Gathering
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet


def items(scope: Scope) -> ScopedQuerySet:
    """Items within the scope with everything that decides whether they hold."""
    return (
        Item.objects.within(scope)
        .select_related("topic__unit", "topic__responsible", "topic__changes", "gathering", "vote")
        .prefetch_related("speeches__person", "recusals__person", "topic__steps")
    )


def item(scope: Scope, pk: int) -> Item | None:
    """One item within the scope."""
    return items(scope).filter(pk=pk).first()


def agenda(gathering: Gathering) -> list[Item]:
    """The items of a meeting in their order."""
    rows = gathering.decision_items.filter(withdrawn_reason="").select_related(
        "topic__unit", "vote", "gathering"
    )
    return list(rows.order_by("position", "pk"))


def next_position(gathering: Gathering) -> int:
    """The place at the end of the agenda."""
    last = gathering.decision_items.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def resolutions(scope: Scope) -> ScopedQuerySet:
    """Resolutions within the scope, with how many tasks they have and how many are done."""
    return (
        Resolution.objects.within(scope)
        .select_related("unit", "item__topic__unit", "item__gathering", "replaced_by")
        .annotate(
            tasks_all=Count("tasks", distinct=True),
            tasks_done=Count("tasks", filter=Q(tasks__done_on__isnull=False), distinct=True),
        )
    )


def resolution(scope: Scope, pk: int) -> Resolution | None:
    """One resolution within the scope with its tasks and their notes."""
    notes = Prefetch("notes", TaskNote.objects.order_by("on", "pk"))
    tasks = Prefetch("tasks", Task.objects.select_related("unit").prefetch_related(notes))
    return resolutions(scope).prefetch_related(tasks, "evaluations").filter(pk=pk).first()


def next_number(unit: Unit, year: int) -> int:
    """The number of the body's next resolution in a year."""
    last = Resolution.objects.filter(unit=unit, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def tasks(scope: Scope) -> ScopedQuerySet:
    """Tasks within the scope, resolutions that still stand only."""
    return (
        Task.objects.within(scope)
        .filter(resolution__replaced_by__isnull=True)
        .select_related("unit", "resolution__unit", "resolution__item__topic__unit")
    )


def task(resolution: Resolution, pk: int) -> Task | None:
    """One task of a resolution."""
    return next((t for t in resolution.tasks.all() if t.pk == pk), None)


def late(day: date) -> Q:
    """Tasks that should have been done before the day."""
    return Q(done_on__isnull=True, due_on__lt=day)
