"""The papers' sentences as rules beside the rulebook's own, and what was recorded under their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tongpin.duties.binding import bound_units
from tongpin.duties.models import Duty, Plan, PlanState, Waiver
from tongpin.org.models import Unit
from tongpin.rules.book import Book
from tongpin.rules.interval import ALWAYS
from tongpin.rules.local import local_duty
from tongpin.rules.model import PROGRESS, Fact, Interval, Rule
from tongpin.rules.model import Waiver as RuleWaiver


def adopted_plans(year: int) -> list[Plan]:
    """The papers in force in a year, one a bureau."""
    rows = Plan.objects.filter(year=year, state=PlanState.ADOPTED).select_related("unit")
    return list(rows.prefetch_related("duties__units", "duties__measure"))


def local_rules(
    plans: Iterable[Plan], units: Sequence[Unit], book: Book
) -> tuple[dict[str, Rule], dict[str, str]]:
    """The rules that the papers make: `({key: rule}, {key: key of the named rulebook rule})`.

    A duty that names several rules makes one for each, under `duty key/rule key`.
    """
    rules: dict[str, Rule] = {}
    owners: dict[str, str] = {}
    for plan in plans:
        for duty in plan.duties.all():
            if duty.is_dropped:
                continue
            bound = frozenset(f"unit:{u.pk}" for u in bound_units(duty, plan, units))
            if not bound:
                continue
            bases = [k for k in duty.rules if book.get(k) is not None] or [""]
            for base in bases:
                key = duty.key if len(bases) == 1 else f"{duty.key}/{base}"
                rules[key] = _rule(plan, duty, key, book.get(base) if base else None, bound)
                owners[key] = base
    return rules, owners


def _rule(plan: Plan, duty: Duty, key: str, base: Rule | None, bound: frozenset[str]) -> Rule:
    """The rule of one sentence; where the named rule changes within the year, its edition by edition.

    So a window that ended under one edition keeps its judgement when another takes over.
    """

    def read(named: Rule | None) -> Rule:
        return local_duty(
            key=key,
            title=base.title if base is not None else duty.title,
            kind=duty.kind,
            frequency=(duty.times or 1, duty.per) if duty.per else None,
            bound=duty.bound or None,
            deadline=duty.deadline,
            year=plan.year,
            quote=duty.quote,
            plan_title=plan.title,
            place=_place(duty),
            rule=named,
            subjects=bound,
        )

    in_year = Interval(date(plan.year, 1, 1), date(plan.year, 12, 31))
    named = [e for e in base.editions if e.in_force.overlaps(in_year)] if base is not None else []
    if base is None or len(named) < 2:
        return read(base)
    starts = [in_year.start, *(e.in_force.start for e in named[1:])]
    ends = [*(s - timedelta(days=1) for s in starts[1:] if s is not None), in_year.end]
    readings = [read(replace(base, editions=(replace(e, in_force=ALWAYS),))) for e in named]
    editions = tuple(
        replace(reading.editions[0], in_force=Interval(start, end))
        for reading, start, end in zip(readings, starts, ends, strict=True)
    )
    return replace(readings[-1], editions=editions)


def _place(duty: Duty) -> str:
    measure = duty.measure
    if measure is None:
        return ""
    bare = measure.number.strip("（）().．、 ")
    if not bare or measure.number.startswith("（"):
        return measure.number
    return f"第{bare}条"


def bound_subjects(rule: Rule) -> frozenset[str]:
    """The keys of those whom a paper's rule binds."""
    return rule.editions[0].applies.subjects or frozenset()


def stands_for(local: Rule, base: Rule) -> bool:
    """Whether who meets the paper's duty has met the rule that it names.

    A limit ("不超过") and a single day ("3月底前召开1次") leave a rule of every quarter in force.
    """
    mine = local.editions[-1]
    own = base.edition_on(mine.in_force.end or date.max)
    if mine.bound == "max":
        return False
    if own is None or own.every is None:
        return True
    if mine.deadline is not None and own.every.per_year > 1:
        return False
    asked = 0 if mine.every is None else mine.times * mine.every.per_year
    return asked >= own.times * own.every.per_year


def _now_called(key: str, local: Mapping[str, Rule], book: Book) -> list[str]:
    """The rules that a recorded key stands for now: a duty may have gained or lost rules since."""
    if key in local or key in book:
        return [key]
    duty = key.partition("/")[0]
    if "/" in key:
        return [duty] if duty in local else []
    return [k for k in local if k.startswith(f"{duty}/")]


def retagged(facts: Iterable[Fact], local: Mapping[str, Rule], book: Book) -> Iterator[Fact]:
    """Facts with the tags of progress records brought up to the duties' present rules."""
    for fact in facts:
        if fact.kind != PROGRESS:
            yield fact
            continue
        own = [tag.removeprefix("duty:") for tag in fact.tags]
        keys = [k for key in own for k in _now_called(key, local, book)]
        yield replace(fact, tags=frozenset(f"duty:{k}" for k in keys))


def waivers(
    units: Sequence[Unit],
    year: int,
    local: Mapping[str, Rule],
    owners: Mapping[str, str],
    book: Book,
) -> list[RuleWaiver]:
    """The waivers of the year; one on a rule of the rulebook holds for the duties that name it."""
    rows = Waiver.objects.filter(
        unit__in=[u.pk for u in units],
        is_withdrawn=False,
        ends_on__gte=date(year, 1, 1),
        starts_on__lte=date(year, 12, 31),
    )
    naming: dict[str, list[str]] = defaultdict(list)
    for key, base in owners.items():
        naming[base].append(key)
    return [
        RuleWaiver(
            rule_key=key,
            subject=f"unit:{row.unit_id}",
            window=Interval(row.starts_on, row.ends_on),
            reason=row.reason,
            decided_by=row.decided_by,
            decided_on=row.decided_on,
        )
        for row in rows
        for key in (*_now_called(row.rule_key, local, book), *naming[row.rule_key])
    ]
