"""The numbers of 上级部署 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.directives.models import Directive
from tongpin.org.scope import Scope


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Papers from above of the period: received, transmitted, answered; one statement."""
    page = reverse("directives:list")
    rows = Directive.objects.within(scope).filter(
        received_on__range=(start, end), withdrawn_reason=""
    )
    sums = rows.order_by().aggregate(
        received=Count("pk"),
        transmitted=Count("pk", filter=Q(gathering__isnull=False)),
        answered=Count("pk", filter=Q(replied_on__isnull=False)),
    )
    for key, label in (
        ("received", "收到上级部署"), ("transmitted", "传达学习"), ("answered", "反馈落实情况")
    ):  # fmt: skip
        if sums[key]:
            yield Figure(
                f"directives.{key}", label, sums[key], "件", frozenset({"theory_study"}), page
            )
