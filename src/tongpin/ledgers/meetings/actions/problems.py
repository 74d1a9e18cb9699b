"""The list of what is to be put right: each item is a problem of the one problem loop."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.ledgers.meetings import queries
from tongpin.ledgers.meetings.actions.keeping import locked
from tongpin.ledgers.meetings.models import Meeting
from tongpin.org.models import Person, Unit
from tongpin.rectification.actions import open_problem
from tongpin.rectification.models import Problem, Source

SOURCES = {
    "democratic_life": Source.DEMOCRATIC_LIFE,
    "organizational_life": Source.ORGANIZATIONAL_LIFE,
}


@action("meetings.problem", "列入整改清单", permission="meetings.write")
def add_problem(
    actor: Actor, *, unit: Unit, meeting: Meeting, title: str, measure: str, person: Person | None,
    due_on: date,
) -> Problem:  # fmt: skip
    """Enter an item: what is wrong, what is done about it, by whom, until when. From here on the
    problem loop chases, verifies and closes it.
    """
    row = locked(meeting)
    if person is not None and not queries.is_of_the_team(row, person.pk):
        raise Refused("责任人要在参加这次会议的同志中选。", field="person")
    if due_on < row.case.opened_on:
        raise Refused("期限不能早于会议筹备开始。", field="due_on")
    problem = open_problem(
        actor, unit=unit, source=SOURCES[row.procedure], ref=row.ref, title=title, measure=measure,
        responsible_person=person, due_on=due_on,
        found_on=row.gathering.held_on if row.gathering else None,
    )  # fmt: skip
    current().about(row, unit=unit, summary=title)
    return problem
