"""Every write on papers, duties, progress and waivers."""

from tongpin.duties.actions.papers import (
    adopt_plan,
    discard_plan,
    undo_adoption,
    upload_plan,
)
from tongpin.duties.actions.sentences import add_duty, correct_duty, drop_duty, restore_duty
from tongpin.duties.actions.work import (
    record_progress,
    waive,
    withdraw_progress,
    withdraw_waiver,
)

__all__ = [
    "add_duty",
    "adopt_plan",
    "correct_duty",
    "discard_plan",
    "drop_duty",
    "record_progress",
    "restore_duty",
    "undo_adoption",
    "upload_plan",
    "waive",
    "withdraw_progress",
    "withdraw_waiver",
]
