"""党费 as the rule engine sees it: closed months and publications, never a member's pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.ledgers.dues.models import Month, Publication, PublicationKind
from tongpin.org.models import Unit
from tongpin.rules.model import Fact

KINDS = {
    PublicationKind.BRANCH.value: "dues.publication",
    PublicationKind.OPEN.value: "dues.publication",
    PublicationKind.CONGRESS.value: "dues.report",
}
"""What a publication counts as: shown to the members, or reported to the assembly or congress."""


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; two statements."""
    ids = [unit.pk for unit in units]
    for month in Month.objects.filter(unit__in=ids, closed_on__range=(start, end)):
        assert month.closed_on is not None
        yield Fact(
            kind="dues.month", subject=f"unit:{month.unit_id}", on=month.closed_on,
            recorded_on=month.closed_on, ref=f"dues.month:{month.pk}",
            label=f"{month.month:%Y-%m} 党费结账", values={"people": month.people},
        )  # fmt: skip
    for row in Publication.objects.filter(unit__in=ids, on__range=(start, end)):
        yield Fact(
            kind=KINDS[row.kind], subject=f"unit:{row.unit_id}", on=row.on,
            recorded_on=row.recorded_on, ref=f"dues.publication:{row.pk}",
            label=f"{row.year}年党费{row.get_kind_display()}",
            state="withdrawn" if row.is_withdrawn else "recorded",
        )  # fmt: skip
