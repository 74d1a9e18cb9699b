"""岗位荣誉 as the rule engine sees it: commendations decided, results of posts, days of service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Count, Min, Sum

from tongpin.casework.models import StepRecord
from tongpin.ledgers.honours.models import Result, Service
from tongpin.ledgers.honours.queries.commendation import PROCEDURE
from tongpin.ledgers.honours.queries.services import COUNTS
from tongpin.org.models import Unit
from tongpin.rules.model import Fact


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; three statements."""
    keys, span = [unit.pk for unit in units], (start, end)
    decided = StepRecord.objects.filter(
        case__unit__in=keys, case__procedure=PROCEDURE, step="decided", on__range=span,
        withdrawn_reason="",
    )  # fmt: skip
    for row in decided.select_related("case"):
        yield _fact(
            "commendation", row.case.unit_id, row.on, row.recorded_on, row.case.ref, row.case.title
        )
    results = Result.objects.filter(
        station__unit__in=keys, on__range=span, withdrawn_reason="", station__withdrawn_reason=""
    )
    for item in results.select_related("station"):
        yield _fact(
            "result", item.station.unit_id, item.on, item.recorded_on, item.station.ref,
            f"{item.station}：{item.effect}",
        )  # fmt: skip
    yield from _service(keys, span)


def _service(keys: list[int], span: tuple[date, date]) -> Iterator[Fact]:
    """One fact for each branch and day on which somebody served."""
    rows = Service.objects.filter(COUNTS, unit__in=keys, on__range=span).order_by()
    days = rows.values("unit", "on").annotate(
        first=Min("pk"), people=Count("person", distinct=True), minutes=Sum("minutes"),
        told=Min("recorded_on"),
    )  # fmt: skip
    for row in days:
        yield _fact(
            "service", row["unit"], row["on"], row["told"], f"honours-service:{row['first']}",
            f"{row['people']}人志愿服务", minutes=row["minutes"],
        )  # fmt: skip


def _fact(
    kind: str, unit: int, on: date, told: date, ref: str, label: str, **values: int
) -> Fact:  # fmt: skip
    return Fact(
        kind=f"honours.{kind}", subject=f"unit:{unit}", on=on, recorded_on=told, ref=ref,
        label=label[:60], values=values,
    )  # fmt: skip
