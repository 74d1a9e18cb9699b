"""The file itself: opened with its case, plan, study, opinions, criticism, report and notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.casework.actions import Happening, open_case, record_step
from tongpin.casework.models import Case, StepRecord
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.meetings import queries
from tongpin.ledgers.meetings.models import Criticism, Meeting, Procedure, Remark, Study
from tongpin.life.models import Gathering, Presence
from tongpin.org.models import Person, Unit


@action("meetings.open", "开始筹备会议", permission="meetings.write")
def open_meeting(
    actor: Actor,
    *,
    unit: Unit,
    procedure: str,
    year: int,
    theme: str,
    opened_on: date,
    planned_on: date | None = None,
    is_special: bool = False,
) -> Meeting:
    """Open a case of the procedure and the file that goes with it."""
    title = f"{year}年度{'专题' if is_special else ''}{Procedure(procedure).label}"
    case = open_case(actor, unit=unit, procedure=procedure, title=title, opened_on=opened_on)
    return _filed(case, year, theme, planned_on, is_special)


@action("meetings.file", "建立会议档案", permission="meetings.write")
def file_case(
    actor: Actor, *, unit: Unit, case: Case, year: int, theme: str,
    planned_on: date | None = None, is_special: bool = False,
) -> Meeting:  # fmt: skip
    """Give a case that was opened under 程序办理 its file."""
    if Meeting.objects.filter(pk=case.pk).exists():
        raise Refused("这次会议已经建立档案。")
    return _filed(case, year, theme, planned_on, is_special)


def _filed(
    case: Case, year: int, theme: str, planned_on: date | None, is_special: bool
) -> Meeting:  # fmt: skip
    row = Meeting(
        case=case, unit=case.unit, procedure=case.procedure, year=year, theme=theme,
        planned_on=planned_on, is_special=is_special,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(
            f"{year}年度的{row.get_procedure_display()}已经建立，请打开原来的档案；同年专门再开的，请勾选“专门召开”。",
            field="year",
        ) from error
    current().about(row, unit=case.unit, summary=str(row))
    return row


def locked(meeting: Meeting, version: int | None = None) -> Meeting:
    """The row, locked, while its case is open; `Conflict` where somebody else was first."""
    row: Meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("unit", "case")
        .get(pk=meeting.pk)
    )
    if row.case.closed_on is not None:
        raise Refused("这次会议已经办结，需要更改请先恢复办理。")
    if version is not None:
        if row.version != version:
            raise Conflict
        row.version += 1
    return row


@action("meetings.plan", "修改会议主题和方案", permission="meetings.write")
def write_plan(
    actor: Actor, *, unit: Unit, meeting: Meeting, version: int, theme: str, plan: str,
    planned_on: date | None,
) -> Meeting:  # fmt: skip
    """Theme, plan and the day that is meant."""
    row = locked(meeting, version)
    row.theme, row.plan, row.planned_on = theme, plan, planned_on
    row.save()
    current().about(row, unit=unit)
    return row


@action("meetings.step", "登记会议步骤", permission="meetings.write")
def take_step(
    actor: Actor, *, unit: Unit, meeting: Meeting, happening: Happening,
    files: Iterable[tuple[str, bytes]] = (),
) -> StepRecord:  # fmt: skip
    """Record a step of the case. The meeting itself cites its gathering, whose numbers must agree."""
    row = locked(meeting)
    if happening.step == "meeting":
        _check_meeting(row, happening)
        row.gathering = happening.gathering
        row.save()
    record = record_step(actor, unit=unit, case=row.case, happening=happening, files=files)
    current().about(row, unit=unit, summary=_title(row, happening.step))
    return record


def _title(row: Meeting, step: str) -> str:
    return current_book().procedure(row.procedure).title_of(step)


def _check_meeting(row: Meeting, happening: Happening) -> None:
    held = happening.gathering
    if held is None:
        raise Refused(
            "请先在组织生活里登记这次会议（种类选对应的会议），再在这里引用。", field="gathering"
        )
    kind = queries.MEETING_KIND[Procedure(row.procedure)]
    if not held.kinds.filter(kind=kind).exists():
        raise Refused(f"引用的记录不是{kind.label}，请重新选择。", field="gathering")
    if held.held_on != happening.on:
        raise Refused(f"会议记录的日期是{held.held_on}，请填同一天。", field="on")
    numbers = counts(held)
    typed = happening.values.get("vote")
    if numbers and typed and (typed.get("entitled"), typed.get("present")) != numbers:
        raise Refused(
            f"与会议记录不符：记录里应到{numbers[0]}人、实到{numbers[1]}人。", field="vote_present"
        )


def counts(held: Gathering) -> tuple[int, int] | None:
    """`(entitled, present)` of a gathering; None where no attendance was recorded."""
    found = list(held.attendances.values_list("presence", flat=True))
    asked = [p for p in found if p != Presence.OBSERVER]
    return (len(asked), asked.count(Presence.PRESENT)) if asked else None


@action("meetings.study", "引用学习记录", permission="meetings.write")
def cite_study(actor: Actor, *, unit: Unit, meeting: Meeting, gathering: Gathering) -> Study:
    """Cite a recorded gathering of the unit as 会前学习."""
    row = locked(meeting)
    if not queries.study_choices(row).filter(pk=gathering.pk).exists():
        raise Refused("只能引用本党组织近期已经登记的学习，且每次只引用一遍。", field="gathering")
    study = Study(meeting=row, gathering=gathering)
    study.save()
    current().about(row, unit=unit, summary=str(gathering))
    return study


@action("meetings.drop_study", "取消引用学习记录", permission="meetings.write")
def drop_study(actor: Actor, *, unit: Unit, meeting: Meeting, study: Study) -> None:
    """Take a citation back; the gathering itself stays."""
    row = locked(meeting)
    study.delete()
    current().about(row, unit=unit, summary=str(study.gathering))


@action("meetings.remark", "录入征求到的意见", permission="meetings.write")
def add_remark(
    actor: Actor, *, unit: Unit, meeting: Meeting, source: str, content: str, collected_on: date,
    way: str = "", about: Person | None = None, given_by: str = "",
) -> Remark:  # fmt: skip
    """Enter one opinion; without `given_by` no name is kept anywhere."""
    row = locked(meeting)
    if collected_on > site_day():
        raise Refused("收集日期不能晚于今天。", field="collected_on")
    if about is not None and not queries.is_of_the_team(row, about.pk):
        raise Refused("只能针对参加这次会议的同志。", field="about")
    remark = Remark(
        meeting=row, source=source, way=way, about=about, content=content, given_by=given_by,
        collected_on=collected_on,
    )  # fmt: skip
    remark.save()
    current().about(row, unit=unit, summary=remark.get_source_display())
    return remark


@action("meetings.withdraw_remark", "撤回一条意见", permission="meetings.write")
def withdraw_remark(
    actor: Actor, *, unit: Unit, meeting: Meeting, remark: Remark, reason: str
) -> Remark:
    """Take an opinion out of the summary with a reason; it is not deleted."""
    row = locked(meeting)
    remark.withdrawn_reason = reason
    remark.save()
    current().about(row, unit=unit, summary=reason)
    return remark


@action("meetings.criticise", "登记批评和自我批评", permission=None)
def add_criticism(
    actor: Actor, *, meeting: Meeting, about: Person, by: Person, content: str, answer: str = ""
) -> Criticism:
    """Enter a point. The chair and the office enter everybody's, everybody else the own self-criticism
    and the criticism that one gave.
    """
    row = locked(meeting)
    who = queries.reader(actor, row)
    if not who.may_read(by.pk):
        raise Forbidden("只能登记本人的自我批评和本人提出的批评意见。")
    known = {p.pk for p in queries.team(row)}
    for field, person in (("about", about), ("by", by)):
        if person.pk not in known:
            raise Refused(f"{person.name}不在这次会议的参加人员中。", field=field)
    point = Criticism(
        meeting=row, about=about, by=by, content=content, answer=answer,
        recorded_on=site_day(), recorded_by=actor.name,
    )  # fmt: skip
    point.save()
    current().about(row, unit=row.unit, summary=str(point))
    return point


@action("meetings.withdraw_criticism", "撤回批评意见记录", permission=None)
def withdraw_criticism(
    actor: Actor, *, meeting: Meeting, criticism: Criticism, reason: str
) -> Criticism:
    """Take a point back with a reason."""
    row = locked(meeting)
    if not queries.reader(actor, row).may_read(criticism.by_id):
        raise Forbidden("只能撤回本人登记的内容。")
    criticism.withdrawn_reason = reason
    criticism.save()
    current().about(row, unit=row.unit, summary=reason)
    return criticism


@action("meetings.report", "起草情况报告", permission="meetings.write")
def write_report(
    actor: Actor, *, unit: Unit, meeting: Meeting, version: int, words: str, to: str
) -> Meeting:
    """The report upward."""
    row = locked(meeting, version)
    row.report, row.report_to = words, to
    row.save()
    current().about(row, unit=unit)
    return row


@action("meetings.notice", "起草情况通报", permission="meetings.write")
def write_notice(
    actor: Actor, *, unit: Unit, meeting: Meeting, version: int, words: str, to: str
) -> Meeting:
    """The notification, and to whom it goes."""
    row = locked(meeting, version)
    row.notice, row.notice_scope = words, to
    row.save()
    current().about(row, unit=unit)
    return row
