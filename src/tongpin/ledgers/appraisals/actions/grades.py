"""Grades proposed and decided, measures for who needs help, results told to the person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.appraisals import queries
from tongpin.ledgers.appraisals.actions.roll import locked, locked_line, stepped
from tongpin.ledgers.appraisals.models import Appraisal, BallotState, Participant
from tongpin.org.models import Person, Unit


@action("appraisals.grade", "评定等次", permission="appraisals.write")
def set_grades(
    actor: Actor, *, unit: Unit, appraisal: Appraisal, version: int,
    grades: Mapping[int, tuple[str, str]], cap_approver: str = "", cap_reason: str = "",
) -> queries.Cap:  # fmt: skip
    """The committee's proposal: `{participant: (grade or "", note)}`. More excellent than the share
    allows is refused, unless somebody with the power agreed and why.
    """
    row = locked(appraisal)
    if row.version != version:
        raise Conflict
    if row.decided_on is not None:
        raise Refused("等次已经确定；确有错误请先撤回评定。")
    if row.ballot_state != BallotState.CLOSED:
        raise Refused("先进行民主测评，测评结束以后再评定等次。")
    people = list(row.participants.select_for_update(of=("self",)).select_related("person"))
    by_key = {p.pk: p for p in people}
    if set(grades) - {p.pk for p in people if p.is_graded_kind}:
        raise Refused("只给名单上的正式党员评定等次，预备党员参加评议但不评定等次。")
    found = queries.cap(current_book(), people, {k: g for k, (g, _) in grades.items()}, site_day())
    if found.is_over and (found.is_hard or not (cap_approver and cap_reason)):
        more = "" if found.is_hard else "确经有权的党组织同意的，请填写同意的组织和理由。"
        raise Refused(found.words + more, field="cap_approver")
    for key, (grade, note) in grades.items():
        line = by_key[key]
        line.grade, line.grade_note = grade, note
        if not line.needs_measure:
            line.measure, line.helper, line.measure_due_on = "", None, None
        line.save()
    row.cap_approver, row.cap_reason = (cap_approver, cap_reason) if found.is_over else ("", "")
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=found.words)
    return found


@action("appraisals.measure", "制定帮助教育措施", permission="appraisals.write")
def set_measure(
    actor: Actor, *, unit: Unit, appraisal: Appraisal, line: Participant, version: int,
    measure: str, helper: Person | None, due_on: date, result: str = "",
) -> Participant:  # fmt: skip
    """What is done for somebody graded 基本合格 or 不合格, by whom, until when, and what came of it."""
    row = locked(appraisal)
    found = locked_line(line, version)
    if not found.needs_measure:
        raise Refused("只有基本合格、不合格的需要帮助教育措施。")
    if helper is not None and helper.pk == found.person_id:
        raise Refused("帮助人不能是本人。", field="helper")
    if due_on < row.case.opened_on:
        raise Refused("期限不能早于评议开始。", field="due_on")
    found.measure, found.helper = measure, helper
    found.measure_due_on, found.measure_result = due_on, result
    found.save()
    current().about(row, unit=unit, summary=str(found))
    return found


@action("appraisals.decide", "确定评议等次", permission="appraisals.write")
def decide(actor: Actor, *, unit: Unit, appraisal: Appraisal, on: date) -> str:
    """Committee or assembly settles the grades; everybody is graded and who needs help has it.

    Why the step of the case was not recorded with it, where the rules say no.
    """
    row = locked(appraisal)
    if row.decided_on is not None:
        raise Refused("等次已经确定。")
    if row.closed_on is None or not row.closed_on <= on <= site_day():
        raise Refused("评定日期应在测评结束之后、今天之前。", field="on")
    people = queries.participants(row)
    open_ones = [p for p in people if p.is_graded_kind and not p.away_reason and not p.grade]
    if open_ones:
        names = "、".join(p.person.name for p in open_ones[:6])
        raise Refused(f"还有{len(open_ones)}人没有评定等次：{names}。")
    without = [p.person.name for p in people if p.needs_measure and not p.measure]
    if without:
        raise Refused(f"{'、'.join(without)}需要先写明帮助教育措施、帮助人和期限。")
    row.decided_on = on
    row.version += 1
    row.save()
    found = queries.cap(current_book(), people, {p.pk: p.grade for p in people}, on)
    current().about(row, unit=unit, summary=found.words)
    return stepped(actor, row, "graded", on, excellent=found.excellent, members=found.base)


@action("appraisals.undecide", "撤回评定", permission="appraisals.write")
def undecide(actor: Actor, *, unit: Unit, appraisal: Appraisal, reason: str) -> Appraisal:
    """Take the decision back with a reason; the grades become a proposal again, untold."""
    row = locked(appraisal)
    if row.decided_on is None:
        raise Refused("等次还没有确定。")
    row.decided_on = None
    row.version += 1
    row.save()
    told = {"told_on": None, "told_by": "", "acknowledged_on": None}
    row.participants.exclude(told_on=None).update(**told)
    current().about(row, unit=unit, summary=reason)
    return row


@action("appraisals.tell", "反馈评议结果", permission="appraisals.write")
def tell(
    actor: Actor, *, unit: Unit, appraisal: Appraisal, lines: list[Participant]
) -> int:  # fmt: skip
    """Say that the results were told; from then on each sees the own one. How many were told now."""
    row = locked(appraisal)
    if row.decided_on is None:
        raise Refused("等次确定以后才能反馈。")
    keys = [p.pk for p in lines if p.grade and p.told_on is None]
    day = site_day()
    count = row.participants.filter(pk__in=keys).update(told_on=day, told_by=actor.name)
    left = row.participants.exclude(grade="").filter(told_on=None).exists()
    current().about(row, unit=unit, summary=f"{count}人")
    if not left:
        stepped(actor, row, "told", day)
    return count


@action("appraisals.acknowledge", "确认评议结果", permission=None)
def acknowledge(actor: Actor, *, appraisal: Appraisal) -> Participant:
    """The person has seen the own result."""
    line = queries.own_line(appraisal, actor.person_id)
    if line is None:
        raise Forbidden("您不在这次民主评议的名单中。")
    found = locked_line(line)
    if found.told_on is None:
        raise Refused("结果还没有反馈。")
    if found.acknowledged_on is None:
        found.acknowledged_on = site_day()
        found.save()
    current().about(found, unit=appraisal.unit)
    return found
