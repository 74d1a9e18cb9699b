"""Duties of a paper under check: correct, add, drop."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.duties.judging import forget
from tongpin.duties.models import Binds, Duty, Measure, Plan, PlanState
from tongpin.duties.rulebook import current_book
from tongpin.org.models import Unit

FIELDS = (
    "title",
    "kind",
    "times",
    "per",
    "bound",
    "deadline",
    "quantity",
    "responsible",
    "rules",
    "binds",
)
OPEN_STATES = (PlanState.DRAFT, PlanState.ADOPTED)


@action("duties.correct", "更正责任", permission="duties.write")
def correct_duty(
    actor: Actor, *, unit: Unit, duty: Duty, version: int, units: Iterable[Unit] = (), **values: Any
) -> Duty:
    """Correct what was read: name, kind, period, deadline, owner, rules."""
    row = _locked(duty, version)
    for name in FIELDS:
        if name in values:
            setattr(row, name, values[name])
    _check(row)
    row.version += 1
    row.save()
    _bind(row, units, unit)
    _judge_again(row.plan)
    return row


@action("duties.add", "添加责任", permission="duties.write")
def add_duty(
    actor: Actor, *, unit: Unit, plan: Plan, measure: Measure | None, quote: str,
    units: Iterable[Unit] = (), **values: Any,
) -> Duty:  # fmt: skip
    """Add a sentence that the reader passed over; words that stand in the paper keep their place."""
    _check_state(plan)
    start = plan.text.find(quote)
    row = Duty(
        plan=plan, measure=measure, quote=quote, is_added=True,
        key=f"{plan.year}-{secrets.token_hex(5)}",
        start=start if start >= 0 else None, end=start + len(quote) if start >= 0 else None,
        order=plan.duties.count(), **{k: v for k, v in values.items() if k in FIELDS},
    )  # fmt: skip
    _check(row)
    row.save()
    _bind(row, units, unit)
    _judge_again(plan)
    return row


@action("duties.drop", "移除责任", permission="duties.write")
def drop_duty(actor: Actor, *, unit: Unit, duty: Duty) -> Duty:
    """Say that a sentence is no duty; it can be brought back."""
    return _set_dropped(unit, duty, True)


@action("duties.restore", "恢复责任", permission="duties.write")
def restore_duty(actor: Actor, *, unit: Unit, duty: Duty) -> Duty:
    """Bring a dropped duty back."""
    return _set_dropped(unit, duty, False)


def _set_dropped(unit: Unit, duty: Duty, is_dropped: bool) -> Duty:
    row = Duty.objects.select_for_update().get(pk=duty.pk)
    _check_state(row.plan)
    row.is_dropped = is_dropped
    row.version += 1
    row.save()
    current().about(row, unit=unit)
    _judge_again(row.plan)
    return row


def _bind(row: Duty, units: Iterable[Unit], unit: Unit) -> None:
    """Set the named units; their names go into the entry, as the relation itself leaves no trace."""
    chosen = list(units) if row.binds == Binds.SELECTED else []
    row.units.set(chosen)
    names = "、".join(str(u) for u in chosen)
    current().about(row, unit=unit, summary=f"约束：{names or row.get_binds_display()}")


def _locked(duty: Duty, version: int) -> Duty:
    row = Duty.objects.select_for_update().get(pk=duty.pk)
    if row.version != version:
        raise Conflict
    _check_state(row.plan)
    return row


def _check_state(plan: Plan) -> None:
    if plan.state not in OPEN_STATES:
        raise Refused("这份工作意见已不在执行，不能再改责任。")


def _check(row: Duty) -> None:
    if row.per and not row.times:
        row.times = 1
    if row.times and not row.per:
        raise Refused("写了次数，还须选择周期（每月、每季度……）。", field="per")
    if row.deadline is not None and not isinstance(row.deadline, date):
        raise Refused("期限须是日期。", field="deadline")
    if row.deadline is not None and abs(row.deadline.year - row.plan.year) > 1:
        raise Refused(f"期限应在 {row.plan.year} 年前后，请核对年份。", field="deadline")
    if row.rules and any(k not in current_book() for k in row.rules):
        raise Refused("所选规则不在规则库中，请重新选择。", field="rules")


def _judge_again(plan: Plan) -> None:
    if plan.state == PlanState.ADOPTED:
        forget(plan.year)
