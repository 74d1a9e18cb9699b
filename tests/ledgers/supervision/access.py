"""What the access table needs of supervision."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.supervision.rounds import (
    charge,
    draft,
    fed_back,
    found,
    opened,
    released,
    team,
    visit,
)

OFFICE = {"without": "secretary1"}
KEPT = {"without": "secretary1", "outside": "secretary2"}


def item(make):
    """The address of the second item."""
    return lambda cast: [make(cast).pk, 2]


ROWS = [
    Row("supervision:rounds", "secretary1", without="member1"),
    Row("supervision:round-new", "office", **OFFICE),
    Row("supervision:round", "supervisor", args=pk(opened), without="leader", outside="office2"),
    Row("supervision:check", "supervisor", args=pk(visit), without="member1", outside="secretary2"),
    Row("supervision:item", "supervisor", args=item(visit), without="member1", outside="secretary1"),
    Row("supervision:to-problem", "supervisor", args=item(found), without="member1", outside="secretary1", post=True),
    Row("supervision:feed-back", "supervisor", args=pk(found), without="member1", outside="secretary1"),
    Row("supervision:look-again", "supervisor", args=pk(fed_back), without="secretary1", outside="office2"),
    Row("supervision:paper", "secretary1", args=pk(fed_back), without="member1", outside="secretary2"),
    Row("supervision:self-checks", "secretary1", without="member1"),
    Row("supervision:self-check-new", "secretary1", without="supervisor"),
    Row("supervision:teams", "office", **OFFICE),
    Row("supervision:team-new", "office", **OFFICE),
    Row("supervision:team", "office", args=pk(team), without="leader", outside="office2"),
    Row("supervision:checklists", "office", **OFFICE),
    Row("supervision:checklist-new", "office", **OFFICE),
    Row("supervision:checklist-import", "office", **OFFICE),
    Row("supervision:checklist-template", "office", **OFFICE),
    Row("supervision:checklist", "office", args=pk(draft), without="leader", outside="office2"),
    Row("supervision:checklist-release", "office", args=pk(draft), without="leader", outside="office2", post=True),
    Row("supervision:checklist-retire", "office", args=pk(released), without="leader", outside="office2", post=True),
    Row("supervision:charges", "leader", without="member1"),
    Row("supervision:charge-new", "office", **OFFICE),
    Row("supervision:charge", "leader", args=pk(charge), without="security", outside="secretary1"),
    Row("supervision:charge-edit", "office", args=pk(charge), without="leader", outside="office2"),
    Row("supervision:half-report", "leader", args=pk(charge), without="supervisor", outside="office2"),
    Row("supervision:attendance", "supervisor", without="member1"),
]  # fmt: skip
