"""What a person types about elections."""

from tongpin.ledgers.elections.forms.balloting import (
    ApproveForm,
    CountForm,
    CutForm,
    DeclareForm,
    MeetingForm,
    RollForm,
)
from tongpin.ledgers.elections.forms.file import (
    CandidateForm,
    DelegatesForm,
    GridForm,
    PlanForm,
    ReasonForm,
    ReviseForm,
    StepForm,
    UpperForm,
)

__all__ = [
    "ApproveForm",
    "CandidateForm",
    "CountForm",
    "CutForm",
    "DeclareForm",
    "DelegatesForm",
    "GridForm",
    "MeetingForm",
    "PlanForm",
    "ReasonForm",
    "ReviseForm",
    "RollForm",
    "StepForm",
    "UpperForm",
]
