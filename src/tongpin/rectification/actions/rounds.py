"""Rounds: opened with their feedback, completed with what was sent up."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.duties.judging import refresh
from tongpin.org.models import Unit
from tongpin.rectification.actions.moving import not_later, said
from tongpin.rectification.models import Level, Round, Source

CASE = "casework:"


@action("rectification.open_round", "登记整改轮次", permission="rectification.manage")
def open_round(
    actor: Actor, *, unit: Unit, source: str, name: str, feedback_on: date, **more: Any
) -> Round:
    """Begin a round of `unit`; `more` are the other columns of `Round`."""
    row = Round(unit=unit, source=source, name=name, feedback_on=feedback_on)
    _fill(row, more)
    row.save()
    current().about(row, unit=unit)
    return row


@action("rectification.revise_round", "修改整改轮次", permission="rectification.manage")
def revise_round(actor: Actor, *, unit: Unit, round: Round, version: int, **values: Any) -> Round:
    """Correct a round or enter what was sent up."""
    row: Round = Round.objects.select_for_update().get(pk=round.pk)
    if row.version != version:
        raise Conflict
    row.version += 1
    _fill(row, values)
    row.save()
    current().about(row, unit=unit)
    if row.report_sent_on is not None:
        day = row.report_sent_on
        transaction.on_commit(lambda: refresh(unit, day))
    return row


COLUMNS = frozenset(
    "source name level team feedback_on due_on responsible plan_sent_on report_sent_on"
    " report_number case_ref".split()
)


def _fill(row: Round, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in COLUMNS:
            raise TypeError(f"a round has no {name!r}")
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.name = said(row.name, "请写明轮次名称，如“县委第三轮巡察”。", "name")
    if row.source not in Source.values:
        raise Refused("请选择来源。", field="source")
    if row.source == Source.INSPECTION and row.level not in Level.values:
        raise Refused("巡察反馈请选择是县级巡察还是上级巡视巡察，期限按此推算。", field="level")
    if row.source != Source.INSPECTION:
        row.level = ""
    not_later(row.feedback_on, "feedback_on")
    for field in ("plan_sent_on", "report_sent_on", "due_on"):
        day = getattr(row, field)
        if day is not None and day < row.feedback_on:
            raise Refused("早于反馈日期，请核对。", field=field)
        if day is not None and field != "due_on":
            not_later(day, field)
    if row.case_ref and not (
        row.case_ref.startswith(CASE) and row.case_ref.removeprefix(CASE).isdigit()
    ):
        raise Refused("办理事项须选自本党组织的“巡察整改”程序。", field="case_ref")
    others = Round.objects.filter(unit=row.unit, name=row.name).exclude(pk=row.pk)
    if others.exists():
        raise Refused("本党组织已有同名的轮次，请换个名称。", field="name")
