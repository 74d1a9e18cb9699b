"""Supervision as the rule engine sees it: visits fed back count for who sent the team, self-checks
for the unit itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q

from tongpin.ledgers.supervision.models import Check
from tongpin.org.models import Unit
from tongpin.rules.model import Fact


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; one statement."""
    ids = {unit.pk for unit in units}
    rows = Check.objects.filter(
        Q(round=None, unit__in=ids) | Q(round__unit__in=ids), finished_on__range=(start, end)
    )
    for row in rows.select_related("unit", "round"):
        assert row.on is not None
        assert row.finished_on is not None
        subject = row.unit_id if row.round is None else row.round.unit_id
        yield Fact(
            kind="supervision.self_check" if row.is_self else "supervision.visit",
            subject=f"unit:{subject}", on=row.finished_on, recorded_on=row.finished_on, ref=row.ref,
            label=f"{row.unit}作风自查" if row.is_self else f"督查{row.unit}",
        )  # fmt: skip
