"""Awards as the rule engine sees them: what the plan of a unit above asked for is met by its branch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.ledgers.assessment.models import Award
from tongpin.org.models import Unit
from tongpin.rules.model import Fact


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units above awarded branches between two days; one statement.

    The branch's own fact is the step of its case (`casework.demonstration`). An award that was taken
    back in its own year counts for nothing.
    """
    wanted = {unit.pk for unit in units}
    rows = Award.objects.filter(awarded_on__range=(start, end)).select_related("creation__unit")
    for row in rows:
        branch = row.creation.unit
        was_undone = row.withdrawn_on is not None and row.withdrawn_on.year == row.awarded_on.year
        for key in (int(part) for part in branch.path.split("/") if part):
            if key in wanted and key != branch.pk:
                yield Fact(
                    kind="assessment.award", subject=f"unit:{key}", on=row.awarded_on,
                    recorded_on=row.awarded_on, ref=row.creation.ref,
                    label=f"{branch}命名为{row.get_level_display()}",
                    state="withdrawn" if was_undone else "recorded",
                )  # fmt: skip
