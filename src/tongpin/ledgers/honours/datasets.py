"""岗队 and 荣誉 for free queries."""

from __future__ import annotations

from tongpin.capability import DataColumn, Dataset
from tongpin.ledgers.honours.models import Honour, HonourKind, Service, Station, StationKind

DATASETS = (
    Dataset(
        "stations",
        "岗队",
        "honours.view",
        lambda scope: Station.objects.within(scope).filter(withdrawn_reason=""),
        (
            DataColumn("unit", "党组织", "unit__name"),
            DataColumn("kind", "类别", "kind", "choice", tuple(StationKind.choices)),
            DataColumn("name", "名称", "name", groups=False),
            DataColumn("starts_on", "设立日期", "starts_on", "date"),
            DataColumn("ends_on", "期满日期", "ends_on", "date"),
        ),
        day="starts_on",
    ),
    Dataset(
        "services",
        "志愿服务",
        "honours.view",
        lambda scope: Service.objects.within(scope).filter(withdrawn_reason=""),
        (
            DataColumn("unit", "党支部", "unit__name"),
            DataColumn("person", "姓名", "person__name", groups=False),
            DataColumn("on", "日期", "on", "date"),
            DataColumn("minutes", "服务分钟", "minutes", "int"),
            DataColumn("what", "服务内容", "what", groups=False),
            DataColumn("confirmed_on", "确认日期", "confirmed_on", "date"),
        ),
        day="on",
    ),
    Dataset(
        "honours",
        "荣誉",
        "honours.view",
        lambda scope: Honour.objects.within(scope).filter(withdrawn_reason=""),
        (
            DataColumn("unit", "所在党组织", "unit__name"),
            DataColumn("kind", "类别", "kind", "choice", tuple(HonourKind.choices)),
            DataColumn("title", "荣誉名称", "title"),
            DataColumn("person", "姓名", "person__name", groups=False),
            DataColumn("awarded_on", "表彰日期", "awarded_on", "date"),
            DataColumn("awarded_by", "表彰单位", "awarded_by"),
            DataColumn("revoked_on", "撤销日期", "revoked_on", "date"),
        ),
        day="awarded_on",
    ),
)
