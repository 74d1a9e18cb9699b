"""A problem comes in; a wrong entry is taken back."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action
from tongpin.audit.errors import Refused
from tongpin.org.models import Person, Unit
from tongpin.rectification.actions.moving import (
    Words,
    answering,
    leave,
    locked,
    not_later,
    said,
)
from tongpin.rectification.models import Problem, Round, Source, State, StepKind


@action("rectification.open", "登记问题", permission="rectification.open")
def open_problem(
    actor: Actor,
    *,
    unit: Unit,
    source: str,
    ref: str,
    title: str,
    description: str = "",
    category: str = "",
    root_cause: str = "",
    measure: str = "",
    lead: str = "",
    responsible_unit: Unit | None = None,
    responsible_person: Person | None = None,
    responsible_name: str = "",
    due_on: date | None = None,
    found_on: date | None = None,
    round: Round | None = None,
    number: str = "",
) -> Problem:
    """Enter a problem that `unit` found; `ref` names the record that found it, empty where none.

    `responsible_unit` (the finding unit itself where none is named) puts it right. With measure,
    person and deadline it comes in planned, else it waits for its measures.
    """
    if source not in Source.values:
        raise Refused("请选择问题的来源。", field="source")
    doer = responsible_unit or unit
    if not doer.path.startswith(unit.path):
        raise Refused("责任党组织应是本党组织或者它的下级。", field="responsible_unit")
    if round is not None and not unit.path.startswith(round.unit.path):
        raise Refused("这个轮次不是反馈给本党组织的。", field="round")
    name, person = answering(doer, responsible_name, responsible_person)
    row = Problem(
        unit=unit, source=source, ref=ref[:60], round=round, number=number.strip(),
        title=said(title, "请写明问题。", "title"), description=description.strip(),
        category=category.strip(), root_cause=root_cause.strip(), measure=measure.strip(),
        lead=lead.strip(), responsible_unit=doer, responsible_person=person,
        responsible_name=name, due_on=due_on,
        found_on=not_later(found_on or site_day(), "found_on"),
    )  # fmt: skip
    if due_on is not None and due_on < row.found_on:
        raise Refused("整改时限早于发现日期，请核对。", field="due_on")
    if row.measure and name and due_on:
        row.state = State.PLANNED
    leave(actor, row, StepKind.OPEN, Words(note=row.title, on=row.found_on))
    return row


@action("rectification.cancel", "撤销问题登记", permission="rectification.open")
def cancel(actor: Actor, *, unit: Unit, problem: Problem, version: int, reason: str) -> Problem:
    """Take back what was entered by mistake; only before anything was done about it."""
    row = locked(problem, version, StepKind.CANCEL, owner=unit)
    words = said(reason, "请写明撤销的理由。", "reason")
    leave(actor, row, StepKind.CANCEL, Words(note=words))
    return row
