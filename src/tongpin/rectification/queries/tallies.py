"""Counts by state: in total, by source, by round. One statement each, whatever the number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from tongpin.rectification.models import Source, State
from tongpin.rectification.models.problem import LATE_STATES


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
    return next(iter(_tallies(rows, (), day).values()), Tally())


def by_source(rows: QuerySet[Any], day: date) -> list[Tally]:
    """By source, in the order of the choices; sources without problems left out."""
    found = _tallies(rows, ("source",), day)
    result = []
    for key, label in Source.choices:
        tally = found.get((key,))
        if tally is not None and tally.total:
            tally.key, tally.label = key, label
            result.append(tally)
    return result


def by_round(rows: QuerySet[Any], day: date) -> list[Tally]:
    """By round, the newest first; problems of no round left out."""
    found = _tallies(rows.exclude(round=None), ("round", "round__name"), day)
    for (key, name), tally in found.items():
        tally.key, tally.label = str(key), name
    ordered: Iterable[Tally] = sorted(found.values(), key=lambda t: -int(t.key))
    return [tally for tally in ordered if tally.total]


def _tallies(
    rows: QuerySet[Any], names: tuple[str, ...], day: date
) -> dict[tuple[Any, ...], Tally]:
    """`{values of the names: tally}`; two statements."""
    found: dict[tuple[Any, ...], Tally] = {}
    plain = rows.order_by().select_related(None)
    for item in plain.values_list(*names, "state").annotate(n=Count("pk")):
        found.setdefault(item[:-2], Tally()).add(item[-2], item[-1])
    late = plain.filter(due_on__lt=day, state__in=LATE_STATES)
    if names:
        for item in late.values_list(*names).annotate(n=Count("pk")):
            found[item[:-1]].overdue = item[-1]
    else:
        found.setdefault((), Tally()).overdue = late.count()
    return found
