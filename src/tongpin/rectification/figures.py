"""The numbers of 问题整改 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.org.scope import Scope
from tongpin.rectification.models import PROVEN, Problem, Source, State

SERVES = {
    Source.INSPECTION: "inspection_rectification",
    Source.SUPERVISION: "supervision",
    Source.STYLE_CHECK: "style_rectification",
    Source.IDEOLOGY: "ideology",
    Source.DEMOCRATIC_LIFE: "democratic_life_meeting",
    Source.ORGANIZATIONAL_LIFE: "organizational_life_meeting",
}


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Problems found and closed, by where they came from; one statement."""
    page = reverse("rectification:list")
    rows = Problem.objects.within(scope).exclude(state=State.CANCELLED).order_by()
    counted = rows.values_list("source").annotate(
        found=Count("pk", filter=Q(found_on__range=(start, end))),
        closed=Count("pk", filter=Q(state__in=PROVEN, verified_on__range=(start, end))),
    )
    for source, found, closed in counted:
        kinds = frozenset({SERVES.get(Source(source), "supervision")})
        label = Source(source).label
        if found:
            yield Figure(f"problems.{source}", f"{label}问题", found, "个", kinds,
                         f"{page}?source={source}")  # fmt: skip
        if closed:
            yield Figure(f"problems.{source}.closed", f"{label}问题销号", closed, "个", kinds,
                         f"{page}?source={source}")  # fmt: skip
