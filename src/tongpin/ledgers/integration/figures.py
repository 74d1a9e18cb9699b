"""The numbers of 业务融合 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.integration.models import Mark, MarkKind, WorkItem
from tongpin.org.scope import Scope


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Items on the board, those finished, and the four marks; two statements.

    They stand under no kind of duty: a report gives 同频共振 a part of its own.
    """
    page = reverse("integration:board")
    items = WorkItem.objects.within(scope).filter(starts_on__lte=end, due_on__gte=start)
    open_ = items.filter(stopped_on__isnull=True)
    done = list(open_.values_list("done_on", flat=True))
    if done:
        yield Figure("integration.items", "列入业务工作", len(done), "项", url=page)
        finished = sum(on is not None and on <= end for on in done)
        yield Figure("integration.done", "已完成业务工作", finished, "项", url=page)
    marks = Mark.objects.filter(
        item__in=open_.order_by(), on__range=(start, end), withdrawn_reason=""
    )
    counted = dict(marks.order_by().values_list("kind").annotate(n=Count("item", distinct=True)))
    for kind in MarkKind:
        if counted.get(kind.value):
            yield Figure(
                f"integration.{kind.value}", f"{kind.label}业务工作", counted[kind.value], "项",
                url=page,
            )  # fmt: skip
