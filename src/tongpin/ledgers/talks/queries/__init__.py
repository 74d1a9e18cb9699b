"""Every read of 谈话提醒; all of them begin with what the reader may know."""

from tongpin.ledgers.talks.queries.knowing import (
    knowable,
    matter,
    may_know,
    may_write,
    opens,
    possible_readers,
    reader,
    step,
    units_of,
)
from tongpin.ledgers.talks.queries.sanctions import effect_of, restricted, standings
from tongpin.ledgers.talks.queries.standing import (
    PROCEDURES,
    Due,
    Forms,
    dues,
    forms,
    phase,
    procedure,
    progress,
    reply_due_on,
)

__all__ = [
    "PROCEDURES", "Due", "Forms", "dues", "effect_of", "forms", "knowable", "matter", "may_know",
    "may_write", "opens", "phase", "possible_readers", "procedure", "progress", "reader",
    "reply_due_on", "restricted", "standings", "step", "units_of",
]  # fmt: skip
