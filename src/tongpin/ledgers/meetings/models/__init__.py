"""Tables of the meetings ledger."""

from tongpin.ledgers.meetings.models.materials import (
    Decision,
    Material,
    MaterialText,
    Review,
    Standing,
)
from tongpin.ledgers.meetings.models.meeting import (
    Criticism,
    Meeting,
    Procedure,
    Remark,
    Source,
    Study,
)

__all__ = [
    "Criticism",
    "Decision",
    "Material",
    "MaterialText",
    "Meeting",
    "Procedure",
    "Remark",
    "Review",
    "Source",
    "Standing",
    "Study",
]
