"""Supervision on the shared pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from tongpin.capability import Line, Panel, Waiting
from tongpin.ledgers.supervision import queries
from tongpin.ledgers.supervision.models import Purpose
from tongpin.org.access import PageContext
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.rectification.queries import narrowed

NAMED = 8


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """Visits to make, self-checks to finish, half-yearly reports to give."""
    if place.can("supervision.check", unit):
        scope = narrowed(Scope.of(place.actor, "supervision.check"), unit)
        rows = queries.unsettled(scope)
        if not place.can("supervision.manage", unit):
            rows = rows.filter(round__team__members__person=place.actor.person_id)
        for row in rows[:NAMED]:
            assert row.round is not None
            yield Waiting(
                f"督查{row.unit}：{row.round.title}", reverse("supervision:check", args=[row.pk]),
                why="还没有反馈" if row.on else "还没有检查", due_on=row.round.ends_on,
                unit=str(row.unit),
            )  # fmt: skip
    if place.can("supervision.self_check", unit):
        scope = narrowed(Scope.of(place.actor, "supervision.self_check"), unit)
        for row in list(queries.unsettled(scope, Purpose.SELF))[:NAMED]:
            yield Waiting(
                f"完成作风自查：{row.checklist.name}", reverse("supervision:check", args=[row.pk]),
                why="自查还没有形成意见", unit=str(row.unit),
            )  # fmt: skip
    if place.can("supervision.report", unit):
        yield from _reports(place, unit)


def _reports(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    day = place.as_of
    scope = narrowed(Scope.of(place.actor, "supervision.report"), unit)
    office = place.can("supervision.manage", unit)
    for row in queries.charges(scope, day.year)[:50]:
        if not office and row.person_id != place.actor.person_id:
            continue
        done = {report.half for report in row.reports.all()}
        for half, word, due in (
            (1, "上半年", date(row.year, 6, 30)),
            (2, "下半年", date(row.year, 12, 31)),
        ):
            if half not in done and (due - day).days <= 30:
                yield Waiting(
                    f"{row.person}{word}廉政履责报告", reverse("supervision:charge", args=[row.pk]),
                    why="党风廉政责任制每半年报告一次", due_on=due, unit=str(row.unit),
                )  # fmt: skip


def unit_panel(place: PageContext, unit: Unit) -> Panel | None:
    """The last checks of the unit."""
    if not place.can("supervision.view", unit):
        return None
    rows = queries.checks(Scope(((unit.path, True),)))
    if not place.can("supervision.check", unit):
        rows = rows.filter(finished_on__isnull=False)
    lines = tuple(
        Line(
            row.round.title if row.round else f"作风自查：{row.checklist.name}",
            "已反馈" if row.finished_on else "进行中",
            reverse("supervision:check", args=[row.pk]),
        )
        for row in rows.order_by("-pk")[:5]
    )
    return Panel("督查", lines, reverse("supervision:rounds"), empty="还没有接受督查或者自查。")
