"""Every write of 意识形态责任制."""

from tongpin.ledgers.ideology.actions.learning import adopt, keep, lines_of, sheet_of, undo
from tongpin.ledgers.ideology.actions.work import enter, make_ready, raise_risk, withdraw

__all__ = [
    "adopt", "enter", "keep", "lines_of", "make_ready", "raise_risk", "sheet_of", "undo", "withdraw",
]  # fmt: skip
