"""Cases as the rule engine sees them: the step that completes a procedure is a fact of its unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.casework.models import StepRecord
from tongpin.org.models import Unit
from tongpin.rules.model import Fact

# The step with which a procedure has done what a yearly paper asks for. Meetings are not here: the
# gathering that a step cites is the record that counts, once.
COMPLETING = {
    "term_election": "reported",
    "major_decision": "resolved",
    "openness": "published",
    "demonstration": "awarded",
    "inspection_rectification": "reported",
    "central_inspection_rectification": "reported",
}


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; one statement."""
    rows = StepRecord.objects.filter(
        case__unit__in=[unit.pk for unit in units],
        case__procedure__in=list(COMPLETING),
        step__in=set(COMPLETING.values()),
        on__range=(start, end),
        withdrawn_reason="",
    )
    for row in rows.select_related("case"):
        if COMPLETING[row.case.procedure] == row.step:
            yield Fact(
                kind=f"casework.{row.case.procedure}",
                subject=f"unit:{row.case.unit_id}",
                on=row.on,
                recorded_on=row.recorded_on,
                ref=row.case.ref,
                label=row.case.title,
            )
