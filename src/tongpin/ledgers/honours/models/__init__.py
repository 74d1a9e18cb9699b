"""Tables of 岗位荣誉."""

from tongpin.ledgers.honours.models.commendation import (
    Consultation,
    Heard,
    HonourKind,
    Nomination,
    Organ,
    Outcome,
    Review,
    Round,
    View,
)
from tongpin.ledgers.honours.models.honour import Honour
from tongpin.ledgers.honours.models.station import (
    Result,
    Service,
    Station,
    StationActivity,
    StationKind,
    StationMember,
    Taken,
)

__all__ = [
    "Consultation",
    "Heard",
    "Honour",
    "HonourKind",
    "Nomination",
    "Organ",
    "Outcome",
    "Result",
    "Review",
    "Round",
    "Service",
    "Station",
    "StationActivity",
    "StationKind",
    "StationMember",
    "Taken",
    "View",
]
