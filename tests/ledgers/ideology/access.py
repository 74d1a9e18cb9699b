"""Rows of the access table for 意识形态责任制."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.ideology import work

ROWS = [
    Row("ideology:board", "leader", without="member1"),
    Row("ideology:risk", "office", without="leader"),
    Row("ideology:ready", "office", without="leader", args=pk(work.key_day), post=True),
    Row("ideology:learning", "secretary1", without="member1"),
    Row("ideology:own", "member1", without="office"),
    Row("ideology:imports", "office", without="secretary1"),
    Row("ideology:import", "office", without="secretary1", args=pk(work.upload)),
    Row("ideology:import-undo", "office", without="secretary1", args=pk(work.upload), post=True),
    Row("ideology:list", "supervisor", without="member1", args=lambda _: ["work"]),
    Row("ideology:new", "office", without="leader", args=lambda _: ["approvals"]),
    Row(
        "ideology:withdraw", "office", without="leader", outside="secretary1",
        args=lambda cast: ["charges", work.charge(cast).pk],
    ),
]  # fmt: skip
