"""The numbers of 知识考试 in a period, for reports: aggregates only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.examinations.models import Candidate, Sitting, SittingState
from tongpin.org.scope import Scope


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Sittings of the period and who took part; two statements."""
    kinds, page = frozenset({"exam"}), reverse("examinations:sittings")
    held = Sitting.objects.filter(opens_at__date__range=(start, end)).exclude(
        state=SittingState.CANCELLED
    )
    taken = Candidate.objects.within(scope).filter(
        Q(submitted_at__isnull=False), sitting__in=held.order_by()
    )
    sittings = taken.values("sitting").distinct().count()
    if sittings:
        yield Figure("examinations.sittings", "组织知识考试", sittings, "次", kinds, page)
        yield Figure("examinations.people", "参加考试", taken.count(), "人次", kinds, page)
