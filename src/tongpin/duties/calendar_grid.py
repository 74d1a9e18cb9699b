"""A year as twelve small months with the days off and the weekend days worked."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from tongpin.rules.workdays import Workdays

WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Square:
    """One day: `mark` is 休, 班 or nothing, `kind` the style (off, makeup, weekend, work)."""

    day: date
    kind: str
    mark: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday; None where the week belongs to a neighbour."""

    number: int
    weeks: list[list[Square | None]]
    workdays: int


def months(days: Workdays, year: int) -> list[Month]:
    """The twelve months of a year."""
    return [_month(days, year, number) for number in range(1, 13)]


def _month(days: Workdays, year: int, number: int) -> Month:
    weeks = [
        [_square(days, date(year, number, day)) if day else None for day in week]
        for week in calendar.Calendar().monthdayscalendar(year, number)
    ]
    worked = sum(days.is_workday(s.day) for week in weeks for s in week if s is not None)
    return Month(number, weeks, worked)


def _square(days: Workdays, day: date) -> Square:
    if day in days.makeup:
        return Square(day, "makeup", "班")
    if day in days.holidays:
        return Square(day, "off", "休")
    return Square(day, "weekend" if day.weekday() >= WEEKEND else "work", "")
