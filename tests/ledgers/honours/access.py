"""What the access table needs of posts, service and commendation."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.honours.things import (
    achieved,
    active,
    asked,
    commendation,
    held,
    honour,
    manned,
    nominated,
    served,
    station,
)

DOER = {"allowed": "committee1", "without": "member1", "outside": "secretary2"}
KEEPER = {"allowed": "secretary1", "without": "committee1", "outside": "secretary2"}
RUNNER = {"allowed": "office", "without": "secretary1"}
READER = {"allowed": "leader", "without": "member1"}


def meeting(cast):
    """A gathering of the first branch."""
    return held(cast)


def proposed(cast):
    """A nomination of the first branch."""
    return nominated(cast)


ROWS = [
    Row("honours:list", "member1", without="system"),
    Row("honours:honour-new", "secretary1", without="committee1"),
    Row("honours:honour", "member1", args=pk(honour), without="system", outside="secretary2"),
    Row("honours:revoke", "secretary1", args=pk(honour), without="committee1", outside="secretary2"),
    Row("honours:honour-withdraw", args=pk(honour), **KEEPER),
    Row("honours:stations", "member1", without="system"),
    Row("honours:station-new", "committee1", without="leader"),
    Row("honours:attach", "committee1", without="leader", post=True, query="?ref=life:1"),
    Row("honours:station", "member1", args=pk(station), without="system", outside="secretary2"),
    Row("honours:station-edit", args=pk(station), **DOER),
    Row("honours:station-end", args=pk(station), **DOER),
    Row("honours:station-withdraw", args=pk(station), **DOER),
    Row("honours:pledge", "leader", args=pk(station), without="system", outside="secretary2"),
    Row("honours:member-new", args=pk(station), **DOER),
    Row(
        "honours:member-leave", **DOER,
        args=lambda cast: [(row := manned(cast)).pk, row.members.get().pk],
    ),
    Row("honours:activity-new", args=pk(station), **DOER),
    Row(
        "honours:activity-drop", **DOER,
        args=lambda cast: [(row := active(cast)).pk, row.activities.get().pk],
    ),
    Row("honours:result-new", args=pk(station), **DOER),
    Row(
        "honours:result-withdraw", **DOER,
        args=lambda cast: [(row := achieved(cast)).pk, row.results.get().pk],
    ),
    Row("honours:services", **READER),
    Row("honours:service-new", "committee1", without="leader"),
    Row("honours:totals", **READER),
    Row("honours:own", "member1", without="office"),
    Row("honours:own-new", "member1", without="office"),
    Row("honours:serve-at", args=pk(meeting), **DOER),
    Row("honours:service", args=pk(served), outside="secretary2", **READER),
    Row("honours:confirm", args=pk(served), post=True, **DOER),
    Row("honours:decline", args=pk(served), **DOER),
    Row("honours:service-withdraw", "committee1", args=pk(served), without="leader", outside="secretary2"),
    Row("honours:rounds", **READER),
    Row("honours:round-new", "secretary1", without="committee1"),
    Row("honours:round", args=pk(commendation), **READER),
    Row("honours:round-edit", args=pk(commendation), **RUNNER),
    Row("honours:nominate", "secretary1", args=pk(commendation), without="committee1"),
    Row("honours:ask", args=pk(commendation), **RUNNER),
    Row("honours:answer", args=lambda cast: [asked(cast).pk, "discipline"], **RUNNER),
    Row("honours:review", args=pk(commendation), **RUNNER),
    Row("honours:publicity", args=pk(commendation), **RUNNER),
    Row("honours:heard", args=pk(commendation), **RUNNER),
    Row("honours:decide", args=pk(commendation), **RUNNER),
    Row(
        "honours:paper", args=lambda cast: [commendation(cast).pk, "publicity"], answers=(400,),
        **RUNNER,
    ),
    Row("honours:nomination", args=pk(proposed), outside="secretary2", **READER),
    Row("honours:nomination-withdraw", "secretary1", args=pk(proposed), without="leader", outside="secretary2"),
    Row("honours:nomination-paper", args=pk(proposed), outside="secretary2", **READER),
]  # fmt: skip
