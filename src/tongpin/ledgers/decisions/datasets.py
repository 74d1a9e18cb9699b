"""三重一大 for free queries. Personnel topics and their tasks are rows for who may know them alone."""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.decisions import queries
from tongpin.ledgers.decisions.models import Category, Task, Topic

DATASETS = (
    Dataset(
        "topics",
        "三重一大议题",
        "decisions.view",
        lambda scope: Topic.objects.within(scope).filter(withdrawn_reason=""),
        (
            DataColumn("unit", "决策机构", "unit__name"),
            DataColumn("category", "事项类别", "category", "choice", tuple(Category.choices)),
            DataColumn("title", "议题", "title", groups=False),
            DataColumn("amount", "金额（元）", "amount_fen", "fen"),
            DataColumn("department", "承办部门", "department"),
            DataColumn("proposed_on", "提出日期", "proposed_on", "date"),
            DataColumn("accepted_on", "审定日期", "accepted_on", "date"),
            DataColumn("emergency", "紧急处置", "is_emergency", "flag"),
        ),
        day="proposed_on",
        known=queries.knowable,
    ),
    Dataset(
        "tasks",
        "决议落实任务",
        "decisions.view",
        lambda scope: Task.objects.within(scope),
        (
            DataColumn("unit", "责任单位", "unit__name"),
            DataColumn("words", "任务", "words", groups=False),
            DataColumn("due_on", "完成时限", "due_on", "date"),
            DataColumn("done_on", "完成日期", "done_on", "date"),
        ),
        day="due_on",
        known=lambda rows, actor: queries.knowable(rows, actor, "resolution__item__topic__"),
    ),
)
