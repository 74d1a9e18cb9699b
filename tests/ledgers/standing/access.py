"""What the access table needs of members away and out of reach."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.standing import desk

VIEW = {"without": "member1"}
KEPT = {"without": "member1", "outside": "secretary2"}
DECIDE = {"without": "secretary1", "outside": "secretary2"}


def with_verb(make, verb: str):
    """The address of a step."""
    return lambda cast: [make(cast).pk, verb]


ROWS = [
    Row("standing:alerts", "secretary1", **VIEW),
    Row("standing:floating", "secretary1", **VIEW),
    Row("standing:floating-new", "secretary1", **VIEW),
    Row("standing:floating-detail", "secretary1", args=pk(desk.away), **KEPT),
    Row("standing:floating-step", "secretary1", args=with_verb(desk.away, "contact"), **KEPT),
    Row("standing:lost", "secretary1", **VIEW),
    Row("standing:lost-new", "secretary1", **VIEW),
    Row("standing:lost-detail", "secretary1", args=pk(desk.missing), **KEPT),
    Row("standing:lost-step", "secretary1", args=with_verb(desk.missing, "search"), **KEPT),
    Row("standing:decisions", "secretary1", **VIEW),
    Row(
        "standing:decide",
        "office",
        args=lambda cast: [cast.people["郑文"]],
        without="secretary1",
    ),
    Row("standing:decision", "secretary1", args=pk(desk.suspended), **KEPT),
    Row("standing:decision-withdraw", "office", args=pk(desk.suspended), without="secretary1"),
]
