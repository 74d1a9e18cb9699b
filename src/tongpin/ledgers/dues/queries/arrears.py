"""Arrears: months that ended unpaid, how old they are, and when six run on without a break."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from tongpin.ledgers.dues.amounts import distance, month_of, shifted
from tongpin.ledgers.dues.models import Allocation, AllocationKind, Assessment
from tongpin.ledgers.dues.queries.bases import book
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet


@dataclass(frozen=True, slots=True)
class Arrear:
    """A member who owes: `{month: fen}` open, how many months run on at the end and how many alert."""

    person: Person
    months: dict[date, int]
    running: int
    limit: int

    @property
    def pk(self) -> int:
        """The person's key, so that the row has a stable order."""
        return self.person.pk

    @property
    def is_alert(self) -> bool:
        """Whether so many months run on that the branch is told."""
        return self.running >= self.limit

    @property
    def amount(self) -> int:
        """The sum in fen."""
        return sum(self.months.values())

    @property
    def since(self) -> date:
        """The oldest open month."""
        return min(self.months)

    def age(self, day: date) -> int:
        """How many months the oldest one is over."""
        return distance(self.since, month_of(day))


def arrears(unit: Unit, day: date) -> list[Arrear]:
    """Who owes at and below the unit for months that were over by the day, the longest run first.

    Three statements. The alert says that six months running were not paid (2008 art 13); what
    follows is for the branch meeting and the committee above, never for the program.
    """
    return _behind(Assessment.objects.filter(unit__path__startswith=unit.path), day)


def owed_by(person: Person, day: date) -> Arrear | None:
    """One member's arrears, whatever branch they are owed to."""
    return next(iter(_behind(Assessment.objects.filter(person=person), day)), None)


def _behind(assessed: ScopedQuerySet, day: date) -> list[Arrear]:
    owed: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    due = assessed.filter(month__lt=month_of(day), due_fen__isnull=False)
    for person, month, amount in (
        due.values_list("person", "month").annotate(n=Sum("due_fen")).order_by()
    ):
        owed[person][month] += amount
    paid = Allocation.objects.filter(
        kind=AllocationKind.DUE, month__lt=month_of(day), person__in=due.values("person"),
        payment__paid_on__lte=day,
    )  # fmt: skip
    for person, month, amount in (
        paid.values_list("person", "month").annotate(n=Sum("amount_fen")).order_by()
    ):
        if month in owed[person]:
            owed[person][month] -= amount
    behind = {
        p: {m: n for m, n in sorted(months.items()) if n > 0}
        for p, months in owed.items()
        if any(n > 0 for n in months.values())
    }
    limit = book().nearest("dues-nonpayment-months", day).integer("months")
    people = Person.objects.select_related("home").in_bulk(behind)
    rows = []
    for person, months in behind.items():
        running = _running(months, shifted(month_of(day), -1))
        rows.append(Arrear(people[person], months, running, limit))
    return sorted(rows, key=lambda r: (-r.running, r.since, r.person.search_text, r.pk))


def _running(months: dict[date, int], last: date) -> int:
    """How many months up to the last one are open without a gap."""
    count = 0
    while last in months:
        count, last = count + 1, shifted(last, -1)
    return count
