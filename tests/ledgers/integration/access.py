"""What the access table needs of business work."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.integration.work import item, linked, marked, stepped
from tongpin.documents.sheet_import import preview_sheet
from tongpin.ledgers.integration import actions
from tongpin.ledgers.integration.sheets import IMPORTER

KEPT = {"without": "leader", "outside": "office2"}


def sheet(cast):
    """A table of one line, looked at."""
    cells = {c.key: c.example for c in IMPORTER.columns} | {"measures": "", "branches": ""}
    return preview_sheet(
        cast.actor("office"), unit=cast.unit("JU"), importer=IMPORTER, file_name="表.xlsx",
        rows=[{"number": 2, "cells": cells, "faults": []}],
    )  # fmt: skip


def own(cast):
    """An item of the first branch: the second does not know it."""
    return item(cast, unit="ZB1")


def stopped(cast):
    """An item called off."""
    row = own(cast)
    actions.stop_item(
        cast.actor("office"), unit=row.unit, item=row, version=row.version, reason="取消"
    )
    return row


OFFICE = {"allowed": "office", "without": "leader"}
ROWS = [
    Row("integration:board", "leader", without="member1"),
    Row("integration:list", "secretary2", without="member1"),
    Row("integration:new", "secretary1", without="committee1"),
    Row("integration:sheet-upload", "office", without="committee1"),
    Row("integration:sheet-template", "office", without="committee1"),
    Row("integration:sheet", "office", args=pk(sheet), **KEPT),
    Row("integration:sheet-confirm", "office", args=pk(sheet), post=True, **KEPT),
    Row("integration:sheet-undo", "office", args=pk(sheet), post=True, **KEPT),
    Row("integration:attach", "committee1", without="leader", post=True, query="?ref=life:1"),
    Row("integration:detail", "secretary1", args=pk(own), without="member1", outside="secretary2"),
    Row("integration:edit", args=pk(own), outside="office2", **OFFICE),
    Row("integration:step", args=pk(own), outside="office2", **OFFICE),
    Row(
        "integration:step-withdraw", **OFFICE,
        args=lambda cast: [(row := stepped(cast)).pk, row.steps.get().pk],
    ),
    Row("integration:mark", args=pk(own), outside="office2", **OFFICE),
    Row(
        "integration:mark-withdraw", **OFFICE,
        args=lambda cast: [(row := marked(cast)).pk, row.marks.get().pk],
    ),
    Row("integration:link", "committee1", args=pk(own), without="leader", outside="secretary2"),
    Row(
        "integration:unlink", "committee1", without="leader",
        args=lambda cast: [(row := linked(cast)).pk, row.links.get().pk],
    ),
    Row("integration:stop", args=pk(own), outside="office2", **OFFICE),
    Row("integration:resume", args=pk(stopped), outside="office2", post=True, **OFFICE),
]  # fmt: skip
