"""Pages of 流动和失联党员."""

from tongpin.ledgers.standing.views.away import (
    alerts,
    floating,
    floating_detail,
    floating_new,
    floating_step,
)
from tongpin.ledgers.standing.views.deciding import decide, decision, decision_withdraw, decisions
from tongpin.ledgers.standing.views.searching import lost, lost_detail, lost_new, lost_step

__all__ = [
    "alerts",
    "decide",
    "decision",
    "decision_withdraw",
    "decisions",
    "floating",
    "floating_detail",
    "floating_new",
    "floating_step",
    "lost",
    "lost_detail",
    "lost_new",
    "lost_step",
]
