"""The roll frozen on its day, what each wrote, and who was away with leave."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.casework.actions import Happening, open_case, record_step
from tongpin.casework.models import Case
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.appraisals import queries
from tongpin.ledgers.appraisals.models import Appraisal, BallotState, Comment, Participant
from tongpin.org.models import MEMBER_STAGES, Person, Unit
from tongpin.org.queries import members_on, stages_of


@action("appraisals.open", "开始民主评议", permission="appraisals.write")
def open_appraisal(
    actor: Actor, *, unit: Unit, year: int, rolled_on: date, opened_on: date
) -> Appraisal:
    """Open a case, and freeze the roll: the members of the branch on the day."""
    case = open_case(
        actor, unit=unit, procedure="member_appraisal", title=f"{year}年度民主评议党员",
        opened_on=opened_on,
    )  # fmt: skip
    return _rolled(case, year, rolled_on)


@action("appraisals.file", "建立评议名单", permission="appraisals.write")
def roll_case(
    actor: Actor, *, unit: Unit, case: Case, year: int, rolled_on: date
) -> Appraisal:  # fmt: skip
    """Give a case that was opened under 程序办理 its roll."""
    if Appraisal.objects.filter(pk=case.pk).exists():
        raise Refused("评议名单已经建立。")
    return _rolled(case, year, rolled_on)


def _rolled(case: Case, year: int, rolled_on: date) -> Appraisal:
    people = list(members_on(case.unit, rolled_on))
    if not people:
        raise Refused("这一天本支部没有党员，请核对名单确定日和党员名册。", field="rolled_on")
    stages = stages_of([p.pk for p in people], rolled_on)
    row = Appraisal(case=case, unit=case.unit, year=year, rolled_on=rolled_on)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(f"{year}年度的民主评议已经建立，请打开原来的档案。", field="year") from error
    Participant.objects.bulk_create(
        Participant(appraisal=row, person=p, stage=stages[p.pk])
        for p in people
        if stages.get(p.pk) in MEMBER_STAGES
    )
    current().about(row, unit=case.unit, summary=f"{year}年度，{len(people)}人")
    return row


def locked(appraisal: Appraisal) -> Appraisal:
    """The row, locked, while its case is open."""
    rows = Appraisal.objects.select_for_update(of=("self",)).select_related("unit", "case")
    row: Appraisal = rows.get(pk=appraisal.pk)
    if row.case.closed_on is not None:
        raise Refused("这次民主评议已经办结，需要更改请先恢复办理。")
    return row


def locked_line(line: Participant, version: int | None = None) -> Participant:
    """One line of the roll, locked; `Conflict` where somebody else was first."""
    rows = Participant.objects.select_for_update(of=("self",)).select_related("person", "appraisal")
    row: Participant = rows.get(pk=line.pk)
    if version is not None and row.version != version:
        raise Conflict
    row.version += 1
    return row


def stepped(actor: Actor, row: Appraisal, key: str, on: date, **values: object) -> str:
    """Record a step of the case that has just been carried out; why not, where the rules say no.

    The step is then left to be recorded by hand, where a deviation can be explained.
    """
    done = any(r.step == key and not r.is_withdrawn for r in row.case.records.all())
    if done:
        return ""
    try:
        happening = Happening(key, on, dict(values))
        record_step(actor, unit=row.unit, case=row.case, happening=happening)
    except Refused as refusal:
        return refusal.message
    return ""


@action("appraisals.step", "登记评议步骤", permission="appraisals.write")
def take_step(
    actor: Actor, *, unit: Unit, appraisal: Appraisal, happening: Happening,
    files: list[tuple[str, bytes]],
) -> Appraisal:  # fmt: skip
    """Record a step of the case by hand."""
    row = locked(appraisal)
    record_step(actor, unit=unit, case=row.case, happening=happening, files=files)
    title = current_book().procedure(row.case.procedure).title_of(happening.step)
    current().about(row, unit=unit, summary=title)
    return row


@action("appraisals.excuse", "登记未参加评议", permission="appraisals.write")
def excuse(
    actor: Actor, *, unit: Unit, appraisal: Appraisal, line: Participant, reason: str, version: int
) -> Participant:
    """Somebody takes no part, with a reason; an empty reason puts the person back."""
    row = locked(appraisal)
    if row.ballot_state != BallotState.NONE:
        raise Refused("测评已经开始，参加人员不能再改。")
    found = locked_line(line, version)
    found.away_reason = reason
    found.save()
    current().about(row, unit=unit, summary=f"{found}：{reason or '恢复参加'}")
    return found


@action("appraisals.self", "提交个人自评", permission=None)
def write_self(actor: Actor, *, appraisal: Appraisal, content: str, version: int) -> Participant:
    """One's own self-assessment; it may be changed until the ballot begins."""
    row = locked(appraisal)
    line = queries.own_line(row, actor.person_id)
    if line is None:
        raise Forbidden("您不在这次民主评议的名单中。")
    if row.ballot_state != BallotState.NONE:
        raise Refused("测评已经开始，自评不能再改。")
    found = locked_line(line, version)
    found.self_text, found.self_on, found.self_on_paper = content, site_day(), False
    found.save()
    current().about(row, unit=row.unit, summary=str(found))
    return found


@action("appraisals.self_on_paper", "登记纸质自评", permission="appraisals.write")
def take_self_on_paper(
    actor: Actor, *, unit: Unit, appraisal: Appraisal, line: Participant, on: date
) -> Participant:
    """Somebody gave in the self-assessment on paper, or spoke it at the meeting."""
    row = locked(appraisal)
    if on > site_day():
        raise Refused("日期不能晚于今天。", field="on")
    found = locked_line(line)
    if found.self_on is not None:
        raise Refused(f"{found.person.name}已经自评。")
    found.self_on, found.self_on_paper = on, True
    found.save()
    current().about(row, unit=unit, summary=str(found))
    return found


@action("appraisals.read_self", "查阅个人自评", permission=None)
def read_self(actor: Actor, *, appraisal: Appraisal, line: Participant) -> str:
    """The words of a self-assessment; the entry says who read whose."""
    if not queries.reader(actor, appraisal).may_read(line.person_id):
        raise Forbidden
    current().about(line, unit=appraisal.unit, summary=str(appraisal))
    return line.self_text


@action("appraisals.comment", "登记互评意见", permission=None)
def add_comment(
    actor: Actor, *, appraisal: Appraisal, about: Participant, by: Person, content: str
) -> Comment:
    """One's own word about another; secretary and office enter what was said at the meeting."""
    row = locked(appraisal)
    if not queries.reader(actor, row).may_read(by.pk):
        raise Forbidden("只能登记本人提出的互评意见。")
    if about.appraisal_id != row.pk or not row.participants.filter(person=by).exists():
        raise Refused("评议人和被评议人都要在这次评议的名单中。", field="by")
    if about.person_id == by.pk:
        raise Refused("对自己的评价写在个人自评里。", field="about")
    said = Comment(about=about, by=by, content=content, on=site_day())
    said.save()
    current().about(row, unit=row.unit, summary=str(said))
    return said


@action("appraisals.withdraw_comment", "撤回互评意见", permission=None)
def withdraw_comment(
    actor: Actor, *, appraisal: Appraisal, comment: Comment, reason: str
) -> Comment:
    """Take it back with a reason."""
    row = locked(appraisal)
    if not queries.reader(actor, row).may_read(comment.by_id):
        raise Forbidden("只能撤回本人的互评意见。")
    comment.withdrawn_reason = reason
    comment.save()
    current().about(row, unit=row.unit, summary=reason)
    return comment
