"""Counts by state: in total, by source, by round. One statement each, whatever the number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from tongpin.rectification.models import LATE_STATES, Round, Source, State


@dataclass(slots=True)
class Tally:
    """How many there are, closed, long-term, submitted, overdue."""

    label: str = ""
    key: str = ""
    total: int = 0
    closed: int = 0
    long_term: int = 0
    submitted: int = 0
    unplanned: int = 0
    overdue: int = 0

    @property
    def doing(self) -> int:
        """Planned or under way."""
        return self.total - self.closed - self.long_term - self.submitted - self.unplanned

    @property
    def share(self) -> int:
        """Per cent closed or made long-term, rounded down so that 100 means all."""
        return (self.closed + self.long_term) * 100 // self.total if self.total else 0

    def add(self, state: str, number: int) -> None:
        """Count problems in a state; withdrawn ones don't count."""
        if state == State.CANCELLED:
            return
        self.total += number
        self.closed += number * (state == State.CLOSED)
        self.long_term += number * (state == State.LONG_TERM)
        self.submitted += number * (state == State.SUBMITTED)
        self.unplanned += number * (state == State.FOUND)


def totals(rows: QuerySet[Any], day: date) -> Tally:
    """All the rows together."""
    return _tallies(rows, None, day).get(None, Tally())


def by_source(rows: QuerySet[Any], day: date) -> list[Tally]:
    """By source, in the order of the choices; sources without problems left out."""
    return _named(_tallies(rows, "source", day), list(Source.choices))


def by_round(rows: QuerySet[Any], day: date) -> list[Tally]:
    """By round, the newest first; problems of no round left out."""
    found = _tallies(rows.filter(round__isnull=False), "round", day)
    names = Round.objects.filter(pk__in=list(found)).order_by("-feedback_on", "-pk")
    return _named(found, list(names.values_list("pk", "name")))


def _named(found: dict[Any, Tally], names: list[tuple[Any, str]]) -> list[Tally]:
    result = []
    for key, label in names:
        tally = found.get(key)
        if tally is not None and tally.total:
            tally.key, tally.label = str(key), label
            result.append(tally)
    return result


def _tallies(rows: QuerySet[Any], name: str | None, day: date) -> dict[Any, Tally]:
    """`{value of the column, None for all: tally}`; one statement over an index."""
    found: dict[Any, Tally] = {}
    columns = ("state",) if name is None else (name, "state")
    late = Count("pk", filter=Q(due_on__lt=day))
    plain = rows.order_by().select_related(None).values_list(*columns)
    for *keys, number, overdue in plain.annotate(n=Count("pk"), late=late):
        tally = found.setdefault(keys[0] if name is not None else None, Tally())
        tally.add(keys[-1], number)
        tally.overdue += overdue if keys[-1] in LATE_STATES else 0
    return found
