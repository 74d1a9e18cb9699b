"""A unit's year judged with evidence and words on demand, against loops that yield statuses alone.

One branch, 60 counting rules with 285 windows, 120 facts. Beside it: the bare loop (facts grouped
by kind once, each window counts its own kind's facts), the naive loop (each window scans every
fact) and the floor of touching every fact once. Promises: within twice the bare loop, and ahead
of the naive one. Run: `python benchmarks/engine.py`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter

from tongpin.rules.book import Book
from tongpin.rules.checks import CountAtLeast
from tongpin.rules.engine import evaluate
from tongpin.rules.finding import Finding
from tongpin.rules.interval import ALWAYS, Interval, Period, closed, windows
from tongpin.rules.records import Fact, Subject
from tongpin.rules.regulation import (
    Citation,
    Confidence,
    DutyEdition,
    FactKind,
    Rule,
    Severity,
    Source,
)
from tongpin.rules.workdays import Workdays

YEAR, AS_OF = 2020, date(2020, 9, 20)
PERIODS = (Period.MONTH,) * 15 + (Period.QUARTER,) * 15 + (Period.HALF_YEAR,) * 15
PERIODS += (Period.YEAR,) * 15
FACTS, LIMIT = 120, 2.0
Statuses = list[tuple[str, date, str]]


def book() -> Book:
    """Sixty rules, each counting one of twenty kinds; 15 × (12 + 4 + 2 + 1) = 285 windows."""
    source = Source("s", "某条例", "某机关", "", Interval(date(2000, 1, 1)))
    rules = tuple(
        Rule(
            f"bench.r{n:02}", f"第{n}项", "unit", Severity.SOFT,
            (
                DutyEdition(
                    ALWAYS, Citation(source, f"第{n}条", Confidence.V1), every, 1,
                    CountAtLeast(1), (f"bench.k{n % 20:02}",), text="按期开展1次",
                ),
            ),
        )
        for n, every in enumerate(PERIODS)
    )  # fmt: skip
    kinds = {f"bench.k{n:02}": FactKind(f"bench.k{n:02}", f"第{n}种") for n in range(20)}
    return Book(rules, {"s": source}, kinds)


def facts() -> list[Fact]:
    """Six records of each kind, spread over the year."""
    first = date(YEAR, 1, 1)
    return [
        Fact(
            f"bench.k{n % 20:02}", "unit:1", first + timedelta(days=(n * 37) % 366),
            first + timedelta(days=(n * 37) % 366 + 2), f"life:{n}", f"第{n}次",
        )
        for n in range(FACTS)
    ]  # fmt: skip


def bare(rules: Book, given: list[Fact]) -> Statuses:
    """Facts grouped by kind once; every window counts those of its kind."""
    by_kind: dict[str, list[date]] = defaultdict(list)
    for fact in given:
        if fact.state == "recorded" and fact.on <= AS_OF:
            by_kind[fact.kind].append(fact.on)
    found = []
    for rule in rules.rules:
        edition = rule.editions[0]
        days = by_kind[edition.fact_kinds[0]]
        for window in windows(edition.every, YEAR):
            start, end = closed(window)
            have = sum(start <= day <= end for day in days)
            found.append((rule.key, start, _status(have >= edition.times, start, end)))
    return found


def naive(rules: Book, given: list[Fact]) -> Statuses:
    """Every window looks at every fact."""
    found = []
    for rule in rules.rules:
        edition = rule.editions[0]
        for window in windows(edition.every, YEAR):
            start, end = closed(window)
            have = sum(
                fact.state == "recorded"
                and fact.kind in edition.fact_kinds
                and fact.on <= AS_OF
                and start <= fact.on <= end
                for fact in given
            )
            found.append((rule.key, start, _status(have >= edition.times, start, end)))
    return found


def floor(given: list[Fact]) -> int:
    """Touch every fact once."""
    return sum(fact.on <= AS_OF for fact in given)


def _status(met: bool, start: date, end: date) -> str:
    if start > AS_OF:
        return "not_yet"
    if met:
        return "met"
    return "overdue" if end < AS_OF else "due"


def best(act: Callable[[], object], times: int = 60) -> float:
    """Milliseconds of the fastest of many runs."""
    spent = []
    for _ in range(times):
        start = perf_counter()
        act()
        spent.append(perf_counter() - start)
    return min(spent) * 1000


def main() -> int:
    """Print the ratios; 1 where a promise is broken."""
    rules, given, subject = book(), facts(), Subject("unit:1", "unit", "第一党支部", "branch")

    def engine() -> list[Finding]:
        return evaluate(rules, [subject], given, as_of=AS_OF, year=YEAR, workdays=Workdays())

    def words() -> list[str]:
        found = evaluate(rules, [subject], given, as_of=AS_OF, year=YEAR, workdays=Workdays())
        return [f.explanation for f in found]

    same = [
        (
            f.rule.key,
            closed(f.window)[0],
            "due" if f.verdict.value == "due_soon" else f.verdict.value,
        )
        for f in engine()
    ]
    assert same == bare(rules, given) == naive(rules, given)
    ours, plain = best(engine), best(lambda: bare(rules, given))
    slow, least = best(lambda: naive(rules, given), 10), best(lambda: floor(given))
    print(
        f"{len(same)} windows, {FACTS} facts: engine {ours:.2f} ms, bare {plain:.2f} ms, "
        f"naive {slow:.2f} ms, touching every fact {least:.3f} ms, with all words "
        f"{best(words, 10):.2f} ms"
    )
    kept = True
    for name, ratio, limit in (
        ("engine against the bare loop", ours / plain, LIMIT),
        ("engine against the naive loop", ours / slow, 1.0),
    ):
        kept &= ratio <= limit
        print(f"{name}: ratio={ratio:.2f} limit={limit:g} {'ok' if ratio <= limit else 'over'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
