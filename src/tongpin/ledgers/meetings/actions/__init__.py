"""Every write of the meetings ledger."""

from tongpin.ledgers.meetings.actions.keeping import (
    add_criticism,
    add_remark,
    cite_study,
    counts,
    drop_study,
    file_case,
    open_meeting,
    take_step,
    withdraw_criticism,
    withdraw_remark,
    write_notice,
    write_plan,
    write_report,
)
from tongpin.ledgers.meetings.actions.materials import (
    read_material,
    review_material,
    take_material_on_paper,
    write_material,
)
from tongpin.ledgers.meetings.actions.problems import add_problem

__all__ = [
    "add_criticism",
    "add_problem",
    "add_remark",
    "cite_study",
    "counts",
    "drop_study",
    "file_case",
    "open_meeting",
    "read_material",
    "review_material",
    "take_material_on_paper",
    "take_step",
    "withdraw_criticism",
    "withdraw_remark",
    "write_material",
    "write_notice",
    "write_plan",
    "write_report",
]
