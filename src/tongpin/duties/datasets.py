"""Judgements for free queries: those of the years that the cache holds."""

from __future__ import annotations

from typing import Any

from tongpin.audit.clock import site_day
from tongpin.capability import DataColumn, Dataset
from tongpin.duties.judging import current
from tongpin.duties.models import Finding
from tongpin.org.scope import Scope
from tongpin.rules.model import Verdict


def _findings(scope: Scope) -> Any:
    for year in (site_day().year - 1, site_day().year):
        current(year)
    return Finding.objects.within(scope)


DATASETS = (
    Dataset(
        "findings",
        "责任判定（今年和去年）",
        "duties.view",
        _findings,
        (
            DataColumn("unit", "党组织", "unit__name"),
            DataColumn("person", "姓名", "person__name", groups=False),
            DataColumn("title", "事项", "title"),
            DataColumn("window", "时段", "window_label"),
            DataColumn("starts_on", "起", "starts_on", "date"),
            DataColumn("ends_on", "止", "ends_on", "date"),
            DataColumn("deadline", "期限", "deadline", "date"),
            DataColumn(
                "verdict", "判定", "verdict", "choice", tuple((v.value, v.label) for v in Verdict)
            ),
            DataColumn("needed", "应有次数", "needed", "int"),
            DataColumn("reason", "缘由", "reason", groups=False),
            DataColumn("citation", "依据", "citation"),
        ),
        day="starts_on",
    ),
)
