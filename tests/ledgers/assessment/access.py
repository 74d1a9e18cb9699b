"""What the access table needs of 示范支部创建."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.assessment.creations import (
    awarded,
    bare,
    begun,
    benchmarked,
    draft,
    met,
    published,
    reviewed,
    self_scored,
)
from tongpin.documents.sheet_import import preview_sheet
from tongpin.ledgers.assessment import actions, sheets
from tongpin.ledgers.assessment.models import Item

OFFICE = {"without": "secretary1"}
KEPT = {"without": "member1", "outside": "secretary2"}


def step(cast):
    """The first step of a creation."""
    return [begun(cast).pk, "mobilised"]


def scored(cast):
    """An item that the branch scores."""
    return [benchmarked(cast).pk, "self", 1]


def handing_in(cast):
    """The branch's own side."""
    return [benchmarked(cast).pk, "self"]


def handed_in(cast):
    """The branch's own side, handed in."""
    return [self_scored(cast).pk, "self"]


def lesson(cast):
    """A visit that is cited."""
    row, gathering = begun(cast), met(cast)
    made = actions.cite_lesson(
        cast.actor("secretary1"), unit=row.unit, creation=row, gathering=gathering, host="邻局",
        learned="好",
    )  # fmt: skip
    return [row.pk, made.pk]


def first_item(cast):
    """An item of a draft."""
    row = draft(cast)
    return [row.pk, Item.objects.filter(scheme=row).first().pk]


def sheet(cast):
    """A table looked at and not yet imported."""
    return preview_sheet(
        cast.actor("office"), unit=cast.unit("JU"), importer=sheets.IMPORTER, file_name="a.xlsx",
        rows=[{"number": 2, "cells": {}, "faults": ["A2"]}],
    )  # fmt: skip


def branch(cast):
    """The branch's code, once there is a scheme."""
    published(cast)
    return ["ZB1"]


def verb(name):
    """The address of a verb on a draft."""
    return lambda cast: [draft(cast).pk, name]


ROWS = [
    Row("assessment:list", "secretary1", without="member1"),
    Row("assessment:new", "secretary1", without="leader"),
    Row("assessment:notice", "office", answers=(400,), **OFFICE),
    Row("assessment:board", "secretary1", without="member1"),
    Row("assessment:branch", "secretary1", args=branch, **KEPT),
    Row("assessment:schemes", "office", **OFFICE),
    Row("assessment:scheme-new", "office", **OFFICE),
    Row("assessment:scheme-shipped", "office", post=True, **OFFICE),
    Row("assessment:sheet-upload", "office", **OFFICE),
    Row("assessment:sheet-template", "office", **OFFICE),
    Row("assessment:sheet", "office", args=pk(sheet), without="leader", outside="office2"),
    Row("assessment:sheet-confirm", "office", args=pk(sheet), without="leader", outside="office2", post=True),
    Row("assessment:sheet-undo", "office", args=pk(sheet), without="leader", outside="office2", post=True),
    Row("assessment:scheme", "office", args=pk(draft), without="leader", outside="office2"),
    Row("assessment:scheme-edit", "office", args=pk(draft), without="leader", outside="office2"),
    Row("assessment:scheme-export", "office", args=pk(draft), without="leader", outside="office2"),
    Row("assessment:scheme-carry", "office", args=verb("publish"), without="leader", outside="office2", post=True),
    Row("assessment:item-new", "office", args=pk(draft), without="leader", outside="office2"),
    Row("assessment:item", "office", args=first_item, without="leader", outside="office2"),
    Row("assessment:item-drop", "office", args=first_item, without="leader", outside="office2", post=True),
    Row("assessment:detail", "secretary1", args=pk(begun), **KEPT),
    Row("assessment:file", "secretary1", args=pk(bare), **KEPT),
    Row("assessment:plan", "secretary1", args=pk(begun), **KEPT),
    Row("assessment:step", "secretary1", args=step, **KEPT),
    Row("assessment:lessons", "secretary1", args=pk(begun), **KEPT),
    Row("assessment:lesson-drop", "secretary1", args=lesson, post=True, **KEPT),
    Row("assessment:paper", "secretary1", args=lambda cast: [begun(cast).pk, "plan"], **KEPT),
    Row("assessment:gaps", "secretary1", args=pk(benchmarked), **KEPT),
    Row("assessment:award", "office", args=pk(reviewed), without="leader", outside="office2"),
    Row("assessment:award-withdraw", "office", args=pk(awarded), without="leader", outside="office2"),
    Row("assessment:recheck", "office", args=pk(awarded), without="leader", outside="office2"),
    Row("assessment:score", "secretary1", args=pk(begun), **KEPT),
    Row("assessment:finish", "secretary1", args=handing_in, **KEPT),
    Row("assessment:reopen", "secretary1", args=handed_in, **KEPT),
    Row("assessment:score-item", "secretary1", args=scored, **KEPT),
]  # fmt: skip
