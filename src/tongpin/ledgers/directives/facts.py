"""Directives as the rule engine sees them: what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.ledgers.directives.models import Directive
from tongpin.org.models import Unit
from tongpin.rules.model import Fact


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; one statement."""
    rows = Directive.objects.filter(
        unit__in=[unit.pk for unit in units], replied_on__range=(start, end), withdrawn_reason=""
    )
    for row in rows:
        assert row.replied_on is not None
        late = row.reply_due_on is not None and row.replied_on > row.reply_due_on
        yield Fact(
            kind="directives.answered", subject=f"unit:{row.unit_id}", on=row.replied_on,
            recorded_on=row.replied_on, ref=row.ref, label=row.title[:60],
            values={"late": int(late)},
        )  # fmt: skip
