"""知识考试 for free queries: how many of a branch were asked, began and handed in. No results: a person's
is their own, and those of small branches would tell it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.examinations.models import Candidate, SittingState
from tongpin.org.scope import Scope

STATES = tuple((str(v), str(w)) for v, w in SittingState.choices if v != SittingState.CANCELLED)


def branches(scope: Scope) -> Any:
    """One row for each sitting and branch that is asked to it: the first on the roll stands for it."""
    roll = Candidate.objects.filter(
        sitting=OuterRef("sitting"), unit=OuterRef("unit"), excused_reason=""
    ).order_by()
    first = roll.order_by("pk").values("pk")[:1]

    def number(condition: Q) -> Subquery:
        counted = roll.values("sitting").annotate(n=Count("pk", filter=condition))
        return Subquery(counted.values("n"))

    rows = Candidate.objects.within(scope).filter(pk=Subquery(first))
    return rows.exclude(sitting__state=SittingState.CANCELLED).annotate(
        on=TruncDate("sitting__opens_at"),
        asked=number(Q()),
        begun=number(Q(started_at__isnull=False)),
        handed=number(Q(submitted_at__isnull=False)),
        missed=F("asked") - F("begun"),
    )


DATASETS = (
    Dataset(
        "examinations",
        "知识考试参加情况",
        "examinations.view",
        branches,
        (
            DataColumn("unit", "党支部", "unit__name"),
            DataColumn("sitting", "考试", "sitting__title"),
            DataColumn("organiser", "组织单位", "sitting__unit__name"),
            DataColumn("on", "开考日期", "on", "date"),
            DataColumn("state", "状态", "sitting__state", "choice", STATES),
            DataColumn("asked", "应考人数", "asked", "int"),
            DataColumn("begun", "参加人数", "begun", "int"),
            DataColumn("missed", "未参加人数", "missed", "int"),
            DataColumn("handed", "交卷人数", "handed", "int"),
        ),
        day="on",
    ),
)
