"""Lines of the ledger, and a risk item of work that becomes a problem."""

from __future__ import annotations

from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.duties.judging import refresh
from tongpin.ledgers.ideology.models import Activity, ActivityKind, Approval, Charge, Entry, KeyDay
from tongpin.org.models import Unit
from tongpin.rectification.actions import open_problem
from tongpin.rectification.models import Problem


@action("ideology.enter", "登记意识形态工作", permission="ideology.write")
def enter(actor: Actor, *, unit: Unit, model: type[Entry], values: dict[str, Any]) -> Entry:
    """Write a line; `values` are the fields of the part of the ledger that `model` is."""
    row = model(unit=unit, recorded_by=actor.name[:100], **values)
    if isinstance(row, Activity):
        _activity(row)
    elif isinstance(row, Approval) and row.approved_on > row.on:
        raise Refused("先审批后举办：审批日期不能晚于举办日期。", field="approved_on")
    elif isinstance(row, Charge) and row.until is not None and row.until < row.since:
        raise Refused("终止日期不能早于起始日期。", field="until")
    row.save()
    current().about(row, unit=unit, summary=str(row))
    if isinstance(row, Activity):
        refresh(unit, row.on)
    return row


def _activity(row: Activity) -> None:
    if row.on > site_day():
        raise Refused("日期不能晚于今天；做完再登记。", field="on")
    if row.kind == ActivityKind.AGENDA and row.gathering is None:
        raise Refused("专题研究要选会议记录；会议先在“组织生活”里登记。", field="gathering")
    if row.gathering is not None and row.gathering.unit_id != row.unit_id:
        raise Refused("只能选本党组织的会议记录。", field="gathering")
    if row.kind == ActivityKind.REPORT and not row.addressee:
        raise Refused("请写明报给谁。", field="addressee")


@action("ideology.withdraw", "撤回意识形态工作登记", permission="ideology.write")
def withdraw(actor: Actor, *, unit: Unit, row: Entry, reason: str) -> Entry:
    """Take a line back with a reason."""
    found = _locked(row)
    if not reason.strip():
        raise Refused("请写明理由。", field="reason")
    found.withdrawn_reason = reason.strip()
    found.save()
    current().about(found, unit=unit, summary=reason.strip())
    if isinstance(found, Activity):
        refresh(unit, found.on)
    return found


@action("ideology.make_ready", "重要节点准备完成", permission="ideology.write")
def make_ready(actor: Actor, *, unit: Unit, row: KeyDay) -> Entry:
    """The preparation for a key day is finished."""
    found = _locked(row)
    assert isinstance(found, KeyDay)
    if found.ready_on is not None:
        raise Refused("已经登记准备完成。")
    found.ready_on = site_day()
    found.save()
    current().about(found, unit=unit, summary=str(found))
    return found


@action("ideology.raise_risk", "登记意识形态风险事项", permission="ideology.write")
def raise_risk(
    actor: Actor, *, unit: Unit, title: str, description: str, to: Unit, due_on: date | None
) -> Problem:
    """A risk item of work goes into the one problem loop; about work, never about a person."""
    return open_problem(
        actor, unit=unit, source="ideology", ref="", title=title, description=description,
        responsible_unit=to, due_on=due_on,
    )  # fmt: skip


def _locked(row: Entry) -> Entry:
    found: Entry = type(row).objects.select_for_update().get(pk=row.pk)
    if found.withdrawn_reason:
        raise Refused("已经撤回。")
    return found
