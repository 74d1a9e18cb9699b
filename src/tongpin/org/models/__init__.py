"""Tables of the organisation and of its accounts."""

from tongpin.org.models.accounts import Account, ApiToken, Grant
from tongpin.org.models.organisation import (
    BRANCH_KINDS,
    COMMITTEE_TITLES,
    LEADING_KINDS,
    MEMBER_STAGES,
    Affiliation,
    Membership,
    Person,
    Post,
    PostTitle,
    RosterImport,
    Sex,
    Stage,
    Unit,
    UnitKind,
)

__all__ = [
    "BRANCH_KINDS",
    "COMMITTEE_TITLES",
    "LEADING_KINDS",
    "MEMBER_STAGES",
    "Account",
    "Affiliation",
    "ApiToken",
    "Grant",
    "Membership",
    "Person",
    "Post",
    "PostTitle",
    "RosterImport",
    "Sex",
    "Stage",
    "Unit",
    "UnitKind",
]
