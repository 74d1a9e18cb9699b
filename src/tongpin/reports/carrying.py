"""What waits at the end of a year: which duties go on, which are unfinished, which problems are open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from tongpin.duties.actions import a_year_later
from tongpin.duties.models import Duty, Plan
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.rectification.models import PROVEN, Problem, State
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
class Step:
    """The one guided step into the next year."""

    plan: Plan
    next: Plan | None
    going: list[Going]
    problems: list[tuple[Problem, date]]

    @property
    def year(self) -> int:
        """The year to come."""
        return self.plan.year + 1

    @property
    def owed(self) -> dict[str, list[int]]:
        """`{duty: units that have not finished it}`."""
        return {g.duty.key: [u.pk for u in g.units] for g in self.going if g.is_unfinished}


def step(scope: Scope, unit: Unit, *, year: int, as_of: date) -> Step | None:
    """What there is to carry over from a year; None where the unit issued no paper of its own."""
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
    return Step(plan, present, going, _problems(scope, year))


def _problems(scope: Scope, year: int) -> list[tuple[Problem, date]]:
    """Open problems whose deadline lies in the year or before it, with the day a year later."""
    rows = (
        Problem.objects.within(scope)
        .exclude(state__in=[*PROVEN, State.CANCELLED, State.SUBMITTED])
        .filter(due_on__lte=date(year, 12, 31))
        .select_related("unit", "responsible_unit")
        .order_by("due_on", "pk")
    )
    found = []
    for row in rows[:MOST_PROBLEMS]:
        later = a_year_later(row.due_on)
        if later is not None:
            found.append((row, max(later, date(year + 1, 3, 31))))
    return found
