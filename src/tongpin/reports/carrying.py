"""What waits at the end of a year: which duties go on, which are unfinished, which problems are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from tongpin.duties.actions import a_year_later
from tongpin.duties.models import Duty, Plan
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.rectification.models import PROVEN, Problem, State, StepKind
from tongpin.rectification.moves import can_move
from tongpin.reports import queries
from tongpin.reports.shaping import Tally
from tongpin.rules.model import Verdict

UNFINISHED = (Verdict.OVERDUE, Verdict.CANNOT_TELL, Verdict.DUE, Verdict.DUE_SOON)
MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Going:
    """A duty of the paper. It is thought to go on where it recurs; a day of its own year ends it."""

    duty: Duty
    measure: str
    tally: Tally
    units: list[Unit]

    @property
    def recurs(self) -> bool:
        """Whether the paper asks for it again and again, or the regulations do."""
        return bool(self.duty.per or self.duty.rules) or self.duty.deadline is None

    @property
    def is_unfinished(self) -> bool:
        """A duty that does not recur and that somebody still owes."""
        return not self.recurs and bool(self.units)


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """A problem that is open at the end of the year: the later day that is proposed, or why none is."""

    problem: Problem
    later: date | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The one guided step into the next year."""

    plan: Plan
    next: Plan | None
    going: list[Going]
    problems: list[OpenProblem]

    @property
    def year(self) -> int:
        """The year to come."""
        return self.plan.year + 1

    @property
    def owed(self) -> dict[str, list[int]]:
        """`{duty: units that have not finished it}`."""
        return {g.duty.key: [u.pk for u in g.units] for g in self.going if g.is_unfinished}


def step(
    scope: Scope, unit: Unit, *, year: int, as_of: date,
    may_extend: Callable[[Unit], bool] = lambda _: True,
) -> Step | None:  # fmt: skip
    """What there is to carry over from a year; None where the unit issued no paper of its own.

    `may_extend` tells whose problems the reader may give a later deadline.
    """
    plan = queries.plan_of(unit, year)
    if plan is None or plan.unit_id != unit.pk:
        return None
    units = {u.pk: u for u in queries.owing_units(scope, year)}
    tallies: dict[str, Tally] = defaultdict(Tally)
    late: dict[str, set[int]] = defaultdict(set)
    for count in queries.Judgements(scope, year, as_of).counts():
        tallies[count.duty_key].add(count.verdict, count.number)
        if count.verdict in UNFINISHED:
            late[count.duty_key].add(count.unit_id)
    measures = {m.pk: m for m in plan.measures.all()}
    going = [
        Going(
            duty, str(measures.get(duty.measure_id or 0, "总体要求")), tallies[duty.key],
            [u for pk, u in units.items() if pk in late[duty.key]],
        )
        for duty in queries.duties_of(unit, year).values()
    ]  # fmt: skip
    present = Plan.objects.filter(unit=unit, year=year + 1, state__in=["adopted", "draft"]).first()
    return Step(plan, present, going, _problems(scope, year, may_extend))


def _problems(scope: Scope, year: int, may: Callable[[Unit], bool]) -> list[OpenProblem]:
    """Every problem that is open, with a later day or with why there is none to be set here."""
    rows = (
        Problem.objects.within(scope)
        .exclude(state__in=[*PROVEN, State.CANCELLED])
        .select_related("unit", "responsible_unit")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    return [_open(row, year, is_allowed=may(row.unit)) for row in rows[:MOST_PROBLEMS]]


def _open(row: Problem, year: int, *, is_allowed: bool) -> OpenProblem:
    later = a_year_later(row.due_on)
    why_not = ""
    if row.state == State.SUBMITTED:
        why_not = "已经申请销号，等待核验，不用延期"
    elif row.due_on is None or later is None or not can_move(row.state, StepKind.EXTEND):
        why_not = "还没有定整改措施和时限，请先定措施"
    elif row.due_on.year > year:
        why_not = f"时限在{row.due_on.year}年，不用延期"
    elif not is_allowed:
        why_not = f"由提出问题的{row.unit}延期"
    if why_not or later is None:
        return OpenProblem(row, None, why_not)
    return OpenProblem(row, max(later, date(year + 1, 3, 31)))
