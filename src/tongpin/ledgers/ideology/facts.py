"""What was done as the rule engine sees it: `ideology.agenda`, `.analysis`, `.report`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.ledgers.ideology.models import Activity, ActivityKind
from tongpin.ledgers.ideology.queries import meeting_on_ideology
from tongpin.org.models import Unit
from tongpin.rules.model import Fact

TOLD = (ActivityKind.AGENDA, ActivityKind.ANALYSIS, ActivityKind.REPORT)


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; one statement.

    A meeting that `life` tells of itself is not told twice.
    """
    rows = Activity.objects.filter(
        unit__in=[unit.pk for unit in units], on__range=(start, end), withdrawn_reason="",
        kind__in=TOLD,
    )  # fmt: skip
    told = rows.filter(meeting_on_ideology("gathering__"), kind=ActivityKind.AGENDA)
    for row in rows.exclude(pk__in=told.values("pk")):
        yield Fact(
            kind=f"ideology.{row.kind}", subject=f"unit:{row.unit_id}", on=row.on,
            recorded_on=row.on, ref=f"ideology:{row.pk}",
            label=f"{row.get_kind_display()}：{row.title}",
        )  # fmt: skip
