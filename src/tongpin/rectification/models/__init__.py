"""Tables of the problem loop."""

from tongpin.rectification.models.problem import (
    LATE_STATES,
    PROVEN,
    UNPLANNED,
    Exemption,
    Problem,
    Publication,
    Review,
    State,
)
from tongpin.rectification.models.round import Level, Round
from tongpin.rectification.models.source import Source
from tongpin.rectification.models.step import Step, StepKind

__all__ = [
    "LATE_STATES",
    "PROVEN",
    "UNPLANNED",
    "Exemption",
    "Level",
    "Problem",
    "Publication",
    "Review",
    "Round",
    "Source",
    "State",
    "Step",
    "StepKind",
]
