"""Every write on papers, duties, progress, waivers and the bureau's part of the rulebook."""

from tongpin.duties.actions.carrying import a_year_later, carry_over
from tongpin.duties.actions.papers import (
    adopt_plan,
    discard_plan,
    undo_adoption,
    upload_plan,
)
from tongpin.duties.actions.rulebook import (
    adopt_local,
    announce_workdays,
    end_setting,
    set_parameter,
    withdraw_local,
    withdraw_notice,
    withdraw_setting,
    write_local,
)
from tongpin.duties.actions.sentences import add_duty, correct_duty, drop_duty, restore_duty
from tongpin.duties.actions.work import (
    record_progress,
    waive,
    withdraw_progress,
    withdraw_waiver,
)

__all__ = [
    "a_year_later",
    "add_duty",
    "adopt_local",
    "adopt_plan",
    "announce_workdays",
    "carry_over",
    "correct_duty",
    "discard_plan",
    "drop_duty",
    "end_setting",
    "record_progress",
    "restore_duty",
    "set_parameter",
    "undo_adoption",
    "upload_plan",
    "waive",
    "withdraw_local",
    "withdraw_notice",
    "withdraw_progress",
    "withdraw_setting",
    "withdraw_waiver",
    "write_local",
]
