"""Every write of the appraisals ledger."""

from tongpin.ledgers.appraisals.actions.ballot import (
    cast_ballot,
    close_ballot,
    enter_tally,
    hashed,
    open_ballot,
    renew_codes,
    void_ballot,
)
from tongpin.ledgers.appraisals.actions.grades import (
    acknowledge,
    decide,
    set_grades,
    set_measure,
    tell,
    undecide,
)
from tongpin.ledgers.appraisals.actions.roll import (
    add_comment,
    excuse,
    open_appraisal,
    read_self,
    roll_case,
    take_self_on_paper,
    take_step,
    withdraw_comment,
    write_self,
)

__all__ = [
    "acknowledge",
    "add_comment",
    "cast_ballot",
    "close_ballot",
    "decide",
    "enter_tally",
    "excuse",
    "hashed",
    "open_appraisal",
    "open_ballot",
    "read_self",
    "renew_codes",
    "roll_case",
    "set_grades",
    "set_measure",
    "take_self_on_paper",
    "take_step",
    "tell",
    "undecide",
    "void_ballot",
    "withdraw_comment",
    "write_self",
]
