"""学习 on the shared pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from tongpin.capability import SOON, Line, Panel, Waiting
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.study import queries
from tongpin.ledgers.study.models import Group, PlanState
from tongpin.life.study import hours_of
from tongpin.org.access import PageContext
from tongpin.org.models import LEADING_KINDS, Person, Unit
from tongpin.org.scope import Scope

MOST = 8
PLAN = "tscg-plan"


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """Topics to study, self-study to confirm, the centre group's plan at the year's beginning."""
    day = place.as_of
    if place.can("study.write", unit):
        scope = Scope(((unit.path, False),))
        for item in queries.due_topics(scope, day + SOON)[:MOST]:
            yield Waiting(
                f"学习专题：{item.title}", reverse("study:plan", args=[item.plan_id]),
                why=f"{item.plan}：{item.get_form_display()}", due_on=item.due_on,
                unit=str(item.plan.unit),
            )  # fmt: skip
        yield from _plan(unit, day)
    if place.can("study.confirm", unit):
        number = queries.to_confirm(Scope(((unit.path, False),))).count()
        if number:
            yield Waiting(
                f"确认党员自学（{number}条）", reverse("study:confirm"),
                why="确认以后计入本人学时", unit=str(unit),
            )  # fmt: skip


def _plan(unit: Unit, day: date) -> Iterator[Waiting]:
    if unit.kind not in LEADING_KINDS:
        return
    article = current_book().article(PLAN, date(day.year, 12, 31))
    if article is None or day.month > article.integer("month"):
        return
    rows = queries.living_plan(unit, day.year)
    if not any(r.group == Group.CENTRE and r.state == PlanState.ADOPTED for r in rows):
        yield Waiting(
            f"{day.year}年中心组学习计划", reverse("study:plans"),
            why=f"{article.cite.label}：{article.text}",
            due_on=date(day.year, article.integer("month"), 28),
        )  # fmt: skip


def person(place: PageContext, person: Person) -> Panel | None:
    """Confirmed self-study of a person's year."""
    if place.actor.person_id != person.pk and not place.can("study.ledger", person.home):
        return None
    minutes = queries.self_minutes(person.pk, place.year)
    if not minutes:
        return None
    return Panel(f"{place.year}年自学", (Line("已确认", f"{hours_of(minutes)} 学时"),))


def unit_panel(place: PageContext, unit: Unit) -> Panel | None:
    """How the unit's plans stand."""
    if not place.can("study.view", unit):
        return None
    rows = queries.living_plan(unit, place.year)
    lines = tuple(
        Line(row.title, f"{row.done}/{row.number}", reverse("study:plan", args=[row.pk]))  # type: ignore[attr-defined]
        for row in rows
    )
    return Panel(f"{place.year}年学习计划", lines, reverse("study:plans"), "这一年还没有学习计划。")
