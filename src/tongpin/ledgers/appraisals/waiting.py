"""What waits for a member and for a branch, and the card on a person's page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from tongpin.capability import Line, Panel, Waiting
from tongpin.ledgers.appraisals import queries
from tongpin.ledgers.appraisals.models import BallotState, Participant
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope


def lines(place: Any, unit: Unit) -> Iterator[Waiting]:
    """Lines for the reader: the own part first, then what the branch has to do."""
    for line in queries.own_lines(place.actor.person_id):
        if line.appraisal.case.closed_on is None:
            yield from _own(line)
    if not place.can("appraisals.write", unit):
        return
    rows = queries.appraisals(Scope(((unit.path, False),))).filter(case__closed_on__isnull=True)
    turnouts = queries.turnouts(unit)
    for row in rows:
        url = reverse("appraisals:grades", args=[row.pk])
        if row.ballot_state == BallotState.OPEN:
            used, given = turnouts.get(row.pk, (0, 0))
            yield Waiting(
                f"民主测评已投{used}票，{given - used}人还没有投",
                reverse("appraisals:ballot", args=[row.pk]), str(row), unit=str(unit),
            )  # fmt: skip
        elif row.ballot_state == BallotState.CLOSED and row.decided_on is None:
            yield Waiting("民主评议等次还没有确定", url, str(row), unit=str(unit))
    due = Participant.objects.filter(
        appraisal__unit=unit, measure_result="", measure_due_on__isnull=False
    )
    for line in due.select_related("appraisal", "person"):
        url = reverse("appraisals:measure", args=[line.appraisal_id, line.pk])
        words = f"{line.person.name}的帮助教育措施还没有登记落实情况"
        yield Waiting(words, url, str(line.appraisal), line.measure_due_on, str(unit))


def _own(line: Participant) -> Iterator[Waiting]:
    row = line.appraisal
    unit = str(row.unit)
    if row.ballot_state == BallotState.NONE and line.self_on is None and not line.away_reason:
        url = reverse("appraisals:self", args=[row.pk])
        yield Waiting("个人自评未提交", url, str(row), unit=unit)
    ticket = getattr(line, "ticket", None)
    if row.ballot_state == BallotState.OPEN and ticket is not None and not ticket.is_used:
        url = reverse("appraisals:vote", args=[row.pk])
        yield Waiting("民主测评未投票", url, "无记名，谁投了什么不保存", unit=unit)
    if line.told_on and line.acknowledged_on is None:
        yield Waiting("民主评议结果待本人确认", reverse("appraisals:own"), str(row), unit=unit)


def person_panel(place: Any, person: Person) -> Panel | None:
    """The grades of the years, for who may see the branch's appraisals, or one's own."""
    is_own = place.actor.person_id == person.pk
    if not is_own and not place.can("appraisals.view", person.home):
        return None
    found = [p for p in queries.history_of(person) if not is_own or p.told_on]
    shown = tuple(
        Line(
            f"{p.appraisal.year}年度",
            p.get_grade_display() or ("参加评议，不评定等次" if not p.is_graded_kind else "未评定"),
            "" if is_own else reverse("appraisals:detail", args=[p.appraisal_id]),
        )
        for p in found
    )
    return Panel("民主评议", shown, empty="还没有评定过等次。")
