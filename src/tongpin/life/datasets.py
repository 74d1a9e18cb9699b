"""组织生活 and who came, for free queries."""

from __future__ import annotations

from typing import Any

from tongpin.capability import DataColumn, Dataset
from tongpin.life.models import Attendance, Gathering, GatheringKind, Kind, Presence, State
from tongpin.org.scope import Scope


def _held(scope: Scope) -> Any:
    return Gathering.objects.within(scope).filter(state=State.RECORDED).order_by()


DATASETS = (
    Dataset(
        "life",
        "组织生活（兼有几种的，每种一行）",
        "life.ledger",
        lambda scope: GatheringKind.objects.filter(gathering__in=_held(scope)),
        (
            DataColumn("unit", "党组织", "gathering__unit__name"),
            DataColumn("kind", "种类", "kind", "choice", tuple(Kind.choices)),
            DataColumn("held_on", "日期", "gathering__held_on", "date"),
            DataColumn("topic", "主题", "gathering__topic", groups=False),
            DataColumn("place", "地点", "gathering__place"),
            DataColumn("chair", "主持人", "gathering__chair__name", groups=False),
            DataColumn("minutes", "学习分钟", "gathering__study_minutes", "int"),
            DataColumn("recorded_on", "登记日期", "gathering__recorded_on", "date"),
            DataColumn("archived_on", "归档日期", "gathering__archived_on", "date"),
        ),
        day="held_on",
    ),
    Dataset(
        "attendance",
        "组织生活出席",
        "life.ledger",
        lambda scope: Attendance.objects.filter(gathering__in=_held(scope)),
        (
            DataColumn("unit", "党组织", "gathering__unit__name"),
            DataColumn("held_on", "日期", "gathering__held_on", "date"),
            DataColumn("topic", "主题", "gathering__topic", groups=False),
            DataColumn("person", "姓名", "person__name", groups=False),
            DataColumn("presence", "出席情况", "presence", "choice", tuple(Presence.choices)),
            DataColumn("reason", "事由", "reason"),
            DataColumn("made_up_on", "补学日期", "made_up_on", "date"),
        ),
        day="held_on",
    ),
)
