"""Problems as the rule engine sees them: what was closed, and the report of an inspection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.org.models import Unit
from tongpin.rectification.models import Problem, Round, Source, State
from tongpin.rules.model import Fact


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; two statements.

    A round that is run as a case of the procedure 巡察整改 leaves its report to the case, so that it
    counts once.
    """
    ids = [unit.pk for unit in units]
    closed = Problem.objects.filter(
        responsible_unit__in=ids, state=State.CLOSED, verified_on__range=(start, end)
    )
    for row in closed.only("responsible_unit_id", "verified_on", "title", "source"):
        assert row.verified_on is not None
        yield Fact(
            kind="rectification.closed", subject=f"unit:{row.responsible_unit_id}",
            on=row.verified_on, recorded_on=row.verified_on, ref=row.key, label=row.title[:60],
            tags=frozenset({f"source:{row.source}"}),
        )  # fmt: skip
    reported = Round.objects.filter(
        unit__in=ids, source=Source.INSPECTION, case_ref="", report_sent_on__range=(start, end)
    )
    for sent in reported:
        assert sent.report_sent_on is not None
        yield Fact(
            kind="rectification.inspection_report", subject=f"unit:{sent.unit_id}",
            on=sent.report_sent_on, recorded_on=sent.report_sent_on, ref=sent.ref,
            label=f"{sent.name}整改报告",
        )  # fmt: skip
