"""意识形态责任制 for free queries: the organisation's own work, never what a person did or learned."""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.ideology.models import Activity, ActivityKind, Approval, EventForm

DATASETS = (
    Dataset(
        "ideology",
        "意识形态责任落实",
        "ideology.view",
        lambda scope: Activity.objects.within(scope).filter(withdrawn_reason=""),
        (
            DataColumn("unit", "党组织", "unit__name"),
            DataColumn("kind", "类别", "kind", "choice", tuple(ActivityKind.choices)),
            DataColumn("on", "日期", "on", "date"),
            DataColumn("title", "事项", "title", groups=False),
            DataColumn("addressee", "报送或者通报范围", "addressee"),
        ),
        day="on",
    ),
    Dataset(
        "ideology_events",
        "讲座论坛审批",
        "ideology.view",
        lambda scope: Approval.objects.within(scope).filter(withdrawn_reason=""),
        (
            DataColumn("unit", "党组织", "unit__name"),
            DataColumn("form", "形式", "form", "choice", tuple(EventForm.choices)),
            DataColumn("title", "活动名称", "title", groups=False),
            DataColumn("on", "举办日期", "on", "date"),
            DataColumn("organiser", "主办部门", "organiser"),
            DataColumn("approved_on", "审批日期", "approved_on", "date"),
        ),
        day="on",
    ),
)
