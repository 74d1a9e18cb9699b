"""Every write of 谈话提醒, and the readings that leave an entry."""

from tongpin.ledgers.talks.actions.knowing import (
    dismiss_reader,
    name_reader,
    note_export,
    read,
)
from tongpin.ledgers.talks.actions.matters import (
    Decision,
    Opening,
    Taken,
    extend,
    hand_over,
    open_matter,
    record,
    withdraw,
    withdraw_step,
)

__all__ = [
    "Decision", "Opening", "Taken", "dismiss_reader", "extend", "hand_over", "name_reader",
    "note_export", "open_matter", "read", "record", "withdraw", "withdraw_step",
]  # fmt: skip
