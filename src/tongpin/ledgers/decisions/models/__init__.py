"""Tables of 三重一大."""

from tongpin.ledgers.decisions.models.following import (
    Effect,
    Evaluation,
    Resolution,
    Task,
    TaskNote,
)
from tongpin.ledgers.decisions.models.meeting import Item, Outcome, Recusal, Speech, Stance
from tongpin.ledgers.decisions.models.sealing import SEALED
from tongpin.ledgers.decisions.models.topics import Category, PriorStep, Topic

__all__ = [
    "SEALED",
    "Category",
    "Effect",
    "Evaluation",
    "Item",
    "Outcome",
    "PriorStep",
    "Recusal",
    "Resolution",
    "Speech",
    "Stance",
    "Task",
    "TaskNote",
    "Topic",
]
