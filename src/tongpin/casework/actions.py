"""Every write of cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.casework import queries
from tongpin.casework.models import Case, StepRecord
from tongpin.documents.actions import attach
from tongpin.duties.judging import refresh
from tongpin.duties.rulebook import current_book
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.rules.procedure import Event, Progress, StepVerdict
from tongpin.rules.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Happening:
    """What is recorded of a step; `values` are those the step's gates read."""

    step: str
    on: date
    values: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    gathering: Gathering | None = None
    approver: str = ""
    approval_reason: str = ""


@action("casework.open", "开始办理程序", permission="casework.write")
def open_case(
    actor: Actor,
    *,
    unit: Unit,
    procedure: str,
    title: str,
    opened_on: date,
    person: Person | None = None,
) -> Case:
    """Begin a case; `Refused` for a procedure that the unit does not run."""
    found = next(
        (p for p in queries.procedures_for(current_book(), unit) if p.key == procedure), None
    )
    if found is None:
        raise Refused(f"{unit.get_kind_display()}不办理这个程序，请重新选择。", field="procedure")
    if found.about == "person" and person is None:
        raise Refused("请选择办理的是哪位同志的事项。", field="person")
    if opened_on > site_day():
        raise Refused("开始日期不能晚于今天。", field="opened_on")
    row = Case(
        unit=unit,
        procedure=procedure,
        title=title,
        opened_on=opened_on,
        person=person if found.about == "person" else None,
    )
    row.save()
    current().about(row, unit=unit, summary=found.title)
    return row


@action("casework.record", "登记程序步骤", permission="casework.write")
def record_step(
    actor: Actor,
    *,
    unit: Unit,
    case: Case,
    happening: Happening,
    files: Iterable[tuple[str, bytes]] = (),
) -> StepRecord:
    """Record a step as it happened, with its papers as `(name, content)`.

    What the rules forbid is recorded only with who allowed it and why.
    """
    row = _open(case)
    book = current_book()
    step = book.procedure(row.procedure).by_key.get(happening.step)
    if step is None:
        raise Refused("这个程序没有所填的步骤。", field="step")
    if happening.on > site_day():
        raise Refused("日期不能晚于今天；还没有办的步骤请办完再登记。", field="on")
    if happening.gathering is not None and happening.gathering.unit_id != row.unit_id:
        raise Refused("只能引用本党组织的会议记录。", field="gathering")
    if not step.is_repeated and not step.again_on and queries.is_recorded(row, step.key):
        raise Refused("这一步已经登记过，需要更改请先撤回原来的记录。", field="step")
    refuse_breaches(happening, lambda *extra: queries.progress(book, row, site_day(), *extra))
    record = StepRecord(case=row, **columns(actor, happening))
    record.save()
    current().about(row, unit=unit, summary=step.title)
    _judge_afterwards(unit, record.on)
    for name, data in files:
        attach(actor, unit=unit, owner=record.ref, name=name, data=data)
    return record


@action("casework.withdraw", "撤回程序步骤", permission="casework.write")
def withdraw_step(
    actor: Actor, *, unit: Unit, case: Case, record: StepRecord, reason: str
) -> StepRecord:
    """Take a record back with a reason; it stays readable."""
    _open(case)
    row = StepRecord.objects.select_for_update().get(pk=record.pk)
    if row.is_withdrawn:
        raise Refused("这条记录已经撤回。")
    row.withdrawn_reason = reason
    row.save()
    _judge_afterwards(unit, row.on)
    current().about(case, unit=unit, summary=reason)
    return row


@action("casework.close", "办结程序", permission="casework.write")
def close_case(actor: Actor, *, unit: Unit, case: Case, closed_on: date, note: str) -> Case:
    """End a case; steps that are still open have to be explained."""
    row = _open(case)
    if not row.opened_on <= closed_on <= site_day():
        raise Refused("办结日期应在开始日期和今天之间。", field="closed_on")
    book = current_book()
    found = queries.progress(book, row, closed_on)
    if (found.missing or queries.next_titles(book, row, found)) and not note.strip():
        raise Refused("还有没有办理的步骤，请在说明中写明办结的理由。", field="note")
    row.closed_on, row.closing_note, row.version = closed_on, note, row.version + 1
    row.save()
    current().about(row, unit=unit, summary=note)
    return row


@action("casework.reopen", "恢复办理程序", permission="casework.write")
def reopen_case(actor: Actor, *, unit: Unit, case: Case) -> Case:
    """Undo a closing."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    if row.closed_on is None:
        raise Refused("这件事项没有办结，不需要恢复。")
    row.closed_on, row.closing_note, row.version = None, "", row.version + 1
    row.save()
    current().about(row, unit=unit)
    return row


def _judge_afterwards(unit: Unit, day: date) -> None:
    transaction.on_commit(lambda: refresh(unit, day))


def _open(case: Case) -> Case:
    row: Case = Case.objects.select_for_update().select_related("unit").get(pk=case.pk)
    if row.closed_on is not None:
        raise Refused("这件事项已经办结，需要更改请先恢复办理。")
    return row


def refuse_breaches(happening: Happening, progress: Callable[..., Progress]) -> None:
    """Refuse what the step newly breaks, with the article, unless somebody allowed it and why.

    `progress` judges the case together with the events it is given. What stays a breach although
    somebody allowed it, nobody may allow: it is refused in any case.
    """
    if bool(happening.approver) != bool(happening.approval_reason):
        missing = "approval_reason" if happening.approver else "approver"
        raise Refused("同意变通的组织或者负责人和理由要一起填写。", field=missing)
    allowed = {"approver": happening.approver, "reason": happening.approval_reason}
    values = {**happening.values, **({"deviation": allowed} if happening.approver else {})}
    try:
        found = progress(Event(happening.step, happening.on, values))
    except Refusal as refusal:
        raise Refused(refusal.message) from refusal
    known = {j.rule for j in progress().judgements if j.verdict is StepVerdict.BREACH}
    broken = [
        j for j in found.judgements
        if j.step == happening.step and j.verdict is StepVerdict.BREACH and j.rule not in known
    ]  # fmt: skip
    if broken:
        said = "".join(j.message for j in broken)
        if happening.approver:
            raise Refused(said, field="approver")
        raise Refused(
            f"{said}确属特殊情况、已经有权的党组织同意的，请填写同意的组织或者负责人和理由后再登记。",
            field="approver",
        )


def columns(actor: Actor, happening: Happening) -> dict[str, Any]:
    """What a record of the happening holds in its columns."""
    return {
        "step": happening.step,
        "on": happening.on,
        "values": _plain(happening.values),
        "note": happening.note,
        "gathering": happening.gathering,
        "approver": happening.approver,
        "approval_reason": happening.approval_reason,
        "recorded_on": site_day(),
        "recorded_by": actor.name,
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
