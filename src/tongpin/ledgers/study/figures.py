"""The numbers of 学习 in a period, for reports: aggregates only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Sum
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.study.models import SelfState, SelfStudy
from tongpin.org.scope import Scope


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Hours of self-study that a branch confirmed, and by how many people; one statement."""
    rows = SelfStudy.objects.within(scope).filter(on__range=(start, end), state=SelfState.CONFIRMED)
    sums = rows.aggregate(n=Sum("minutes"), people=Count("person", distinct=True))
    if sums["n"]:
        kinds, page = frozenset({"theory_study", "training"}), reverse("study:overview")
        yield Figure("study.people", "自学已确认", sums["people"], "人", kinds, page)
        yield Figure("study.hours", "自学", sums["n"] // 60, "小时", kinds, page)
