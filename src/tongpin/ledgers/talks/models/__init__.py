"""Tables of 谈话提醒."""

from tongpin.ledgers.talks.models.matter import Cause, Kind, Matter, Reader, Step
from tongpin.ledgers.talks.models.sanction import Sanction

__all__ = ["Cause", "Kind", "Matter", "Reader", "Sanction", "Step"]
