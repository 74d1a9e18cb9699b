"""What every verb does: lock the problem, check the move, leave a step, save."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import current
from tongpin.audit.errors import Conflict, Refused
from tongpin.org.models import Person, Unit
from tongpin.org.queries import member_called
from tongpin.rectification.models import Problem, Step
from tongpin.rectification.moves import next_state


def locked(problem: Problem, version: int, verb: str, *, owner: Unit | None = None) -> Problem:
    """The problem locked and moved on; `Conflict` where somebody else was first.

    `owner`: the unit under which the permission was checked, for verbs that belong to who raised it.
    """
    rows = Problem.objects.select_for_update(of=("self",))
    row: Problem = rows.select_related("unit", "responsible_unit").get(pk=problem.pk)
    if row.version != version:
        raise Conflict
    if owner is not None and owner.pk != row.unit_id:
        raise Refused("这一步由提出问题的党组织办理。")
    row.state = next_state(row.state, verb)
    row.version += 1
    return row


def doer(unit: Unit, problem: Problem) -> None:
    """`Refused` where the permission was checked on a unit that has nothing to do with the problem."""
    if unit.pk not in (problem.unit_id, problem.responsible_unit_id):
        raise Refused("这个问题不由该党组织整改。")


def answering(unit: Unit, name: str, person: Person | None) -> tuple[str, Person | None]:
    """Who answers for the work of the unit, by name and, where one member bears that name, by person."""
    words = name.strip() or (person.name if person else "")
    return words, person or member_called(unit, words, site_day())


@dataclass(frozen=True, slots=True)
class Words:
    """What a step says."""

    note: str = ""
    on: date | None = None
    approver: str = ""
    old_due_on: date | None = None
    new_due_on: date | None = None


def leave(actor: Actor, row: Problem, kind: str, words: Words) -> Step:
    """Save the problem and the step; the entry is about the problem."""
    row.save()
    step = Step(
        problem=row,
        kind=kind,
        on=words.on or site_day(),
        note=words.note,
        approver=words.approver,
        old_due_on=words.old_due_on,
        new_due_on=words.new_due_on,
        recorded_on=site_day(),
        recorded_by=actor.name[:100],
        account=actor.account_id,
        person=actor.person_id,
    )
    step.save()
    current().about(row, unit=row.unit, summary=words.note)
    return step


def said(text: str, message: str, field: str) -> str:
    """The text without surrounding blanks; `Refused` where nothing is left."""
    kept = text.strip()
    if not kept:
        raise Refused(message, field=field)
    return kept


def not_later(day: date, field: str) -> date:
    """The day itself; `Refused` where it has not come yet."""
    if day > site_day():
        raise Refused("日期不能晚于今天。", field=field)
    return day
