"""业务工作 for free queries."""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.integration.models import WorkItem

DATASETS = (
    Dataset(
        "items",
        "业务工作",
        "integration.view",
        lambda scope: WorkItem.objects.within(scope),
        (
            DataColumn("unit", "登记党组织", "unit__name"),
            DataColumn("name", "业务工作", "name", groups=False),
            DataColumn("category", "类别", "category"),
            DataColumn("department", "承办科室", "department"),
            DataColumn("starts_on", "开始日期", "starts_on", "date"),
            DataColumn("due_on", "完成时限", "due_on", "date"),
            DataColumn("done_on", "完成日期", "done_on", "date"),
        ),
        day="due_on",
    ),
)
