"""A book exploded for one year and one day into small tables, so that SQL needs no calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import count
from typing import Any

import pyarrow as pa

from tongpin.rules.book import Book
from tongpin.rules.checks import (
    AllOf,
    AnyOf,
    Check,
    CountAtLeast,
    CountAtMost,
    Covered,
    EachPersonAtLeast,
    RatioAtLeast,
    SumAtLeast,
    WithinDaysOf,
    anchors_of,
)
from tongpin.rules.engine import refuse_odd_year
from tongpin.rules.facts import window_tag
from tongpin.rules.interval import Period
from tongpin.rules.regulation import PROGRESS, Condition, DutyEdition, Rule
from tongpin.rules.slots import Slot, slots_of
from tongpin.rules.workdays import Workdays

SHAPES: Mapping[Period, int] = {
    Period.MONTH: 1,
    Period.QUARTER: 2,
    Period.HALF_YEAR: 4,
    Period.YEAR: 8,
}
"""One bit for each shape of the tag that moves a fact to an earlier window."""

_DAY, _NUMBER, _TEXT, _TRUTH = pa.date32(), pa.int64(), pa.string(), pa.bool_()

SCHEMAS: Mapping[str, pa.Schema] = {
    "editions": pa.schema(
        [("edition", _NUMBER), ("kind", _TEXT), ("any_type", _TRUTH), ("named", _TRUTH)]
    ),
    "edition_types": pa.schema([("edition", _NUMBER), ("unit_type", _TEXT)]),
    "edition_subjects": pa.schema([("edition", _NUMBER), ("key", _TEXT)]),
    "conditions": pa.schema(
        [
            ("edition", _NUMBER),
            ("condition", _NUMBER),
            ("depth", _NUMBER),  # 0 is asked first, 1 where that is unknown, …
            ("attribute", _TEXT),
            ("wants", _TRUTH),
            ("at_least", _NUMBER),
            ("below", _NUMBER),
        ]
    ),
    "slots": pa.schema(
        [
            ("slot", _NUMBER),
            ("edition", _NUMBER),
            ("rule", _TEXT),
            ("starts", _DAY),
            ("ends", _DAY),
            ("middle", _DAY),
            ("days", _NUMBER),
            ("least_days", _NUMBER),  # of existence, for the duty to be owed
            ("yearly", _TRUTH),
            ("deadline", _DAY),
            ("asked_on", _DAY),  # the earlier of the day of judgement and the end
            ("as_of", _DAY),
            ("future", _TRUTH),
            ("early", _TRUTH),  # before the months in which it is generally done
            ("due_soon_days", _NUMBER),
            ("times", _NUMBER),
            ("bound", _TEXT),
            ("qualitative", _TRUTH),
            ("anchored", _TRUTH),
            ("whole", _TRUTH),  # every fact counts at first asking, not only those in time
            ("asks", _TEXT),  # count_at_least, count_at_most, or tree
            ("asks_times", _NUMBER),
            ("conditional", _TRUTH),
            ("shape", _NUMBER),
            ("tag", _TEXT),
        ]
    ),
    "slot_kinds": pa.schema([("slot", _NUMBER), ("kind", _TEXT)]),
    "days": pa.schema([("day", _DAY)]),
    "nodes": pa.schema(
        [
            ("edition", _NUMBER),
            ("node", _NUMBER),
            ("parent", _NUMBER),
            ("place", _NUMBER),
            ("level", _NUMBER),
            ("asks", _TEXT),
            ("times", _NUMBER),
            ("part", _TEXT),
            ("whole", _TEXT),
            ("numerator", _NUMBER),
            ("denominator", _NUMBER),
            ("exclusive", _TRUTH),
            ("total", _NUMBER),
            ("anchor", _TEXT),
        ]
    ),
    "anchor_kinds": pa.schema([("edition", _NUMBER), ("kind", _TEXT)]),
    "limits": pa.schema([("node", _NUMBER), ("anchored_on", _DAY), ("last_day", _DAY)]),
}

_ASKS: Mapping[type[Any], str] = {
    CountAtLeast: "count_at_least",
    CountAtMost: "count_at_most",
    EachPersonAtLeast: "each_person_at_least",
    RatioAtLeast: "ratio_at_least",
    SumAtLeast: "sum_at_least",
    Covered: "covered",
    WithinDaysOf: "within_days_of",
    AllOf: "all_of",
    AnyOf: "any_of",
}
COMBINED = ("all_of", "any_of")
_ONE_DAY = timedelta(days=1)


class NotSetBased(Exception):
    """A rule whose check has no set-based form; str() names the rule in Chinese."""


def explode(
    book: Book, *, as_of: date, year: int, workdays: Workdays | None = None
) -> dict[str, pa.Table]:
    """The tables of SCHEMAS for one year judged as of one day.

    NotSetBased for a check outside the vocabulary; ValueError for a year outside 1921 to 2199.
    """
    refuse_odd_year(year)
    exploding = _Exploding(as_of, year, workdays or book.workdays)
    for rule in sorted(book.rules, key=lambda rule: rule.key):
        for edition in rule.editions:
            exploding.edition(rule, edition)
    exploding.calendar()
    return exploding.tables()


class _Exploding:
    def __init__(self, as_of: date, year: int, workdays: Workdays) -> None:
        self.as_of, self.year, self.workdays = as_of, year, workdays
        self.rows: dict[str, list[tuple[object, ...]]] = {name: [] for name in SCHEMAS}
        self.editions, self.slots, self.nodes = count(), count(), count()
        self.days: set[date] = set()

    def tables(self) -> dict[str, pa.Table]:
        return {
            name: pa.Table.from_pylist(
                [dict(zip(schema.names, row, strict=True)) for row in self.rows[name]], schema
            )
            for name, schema in SCHEMAS.items()
        }

    def edition(self, rule: Rule, edition: DutyEdition) -> None:
        slots = slots_of(edition, self.year)
        if not slots:
            return
        number, applies = next(self.editions), edition.applies
        named = applies.subjects is not None
        self.rows["editions"].append((number, applies.kind, not applies.unit_types, named))
        self.rows["edition_types"] += [(number, name) for name in sorted(applies.unit_types)]
        self.rows["edition_subjects"] += [(number, key) for key in sorted(applies.subjects or ())]
        for position, condition in enumerate(applies.conditions):
            self._condition(number, position, condition)
        asks = _asks(rule, edition.check)
        anchored = bool(anchors_of(edition.check))
        if asks not in ("count_at_least", "count_at_most"):
            self.rows["anchor_kinds"] += [
                (number, kind) for kind in dict.fromkeys(anchors_of(edition.check))
            ]
            self._node(rule, number, edition.check, slots, None, 0, 0)
            asks = "tree"
        kinds = [kind for kind in dict.fromkeys(edition.fact_kinds) if kind != PROGRESS]
        if edition.accepts_progress:
            kinds.append(f"duty:{rule.key}")
        for slot in slots:
            key = self._slot(number, rule, edition, slot, asks, anchored)
            self.rows["slot_kinds"] += [(key, kind) for kind in kinds]

    def _condition(self, edition: int, position: int, condition: Condition) -> None:
        asked: Condition | None = condition
        for depth in count():
            if asked is None:
                return
            row = (edition, position, depth, asked.attribute, asked.is_, asked.at_least)
            self.rows["conditions"].append((*row, asked.below))
            asked = asked.if_unknown

    def _slot(
        self,
        number: int,
        rule: Rule,
        edition: DutyEdition,
        slot: Slot,
        asks: str,
        anchored: bool,
    ) -> int:
        key = next(self.slots)
        yearly = edition.every is None or edition.every.per_year == 1
        days, usual = slot.window.days, edition.usual_months
        # A check counts a share of days: a quarter of a year, half of anything shorter.
        least = -(-days // (4 if yearly else 2))
        early = usual is not None and self.as_of < date(slot.start.year, usual[0], 1)
        period = Period.YEAR if yearly or edition.every is None else edition.every
        asked_on = min(self.as_of, slot.end)
        if asked_on >= slot.start:
            self.days |= {slot.start, asked_on}
        qualitative, bound = edition.is_qualitative, edition.bound
        self.rows["slots"].append(
            (
                key, number, rule.key, slot.start, slot.end, slot.window.middle, days, least,
                yearly, slot.deadline, asked_on, self.as_of, self.as_of < slot.start, early,
                edition.due_soon_days, edition.times, bound, qualitative, anchored,
                anchored or qualitative or bound == "max", asks,
                getattr(edition.check, "times", 0), bool(edition.applies.conditions),
                SHAPES[period], window_tag(edition.every, slot.start),
            )
        )  # fmt: skip
        return key

    def _node(
        self,
        rule: Rule,
        edition: int,
        check: Check,
        slots: tuple[Slot, ...],
        parent: int | None,
        place: int,
        level: int,
    ) -> None:
        node = next(self.nodes)
        asks = _asks(rule, check)
        part = check.value if isinstance(check, SumAtLeast) else getattr(check, "part", None)
        self.rows["nodes"].append(
            (
                edition, node, parent, place, level, asks, getattr(check, "times", 0), part,
                getattr(check, "whole", None), getattr(check, "numerator", 0),
                getattr(check, "denominator", 0), getattr(check, "exclusive", False),
                getattr(check, "total", 0), getattr(check, "anchor", None),
            )
        )  # fmt: skip
        if isinstance(check, WithinDaysOf):
            self.rows["limits"] += [(node, *pair) for pair in self._limits(check, slots)]
        if isinstance(check, AllOf | AnyOf):
            for position, inner in enumerate(check.parts):
                self._node(rule, edition, inner, slots, node, position, level + 1)

    def _limits(self, check: WithinDaysOf, slots: tuple[Slot, ...]) -> Iterator[tuple[date, date]]:
        """The last day for an anchor on each day of the slots."""
        last: Callable[[date], date] = lambda day: day + timedelta(days=check.days)  # noqa: E731
        if check.workdays:
            last = lambda day: self.workdays.add(day, check.days)  # noqa: E731
        days = {day for slot in slots for day in _each(slot.start, min(slot.end, self.as_of))}
        return ((day, last(day)) for day in sorted(days))

    def calendar(self) -> None:
        if self.days:
            self.rows["days"] += [(day,) for day in _each(min(self.days), max(self.days))]


def _each(first: date, last: date) -> Iterator[date]:
    return (first + offset * _ONE_DAY for offset in range((last - first).days + 1))


def _asks(rule: Rule, check: Check) -> str:
    try:
        return _ASKS[type(check)]
    except KeyError:
        name = type(check).__name__
        raise NotSetBased(f"规则“{rule.key}”的判定方法（{name}）还不能成批判定") from None
