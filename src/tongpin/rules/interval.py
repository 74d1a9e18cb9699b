"""Days, intervals of days and the calendar windows in which a duty falls."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Interval:
    """Inclusive days; None on a side means open on that side."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"起始日 {self.start} 晚于截止日 {self.end}")

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share at least one day."""
        return self.intersect(other) is not None

    def intersect(self, other: Interval) -> Interval | None:
        """The days both hold, or None when they share no day."""
        start, end = self.start, self.end
        if start is None or (other.start is not None and other.start > start):
            start = other.start
        if end is None or (other.end is not None and other.end < end):
            end = other.end
        if start is not None and end is not None and end < start:
            return None
        return Interval(start, end)

    @property
    def days(self) -> int:
        """How many days a closed interval holds; ValueError on an open one."""
        start, end = closed(self)
        return (end - start).days + 1

    @property
    def middle(self) -> date:
        """The day that decides what held for most of a closed interval."""
        start, end = closed(self)
        return start + timedelta(days=(end - start).days // 2)


ALWAYS = Interval()


@dataclass(frozen=True, slots=True)
class Dated(Generic[T_co]):
    """A value and the days on which it held."""

    interval: Interval
    value: T_co


class Period(StrEnum):
    """How often a duty returns; `once` is once in the plan year."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"
    ONCE = "once"

    @property
    def label(self) -> str:
        """The word before a count: 每季度."""
        return _PERIOD_LABELS[self]

    @property
    def per_year(self) -> int:
        """How many windows of this period a year holds."""
        return _PER_YEAR[self]


_PERIOD_LABELS = {
    Period.MONTH: "每月",
    Period.QUARTER: "每季度",
    Period.HALF_YEAR: "每半年",
    Period.YEAR: "每年",
    Period.ONCE: "年内",
}
_PER_YEAR = {
    Period.MONTH: 12,
    Period.QUARTER: 4,
    Period.HALF_YEAR: 2,
    Period.YEAR: 1,
    Period.ONCE: 1,
}


@cache
def windows(period: Period | None, year: int) -> tuple[Interval, ...]:
    """The calendar windows of a period in a year, in order; no period means the whole year."""
    count = 1 if period is None else period.per_year
    months = 12 // count
    return tuple(
        Interval(date(year, first, 1), month_end(year, first + months - 1))
        for first in range(1, 13, months)
    )


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day number some calendar months away, clamped (Jan 31 + 1 = Feb 28 or 29).

    Calendar months, never 30 or 90 days: "一个月内" ends on the same day number.
    ValueError outside the years 1 to 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise ValueError("日期超出可计算的范围")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def closed(interval: Interval) -> tuple[date, date]:
    """Both ends of a closed interval; ValueError on an open one."""
    if interval.start is None or interval.end is None:
        raise ValueError("区间没有起止日")
    return interval.start, interval.end
