"""What was done for a duty, and what is waived."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.duties.judging import refresh
from tongpin.duties.models import Progress, Waiver
from tongpin.org.models import Unit


@action("duties.progress", "登记办理情况", permission="duties.progress")
def record_progress(
    actor: Actor, *, unit: Unit, rule: str, title: str, on: date, content: str, is_done: bool
) -> Progress:
    """Write down what a unit did for a duty that has no ledger of its own."""
    if on > site_day():
        raise Refused(f"办理日期不能晚于今天（{site_day()}）。", field="on")
    row = Progress(
        unit=unit, duty_key=rule, title=title[:80], on=on, content=content, is_done=is_done,
        recorded_on=site_day(), recorded_by=actor.name,
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=content)
    _afterwards(unit, on)
    return row


@action("duties.withdraw_progress", "撤回办理情况", permission="duties.progress")
def withdraw_progress(actor: Actor, *, unit: Unit, progress: Progress, reason: str) -> Progress:
    """Take a progress record back with a reason."""
    row = Progress.objects.select_for_update().get(pk=progress.pk)
    if row.is_withdrawn:
        raise Refused("这条办理记录已经撤回。")
    if not reason.strip():
        raise Refused("请写明撤回理由。", field="reason")
    row.is_withdrawn, row.withdrawn_reason, row.version = True, reason, row.version + 1
    row.save()
    current().about(row, unit=unit, summary=reason)
    _afterwards(unit, row.on)
    return row


@action("duties.waive", "免除责任", permission="duties.waive")
def waive(
    actor: Actor, *, unit: Unit, rule: str, title: str, starts_on: date, ends_on: date,
    reason: str, decided_by: str, decided_on: date,
) -> Waiver:  # fmt: skip
    """Record the decision that a duty is not asked of a unit in a window."""
    if ends_on < starts_on:
        raise Refused("免除时段的止日不能早于起日。", field="ends_on")
    if decided_on > site_day():
        raise Refused(f"决定日期不能晚于今天（{site_day()}）。", field="decided_on")
    row = Waiver(
        unit=unit, rule_key=rule, title=title[:80], starts_on=starts_on, ends_on=ends_on,
        reason=reason, decided_by=decided_by, decided_on=decided_on,
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=reason)
    _afterwards(unit, starts_on)
    return row


@action("duties.withdraw_waiver", "撤销免除", permission="duties.waive")
def withdraw_waiver(actor: Actor, *, unit: Unit, waiver: Waiver) -> Waiver:
    """End a waiver."""
    row = Waiver.objects.select_for_update().get(pk=waiver.pk)
    row.is_withdrawn = True
    row.save()
    current().about(row, unit=unit)
    _afterwards(unit, row.starts_on)
    return row


def _afterwards(unit: Unit, day: date) -> None:
    transaction.on_commit(lambda: refresh(unit, day))
