"""The numbers of 示范支部创建 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.assessment.models import Award, Creation
from tongpin.org.scope import Scope


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Branches that set out in the years of the period, were reviewed, were named; three statements."""
    kinds, page = frozenset({"standardization"}), reverse("assessment:list")
    years = range(start.year, end.year + 1)
    rows = Creation.objects.within(scope).filter(year__in=years)
    reviewed = rows.filter(review_on__range=(start, end))
    named = Award.objects.within(scope).filter(
        awarded_on__range=(start, end), withdrawn_on__isnull=True
    )
    for key, label, number in (
        ("begun", "开展示范支部创建", rows.count()),
        ("reviewed", "完成考评验收", reviewed.count()),
        ("named", "命名示范支部", named.count()),
    ):
        if number:
            yield Figure(f"assessment.{key}", label, number, "个", kinds, page)
