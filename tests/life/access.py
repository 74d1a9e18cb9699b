"""The access table of the ledgers of 组织生活."""

from __future__ import annotations

from tests.architecture.row import Row

LEDGER = {"without": "member1"}

ROWS = [
    Row("life:search", "member1", without="security"),
    Row("life:overview", "secretary1", **LEDGER),
    Row("life:study", "secretary1", **LEDGER),
    Row("life:dual", "secretary1", **LEDGER),
    Row("life:theory", "secretary1", **LEDGER),
    Row("life:variety", "secretary1", **LEDGER),
    Row(
        "life:person", "secretary1", without="member1", outside="secretary2",
        args=lambda cast: [cast.people["张守正"]],
    ),
]  # fmt: skip
