"""What waits on the workbench: emergencies to report and ratify, topics to discuss, tasks in arrears."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from tongpin.capability import SOON, Waiting
from tongpin.ledgers.decisions import queries
from tongpin.org.models import Unit
from tongpin.org.scope import Scope

MOST = 20


def waiting(place: Any, unit: Unit) -> Iterator[Waiting]:
    """For who runs the decisions of the body; three statements."""
    if not place.can("decisions.write", unit):
        return
    scope, day = Scope(((unit.path, True),)), place.as_of
    emergencies = queries.topics(scope).filter(is_emergency=True, withdrawn_reason="")
    for row in emergencies[:MOST]:
        phase = queries.phase(row)
        if phase in (queries.Phase.PASSED, queries.Phase.REJECTED):
            continue
        asked = "及时报告" if row.reported_on is None else "提请会议追认"
        yield Waiting(
            f"紧急处置{asked}：{queries.title_for(place.actor, row)}",
            reverse("decisions:topic", args=[row.pk]),
            why="临时决定的，事后应当及时报告并按程序追认（关于进一步推进国有企业贯彻落实“三重一大”"
            "决策制度的意见，参照执行）",
            due_on=row.handled_on,
        )  # fmt: skip
    for row in queries.in_phase(queries.topics(scope), queries.Phase.ACCEPTED)[:MOST]:
        if not row.is_emergency:
            yield Waiting(
                f"安排上会：{queries.title_for(place.actor, row)}",
                reverse("decisions:topic", args=[row.pk]),
                why=f"{row.accepted_on:%Y-%m-%d}已审定，还没有列入会议",
            )
    known = queries.knowable(queries.tasks(scope), place.actor, "resolution__item__topic__")
    soon = known.filter(done_on__isnull=True, due_on__lte=day + SOON)
    for task in soon[:MOST]:
        yield Waiting(
            f"决议落实：{task.words}",
            reverse("decisions:resolution", args=[task.resolution_id]),
            why=f"{task.unit}{task.person}负责，{task.resolution}",
            due_on=task.due_on,
        )
