"""Posts and teams: where they stand, who is in them, what they did."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tongpin.documents.models import Attachment
from tongpin.ledgers.honours.models import Result, Station, StationActivity, StationMember
from tongpin.life.models import Attendance, Gathering, Presence, State
from tongpin.org.models import Unit
from tongpin.org.scope import Scope

SOON = timedelta(days=30)


class Stage(StrEnum):
    """Where a post stands; the value is the key of its chip."""

    WITHDRAWN = "not_applicable"
    ENDED = "waived"
    EXPIRED = "overdue"
    SOON = "due_soon"
    RUNNING = "met"
    AHEAD = "not_yet"

    @property
    def label(self) -> str:
        """The stage in Chinese."""
        return LABELS[self]


LABELS = {
    Stage.WITHDRAWN: "已撤销登记",
    Stage.ENDED: "已撤下",
    Stage.EXPIRED: "期满",
    Stage.SOON: "快到期",
    Stage.RUNNING: "在岗",
    Stage.AHEAD: "未开始",
}


def stage_of(row: Station, day: date) -> Stage:
    """Where a post stands on a day."""
    if row.withdrawn_reason:
        return Stage.WITHDRAWN
    if row.ended_on is not None and row.ended_on <= day:
        return Stage.ENDED
    if row.ends_on < day:
        return Stage.EXPIRED
    if row.starts_on > day:
        return Stage.AHEAD
    return Stage.SOON if row.ends_on <= day + SOON else Stage.RUNNING


def in_stage(rows: QuerySet[Any], stage: str, day: date) -> QuerySet[Any]:
    """Posts in a stage on the day; agrees with `stage_of`."""
    ended = Q(ended_on__isnull=False, ended_on__lte=day)
    live = rows.filter(withdrawn_reason="").exclude(ended)
    match stage:
        case Stage.WITHDRAWN:
            return rows.exclude(withdrawn_reason="")
        case Stage.ENDED:
            return rows.filter(ended, withdrawn_reason="")
        case Stage.EXPIRED:
            return live.filter(ends_on__lt=day)
        case Stage.AHEAD:
            return live.filter(ends_on__gte=day, starts_on__gt=day)
        case Stage.SOON:
            return live.filter(starts_on__lte=day, ends_on__range=(day, day + SOON))
        case _:
            return live.filter(starts_on__lte=day, ends_on__gt=day + SOON)


def running(scope: Scope, day: date) -> QuerySet[Any]:
    """Posts of the scope that are manned on the day."""
    rows = Station.objects.within(scope).filter(withdrawn_reason="", starts_on__lte=day)
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), ends_on__gte=day)


def stations(scope: Scope) -> QuerySet[Any]:
    """Posts of the scope with the numbers of members, activities and results that stand."""
    held = Q(activities__withdrawn_reason="", activities__gathering__state=State.RECORDED)
    manned = Q(members__withdrawn_reason="", members__ends_on__isnull=True)
    rows = Station.objects.within(scope).select_related("unit")
    return rows.annotate(
        manned=Count("members", filter=manned, distinct=True),
        held=Count("activities", filter=held, distinct=True),
        achieved=Count("results", filter=Q(results__withdrawn_reason=""), distinct=True),
    )


def station(scope: Scope, pk: int) -> Any:
    """One post within the scope."""
    return stations(scope).filter(pk=pk).first()


def members(row: Station) -> list[StationMember]:
    """Everybody who stands or stood at the post; what was entered wrongly is left out."""
    rows = row.members.filter(withdrawn_reason="").select_related("person")
    return list(rows.order_by(F("ends_on").desc(nulls_first=True), "-is_leader", "starts_on", "pk"))


def member(row: Station, pk: int) -> StationMember | None:
    """One member of the post who is still in it."""
    rows = row.members.filter(pk=pk, withdrawn_reason="", ends_on=None)
    return rows.select_related("person").first()


def activities(row: Station) -> list[StationActivity]:
    """The gatherings of the post that stand."""
    rows = row.activities.filter(withdrawn_reason="", gathering__state=State.RECORDED)
    return list(rows.select_related("gathering__unit"))


def results(row: Station) -> list[tuple[Result, list[Attachment]]]:
    """What the post achieved with its evidence, latest first; what was taken back as well."""
    rows = list(row.results.select_related("gathering"))
    files = files_of(item.ref for item in rows)
    return [(item, files.get(item.ref, [])) for item in rows]


def result(row: Station, pk: int) -> Result | None:
    """One result that was not taken back."""
    return row.results.filter(pk=pk, withdrawn_reason="").first()


def files_of(refs: Iterable[str]) -> dict[str, list[Attachment]]:
    """What the records carry; one statement."""
    found: dict[str, list[Attachment]] = {}
    rows = Attachment.objects.filter(owner__in=list(refs), withdrawn_at__isnull=True)
    for file in rows.select_related("stored"):
        found.setdefault(file.owner, []).append(file)
    return found


def with_gathering(unit: Unit, gathering: int, day: date) -> tuple[list[Station], list[Station]]:
    """`(posts that took part in the gathering, posts of the unit that might have)`; two statements."""
    took = Station.objects.filter(
        activities__gathering=gathering, activities__withdrawn_reason="", withdrawn_reason=""
    )
    found = list(took.distinct())
    rest = running(Scope(((unit.path, False),)), day).exclude(pk__in=[row.pk for row in found])
    return found, list(rest)


def presents(gathering: Gathering) -> list[Attendance]:
    """Who was present at a gathering, or observed it."""
    rows = gathering.attendances.filter(presence__in=(Presence.PRESENT, Presence.OBSERVER))
    return list(rows.select_related("person__home").order_by("person__search_text", "pk"))
