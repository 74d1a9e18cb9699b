"""意见建议 on the workbench of those who handle them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from tongpin.capability import Waiting
from tongpin.ledgers.opinions import actions, queries
from tongpin.ledgers.opinions.models import Opinion, State
from tongpin.org.access import PageContext
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.rectification.queries import narrowed

AHEAD = timedelta(days=7)
NAMED = 8


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """Letters to hand out, to answer, to answer again; the box of the days before is emptied first."""
    if not place.can("opinions.write", unit):
        return
    actions.collect_waiting()
    scope = narrowed(Scope.of(place.actor, "opinions.write"), unit)
    rows = list(queries.to_do(scope, place.as_of + AHEAD)[: NAMED + 1])
    for row in rows[:NAMED]:
        word, why = _asked(row)
        if row.state in queries.OPEN_STATES and row.due_on is not None and row.due_on < place.as_of:
            why = f"答复期限已过{(place.as_of - row.due_on).days}天，{why}"
        yield Waiting(
            f"{word}意见建议：{row.get_category_display()}",
            reverse("opinions:detail", args=[row.pk]),
            why=why, due_on=row.due_on, unit=str(row.unit),
        )  # fmt: skip
    if len(rows) > NAMED:
        yield Waiting(
            "还有其他意见建议要办理",
            f"{reverse('opinions:list')}?unit={unit.code}",
            why="意见建议台账",
        )


def _asked(row: Opinion) -> tuple[str, str]:
    if row.state == State.RECEIVED:
        return "交办", "还没有确定承办人"
    if row.state == State.ASSIGNED:
        return "答复", f"承办人{row.handler}"
    return "补充答复", "来信人对答复不满意"
