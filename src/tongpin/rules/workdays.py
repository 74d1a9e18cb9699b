"""Working days from the State Council's yearly notices; a year without one is provisional."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """Days off that fall on weekdays, weekend days worked, and the years announced.

    In a year that is not among `years` Monday to Friday are taken as working days and every
    result that touches it is provisional.
    """

    holidays: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked."""
        if day in self.makeup:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def is_provisional(self, *days: date) -> bool:
        """Whether any year between the earliest and the latest day has no certain notice."""
        if not days:
            return False
        years = range(min(days).year, max(days).year + 1)
        return any(year not in self.years for year in years)

    def add(self, day: date, count: int) -> date:
        """The count-th working day after a day (before it, below zero); the day is not counted."""
        forward = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += forward
            left -= self.is_workday(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie from first to last, both included (公示 counts its first day)."""
        span = range((last - first).days + 1)
        return sum(self.is_workday(first + timedelta(days=offset)) for offset in span)

    @classmethod
    def of(cls, holidays: Iterable[date], makeup: Iterable[date], years: Iterable[int]) -> Workdays:
        """Build the table from any iterables."""
        return cls(frozenset(holidays), frozenset(makeup), frozenset(years))
