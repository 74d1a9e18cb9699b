"""知识考试 on the shared pages: what waits, one's own result, a unit's examinations."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from tongpin.capability import Line, Panel, Waiting
from tongpin.ledgers.examinations import queries
from tongpin.ledgers.examinations.marking import points
from tongpin.ledgers.examinations.models import SittingState
from tongpin.life.clock import site_moment
from tongpin.org.access import PageContext
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope

MOST = 8


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """Papers to sit, sittings to mark and to publish, short answers to mark."""
    now = site_moment()
    if place.actor.person_id is not None:
        own = queries.own(place.actor.person_id).filter(
            submitted_at__isnull=True, sitting__state=SittingState.PLANNED,
            sitting__closes_at__gt=now,
        )  # fmt: skip
        for entry in own[:MOST]:
            row = entry.sitting
            opens = timezone.localtime(row.opens_at)
            yield Waiting(
                f"参加考试：{row.title}", reverse("examinations:own-sitting", args=[row.pk]),
                why=f"{opens:%m月%d日 %H:%M}开考，答题{row.minutes}分钟",
                due_on=timezone.localtime(row.closes_at).date(),
            )  # fmt: skip
    if place.can("examinations.manage", unit):
        below = Scope(((unit.path, True),))
        scope = Scope(tuple(p for p in Scope.of(place.actor, "examinations.manage").places))
        for row in queries.to_close(scope, now).filter(below.condition("unit__path"))[:MOST]:
            yield Waiting(
                f"收卷评卷：{row.title}", reverse("examinations:sitting", args=[row.pk]),
                why="考试已经截止", unit=str(row.unit),
            )  # fmt: skip
        for row in queries.to_publish(scope).filter(below.condition("unit__path"))[:MOST]:
            if not row.unmarked:
                yield Waiting(
                    f"公布成绩：{row.title}", reverse("examinations:sitting", args=[row.pk]),
                    why="全部试卷已经评定", unit=str(row.unit),
                )  # fmt: skip
    if place.can("examinations.mark"):
        for row in queries.markings_of(place.actor.account_id):
            yield Waiting(
                f"评阅简答题：{row.title}", reverse("examinations:mark", args=[row.pk]),
                why="简答题由两人各自评分",
            )  # fmt: skip


def person(place: PageContext, person: Person) -> Panel | None:
    """A person's examinations, for that person only."""
    if place.actor.person_id != person.pk:
        return None
    rows = list(queries.own(person.pk)[:5])
    lines = tuple(
        Line(
            row.sitting.title,
            f"{points(row.tenths)} 分" if row.sitting.state == SittingState.PUBLISHED and row.started_at
            else row.sitting.get_state_display(),
            reverse("examinations:own-sitting", args=[row.sitting_id]),
        )
        for row in rows
    )  # fmt: skip
    return (
        Panel("知识考试", lines, reverse("examinations:own"), "还没有参加过考试。")
        if lines
        else None
    )


def unit_panel(place: PageContext, unit: Unit) -> Panel | None:
    """The examinations of a unit's year: how many were asked and how many sat."""
    if not place.can("examinations.view", unit):
        return None
    scope = Scope(((unit.path, True),))
    rows = queries.sittings(scope).filter(opens_at__year=place.year)
    lines = tuple(
        Line(row.title, row.get_state_display(), reverse("examinations:sitting", args=[row.pk]))
        for row in rows[:5]
    )
    return Panel("知识考试", lines, reverse("examinations:sittings"), "这一年还没有考试。")
