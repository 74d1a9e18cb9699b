"""Tables of 换届选举."""

from tongpin.ledgers.elections.models.ballot import (
    Ballot,
    Helper,
    Part,
    Tally,
    Voter,
)
from tongpin.ledgers.elections.models.election import (
    Candidate,
    Delegate,
    Election,
    Office,
    Review,
)

__all__ = [
    "Ballot",
    "Candidate",
    "Delegate",
    "Election",
    "Helper",
    "Office",
    "Part",
    "Review",
    "Tally",
    "Voter",
]
