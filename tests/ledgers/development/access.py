"""What the access table needs of 发展党员: one of each, in the first branch."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.development.people import fresh, walk
from tongpin.ledgers.development import actions, tables


def case(cast):
    """何晨 as an activist."""
    return walk(cast, "contacts")


def record(cast):
    """A case and one of its records."""
    row = fresh(case(cast))
    return [row.pk, row.records.filter(step="contacts").get().pk]


def upload(cast):
    """A sheet of one line, not adopted."""
    lines = [tables.Line(2, {"name": "郑文", "unit": "第一党支部"}, {"application": "必填。"})]
    return actions.keep_dates(
        cast.actor("office"), unit=cast.unit("JU"), file_name="表.xlsx", file_hash="0" * 64,
        lines=lines,
    )  # fmt: skip


DEV = {"without": "member1"}
KEPT = {"without": "member1", "outside": "secretary2"}
OFFICE = {"without": "secretary1"}
FIRST = {"args": lambda cast: ["ZB1"], "without": "secretary1", "outside": "office2"}

ROWS = [
    Row("development:board", "secretary1", **DEV),
    Row("development:list", "secretary1", **DEV),
    Row("development:analysis", "secretary1", **DEV),
    Row("development:new", "secretary1", **DEV),
    Row("development:detail", "secretary1", args=pk(case), **KEPT),
    Row("development:edit", "secretary1", args=pk(case), **KEPT),
    Row("development:close", "secretary1", args=pk(case), **KEPT),
    Row("development:reopen", "secretary1", args=pk(case), post=True, **KEPT),
    Row("development:batch", "secretary1", **DEV),
    Row(
        "development:batch-file",
        "secretary1",
        without=DEV.get("without"),
        args=lambda cast: [(case(cast), "talk")[1]],
        query="?year=2018",
    ),
    Row("development:papers", "secretary1", args=pk(case), **KEPT),
    Row("development:paper", "secretary1", args=lambda cast: [case(cast).pk, "talk"], **KEPT),
    Row("development:withdraw", "secretary1", args=record, **KEPT),
    Row("development:record", "secretary1", args=lambda cast: [case(cast).pk, "review"], **KEPT),
    Row("development:targets", "secretary1", **DEV),
    Row("development:target", "office", **FIRST),
    Row("development:target-remove", "office", **FIRST),
    Row("development:imports", "office", **OFFICE),
    Row("development:import-template", "office", **OFFICE),
    Row("development:import", "office", args=pk(upload), without="secretary1"),
    Row("development:import-adopt", "office", args=pk(upload), post=True, without="secretary1"),
    Row("development:import-undo", "office", args=pk(upload), without="secretary1"),
]
