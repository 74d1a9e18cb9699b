"""Reads of payments: the month sheet, a member's months, what is still open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from tongpin.ledgers.dues.amounts import month_of
from tongpin.ledgers.dues.models import (
    Allocation,
    AllocationKind,
    Assessment,
    AssessmentKind,
    Payment,
)
from tongpin.ledgers.dues.queries.assessing import closed_months
from tongpin.org.models import Person, Unit
from tongpin.org.queries import branches
from tongpin.org.scope import Scope, ScopedQuerySet


@dataclass(slots=True)
class SheetRow:
    """One member and month: what is owed (corrections in it), what was paid, what is left.

    `due` is None for 待核; `left` is None then too.
    """

    person: Person
    month: date
    assessment: Assessment | None = None
    corrections: list[Assessment] = field(default_factory=list)
    parts: list[Allocation] = field(default_factory=list)

    @property
    def due(self) -> int | None:
        """Owed in fen, or None where it cannot be told."""
        if self.assessment is None:
            return sum(c.due_fen or 0 for c in self.corrections) if self.corrections else None
        first = self.assessment.due_fen
        if first is None and not self.corrections:
            return None
        return (first or 0) + sum(c.due_fen or 0 for c in self.corrections)

    @property
    def paid(self) -> int:
        """Paid for the month in fen, reversals counted off."""
        return sum(part.amount_fen for part in self.parts)

    @property
    def left(self) -> int | None:
        """Still open in fen; negative where more was paid than is owed."""
        return None if self.due is None else self.due - self.paid

    @property
    def last(self) -> Payment | None:
        """The latest payment that counts for the month."""
        return max((p.payment for p in self.parts if p.amount_fen > 0), key=lambda p: p.pk,
                   default=None)  # fmt: skip


def sheet(unit: Unit, month: date) -> list[SheetRow]:
    """The month sheet of a branch by name: two statements whatever its size."""
    rows: dict[int, SheetRow] = {}
    found = (
        Assessment.objects.filter(unit=unit, month=month)
        .select_related("person", "declaration", "relief")
        .defer("declaration__items")
        .order_by("person__search_text", "person", "id")
    )
    for item in found:
        row = rows.setdefault(item.person_id, SheetRow(item.person, month))
        _put(row, item)
    _with_parts(rows, Allocation.objects.filter(
        month=month, person__in=Assessment.objects.filter(unit=unit, month=month).values("person")
    ))  # fmt: skip
    return list(rows.values())


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A branch's month in one line, in fen."""

    unit: Unit
    people: int
    due: int
    paid: int
    unknown: int
    is_closed: bool

    @property
    def left(self) -> int:
        """Still open; never below nothing, as advance payments lie in other months."""
        return max(self.due - self.paid, 0)


def overview(unit: Unit, month: date) -> list[BranchRow]:
    """The month by branch at and below the unit; four statements."""
    due = Assessment.objects.filter(unit__path__startswith=unit.path, month=month)
    owed = {
        row["unit"]: row
        for row in due.values("unit")
        .annotate(n=Sum("due_fen"), people=Count("person", distinct=True),
                  unknown=Count("pk", filter=Q(due_fen__isnull=True)))
        .order_by()
    }  # fmt: skip
    holder = dict(due.filter(kind=AssessmentKind.ASSESSED).values_list("person", "unit"))
    paid: dict[int, int] = defaultdict(int)
    parts = Allocation.objects.filter(
        month=month, kind=AllocationKind.DUE, person__in=due.values("person")
    )
    for person, amount in parts.values_list("person").annotate(n=Sum("amount_fen")).order_by():
        if person in holder:
            paid[holder[person]] += amount
    closed = closed_months(month)
    return [
        BranchRow(
            branch, owed.get(branch.pk, {}).get("people", 0), owed.get(branch.pk, {}).get("n") or 0,
            paid[branch.pk], owed.get(branch.pk, {}).get("unknown", 0), branch.pk in closed,
        )
        for branch in branches(Scope(((unit.path, True),)), as_of=month)
    ]  # fmt: skip


def member_months(person: Person, *, year: int | None = None) -> list[SheetRow]:
    """A member's months in order, with assessments and payments; two statements."""
    rows: dict[date, SheetRow] = {}
    due = Assessment.objects.filter(person=person).select_related("declaration", "relief", "unit")
    parts = Allocation.objects.filter(person=person, kind=AllocationKind.DUE)
    if year is not None:
        due, parts = due.filter(month__year=year), parts.filter(month__year=year)
    for item in due.order_by("month", "id"):
        _put(rows.setdefault(item.month, SheetRow(person, item.month)), item)
    for part in parts.select_related("payment").order_by("id"):
        assert part.month is not None
        rows.setdefault(part.month, SheetRow(person, part.month)).parts.append(part)
    return [rows[month] for month in sorted(rows)]


def paid_until(person: Person) -> date | None:
    """The last month before the first that is still owed or cannot be told; two statements."""
    last = None
    for row in member_months(person):
        if row.paid <= 0 if row.left is None else row.left > 0:
            break
        last = row.month
    return last


def open_months(people: Iterable[int] | None) -> dict[int, dict[date, int]]:
    """`{person: {month: fen still open}}`, months without anything open left out; two statements.

    None asks for everybody: an import of thousands of lines does not name them one by one.
    """
    wanted = {} if people is None else {"person__in": list(people)}
    owed: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    due = Assessment.objects.filter(due_fen__isnull=False, **wanted)
    for person, month, amount in (
        due.values_list("person", "month").annotate(n=Sum("due_fen")).order_by()
    ):
        owed[person][month] += amount
    paid = Allocation.objects.filter(kind=AllocationKind.DUE, **wanted)
    for person, month, amount in (
        paid.values_list("person", "month").annotate(n=Sum("amount_fen")).order_by()
    ):
        owed[person][month] -= amount
    return {p: {m: n for m, n in sorted(months.items()) if n > 0} for p, months in owed.items()}


def payments(scope: Scope) -> ScopedQuerySet:
    """Payments within the scope, the latest first."""
    rows = Payment.objects.within(scope).select_related("person", "unit", "batch", "reversed_by")
    return rows.prefetch_related("allocations")


def payment(scope: Scope, pk: int) -> Payment | None:
    """One payment with its parts."""
    return payments(scope).select_related("reverses", "upload").filter(pk=pk).first()


def payments_of(person: Person) -> list[Payment]:
    """What was paid for one member, the latest first."""
    rows = Payment.objects.filter(person=person).select_related("unit", "batch", "reversed_by")
    return list(rows.prefetch_related("allocations"))


def paid_in(unit: Unit, month: date) -> int:
    """What a branch took in within a calendar month, in fen."""
    rows = Payment.objects.filter(
        unit=unit, paid_on__year=month.year, paid_on__month=month_of(month).month
    )
    return rows.aggregate(n=Sum("amount_fen"))["n"] or 0


def _put(row: SheetRow, item: Assessment) -> None:
    if item.kind == AssessmentKind.CORRECTION:
        row.corrections.append(item)
    else:
        row.assessment = item


def _with_parts(rows: dict[int, SheetRow], parts: Any) -> None:
    for part in parts.filter(kind=AllocationKind.DUE).select_related("payment").order_by("id"):
        if part.person_id in rows:
            rows[part.person_id].parts.append(part)
