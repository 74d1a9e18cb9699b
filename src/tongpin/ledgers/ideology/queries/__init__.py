"""Every read of 意识形态责任制."""

from tongpin.ledgers.ideology.queries.learning import (
    Share,
    imports,
    learned_columns,
    learning_import,
    month_taken,
    own,
    shares,
)
from tongpin.ledgers.ideology.queries.work import (
    Asked,
    activities,
    approvals,
    asked,
    charges,
    days_to_prepare,
    entry,
    gatherings_of,
    key_days,
    meeting_on_ideology,
    units_of,
)

__all__ = [
    "Asked", "Share", "activities", "approvals", "asked", "charges", "days_to_prepare", "entry",
    "gatherings_of", "imports", "key_days", "learned_columns", "learning_import", "meeting_on_ideology", "month_taken", "own", "shares",
    "units_of",
]  # fmt: skip
