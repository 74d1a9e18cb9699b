"""上级部署 for free queries."""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.directives.models import Directive

DATASETS = (
    Dataset(
        "directives",
        "上级部署",
        "directives.view",
        lambda scope: Directive.objects.within(scope).filter(withdrawn_reason=""),
        (
            DataColumn("unit", "承办党组织", "unit__name"),
            DataColumn("title", "标题", "title", groups=False),
            DataColumn("number", "文号", "number", groups=False),
            DataColumn("issuer", "来文单位", "issuer"),
            DataColumn("received_on", "收到日期", "received_on", "date"),
            DataColumn("due_on", "反馈期限", "due_on", "date"),
            DataColumn("transmitted_on", "传达日期", "gathering__held_on", "date"),
            DataColumn("replied_on", "反馈日期", "replied_on", "date"),
        ),
        day="received_on",
    ),
)
