"""The guided page of an appraisal: each step with what the ledger holds of it and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongpin.casework.queries import Rung, ladder, progress
from tongpin.ledgers.appraisals.models import Appraisal, BallotState, Participant
from tongpin.rules.book import Book
from tongpin.rules.procedure import Progress


@dataclass(frozen=True, slots=True)
class Part:
    """What the ledger holds for a step, what it lacks, and the page where it is done."""

    words: str
    lacks: tuple[str, ...] = ()
    url_name: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Guided:
    """A step of the case with its part."""

    rung: Rung
    part: Part | None
    article: str


def standing_of(book: Book, row: Appraisal, day: date) -> Progress:
    """Where the appraisal's case stands."""
    return progress(book, row.case, day)


def guided(
    book: Book, row: Appraisal, roll: Sequence[Participant], found: Progress, day: date
) -> list[Guided]:
    """The steps in order; two statements beyond the roll's."""
    parts = {
        "self": _self(roll), "mutual": _mutual(roll), "ballot": _ballot(row, roll),
        "graded": _graded(row, roll), "told": _told(roll), "filed": _filed(row),
    }  # fmt: skip
    return [
        Guided(rung, parts.get(rung.step.key), _article(book, rung, day))
        for rung in ladder(book, row.case, found)
    ]


def _article(book: Book, rung: Rung, day: date) -> str:
    rules = [gate.rule for gate in rung.step.gates] or ["democratic-review-steps"]
    found = (book.article(rule, day) for rule in dict.fromkeys(rules))
    return "；".join(dict.fromkeys(a.cite.label for a in found if a is not None))


def _names(people: Sequence[Participant]) -> str:
    names = "、".join(p.person.name for p in people[:6])
    return f"{names}等" if len(people) > 6 else names


def _self(roll: Sequence[Participant]) -> Part:
    asked = [p for p in roll if not p.away_reason]
    missing = [p for p in asked if p.self_on is None]
    lacks = (f"{len(missing)}人没有自评：{_names(missing)}",) if missing else ()
    words = f"应自评{len(asked)}人，已自评{len(asked) - len(missing)}人"
    return Part(words, lacks, "appraisals:roll", "名单和自评")


def _mutual(roll: Sequence[Participant]) -> Part:
    said = sum(getattr(p, "said", 0) for p in roll)
    lacks = () if said else ("还没有登记互评意见",)
    return Part(f"互评意见{said}条" if said else "", lacks, "appraisals:comments", "党员互评")


def _ballot(row: Appraisal, roll: Sequence[Participant]) -> Part:
    if row.ballot_state == BallotState.NONE:
        return Part("", ("还没有组织测评",), "appraisals:ballot", "民主测评")
    if row.ballot_state == BallotState.OPEN:
        tickets = [p for p in roll if hasattr(p, "ticket")]
        used = sum(p.ticket.is_used for p in tickets)
        lacks = (f"{len(tickets) - used}人还没有投票",) if used < len(tickets) else ()
        return Part(f"正在投票，已投{used}票", lacks, "appraisals:ballot", "民主测评")
    words = f"{row.get_mode_display()}：发出{row.issued}，收回{row.returned}，有效{row.valid}"
    return Part(words, (), "appraisals:ballot", "测评结果")


def _graded(row: Appraisal, roll: Sequence[Participant]) -> Part:
    asked = [p for p in roll if p.is_graded_kind and not p.away_reason]
    missing = [p for p in asked if not p.grade]
    lacks = [f"{len(missing)}人还没有评定等次"] if missing else []
    without = [p for p in roll if p.needs_measure and not p.measure]
    if without:
        lacks.append(f"{_names(without)}需要帮助教育措施")
    if not missing and row.decided_on is None:
        lacks.append("等次还没有确定")
    return Part(f"应评定{len(asked)}人", tuple(lacks), "appraisals:grades", "评定等次")


def _told(roll: Sequence[Participant]) -> Part:
    asked = [p for p in roll if p.grade]
    told = sum(p.told_on is not None for p in asked)
    words = f"已反馈{told}/{len(asked)}人" if asked else ""
    return Part(words, (), "appraisals:grades", "结果反馈")


def _filed(row: Appraisal) -> Part:
    return Part("", (), "appraisals:bundle", "导出登记表和汇总表") if row.decided_on else Part("")
