"""Every write of 发展党员."""

from tongpin.ledgers.development.actions.cases import (
    change_case,
    close_case,
    open_case,
    register,
    reopen_case,
)
from tongpin.ledgers.development.actions.imports import adopt_dates, keep_dates, undo_dates
from tongpin.ledgers.development.actions.steps import record_step, withdraw_step
from tongpin.ledgers.development.actions.targets import remove_target, set_target

__all__ = [
    "adopt_dates",
    "change_case",
    "close_case",
    "keep_dates",
    "open_case",
    "record_step",
    "register",
    "remove_target",
    "reopen_case",
    "set_target",
    "undo_dates",
    "withdraw_step",
]
