"""The numbers of 发展党员 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.development.models import Case, Step
from tongpin.org.scope import Scope

STEPS = (
    ("activist", "确定入党积极分子"),
    ("object", "确定发展对象"),
    ("branch_meeting", "接收预备党员"),
    ("conversion_meeting", "预备党员转正"),
)


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Applications and the steps that count in the yearly plan; two statements."""
    kinds, page = frozenset({"member_development"}), reverse("development:board")
    opened = Case.objects.within(scope).filter(opened_on__range=(start, end)).count()
    if opened:
        yield Figure("development.opened", "收到入党申请", opened, "份", kinds, page)
    steps = Step.objects.within(scope).filter(
        on__range=(start, end), withdrawn_reason="", step__in=[key for key, _ in STEPS]
    )
    counted = dict(steps.order_by().values_list("step").annotate(n=Count("case", distinct=True)))
    for key, label in STEPS:
        if counted.get(key):
            yield Figure(f"development.{key}", label, counted[key], "名", kinds, page)
