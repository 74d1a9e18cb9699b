"""What the access table needs of elections."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.elections import polling

WRITER = {"allowed": "secretary1", "without": "leader", "outside": "secretary2"}
READER = {"allowed": "leader", "without": "member1", "outside": "secretary2"}
UPPER = {"allowed": "office", "without": "secretary1", "outside": "office2"}


def ballot(cast) -> list[int]:
    """A frozen ballot."""
    row = polling.balloted(cast)
    return [row.election_id, row.pk]


def keyed(make, key: str):
    """The election and a word of the address."""
    return lambda cast: [make(cast).pk, key]


def candidate(cast) -> list[int]:
    """A candidate."""
    row = polling.proposed(cast)
    return [row.pk, row.candidates.first().pk]


def congress(cast):
    """An election by delegates."""
    return polling.opened(cast, by_congress=True)


ROWS = [
    Row("elections:list", "leader", without="member1"),
    Row("elections:new", "secretary1", without="leader"),
    Row("elections:detail", args=pk(polling.opened), **READER),
    Row("elections:edit", args=pk(polling.opened), **WRITER),
    Row("elections:step", args=keyed(polling.opened, "requested"), **WRITER),
    Row("elections:retract", args=keyed(polling.answered, "replied"), **READER),
    Row("elections:delegates", args=pk(congress), **WRITER),
    Row("elections:candidate-new", args=pk(polling.opened), **WRITER),
    Row("elections:candidate-withdraw", args=candidate, **WRITER),
    Row("elections:submit", args=pk(polling.proposed), **WRITER),
    Row("elections:paper", args=keyed(polling.opened, "request"), **READER),
    Row("elections:ballot-new", args=keyed(polling.reviewed, "committee"), **WRITER),
    Row("elections:ballot", args=ballot, **READER),
    Row("elections:count", args=ballot, **WRITER),
    Row("elections:ballot-withdraw", args=ballot, **WRITER),
    Row("elections:cut", args=ballot, **WRITER),
    Row("elections:declare", args=keyed(polling.reviewed, "meeting"), **WRITER),
    Row("elections:answer", args=keyed(polling.opened, "replied"), **UPPER),
    Row("elections:review", args=pk(polling.submitted), **UPPER),
    Row("elections:approve", args=pk(polling.reported), **UPPER),
]
