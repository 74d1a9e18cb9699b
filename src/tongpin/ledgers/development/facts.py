"""发展党员 as the rule engine sees it: reviews of activists, meetings that accepted, oaths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.ledgers.development.models import Step
from tongpin.org.models import Unit
from tongpin.rules.model import Fact

KINDS = {
    "review": ("development.activist_review", "入党积极分子考察"),
    "branch_meeting": ("development.acceptance", "接收预备党员"),
    "conversion_meeting": ("development.conversion", "预备党员转正"),
}


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; one statement.

    The label names no person: a finding is read more widely than the ledger.
    """
    rows = Step.objects.filter(
        case__person__home__in=[unit.pk for unit in units],
        step__in=list(KINDS), on__range=(start, end), withdrawn_reason="",
    )  # fmt: skip
    for row in rows.values("step", "on", "recorded_on", "case", "case__person__home"):
        kind, label = KINDS[row["step"]]
        yield Fact(
            kind=kind,
            subject=f"unit:{row['case__person__home']}",
            on=row["on"],
            recorded_on=row["recorded_on"],
            ref=f"development:{row['case']}",
            label=label,
        )
