"""预备期: how long it was, and when there was none."""

from __future__ import annotations

from datetime import date

NONE_FROM, NONE_UNTIL = date(1969, 4, 14), date(1977, 8, 18)
"""The constitutions of the 9th and the 10th congress (1969, 1973) knew no probation."""


def had_probation(joined: date) -> bool:
    """Whether those who joined on the day were on probation first."""
    return not NONE_FROM <= joined < NONE_UNTIL


def expected_full(joined: date) -> date:
    """The day on which somebody who joined on the day became a full member, if nothing was extended."""
    if not had_probation(joined):
        return joined
    leap = (joined.month, joined.day) == (2, 29)
    return joined.replace(year=joined.year + 1, day=28 if leap else joined.day)
