"""What a unit that ended had still planned, and back again where its ending is undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.life.actions.planning import resume_series, stop_series
from tongpin.life.actions.recording import restore_gathering, withdraw_gathering
from tongpin.life.models import Gathering, Series, State
from tongpin.org.models import Unit


def unit_ended(actor: Actor, units: Sequence[Unit], day: date, reason: str) -> dict[str, list[int]]:
    """Withdraw what the units planned for the day and after it, and stop their fixed days; the keys."""
    who = replace(actor, everywhere=True)
    plans = list(
        Gathering.objects.filter(unit__in=units, state=State.PLANNED, held_on__gte=day)
        .select_related("unit")
        .order_by("held_on", "pk")
    )
    for plan in plans:
        withdraw_gathering(who, unit=plan.unit, gathering=plan, reason=reason[:200])
    running = list(Series.objects.filter(unit__in=units, stopped_on=None).select_related("unit"))
    for series in running:
        stop_series(who, unit=series.unit, series=series)
    return {"gatherings": [p.pk for p in plans], "series": [s.pk for s in running]}


def unit_revived(actor: Actor, kept: Mapping[str, list[int]]) -> None:
    """Put back on the calendar what the ending took off it."""
    who = replace(actor, everywhere=True)
    plans = Gathering.objects.filter(pk__in=kept["gatherings"], state=State.WITHDRAWN)
    for plan in plans.select_related("unit"):
        restore_gathering(who, unit=plan.unit, gathering=plan)
    stopped = Series.objects.filter(pk__in=kept["series"]).exclude(stopped_on=None)
    for series in stopped.select_related("unit"):
        resume_series(who, unit=series.unit, series=series)
