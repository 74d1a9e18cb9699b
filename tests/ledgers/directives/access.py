"""What the access table needs of directives."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.directives.papers_from_above import (
    answered,
    carried_out,
    measure,
    received,
    split,
)
from tongpin.documents.sheet_import import preview_sheet
from tongpin.ledgers.directives.sheets import IMPORTER

KEPT = {"without": "leader", "outside": "office2"}


def sheet(cast):
    """A table of one line, looked at."""
    cells = {c.key: c.example for c in IMPORTER.columns}
    return preview_sheet(
        cast.actor("office"), unit=cast.unit("JU"), importer=IMPORTER, file_name="表.xlsx",
        rows=[{"number": 2, "cells": cells, "faults": []}],
    )  # fmt: skip


ROWS = [
    Row("directives:list", "secretary1", without="member1"),
    Row("directives:new", "secretary1", without="committee1"),
    Row("directives:register", "leader", without="member1"),
    Row("directives:sheet-upload", "office", without="committee1"),
    Row("directives:sheet-template", "office", without="committee1"),
    Row("directives:sheet", "office", args=pk(sheet), **KEPT),
    Row("directives:sheet-confirm", "office", args=pk(sheet), post=True, **KEPT),
    Row("directives:sheet-undo", "office", args=pk(sheet), post=True, **KEPT),
    Row("directives:detail", "secretary1", args=pk(split), without="member1", outside="secretary2"),
    Row("directives:record", "committee1", args=pk(measure), without="member1", outside="secretary2"),
    Row("directives:edit", "office", args=pk(received), without="leader", outside="office2"),
    Row("directives:transmit", "office", args=pk(received), without="leader", outside="office2"),
    Row("directives:measure-new", "office", args=pk(received), without="leader", outside="office2"),
    Row(
        "directives:measure-drop", "office", without="leader", outside="office2",
        args=lambda cast: [split(cast).pk, 1],
    ),
    Row(
        "directives:measure-edit", "office", without="leader", outside="office2",
        args=lambda cast: [split(cast).pk, 1],
    ),
    Row("directives:stage", "office", args=pk(split), without="secretary1", outside="office2"),
    Row("directives:answer", "office", args=pk(carried_out), without="secretary1", outside="office2"),
    Row("directives:recall", "office", args=pk(answered), without="secretary1", outside="office2"),
    Row("directives:withdraw", "office", args=pk(received), without="leader", outside="office2"),
    Row("directives:paper", "leader", args=pk(answered), without="member1", outside="secretary2"),
]  # fmt: skip
