"""The guided page: each step of the procedure with what the file holds of it and what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tongpin.casework.queries import Rung, ladder, progress
from tongpin.ledgers.meetings.models import Meeting
from tongpin.ledgers.meetings.queries.meetings import remark_counts, sheets, studies, team
from tongpin.life.queries import Coverage, coverage
from tongpin.rectification.queries import problems_of
from tongpin.rules.book import Book
from tongpin.rules.procedure import Progress


@dataclass(frozen=True, slots=True)
class Part:
    """What the file holds for a step: in words, what it lacks, and the page where it is filled."""

    words: str
    lacks: tuple[str, ...] = ()
    url_name: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Guided:
    """A step of the case with its part of the file."""

    rung: Rung
    part: Part | None
    article: str


def guided(book: Book, row: Meeting, found: Progress, day: date) -> list[Guided]:
    """The steps in order; a constant number of statements."""
    parts = {key: make(row, day) for key, make in PARTS.items()}
    return [
        Guided(rung, parts.get(rung.step.key), _article(book, rung, row, day))
        for rung in ladder(book, row.case, found)
    ]


def standing_of(book: Book, row: Meeting, day: date) -> Progress:
    """Where the meeting's case stands."""
    return progress(book, row.case, day)


def talks_of(row: Meeting, day: date) -> Coverage:
    """The talks between the start of the preparation and the meeting."""
    end = row.gathering.held_on if row.gathering else max(day, row.case.opened_on)
    return coverage(row.unit, row.case.opened_on, end)


def _article(book: Book, rung: Rung, row: Meeting, day: date) -> str:
    """The articles by which the step is asked for, each once."""
    rules = [gate.rule for gate in rung.step.gates] or [
        GENERAL[row.procedure].get(rung.step.key, "")
    ]
    said = []
    for key in dict.fromkeys(r for r in rules if r):
        article = book.article(key, day)
        if article is not None:
            said.append(article.cite.label)
    return "；".join(dict.fromkeys(said))


GENERAL = {
    "democratic_life": {
        "theme": "dlm-theme", "study": "dlm-prep", "opinions": "dlm-prep", "talks": "dlm-prep",
        "materials": "dlm-prep", "upper_review": "dlm-prep", "rectification": "dlm-inform",
        "followed_up": "dlm-inform",
    },
    "organizational_life": dict.fromkeys(
        ("theme", "study", "opinions", "talks", "rectification", "followed_up"),
        "org-life-meeting-steps",
    ),
}  # fmt: skip
"""The parameter behind a step that has no gate of its own."""


def _plan(row: Meeting, day: date) -> Part:
    lacks = [] if row.plan.strip() else ["还没有写会议方案"]
    if row.planned_on is None and row.gathering is None:
        lacks.append("还没有定召开日期")
    words = f"主题：{row.theme}"
    if row.planned_on:
        words += f"；计划{row.planned_on.month}月{row.planned_on.day}日召开"
    return Part(words, tuple(lacks), "meetings:plan", "主题和方案")


def _study(row: Meeting, day: date) -> Part:
    found = studies(row)
    if not found:
        return Part("", ("还没有引用学习记录",), "meetings:studies", "引用学习记录")
    return Part(f"引用{len(found)}次学习", (), "meetings:studies", "学习记录")


def _opinions(row: Meeting, day: date) -> Part:
    counts = remark_counts(row)
    total = sum(n for _, n in counts)
    if not total:
        return Part("", ("还没有录入征求到的意见",), "meetings:remarks", "录入意见")
    said = "，".join(f"{label}{n}条" for label, n in counts if n)
    return Part(f"共{total}条：{said}", (), "meetings:remarks", "征求意见汇总")


def _talks(row: Meeting, day: date) -> Part:
    found = talks_of(row, day)
    said = "；".join(f"{r.title}{r.done}/{r.wanted}" for r in found.relations)
    lacks = (f"还差{len(found.gaps)}处谈话",) if found.gaps else ()
    return Part(said or "没有需要谈话的人员", lacks, "meetings:talks", "谈心谈话情况")


def _materials(row: Meeting, day: date) -> Part:
    found = sheets(row, team(row, day))
    missing = [s.title for s in found if s.is_missing]
    if not row.is_democratic:
        done = len(found) - len(missing)
        return Part(f"提交{done}份（需要时撰写）", (), "meetings:materials", "对照检查材料")
    names = "、".join(missing[:6]) + ("等" if len(missing) > 6 else "")
    lacks = (f"未提交{len(missing)}份：{names}",) if missing else ()
    return Part(f"应交{len(found)}份，已交{len(found) - len(missing)}份", lacks, "meetings:materials", "对照检查材料")  # fmt: skip


def _meeting(row: Meeting, day: date) -> Part:
    if row.gathering is None:
        return Part("", ("还没有引用会议记录",), "meetings:criticisms", "批评和自我批评")
    held = row.gathering
    return Part(f"{held.held_on} {held.topic}", (), "meetings:criticisms", "批评和自我批评")


def _problems(row: Meeting, day: date) -> Part:
    found = list(problems_of(row.ref))
    lacks = () if found else ("还没有列出问题",)
    closed = sum(not p.is_open for p in found)
    late = sum(p.is_overdue(day) for p in found)
    words = f"共{len(found)}项，已销号{closed}项" + (f"，逾期{late}项" if late else "")
    return Part(words if found else "", lacks, "meetings:problems", "整改清单")


def _report(row: Meeting, day: date) -> Part:
    lacks = () if row.report.strip() else ("还没有写情况报告",)
    return Part(f"报{row.report_to}" if row.report_to else "", lacks, "meetings:report", "情况报告")


def _notice(row: Meeting, day: date) -> Part:
    lacks = () if row.notice.strip() else ("还没有写情况通报",)
    words = f"通报范围：{row.notice_scope}" if row.notice_scope else ""
    return Part(words, lacks, "meetings:notice", "情况通报")


PARTS: dict[str, Callable[[Meeting, date], Part]] = {
    "theme": _plan,
    "study": _study,
    "opinions": _opinions,
    "talks": _talks,
    "materials": _materials,
    "meeting": _meeting,
    "rectification": _problems,
    "reported": _report,
    "informed": _notice,
}
