"""Rows of the access table for 三重一大."""

from __future__ import annotations

from datetime import date

from tests.architecture.row import Row, pk
from tests.ledgers.decisions import table
from tongpin.ledgers.decisions import actions


def topic(cast):
    """A topic of the bureau."""
    return table.propose(cast)


def step(cast) -> list[int]:
    """What was done before the meeting."""
    row = table.prepare(cast, table.propose(cast))
    return [row.pk, row.steps.first().pk]


def accepted(cast):
    """A topic that may go to a meeting."""
    table.seat(cast)
    return table.accept(cast, table.prepare(cast, table.propose(cast)))


def item(cast):
    """A topic at its meeting."""
    return table.put_on(cast, accepted(cast))


def gathering(cast) -> list[int]:
    """The meeting."""
    return [item(cast).gathering_id]


def resolution(cast):
    """A decision that was made."""
    table.seat(cast)
    return table.passed(cast).resolution


def task(cast) -> list[int]:
    """A part of it."""
    row = resolution(cast)
    made = actions.assign(
        cast.actor("office"), unit=row.unit, resolution=row, words="采购", to=cast.unit("ZB1"),
        person="郑文", due_on=date(2020, 10, 1),
    )  # fmt: skip
    return [row.pk, made.pk]


def urgent(cast):
    """An emergency that was handled."""
    return table.propose(
        cast, category="other",
        emergency=actions.Handling(date(2020, 9, 2), "钱大海", "先行抢修"),
    )  # fmt: skip


ROWS = [
    Row("decisions:list", "leader", without="secretary1"),
    Row("decisions:topic-new", "office", without="leader"),
    Row("decisions:topic", "leader", args=pk(topic), without="member1"),
    Row("decisions:topic-details", "leader", args=pk(topic), without="member1", post=True),
    Row("decisions:topic-edit", "office", args=pk(topic), without="leader"),
    Row("decisions:step-new", "office", args=pk(topic), without="leader"),
    Row("decisions:step-withdraw", "office", args=step, without="leader"),
    Row("decisions:topic-accept", "office", args=pk(topic), without="leader"),
    Row("decisions:topic-report", "office", args=pk(urgent), without="leader"),
    Row("decisions:topic-withdraw", "office", args=pk(topic), without="leader"),
    Row("decisions:topic-put-on", "office", args=pk(accepted), without="leader"),
    Row("decisions:meetings", "supervisor", without="secretary1"),
    Row("decisions:meeting", "supervisor", args=gathering, without="secretary1"),
    Row("decisions:minutes", "leader", args=gathering, without="secretary1"),
    Row("decisions:item", "leader", args=pk(item), without="secretary1"),
    Row(
        "decisions:item-act", "office", without="leader", post=True,
        args=lambda cast: [item(cast).pk, "speak"],
    ),
    Row("decisions:resolutions", "leader", without="secretary1"),
    Row("decisions:resolution", "leader", args=pk(resolution), without="secretary1"),
    Row("decisions:resolution-paper", "leader", args=pk(resolution), without="secretary1"),
    Row("decisions:task-new", "office", args=pk(resolution), without="leader"),
    Row("decisions:task-note", "office", args=task, without="leader"),
    Row("decisions:task-reopen", "office", args=task, without="leader"),
    Row("decisions:evaluate", "office", args=pk(resolution), without="leader"),
    Row("decisions:tasks", "leader", without="secretary1"),
]  # fmt: skip
