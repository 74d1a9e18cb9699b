"""Directives as the rule engine sees them: what was answered, what was to be answered and was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q

from tongpin.audit.clock import site_day
from tongpin.ledgers.directives.models import Directive, StageReply
from tongpin.org.models import Unit
from tongpin.rules.model import Fact


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; two statements.

    A directive is overdue on its last day while no reply of that day or an earlier one is there; one
    of an earlier year that was still open as the span begins is told of on its first day. The engine
    pairs events and answers by their days alone: while a unit still owes an answer only those owed
    are told of, so that the reason names the right papers; answers that came late are told after.
    """
    answered = Q(replied_on__range=(start, end))
    known = min(end, site_day())
    missed = Q(due_on__lte=known) & (Q(replied_on__isnull=True) | Q(replied_on__gt=end))
    rows = Directive.objects.filter(
        answered | missed | Exists(StageReply.objects.filter(directive=OuterRef("pk"), on__gte=start)),
        unit__in=[unit.pk for unit in units], withdrawn_reason="",
    ).prefetch_related("stages")  # fmt: skip
    owing: set[int] = set()
    late: list[tuple[Directive, date, date]] = []
    for row in rows:
        for due, replied in _replies(row):
            if replied is None or replied > end:
                if due is not None and due <= known:
                    owing.add(row.unit_id)
                    yield _fact("overdue", row, max(due, start), due)
                break
            if replied < start:
                continue
            is_late = due is not None and replied > due
            yield _fact("answered", row, replied, replied, late=int(is_late))
            if due is not None and is_late:
                late.append((row, due, replied))
    for row, due, replied in late:
        if row.unit_id not in owing:
            yield _fact("overdue", row, max(due, start), due)
            yield _fact("answered_late", row, replied, replied)


def _replies(row: Directive) -> list[tuple[date | None, date | None]]:
    """When each reply was due and came, in order: those in stages, then the final one."""
    stages: list[StageReply] = list(row.stages.all())
    found: list[tuple[date | None, date | None]] = [(item.was_due_on, item.on) for item in stages]
    return [*found, (row.due_on, row.replied_on)]


def _fact(what: str, row: Directive, on: date, recorded_on: date, **values: int) -> Fact:
    return Fact(
        kind=f"directives.{what}", subject=f"unit:{row.unit_id}", on=on, recorded_on=recorded_on,
        ref=row.ref, label=row.title[:60], values=values,
    )  # fmt: skip
