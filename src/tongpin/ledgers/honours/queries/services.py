"""Volunteer service: what counts, what waits for the branch, the hours of people and branches."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from tongpin.ledgers.honours.models import Service
from tongpin.org.scope import Scope

STATES = {
    "waiting": "待确认", "confirmed": "已确认", "declined": "已退回", "withdrawn": "已撤回",
}  # fmt: skip
COUNTS = Q(confirmed_on__isnull=False, withdrawn_reason="")


def services(scope: Scope) -> QuerySet[Any]:
    """Service within the scope."""
    rows = Service.objects.within(scope)
    return rows.select_related("unit", "person", "station", "gathering")


def service(scope: Scope, pk: int) -> Service | None:
    """One row within the scope."""
    return services(scope).filter(pk=pk).first()


def state_of(row: Service) -> str:
    """The key of the row's state."""
    if row.withdrawn_reason:
        return "withdrawn"
    if row.declined_reason:
        return "declined"
    return "confirmed" if row.confirmed_on else "waiting"


def in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Rows in a state; agrees with `state_of`."""
    live = rows.filter(withdrawn_reason="")
    match state:
        case "withdrawn":
            return rows.exclude(withdrawn_reason="")
        case "declined":
            return live.exclude(declined_reason="")
        case "confirmed":
            return live.filter(declined_reason="", confirmed_on__isnull=False)
        case _:
            return live.filter(declined_reason="", confirmed_on=None)


def to_confirm(scope: Scope) -> int:
    """How many rows wait for the branch."""
    return in_state(Service.objects.within(scope), "waiting").count()


def minutes_of(person: int, year: int) -> tuple[int, int]:
    """`(confirmed minutes, times)` of a person in a year."""
    rows = Service.objects.filter(COUNTS, person=person, on__year=year)
    found = rows.aggregate(minutes=Sum("minutes"), times=Count("pk"))
    return found["minutes"] or 0, found["times"]


def person_totals(scope: Scope, year: int) -> QuerySet[Any]:
    """Confirmed service of a year by person, in the order of names: it is a record, not a ranking."""
    rows = Service.objects.within(scope).filter(COUNTS, on__year=year)
    return (
        rows.values("person", "person__name", "unit__name", "unit__short_name", "unit__path")
        .annotate(minutes=Sum("minutes"), times=Count("pk"))
        .order_by("unit__path", "person__name", "person")
    )


def hours(minutes: int) -> str:
    """90 as 1.5小时."""
    return f"{minutes / 60:.1f}".rstrip("0").rstrip(".") + "小时"


def given_on(person: int, day: date) -> int:
    """Minutes that a person gave on a day, confirmed or waiting."""
    rows = Service.objects.filter(person=person, on=day, withdrawn_reason="", declined_reason="")
    return rows.aggregate(minutes=Sum("minutes"))["minutes"] or 0
