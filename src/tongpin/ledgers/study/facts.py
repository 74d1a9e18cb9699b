"""Study plans as the rule engine sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.ledgers.study.queries import adopted_between
from tongpin.org.models import Unit
from tongpin.rules.model import Fact


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """A fact for each plan that was adopted between two days, both included; one statement."""
    for row in adopted_between([u.pk for u in units], start, end):
        assert row.adopted_on is not None
        yield Fact(
            kind="study.plan", subject=f"unit:{row.unit_id}", on=row.adopted_on,
            recorded_on=row.adopted_on, ref=row.ref, label=row.title,
            tags=frozenset({f"for:{row.year}"}),
        )  # fmt: skip
