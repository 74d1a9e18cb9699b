"""The sample year's ideology duties: who answers for what, what was done, a day ahead."""

from __future__ import annotations

from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.ledgers.ideology import actions
from tongpin.ledgers.ideology.models import Activity, Approval, Charge, Entry, KeyDay
from tongpin.org.models import Unit

LINES: tuple[tuple[type[Entry], date, dict[str, Any]], ...] = (
    (Charge, date(2020, 1, 8), {
        "field": "website", "title": "单位网站和公众号", "leader": "党委委员、副局长",
        "responsible": "办公室主任", "since": date(2020, 1, 1),
    }),
    (Charge, date(2020, 1, 8), {
        "field": "forum", "title": "业务讲座", "leader": "党委委员、总工程师",
        "responsible": "人事股股长", "since": date(2020, 1, 1),
    }),
    (Activity, date(2020, 3, 30), {
        "kind": "analysis", "on": date(2020, 3, 30), "title": "一季度意识形态工作分析研判",
        "arrangement": "公众号发布落实三审，防汛信息统一由办公室发布。",
    }),
    (Activity, date(2020, 7, 6), {
        "kind": "report", "on": date(2020, 7, 6), "title": "上半年意识形态工作报告",
        "addressee": "县委宣传部",
    }),
    (Approval, date(2020, 5, 9), {
        "form": "lecture", "title": "节水型社会建设讲座", "on": date(2020, 5, 14),
        "organiser": "水资源股", "place": "三楼会议室", "speaker_post": "省水利厅高级工程师",
        "approved_by": "局党委", "approved_on": date(2020, 5, 8),
    }),
    (KeyDay, date(2020, 9, 1), {
        "on": date(2020, 10, 1), "title": "国庆节", "preparation": "值班安排和信息发布审核",
        "responsible": "办公室主任",
    }),
)  # fmt: skip


def fill(actor: Actor, unit: Unit) -> None:
    """Enter the bureau's lines, each on its day."""
    for model, day, values in LINES:
        with on_day(day):
            actions.enter(actor, unit=unit, model=model, values=values)
