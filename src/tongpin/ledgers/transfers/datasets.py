"""组织关系转接 for free queries."""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.transfers.models import ROUTES, STATES, Cause, Transfer
from tongpin.org.models import Stage

DATASETS = (
    Dataset(
        "transfers",
        "组织关系转接",
        "transfers.view",
        lambda scope: Transfer.objects.within(scope),
        (
            DataColumn("unit", "经办党组织", "unit__name"),
            DataColumn("person", "姓名", "name", groups=False),
            DataColumn("stage", "人员类别", "stage", "choice", tuple(Stage.choices)),
            DataColumn("route", "方向", "route", "choice", tuple(ROUTES)),
            DataColumn("state", "状态", "state", "choice", tuple(STATES)),
            DataColumn("cause", "转接原因", "cause", "choice", tuple(Cause.choices)),
            DataColumn("other", "对方党委", "other_committee"),
            DataColumn("requested_on", "提出日期", "requested_on", "date"),
            DataColumn("paid_until", "党费交至", "paid_until", "date"),
            DataColumn("received_on", "接收日期", "received_on", "date"),
        ),
        day="requested_on",
    ),
)
