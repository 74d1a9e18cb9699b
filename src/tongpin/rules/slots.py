"""The windows of a duty in one year, each with the day by which it has to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from .interval import Interval, Period, closed, windows
from .regulation import DutyEdition

NEAR = timedelta(days=7)
"""How far outside its window a fact is still worth naming."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One window of one edition, with the day by which it has to be done."""

    window: Interval
    start: date
    end: date
    deadline: date
    near: tuple[date, date]
    """The days in and near the window, where a record that does not count is worth naming."""


def slots_of(edition: DutyEdition, year: int) -> tuple[Slot, ...]:
    """The edition's windows in a year with their deadlines, in order.

    The edition that holds a window's middle day judges it. A day set for the whole duty ends its
    windows; where a yearly one lies beyond the year, the window reaches until then.
    """
    return _slots(edition.every, edition.in_force, edition.deadline, year)


@lru_cache(maxsize=4096)
def _slots(
    every: Period | None, in_force: Interval, last_day: date | None, year: int
) -> tuple[Slot, ...]:
    slots = []
    for window in windows(every, year):
        start, end = closed(window)
        if window.middle not in in_force:
            continue
        deadline = end
        if last_day is not None:
            if last_day < start:
                continue
            is_yearly = every is None or every.per_year == 1
            deadline = last_day if is_yearly else min(end, last_day)
            end = max(end, deadline)
        slots.append(Slot(Interval(start, end), start, end, deadline, (start - NEAR, end + NEAR)))
    return tuple(slots)
