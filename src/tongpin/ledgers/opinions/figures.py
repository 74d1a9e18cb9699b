"""The numbers of 意见建议 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.opinions.models import Opinion, Satisfaction
from tongpin.org.scope import Scope


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Opinions received, answered and found satisfying; one statement."""
    rows = Opinion.objects.within(scope).filter(received_on__range=(start, end)).order_by()
    sums = rows.aggregate(
        received=Count("pk"),
        answered=Count("pk", filter=Q(answered_on__isnull=False)),
        satisfied=Count("pk", filter=Q(satisfaction=Satisfaction.SATISFIED)),
    )
    for key, label in (
        ("received", "收到意见建议"), ("answered", "答复意见建议"), ("satisfied", "来信人表示满意")
    ):  # fmt: skip
        if sums[key]:
            yield Figure(f"opinions.{key}", label, sums[key], "件", frozenset({"supervision"}),
                         reverse("opinions:list"))  # fmt: skip
