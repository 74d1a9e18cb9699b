"""Tables of 意识形态责任制."""

from tongpin.ledgers.ideology.models.learning import Import, ImportState, Participation
from tongpin.ledgers.ideology.models.work import (
    Activity,
    ActivityKind,
    Approval,
    Charge,
    Entry,
    EventForm,
    Field,
    KeyDay,
)

__all__ = [
    "Activity", "ActivityKind", "Approval", "Charge", "Entry", "EventForm", "Field", "Import",
    "ImportState", "KeyDay", "Participation",
]  # fmt: skip
