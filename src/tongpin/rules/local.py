"""A sentence of the yearly plan as a rule in the same vocabulary as the regulations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from .checks import Check, CountAtLeast, CountAtMost
from .interval import Interval, Period
from .loader import load_builtin
from .reading import DUE_SOON_DAYS
from .regulation import (
    Applicability,
    Citation,
    Confidence,
    DutyEdition,
    Rule,
    Severity,
    Source,
)

OTHER = "other"


def local_kind_titles() -> Mapping[str, str]:
    """The kinds of duty a plan may hold with their Chinese names, in the order of the table."""
    return {key: kind.title for key, kind in load_builtin().local_kinds.items()}


def local_duty(
    *,
    key: str,
    title: str,
    kind: str,
    frequency: tuple[int, str] | None,
    bound: str | None,
    deadline: date | None,
    year: int,
    quote: str,
    plan_title: str,
    place: str,
    rule: Rule | None = None,
    fact_kinds: tuple[str, ...] = (),
    subjects: Iterable[str] | None = None,
) -> Rule:
    """The rule that one duty of the year's plan makes.

    A matched `rule` gives the kinds of fact, who owes it and, where the plan asks for less or
    says nothing, the frequency: the stricter of the two stands. Otherwise `fact_kinds`, and when
    empty the table of kinds, say what counts. Progress records tagged `duty:<key>` with done=1
    always count. `frequency` is (times, "month" | "quarter" | "half-year" | "year" | "once"),
    `bound` "min", "max" or None, `subjects` the keys of those who owe it (None: all units).
    """
    own = _own_edition(rule, year)
    owners = None if subjects is None else frozenset(subjects)
    every, times, own_bound = _frequency(frequency, bound, deadline)
    # A day without a count asks for one thing by that day, however often the rule returns.
    is_open = frequency is not None or deadline is None
    if own is not None and is_open and own_bound == "min" and _is_stricter(own, every, times):
        every, times, own_bound = own.every, own.times, own.bound
    check: Check = CountAtMost(times) if own_bound == "max" else CountAtLeast(times)
    if own is not None and (every, times, own_bound) == (own.every, own.times, own.bound):
        check = own.check
    applies = _applies(own, owners)
    in_year = Interval(date(year, 1, 1), date(year, 12, 31))
    edition = DutyEdition(
        in_force=in_year,
        cite=Citation(_plan_source(plan_title, in_year), place, Confidence.LOCAL),
        every=every,
        times=times,
        check=check,
        fact_kinds=_fact_kinds(kind, own, fact_kinds),
        bound=own_bound,
        deadline=deadline,
        usual_months=own.usual_months if own is not None and deadline is None else None,
        applies=applies,
        due_soon_days=DUE_SOON_DAYS[every],
        related_kinds=() if own is None else own.related_kinds,
        accepts_progress=True,
        text=quote,
    )
    severity = Severity.CONFIG if rule is None else rule.severity
    return Rule(key, title, applies.kind, severity, (edition,), "duty", quote)


def _applies(own: DutyEdition | None, owners: frozenset[str] | None) -> Applicability:
    """Who owes it: as the rule says, but an organisation named for a duty of persons owes it too.

    "督促党员领导干部参加双重组织生活" given to a committee is met by the committee's progress.
    """
    if own is None:
        return Applicability(subjects=owners)
    of_persons = own.applies.kind == "person"
    if of_persons and owners and not any(key.startswith("person:") for key in owners):
        return Applicability(subjects=owners)
    return replace(own.applies, subjects=owners)


def _own_edition(rule: Rule | None, year: int) -> DutyEdition | None:
    """The matched rule's edition at the year's end, when the year's work is measured."""
    if rule is None:
        return None
    return rule.edition_on(date(year, 12, 31))


def _frequency(
    frequency: tuple[int, str] | None, bound: str | None, deadline: date | None
) -> tuple[Period | None, int, str]:
    if frequency is None:
        # "不超过" without a number limits nothing that could be counted.
        return (None if deadline is None else Period.ONCE), 1, "min"
    times, period = frequency
    own_bound = bound or "min"
    if own_bound not in ("min", "max"):
        raise ValueError(f"频次界限只能是 min 或 max，不能是“{own_bound}”")
    least = 0 if own_bound == "max" else 1
    return Period(period), max(least, times), own_bound


def _is_stricter(own: DutyEdition, every: Period | None, times: int) -> bool:
    """Whether the matched rule asks for more in a year, or as much in shorter periods."""
    if own.every is None:
        return False
    if every is None:
        return True
    mine = (times * every.per_year, every.per_year)
    return (own.times * own.every.per_year, own.every.per_year) > mine


def _fact_kinds(kind: str, own: DutyEdition | None, fact_kinds: tuple[str, ...]) -> tuple[str, ...]:
    if own is not None:
        return own.fact_kinds
    if fact_kinds:
        return fact_kinds
    table = load_builtin().local_kinds
    return table.get(kind, table[OTHER]).fact_kinds


def _plan_source(title: str, in_force: Interval) -> Source:
    bare = title.strip().strip("《》")
    start = in_force.start or date.min
    return Source(f"plan.{start.year}", bare or f"{start.year}年度工作意见", "本单位", "", in_force)
