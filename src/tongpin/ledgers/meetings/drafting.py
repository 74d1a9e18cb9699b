"""A first draft of the report and the notification, out of what the file of the meeting holds.

Opinions and criticism stand as numbers: what is said of a person is not for these papers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tongpin.ledgers.meetings import queries
from tongpin.ledgers.meetings.models import Meeting, Standing
from tongpin.life.models import Attendance, Gathering, Presence
from tongpin.rectification.models import Problem
from tongpin.rectification.queries import problems_of

NOTHING_YET = "（请补充）"
Section = tuple[str, list[str]]


def report_draft(row: Meeting, day: date) -> str:
    """情况报告: preparation, the meeting with who was away, problems, measures."""
    found = list(problems_of(row.ref))
    return _text(
        ("会前准备情况", list(_preparation(row, day))),
        ("会议召开情况", list(_meeting(row, names=True))),
        ("查摆出的主要问题", [f"{n}．{p.title}" for n, p in enumerate(found, 1)]),
        ("整改措施和下一步打算", [_measure(n, p) for n, p in enumerate(found, 1) if p.measure]),
    )


def notice_draft(row: Meeting, day: date) -> str:
    """情况通报: what everybody may know of the meeting, the problems and what is done about them."""
    found = list(problems_of(row.ref))
    return _text(
        ("会议召开情况", [*_preparation(row, day), *_meeting(row, names=False)]),
        ("查摆出的主要问题", [f"{n}．{p.title}" for n, p in enumerate(found, 1)]),
        ("整改措施", [_measure(n, p) for n, p in enumerate(found, 1) if p.measure]),
    )


def _text(*sections: Section) -> str:
    numbers = "一二三四五"
    return "\n".join(
        line
        for number, (title, lines) in zip(numbers, sections, strict=False)
        for line in (f"{number}、{title}", *(lines or [NOTHING_YET]))
    )


def _preparation(row: Meeting, day: date) -> Iterator[str]:
    yield f"会议主题：{row.theme}。"
    cited = [study.gathering for study in queries.studies(row)]
    if cited:
        said = "；".join(f"{_day(g.held_on)}{g.topic}" for g in cited)
        yield f"会前组织学习{len(cited)}次：{said}。"
    counts = [(label, number) for label, number in queries.remark_counts(row) if number]
    if counts:
        total = sum(number for _, number in counts)
        said = "，".join(f"{label}{number}条" for label, number in counts)
        yield f"会前征求意见建议{total}条，其中{said}。"
    talked = queries.talks_of(row, day)
    if talked.talks:
        said = "，".join(
            f"{r.title}应谈{r.wanted}、已谈{r.done}" for r in talked.relations if r.wanted
        )
        yield f"开展谈心谈话{len(talked.talks)}对" + (f"，其中{said}" if said else "") + "。"
    done = row.materials.filter(state__in=(Standing.HANDED_IN, Standing.ACCEPTED)).count()
    if done:
        yield f"撰写对照检查材料（发言提纲）{done}份。"


def _meeting(row: Meeting, *, names: bool) -> Iterator[str]:
    if row.gathering is None:
        return
    held: Gathering = row.gathering
    lines = list(held.attendances.select_related("person").order_by("person__search_text", "pk"))
    own = [line for line in lines if line.presence != Presence.OBSERVER]
    present = sum(line.presence == Presence.PRESENT for line in own)
    chair = f"，由{held.chair.name}同志主持" if held.chair else ""
    yield f"会议于{_day(held.held_on)}召开{chair}，应到{len(own)}人，实到{present}人。"
    away = [line for line in own if line.presence != Presence.PRESENT]
    if away and names:
        yield f"未到会{len(away)}人：{'、'.join(_away(line) for line in away)}。"
    guests = [line.person.name for line in lines if line.presence == Presence.OBSERVER]
    guests += [held.guests] if held.guests else []
    if guests:
        yield f"列席会议：{'、'.join(guests)}。"
    number = row.criticisms.filter(withdrawn_reason="").count()
    if number:
        yield f"与会同志开展批评和自我批评，相互提出批评意见{number}条。"


def _away(line: Attendance) -> str:
    reason = f"，{line.reason}" if line.reason else ""
    return f"{line.person.name}（{line.get_presence_display()}{reason}）"


def _measure(number: int, problem: Problem) -> str:
    who = f"责任人{problem.responsible_name}，" if problem.responsible_name else ""
    due = f"{_day(problem.due_on)}前完成" if problem.due_on else ""
    more = f"（{(who + due).rstrip('，')}）" if who or due else ""
    return f"{number}．{problem.measure.strip().rstrip('。')}{more}。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
