"""Rows of the access table for 谈话提醒: who need not know gets 404, also the office and 督查组."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.talks import table


def step(cast) -> list[int]:
    """A record that can be taken back."""
    row = table.own(cast)
    return [row.pk, row.steps.first().pk]


def reader(cast) -> list[int]:
    """A named reader."""
    row = table.own(cast)
    return [row.pk, table.read_by(cast, row, "leader").pk]


def appointed(cast) -> str:
    """No query, but there is a discipline officer."""
    table.officer(cast)
    return ""


ROWS = [
    Row("talks:list", "secretary1", without="supervisor"),
    Row("talks:forms", "leader", without="secretary1"),
    Row("talks:new", "secretary1", without="office"),
    Row("talks:sanction-new", "discipline", without="secretary1", query=appointed),
    Row("talks:detail", "secretary1", args=pk(table.own), without="office", outside="secretary2"),
    Row(
        "talks:reveal", "secretary1", args=pk(table.own), without="office", outside="secretary2",
        post=True,
    ),
    Row(
        "talks:paper", "secretary1", args=pk(table.own), without="office", outside="secretary2",
        post=True,
    ),
    Row(
        "talks:record", "secretary1", without="leader", outside="secretary2",
        args=lambda cast: [table.own(cast).pk, "approved"],
    ),
    Row("talks:step-withdraw", "secretary1", args=step, without="office", outside="secretary2"),
    Row("talks:extend", "discipline", args=pk(table.own), without="secretary1", query=appointed),
    Row("talks:hand-over", "secretary1", args=pk(table.own), without="office", outside="secretary2"),
    Row("talks:withdraw", "secretary1", args=pk(table.own), without="office", outside="secretary2"),
    Row("talks:reader-new", "discipline", args=pk(table.own), without="secretary1", query=appointed),
    Row("talks:reader-dismiss", "discipline", args=reader, without="secretary1", post=True),
]  # fmt: skip
