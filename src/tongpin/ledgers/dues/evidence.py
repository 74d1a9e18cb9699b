"""What 党费 tells of branches: whether each member's month was paid, whether months were closed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Sum

from tongpin.capability.evidence import Evidence, EvidenceKind
from tongpin.ledgers.dues.amounts import month_of, shifted
from tongpin.ledgers.dues.models import Allocation, AllocationKind, Assessment, Month
from tongpin.org.models import Unit

KINDS = (
    EvidenceKind("dues.paid", "党费按月交清", is_share=True, url="dues:arrears"),
    EvidenceKind("dues.closed", "党费按月结账", is_share=True, url="dues:sheet"),
)


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Evidence]:
    """Evidence of the units for the months that were over by the last day; three statements.

    A unit without an assessment tells nothing. A month that cannot be assessed (待核) is left out.
    """
    ids = [unit.pk for unit in units]
    last = min(shifted(month_of(end), -1), date(start.year, 12, 1))
    homes, owed = _months(ids, month_of(start), last, end)
    months: dict[int, set[date]] = defaultdict(set)
    for (_, month), unit in homes.items():
        months[unit].add(month)
    closed: dict[int, list[int]] = defaultdict(list)
    rows = Month.objects.filter(unit__in=ids, month__lte=last, closed_on__lte=end)
    for pk, unit, month in rows.order_by("month").values_list("pk", "unit", "month"):
        if month in months[unit]:
            closed[unit].append(pk)
    of = Counter(homes.values())
    done = Counter(unit for key, unit in homes.items() if owed[key] <= 0)
    for unit in sorted(of):
        over = len(months[unit])
        words = f"{over}个月应交{of[unit]}人次，已交清{done[unit]}人次"
        yield Evidence("dues.paid", unit, done[unit], of[unit], words)
        refs = tuple(f"dues.month:{pk}" for pk in closed[unit])
        words = f"已过的{over}个月中{len(refs)}个月已结账"
        yield Evidence("dues.closed", unit, len(refs), over, words, refs)


Place = dict[tuple[int, date], int]


def _months(ids: Sequence[int], first: date, last: date, day: date) -> tuple[Place, Place]:
    """`({(person, month): unit}, {(person, month): fen still open on the day})`."""
    due = Assessment.objects.filter(unit__in=ids, month__range=(first, last), due_fen__isnull=False)
    owed: Place = defaultdict(int)
    homes: Place = {}
    for person, month, unit, amount in due.order_by("pk").values_list(
        "person", "month", "unit", "due_fen"
    ):
        owed[person, month] += amount
        homes[person, month] = unit
    paid = Allocation.objects.filter(
        kind=AllocationKind.DUE, month__range=(first, last), payment__paid_on__lte=day,
        person__in=due.values("person"),
    )  # fmt: skip
    for person, month, amount in (
        paid.order_by().values_list("person", "month").annotate(n=Sum("amount_fen"))
    ):
        if (person, month) in owed:
            owed[person, month] -= amount
    return homes, owed
