"""The numbers of 三重一大 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.decisions.models import Resolution, Task
from tongpin.org.scope import Scope


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Resolutions of the period and what became of their tasks; two statements."""
    kinds, page = frozenset({"major_decision"}), reverse("decisions:list")
    made = Resolution.objects.within(scope).filter(adopted_on__range=(start, end)).count()
    if made:
        yield Figure("decisions.made", "作出三重一大决议", made, "项", kinds, page)
    tasks = Task.objects.within(scope).filter(resolution__adopted_on__range=(start, end))
    sums = tasks.order_by().aggregate(
        n=Count("pk"), done=Count("pk", filter=Q(done_on__isnull=False))
    )
    if sums["n"]:
        yield Figure("decisions.tasks", "分解落实任务", sums["n"], "项", kinds, page)
        yield Figure("decisions.done", "已完成落实任务", sums["done"], "项", kinds, page)
