"""Tables of 组织生活."""

from tongpin.life.models.convening import (
    Arrival,
    Channel,
    Delivery,
    FailedCode,
    Feed,
    Invitation,
    MailAddress,
    Message,
    Outcome,
    Reply,
    Robot,
    SignIn,
    Way,
)
from tongpin.life.models.deciding import Confirmation, Elector, Revision, Signer, Standing, Vote
from tongpin.life.models.gathering import (
    LATE_AFTER,
    Attendance,
    Draft,
    Gathering,
    GatheringKind,
    GatheringTag,
    JointUnit,
    TalkPair,
)
from tongpin.life.models.searching import FileText, SearchText
from tongpin.life.models.series import Rhythm, Series
from tongpin.life.models.vocabulary import (
    BRANCH_LEDGER_KINDS,
    BRANCH_LIFE_KINDS,
    BRANCH_ONLY_KINDS,
    LEADING_TEAM_KINDS,
    MEETINGS_AND_LECTURE,
    STUDY_KINDS,
    Content,
    Form,
    Kind,
    Presence,
    State,
)

__all__ = [
    "BRANCH_LEDGER_KINDS", "BRANCH_LIFE_KINDS", "BRANCH_ONLY_KINDS", "LATE_AFTER",
    "LEADING_TEAM_KINDS", "MEETINGS_AND_LECTURE", "STUDY_KINDS", "Arrival", "Attendance",
    "Channel", "Confirmation", "Content", "Delivery", "Draft", "Elector", "FailedCode", "Feed",
    "FileText", "Form", "Gathering", "GatheringKind", "GatheringTag", "Invitation", "JointUnit",
    "Kind", "MailAddress", "Message", "Outcome", "Presence", "Reply", "Revision", "Rhythm",
    "Robot", "SearchText", "Series", "SignIn", "Signer", "Standing", "State", "TalkPair", "Vote",
    "Way",
]  # fmt: skip
