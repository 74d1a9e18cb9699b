"""Papers and tables of 组织生活."""

from tongpin.life.sheets.ledgers import (
    dual_sheet,
    ledger_book,
    overview_book,
    session_into,
    theory_paper,
    theory_sheet,
)
from tongpin.life.sheets.papers import attendance_sheet, minutes_paper, notice_paper

__all__ = [
    "attendance_sheet", "dual_sheet", "ledger_book", "minutes_paper", "notice_paper",
    "overview_book", "session_into", "theory_paper", "theory_sheet",
]  # fmt: skip
