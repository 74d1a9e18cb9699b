"""What the access table needs of the problem loop."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.rectification.problems import closed, doing, found, inspection, planned, submitted
from tongpin.documents.sheet_import import preview_sheet
from tongpin.rectification.sheets import IMPORTER


def sheet(cast):
    """A table of one line, looked at."""
    cells = {c.key: c.example for c in IMPORTER.columns}
    return preview_sheet(
        cast.actor("office"), unit=cast.unit("JU"), importer=IMPORTER, file_name="表.xlsx",
        rows=[{"number": 2, "cells": cells, "faults": []}],
    )  # fmt: skip


READ = {"without": "member1"}
SEEN = {"without": "member1", "outside": "secretary2"}
KEPT = {"without": "secretary1", "outside": "secretary2"}

ROWS = [
    Row("rectification:list", "secretary1", **READ),
    Row("rectification:progress", "leader", **READ),
    Row("rectification:new", "supervisor", **READ),
    Row("rectification:hand-over-all", "office", without="secretary1"),
    Row("rectification:rounds", "leader", **READ),
    Row("rectification:round-new", "office", without="secretary1"),
    Row("rectification:round", "office", args=pk(inspection), without="security", outside="secretary2"),
    Row("rectification:round-edit", "office", args=pk(inspection), without="leader", outside="office2"),
    Row("rectification:round-report", "office", args=pk(inspection), without="security", outside="secretary2"),
    Row("rectification:sheet-upload", "office", without="leader"),
    Row("rectification:sheet-template", "office", without="leader"),
    Row("rectification:sheet", "office", args=pk(sheet), without="leader", outside="office2"),
    Row("rectification:sheet-confirm", "office", args=pk(sheet), without="leader", outside="office2", post=True),
    Row("rectification:sheet-undo", "office", args=pk(sheet), without="leader", outside="office2", post=True),
    Row("rectification:detail", "secretary1", args=pk(found), **SEEN),
    Row("rectification:plan", "secretary1", args=pk(found), **SEEN),
    Row("rectification:start", "secretary1", args=pk(planned), post=True, **SEEN),
    Row("rectification:record", "committee1", args=pk(doing), **SEEN),
    Row("rectification:submit", "secretary1", args=pk(doing), **SEEN),
    Row("rectification:recall", "secretary1", args=pk(submitted), **SEEN),
    Row("rectification:verify", "office", args=pk(submitted), without="committee1", outside="secretary2"),
    Row("rectification:review", "supervisor", args=pk(closed), without="committee1", outside="secretary2"),
    Row("rectification:reopen", "office", args=pk(closed), without="committee1", outside="secretary2"),
    Row("rectification:publish", "office", args=pk(closed), without="secretary1", outside="office2"),
    Row("rectification:extend", "office", args=pk(doing), without="secretary1", outside="office2"),
    Row("rectification:hand-over", "office", args=pk(doing), without="secretary1", outside="office2"),
    Row("rectification:cancel", "office", args=pk(found), without="leader", outside="secretary2"),
]  # fmt: skip
