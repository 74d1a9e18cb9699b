"""Every write of members away and out of reach."""

from tongpin.ledgers.standing.actions.away import (
    Away,
    end_floating,
    identify,
    record_contact,
    register_floating,
)
from tongpin.ledgers.standing.actions.deciding import Ruling, decide, withdraw_decision
from tongpin.ledgers.standing.actions.searching import record_found, record_search, report_lost

__all__ = [
    "Away",
    "Ruling",
    "decide",
    "end_floating",
    "identify",
    "record_contact",
    "record_found",
    "record_search",
    "register_floating",
    "report_lost",
    "withdraw_decision",
]
