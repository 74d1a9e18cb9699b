"""The numbers of 党费 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Sum
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.dues.models import Allocation, AllocationKind, Assessment, Payment
from tongpin.org.scope import Scope


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Owed for the months of the period and received in it, in fen; two statements."""
    kinds, page = frozenset({"dues"}), reverse("dues:sheet")
    owed = Assessment.objects.within(scope).filter(month__range=(start.replace(day=1), end))
    due = owed.aggregate(n=Sum("due_fen"))["n"]
    if due:
        yield Figure("dues.due", "应交党费", due, kinds=kinds, url=page, money=True)
    paid = Payment.objects.within(scope).filter(paid_on__range=(start, end)).order_by()
    parts = Allocation.objects.filter(payment__in=paid).order_by()
    sums = dict(parts.values_list("kind").annotate(n=Sum("amount_fen")))
    for kind, label in (
        (AllocationKind.DUE, "实收党费"),
        (AllocationKind.VOLUNTARY, "自愿多交"),
        (AllocationKind.LARGE, "收到大额党费"),
    ):
        if sums.get(kind.value):
            yield Figure(
                f"dues.{kind.value}", label, sums[kind.value], kinds=kinds, url=page, money=True
            )
