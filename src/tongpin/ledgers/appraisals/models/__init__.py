"""Tables of the appraisals ledger."""

from tongpin.ledgers.appraisals.models.ballot import Mark, Paper, Tally, Ticket
from tongpin.ledgers.appraisals.models.roll import (
    Appraisal,
    BallotState,
    Comment,
    Grade,
    Mode,
    Participant,
)

__all__ = [
    "Appraisal",
    "BallotState",
    "Comment",
    "Grade",
    "Mark",
    "Mode",
    "Paper",
    "Participant",
    "Tally",
    "Ticket",
]
