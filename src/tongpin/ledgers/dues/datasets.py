"""党费 for free queries: what is owed by the month, what was received."""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.dues.models import (
    Assessment,
    AssessmentKind,
    Method,
    Payment,
    Status,
)
from tongpin.ledgers.dues.models.bases import CATEGORIES

DATASETS = (
    Dataset(
        "dues",
        "党费核定",
        "dues.view",
        lambda scope: Assessment.objects.within(scope),
        (
            DataColumn("unit", "收缴支部", "unit__name"),
            DataColumn("person", "姓名", "person__name", groups=False),
            DataColumn("month", "月份", "month", "date"),
            DataColumn("kind", "种类", "kind", "choice", tuple(AssessmentKind.choices)),
            DataColumn("status", "核定方式", "status", "choice", tuple(Status.choices)),
            DataColumn("category", "党员类别", "category", "choice", tuple(CATEGORIES)),
            DataColumn("base", "基数（元）", "base_fen", "fen"),
            DataColumn("due", "应交（元）", "due_fen", "fen"),
        ),
        day="month",
    ),
    Dataset(
        "payments",
        "党费交纳",
        "dues.view",
        lambda scope: Payment.objects.within(scope),
        (
            DataColumn("unit", "收款支部", "unit__name"),
            DataColumn("person", "姓名", "person__name", groups=False),
            DataColumn("number", "收据编号", "number", groups=False),
            DataColumn("amount", "金额（元）", "amount_fen", "fen"),
            DataColumn("paid_on", "交纳日期", "paid_on", "date"),
            DataColumn("method", "交纳方式", "method", "choice", tuple(Method.choices)),
        ),
        day="paid_on",
    ),
)
