"""Resolutions as the rule engine sees them: a fact of the body that made them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.ledgers.decisions.models import Resolution
from tongpin.org.models import Unit
from tongpin.rules.model import Fact


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; one statement."""
    rows = Resolution.objects.filter(
        unit__in=[unit.pk for unit in units], adopted_on__range=(start, end)
    )
    for row in rows.select_related("item__topic"):
        is_sealed = row.item.topic.category == "personnel"
        yield Fact(
            kind="decisions.resolution",
            subject=f"unit:{row.unit_id}",
            on=row.adopted_on,
            recorded_on=row.adopted_on,
            ref=row.ref,
            label=f"{row}{'人事议题' if is_sealed else row.item.topic.title}",
        )
