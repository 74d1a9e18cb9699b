from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongpin.rules.interval import Interval, Period, add_months, closed, windows
from tongpin.rules.loader import load_builtin
from tongpin.rules.workdays import Workdays

DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2019, 1, 31), 1, date(2019, 2, 28)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2020, 3, 31), -1, date(2020, 2, 29)),
        (date(2019, 11, 30), 3, date(2020, 2, 29)),
    ],
)
def test_months_are_calendar_months_clamped(day, months, expected):
    assert add_months(day, months) == expected


def test_months_beyond_the_calendar_are_refused():
    with pytest.raises(ValueError, match="超出"):
        add_months(date(9999, 12, 1), 1)


@given(st.sampled_from([None, *Period]), st.integers(1950, 2100))
def test_windows_tile_the_year_exactly(period, year):
    spans = windows(period, year)
    assert spans[0].start == date(year, 1, 1)
    assert spans[-1].end == date(year, 12, 31)
    assert sum(span.days for span in spans) == Interval(spans[0].start, spans[-1].end).days
    assert all(span.middle in span for span in spans)


@given(DAYS, DAYS, DAYS, DAYS, DAYS)
def test_intersection_holds_exactly_the_days_of_both(a, b, c, d, day):
    one, two = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    both = one.intersect(two)
    assert (day in one and day in two) == (both is not None and day in both)
    assert one.overlaps(two) == (both is not None)


def test_open_ends_hold_everything_on_their_side():
    assert date(1900, 1, 1) in Interval(None, date(2020, 1, 1))
    assert date(2020, 1, 2) not in Interval(None, date(2020, 1, 1))
    assert Interval().intersect(Interval(date(2020, 1, 1))) == Interval(date(2020, 1, 1))
    with pytest.raises(ValueError, match="起止"):
        closed(Interval(date(2020, 1, 1)))


def test_interval_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="晚于"):
        Interval(date(2020, 1, 2), date(2020, 1, 1))


def test_spring_festival_2020_was_extended_and_its_make_up_day_dropped():
    days = load_builtin().workdays
    assert not days.is_workday(date(2020, 1, 31))
    assert not days.is_workday(date(2020, 2, 1))
    assert days.is_workday(date(2020, 1, 19))
    assert days.is_workday(date(2020, 2, 3))
    assert days.add(date(2020, 1, 22), 2) == date(2020, 2, 3)


def test_five_days_of_publicity_count_the_first_day():
    days = load_builtin().workdays
    assert days.between(date(2020, 3, 2), date(2020, 3, 6)) == 5


def test_unannounced_year_is_provisional():
    days = load_builtin().workdays
    assert days.is_provisional(date(2026, 12, 31), date(2027, 1, 4))
    assert not days.is_provisional(date(2020, 1, 1))
    assert not Workdays().is_provisional()


def test_working_days_are_counted_backwards_too():
    # 2026-10-12 is the Monday after a week of holidays with 10 October worked.
    table = Workdays.of([date(2026, 10, day) for day in range(1, 8)], [date(2026, 10, 10)], [2026])
    assert table.add(date(2026, 10, 12), -1) == date(2026, 10, 10)
    assert table.add(date(2026, 10, 12), -3) == date(2026, 10, 8)
    assert table.add(date(2026, 10, 12), 0) == date(2026, 10, 12)


def test_a_year_holds_so_many_windows_of_each_period():
    assert {period.value: period.per_year for period in Period} == {
        "month": 12, "quarter": 4, "half-year": 2, "year": 1, "once": 1,
    }  # fmt: skip
