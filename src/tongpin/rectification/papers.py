"""The report of a round as a Word paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from tongpin.documents.papers import rendered
from tongpin.rectification import queries
from tongpin.rectification.models import PROVEN, Level, Problem, Round, Source, State
from tongpin.rules.explain import full_day

MOST = 1_000


def report(row: Round, rows: QuerySet[Any], day: date) -> bytes:
    """整改进展情况报告: the numbers, what is done with its result, what is under way."""
    tally = queries.totals(rows, day)
    listed: list[Problem] = list(
        rows.exclude(state=State.CANCELLED).order_by("found_on", "pk")[:MOST]
    )
    listed.sort(key=lambda p: (not p.number.isdigit(), int(p.number) if p.number.isdigit() else 0))
    numbers = (
        f"反馈问题{tally.total}个，制定措施{tally.total - tally.unplanned}个，已销号{tally.closed}个，"
        f"长期坚持{tally.long_term}个，正在核验{tally.submitted}个，完成率{tally.share}%。"
    )
    if tally.overdue:
        numbers += f"其中{tally.overdue}个超过时限没有完成，正在督促整改。"
    return rendered(
        row.unit,
        "rectification.report",
        {
            "round": row.name,
            "to": row.team or organ(row),
            "unit": row.unit.name,
            "feedback": full_day(row.feedback_on),
            "responsible": row.responsible or "党组织主要负责人",
            "numbers": numbers,
            "done": [_done(n, p) for n, p in enumerate(listed, 1) if p.state in PROVEN],
            "open": [_open(n, p) for n, p in enumerate(listed, 1) if p.state not in PROVEN],
            "day": full_day(row.report_sent_on or day),
        },
    )


ORGANS = {
    Source.DEMOCRATIC_LIFE: "上级党组织",
    Source.ORGANIZATIONAL_LIFE: "上级党组织",
    Source.APPRAISAL: "上级党组织",
    Source.STYLE_CHECK: "作风整顿工作领导小组办公室",
    Source.SUPERVISION: "督查组",
    Source.IDEOLOGY: "宣传部门",
    Source.ASSESSMENT: "示范创建工作领导小组办公室",
    Source.AUDIT: "审计机关",
}


def organ(row: Round) -> str:
    """Who gave the feedback, where the round does not name it."""
    if row.source == Source.INSPECTION:
        return "巡视巡察机构" if row.level == Level.UPPER else "巡察工作领导小组办公室"
    return ORGANS.get(Source(row.source), "反馈单位")


def _done(number: int, row: Problem) -> dict[str, str]:
    word = "已销号" if row.state == State.CLOSED else "长期坚持"
    return {
        "number": row.number or str(number), "title": row.title, "measure": row.measure,
        "result": f"{word}。{row.verification}",
    }  # fmt: skip


def _open(number: int, row: Problem) -> dict[str, str]:
    return {
        "number": row.number or str(number), "title": row.title,
        "measure": row.measure or "正在制定", "who": f"{row.responsible_unit}{row.responsible_name}",
        "due": full_day(row.due_on) if row.due_on else "待定",
    }  # fmt: skip
