"""督查 for free queries."""

from __future__ import annotations

from django.db.models import Q

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.supervision.models import Check

DATASETS = (
    Dataset(
        "checks",
        "督查和自查",
        "supervision.view",
        # A visited branch learns of a visit with its feedback, here as on the pages.
        lambda scope: Check.objects.within(scope).filter(
            Q(round=None) | Q(finished_on__isnull=False)
        ),
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
    Dataset(
        "open_visits",
        "未反馈的督查",
        "supervision.check",
        lambda scope: Check.objects.within(scope).filter(round__isnull=False, finished_on=None),
        (
            DataColumn("unit", "被查党组织", "unit__name"),
            DataColumn("round", "督查", "round__title"),
            DataColumn("checklist", "清单", "checklist__name"),
            DataColumn("on", "检查日期", "on", "date"),
            DataColumn("ends_on", "督查结束日期", "round__ends_on", "date"),
        ),
        day="ends_on",
    ),
)
