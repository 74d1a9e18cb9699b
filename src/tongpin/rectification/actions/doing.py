"""What the responsible unit does: plan, start, progress with evidence, request for closure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.documents.actions import attach
from tongpin.org.models import Person, Unit
from tongpin.rectification.actions.moving import (
    Words,
    answering,
    doer,
    leave,
    locked,
    not_later,
    said,
)
from tongpin.rectification.models import Problem, State, Step, StepKind
from tongpin.rectification.queries import evidence_since

Files = Iterable[tuple[str, bytes]]


@action("rectification.plan", "制定整改措施", permission="rectification.write")
def plan(
    actor: Actor,
    *,
    unit: Unit,
    problem: Problem,
    version: int,
    measure: str,
    responsible_name: str,
    due_on: date,
    responsible_person: Person | None = None,
    root_cause: str = "",
    lead: str = "",
) -> Problem:
    """The action plan: why it came about, what is done, who answers, until when.

    Once work is under way the deadline changes by an extension only.
    """
    doer(unit, problem)
    row = locked(problem, version, StepKind.PLAN)
    if row.started_on is not None and due_on != row.due_on:
        raise Refused("开始整改以后，时限要经批准延期，不能直接改。", field="due_on")
    if due_on < row.found_on:
        raise Refused("整改时限早于发现日期，请核对。", field="due_on")
    name, person = answering(row.responsible_unit, responsible_name, responsible_person)
    row.measure = said(measure, "请写明整改措施。", "measure")
    row.responsible_name = said(name, "请写明责任人。", "responsible_name")
    row.responsible_person, row.due_on = person, due_on
    row.root_cause, row.lead = root_cause.strip(), lead.strip()
    leave(actor, row, StepKind.PLAN, Words(note=f"{name}，{due_on}前：{row.measure}"))
    return row


@action("rectification.start", "开始整改", permission="rectification.write")
def start(actor: Actor, *, unit: Unit, problem: Problem, version: int) -> Problem:
    """Begin; there is an action plan by then, which the database insists on as well."""
    doer(unit, problem)
    row = locked(problem, version, StepKind.START)
    row.started_on = site_day()
    leave(actor, row, StepKind.START, Words())
    return row


@action("rectification.progress", "登记整改进展", permission="rectification.write")
def record_progress(
    actor: Actor,
    *,
    unit: Unit,
    problem: Problem,
    version: int,
    note: str,
    on: date | None = None,
    files: Files = (),
) -> Step:
    """One stage of the work with its evidence as `(name, content)`."""
    doer(unit, problem)
    row = locked(problem, version, StepKind.PROGRESS)
    day = not_later(on or site_day(), "on")
    if day < row.found_on:
        raise Refused("进展日期早于发现日期，请核对。", field="on")
    words = said(note, "请写明做了什么、到什么程度。", "note")
    step = leave(actor, row, StepKind.PROGRESS, Words(note=words, on=day))
    for name, data in files:
        attach(actor, unit=unit, owner=step.ref, name=name, data=data)
    return step


@action("rectification.submit", "申请销号", permission="rectification.write")
def submit(actor: Actor, *, unit: Unit, problem: Problem, version: int, note: str) -> Problem:
    """Ask for closure; not without evidence since the last return or reopening."""
    doer(unit, problem)
    row = locked(problem, version, StepKind.SUBMIT)
    words = said(note, "请写明整改结果。", "note")
    if not evidence_since(row):
        raise Refused("还没有佐证材料。请在整改进展里上传文件、台账等材料，再申请销号。")
    row.submitted_on, row.submitted_by = site_day(), actor.name[:100]
    row.submitted_account, row.submitted_person = actor.account_id, actor.person_id
    row.verified_account = row.verified_person = None
    leave(actor, row, StepKind.SUBMIT, Words(note=words))
    return row


@action("rectification.recall", "撤回销号申请", permission="rectification.write")
def recall(actor: Actor, *, unit: Unit, problem: Problem, version: int, reason: str) -> Problem:
    """Take a request back before anybody verified it."""
    doer(unit, problem)
    row = locked(problem, version, StepKind.RECALL)
    leave(actor, row, StepKind.RECALL, Words(note=said(reason, "请写明撤回的理由。", "reason")))
    return row


@action("rectification.extend", "延长整改时限", permission="rectification.manage")
def extend(
    actor: Actor,
    *,
    unit: Unit,
    problem: Problem,
    version: int,
    due_on: date,
    approver: str,
    reason: str,
) -> Problem:
    """A later deadline with who allowed it and why; the old one stays readable."""
    row = locked(problem, version, StepKind.EXTEND, owner=unit)
    if row.due_on is None or due_on <= row.due_on:
        raise Refused("新的时限应晚于原来的时限。", field="due_on")
    words = Words(
        note=said(reason, "请写明延期的理由。", "reason"),
        approver=said(approver, "请写明批准延期的负责人或者会议。", "approver"),
        old_due_on=row.due_on, new_due_on=due_on,
    )  # fmt: skip
    row.due_on = due_on
    leave(actor, row, StepKind.EXTEND, words)
    return row


@action("rectification.hand_over", "交接整改责任", permission="rectification.manage")
def hand_over(
    actor: Actor,
    *,
    unit: Unit,
    problem: Problem,
    version: int,
    to_name: str,
    reason: str,
    to_person: Person | None = None,
) -> Problem:
    """Somebody else answers from now on; what was done so far stays under the old name."""
    row = locked(problem, version, StepKind.HAND_OVER, owner=unit)
    name = said(to_name or (to_person.name if to_person else ""), "请写明接手人。", "to_name")
    if name == row.responsible_name and (to_person is None or to_person == row.responsible_person):
        raise Refused("接手人就是现在的责任人。", field="to_name")
    words = said(reason, "请写明交接的原因。", "reason")
    note = f"由{row.responsible_name or '未定'}交给{name}：{words}"
    row.responsible_name, row.responsible_person = answering(row.responsible_unit, name, to_person)
    if row.responsible_person_id is not None and row.responsible_person_id == row.verified_person:
        row.verified_account = row.verified_person = None  # the step keeps who verified
    leave(actor, row, StepKind.HAND_OVER, Words(note=note))
    return row


@action("rectification.hand_over_all", "批量交接整改责任", permission="rectification.manage")
def hand_over_all(
    actor: Actor, *, unit: Unit, from_name: str, to_name: str, reason: str,
    to_person: Person | None = None,
) -> int:  # fmt: skip
    """Hand over every open problem that somebody answers for in the unit and below; how many."""
    rows = Problem.objects.filter(
        responsible_name=from_name, unit__path__startswith=unit.path
    ).exclude(state__in=[State.FOUND, State.CLOSED, State.CANCELLED])
    found = list(rows.select_related("unit"))
    if not found:
        raise Refused("这位同志名下没有要交接的问题。", field="from_name")
    for row in found:
        hand_over(
            actor, unit=row.unit, problem=row, version=row.version, to_name=to_name,
            to_person=to_person, reason=reason,
        )  # fmt: skip
    current().about(unit, unit=unit, summary=f"{from_name}→{to_name}，{len(found)}项")
    return len(found)
