"""Every write of 换届选举."""

from tongpin.ledgers.elections.actions.approving import approve
from tongpin.ledgers.elections.actions.balloting import (
    Counted,
    count_ballot,
    cut_seats,
    open_ballot,
    withdraw_ballot,
)
from tongpin.ledgers.elections.actions.declaring import declare
from tongpin.ledgers.elections.actions.opening import (
    answer,
    open_election,
    report,
    request,
    retract,
    revise,
)
from tongpin.ledgers.elections.actions.proposing import (
    propose,
    review,
    set_delegates,
    submit,
    withdraw_candidate,
)

__all__ = [
    "Counted",
    "answer",
    "approve",
    "count_ballot",
    "cut_seats",
    "declare",
    "open_ballot",
    "open_election",
    "propose",
    "report",
    "request",
    "retract",
    "review",
    "revise",
    "set_delegates",
    "submit",
    "withdraw_ballot",
    "withdraw_candidate",
]
