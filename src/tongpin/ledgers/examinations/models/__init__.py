"""Tables of 知识考试: the bank, the papers, the sittings."""

from tongpin.ledgers.examinations.models.bank import (
    CHOSEN,
    JUDGEMENTS,
    LETTERS,
    Difficulty,
    Kind,
    Question,
)
from tongpin.ledgers.examinations.models.paper import Paper, PaperItem, PaperState
from tongpin.ledgers.examinations.models.sitting import (
    Answer,
    Candidate,
    Closing,
    Mark,
    Marker,
    Partial,
    Sitting,
    SittingState,
)

__all__ = [
    "CHOSEN",
    "JUDGEMENTS",
    "LETTERS",
    "Answer",
    "Candidate",
    "Closing",
    "Difficulty",
    "Kind",
    "Mark",
    "Marker",
    "Paper",
    "PaperItem",
    "PaperState",
    "Partial",
    "Question",
    "Sitting",
    "SittingState",
]
