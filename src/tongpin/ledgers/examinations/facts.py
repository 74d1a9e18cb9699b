"""Published examinations as the rule engine sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.utils import timezone

from tongpin.ledgers.examinations import queries
from tongpin.life.clock import at
from tongpin.org.models import Unit
from tongpin.rules.model import Fact

HELD = "examinations.held"
FORM = "form:examination"


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """One fact for each unit whose people sat, on the day the sitting ended; two statements.

    `entitled` were asked, `present` sat. How many passed is no fact: nobody is judged by it.
    """
    rows = queries.published_between(
        [u.pk for u in units], at(start, time.min), at(end + timedelta(days=1), time.min)
    )
    for row in rows:
        line = cast(dict[str, Any], row)
        if not line["sat"]:
            continue
        closed: datetime = timezone.localtime(line["sitting__closes_at"])
        yield Fact(
            kind=HELD, subject=f"unit:{line['at']}", on=closed.date(),
            recorded_on=line["sitting__published_on"], ref=f"examinations:{line['sitting']}",
            label=line["sitting__title"], tags=frozenset({FORM}),
            values={"entitled": line["asked"], "present": line["sat"]},
        )  # fmt: skip
