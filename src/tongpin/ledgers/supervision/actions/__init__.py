"""Every write of supervision."""

from tongpin.ledgers.supervision.actions.charges import report_half, set_charge
from tongpin.ledgers.supervision.actions.checking import (
    feed_back,
    look_again,
    make_problem,
    record_item,
    start_self_check,
)
from tongpin.ledgers.supervision.actions.checklists import (
    draft_checklist,
    release_checklist,
    retire_checklist,
)
from tongpin.ledgers.supervision.actions.rounds import form_team, open_round, revise_team

__all__ = [
    "draft_checklist",
    "feed_back",
    "form_team",
    "look_again",
    "make_problem",
    "open_round",
    "record_item",
    "release_checklist",
    "report_half",
    "retire_checklist",
    "revise_team",
    "set_charge",
    "start_self_check",
]
