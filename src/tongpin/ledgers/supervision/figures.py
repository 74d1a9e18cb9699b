"""The numbers of 督查 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.supervision.models import Check
from tongpin.org.scope import Scope


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Visits of teams and own checks of the period; one statement."""
    rows = Check.objects.within(scope).filter(on__range=(start, end)).order_by()
    sums = rows.aggregate(
        visits=Count("pk", filter=Q(round__isnull=False)),
        own=Count("pk", filter=Q(round__isnull=True)),
    )
    page = reverse("supervision:rounds")
    if sums["visits"]:
        yield Figure("supervision.visits", "督查党组织", sums["visits"], "次",
                     frozenset({"supervision"}), page)  # fmt: skip
    if sums["own"]:
        yield Figure("supervision.own", "开展作风自查", sums["own"], "次",
                     frozenset({"style_rectification"}), page)  # fmt: skip
