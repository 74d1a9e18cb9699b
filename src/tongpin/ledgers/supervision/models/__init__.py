"""Tables of supervision."""

from tongpin.ledgers.supervision.models.charge import Charge, HalfReport
from tongpin.ledgers.supervision.models.checking import Check, CheckItem, Result, Round
from tongpin.ledgers.supervision.models.checklist import Checklist, ChecklistItem, Purpose
from tongpin.ledgers.supervision.models.team import Team, TeamMember

__all__ = [
    "Charge",
    "Check",
    "CheckItem",
    "Checklist",
    "ChecklistItem",
    "HalfReport",
    "Purpose",
    "Result",
    "Round",
    "Team",
    "TeamMember",
]
