"""Papers of study: the year's plan, and the archive of the centre group as one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongpin.formats.word import OfficialDocument
from tongpin.ledgers.study.models import SelfStudy, StudyPlan, Topic
from tongpin.life.queries import Session
from tongpin.life.sheets import session_into
from tongpin.life.study import hours_of
from tongpin.org.models import Post, Unit

WIDTHS = [10, 27, 46, 25, 22, 26]
HEADS = ["序", "计划日期", "专题", "形式", "主讲人", "完成"]


def _day(on: date | None) -> str:
    return f"{on.month}月{on.day}日" if on else ""


def _lines(topics: Sequence[Topic]) -> list[list[object]]:
    lines: list[list[object]] = [list(HEADS)]
    for n, item in enumerate(topics, 1):
        done = "取消" if item.dropped_reason else _day(item.done_on)
        lines.append([n, _day(item.due_on), item.title, item.get_form_display(), item.leader, done])
    return lines


def plan_paper(plan: StudyPlan, topics: Sequence[Topic]) -> bytes:
    """The plan as a paper: requirements, the table of topics, what to read."""
    paper = OfficialDocument(plan.title)
    for line in filter(None, map(str.strip, plan.requirements.splitlines())):
        paper.paragraph(line)
    if topics:
        paper.table("学习安排", _lines(topics), WIDTHS)
    reading = [(t, [m.title for m in t.materials.all()]) for t in topics]
    if any(names for _, names in reading):
        paper.heading("学习资料")
        for topic, names in reading:
            if names:
                paper.paragraph(f"{topic.title}：{'；'.join(names)}。")
    paper.signature(plan.unit.name, plan.adopted_on or plan.created_on)
    return paper.save()


@dataclass(frozen=True, slots=True)
class Archive:
    """What the archive of a year is put together from."""

    unit: Unit
    year: int
    plan: StudyPlan | None
    topics: Sequence[Topic]
    members: Sequence[Post]
    sessions: Sequence[Session]
    alone: Sequence[SelfStudy]


def archive_paper(found: Archive, on: date) -> bytes:
    """Members, plan, sessions in full with make-up, topics without a session, self-study, files.

    《党委（党组）理论学习中心组学习规则》第十一条: plan, attendance, minutes, talks and results.
    """
    paper = OfficialDocument(f"{found.unit.name}理论学习中心组{found.year}年学习档案")
    paper.heading("一、组成人员")
    names = "、".join(f"{p.person.name}（{p.get_title_display()}）" for p in found.members)
    paper.paragraph(f"{names}。" if names else "名册上没有登记领导班子成员。")
    paper.heading("二、学习计划")
    _plan_into(paper, found)
    paper.heading(f"三、集体学习研讨（{len(found.sessions)}次）")
    for n, session in enumerate(found.sessions, 1):
        paper.heading(f"（{n}）{session.row.topic}", level=2)
        session_into(paper, session)
    if not found.sessions:
        paper.paragraph("没有登记中心组学习。")
    paper.heading("四、补学情况")
    _make_up_into(paper, found.sessions)
    paper.heading("五、个人自学")
    _alone_into(paper, found.alone)
    paper.heading("六、材料目录")
    files = [f"{_day(s.row.held_on)}：{f.name}" for s in found.sessions for f in s.files]
    for name in files or ["没有附件。"]:
        paper.paragraph(name)
    paper.signature(found.unit.name, on)
    return paper.save()


def _plan_into(paper: OfficialDocument, found: Archive) -> None:
    plan = found.plan
    if plan is None:
        paper.paragraph(f"{found.year}年没有登记学习计划。")
        return
    sent = f"，{_day(plan.sent_on)}报送{plan.sent_to}" if plan.sent_on else ""
    adopted = f"{_day(plan.adopted_on)}印发" if plan.adopted_on else "还没有印发"
    paper.paragraph(f"《{plan.title}》{adopted}{sent}。")
    if found.topics:
        paper.table("计划和完成情况", _lines(found.topics), WIDTHS)
    otherwise = [t for t in found.topics if t.done_on and t.gathering_id is None]
    for item in otherwise:
        paper.paragraph(f"{item.title}：{_day(item.done_on)}，{item.done_how.rstrip('。')}。")


def _make_up_into(paper: OfficialDocument, sessions: Sequence[Session]) -> None:
    lines: list[list[object]] = [["日期", "专题", "姓名", "补学日期", "补学方式"]]
    for session in sessions:
        for away in session.away:
            made = _day(away.made_up_on) or "还没有补学"
            lines.append(
                [
                    _day(session.row.held_on),
                    session.row.topic,
                    away.person.name,
                    made,
                    away.made_up_how,
                ]
            )
    if len(lines) > 1:
        paper.table("请假、缺席和补学", lines, [27, 47, 22, 30, 30])
    else:
        paper.paragraph("没有人请假、缺席。")


def _alone_into(paper: OfficialDocument, rows: Sequence[SelfStudy]) -> None:
    lines: list[list[object]] = [["姓名", "日期", "学习内容", "学时"]]
    lines += [[r.person.name, _day(r.on), r.what, hours_of(r.minutes)] for r in rows]
    if len(lines) > 1:
        paper.table("中心组成员的自学（已确认）", lines, [24, 24, 88, 20])
    else:
        paper.paragraph("没有登记个人自学。")
