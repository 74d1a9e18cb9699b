"""Business work as the rule engine sees it: each of the four marks that stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.ledgers.integration.models import Mark
from tongpin.ledgers.integration.queries import standing_marks
from tongpin.org.models import Unit
from tongpin.rules.model import Fact


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; one statement."""
    rows = Mark.objects.filter(
        standing_marks(()), item__unit__in=[unit.pk for unit in units],
        item__stopped_on__isnull=True, on__range=(start, end),
    )  # fmt: skip
    for row in rows.select_related("item"):
        yield Fact(
            kind=f"integration.{row.kind}", subject=f"unit:{row.item.unit_id}", on=row.on,
            recorded_on=row.recorded_on, ref=row.item.ref,
            label=f"{row.get_kind_display()}：{row.item.name}"[:60],
        )  # fmt: skip
