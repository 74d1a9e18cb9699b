"""问题整改 for free queries."""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.rectification.models import Problem, Source, State

DATASETS = (
    Dataset(
        "problems",
        "问题整改",
        "rectification.view",
        lambda scope: Problem.objects.within(scope),
        (
            DataColumn("unit", "提出党组织", "unit__name"),
            DataColumn("responsible", "责任党组织", "responsible_unit__name"),
            DataColumn("source", "来源", "source", "choice", tuple(Source.choices)),
            DataColumn("title", "问题", "title", groups=False),
            DataColumn("category", "类别", "category"),
            DataColumn("state", "状态", "state", "choice", tuple(State.choices)),
            DataColumn("found_on", "发现日期", "found_on", "date"),
            DataColumn("due_on", "整改时限", "due_on", "date"),
            DataColumn("verified_on", "核验日期", "verified_on", "date"),
        ),
        day="found_on",
    ),
)
