"""督查 for free queries."""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.supervision.models import Check

DATASETS = (
    Dataset(
        "checks",
        "督查和自查",
        "supervision.view",
        lambda scope: Check.objects.within(scope),
        (
            DataColumn("unit", "被查党组织", "unit__name"),
            DataColumn("round", "督查", "round__title"),
            DataColumn("checklist", "清单", "checklist__name"),
            DataColumn("on", "检查日期", "on", "date"),
            DataColumn("finished_on", "反馈日期", "finished_on", "date"),
            DataColumn("second_look_on", "回头看日期", "second_look_on", "date"),
        ),
        day="on",
    ),
)
