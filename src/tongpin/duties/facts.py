"""办理记录 as the rule engine sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.duties.models import Progress
from tongpin.org.models import Unit
from tongpin.rules.model import PROGRESS, Fact


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Progress of the units between two days; tagged with every rule that the duty makes."""
    rows = Progress.objects.filter(
        unit__in=[u.pk for u in units], on__range=(start, end), is_withdrawn=False
    )
    for row in rows:
        yield Fact(
            kind=PROGRESS,
            subject=f"unit:{row.unit_id}",
            on=row.on,
            recorded_on=row.recorded_on,
            ref=row.ref,
            label=row.content[:60],
            tags=frozenset({f"duty:{row.duty_key}"}),
            values={"done": int(row.is_done)},
        )
