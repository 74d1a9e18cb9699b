"""Every write of problems and rounds."""

from tongpin.rectification.actions.checking import (
    close,
    keep_long_term,
    publish,
    reopen,
    return_,
    review,
)
from tongpin.rectification.actions.doing import (
    extend,
    hand_over,
    hand_over_all,
    plan,
    recall,
    record_progress,
    start,
    submit,
)
from tongpin.rectification.actions.opening import cancel, open_problem
from tongpin.rectification.actions.rounds import open_round, revise_round

__all__ = [
    "cancel",
    "close",
    "extend",
    "hand_over",
    "hand_over_all",
    "keep_long_term",
    "open_problem",
    "open_round",
    "plan",
    "publish",
    "recall",
    "record_progress",
    "reopen",
    "return_",
    "review",
    "revise_round",
    "start",
    "submit",
]
