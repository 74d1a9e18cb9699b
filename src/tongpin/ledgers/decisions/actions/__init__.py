"""Every write of 三重一大."""

from tongpin.ledgers.decisions.actions.following import assign, evaluate, note, reopen
from tongpin.ledgers.decisions.actions.meeting import (
    close,
    count,
    freeze,
    prepare,
    put_on,
    recuse,
    speak,
    take_off,
    thaw,
    unrecuse,
)
from tongpin.ledgers.decisions.actions.topics import (
    Handling,
    Proposal,
    accept,
    change_topic,
    propose,
    read_details,
    record_step,
    report_emergency,
    withdraw_step,
    withdraw_topic,
)

__all__ = [
    "Handling", "Proposal", "accept", "assign", "change_topic", "close", "count", "evaluate",
    "freeze", "note", "prepare", "propose", "put_on", "read_details", "record_step", "recuse", "reopen",
    "report_emergency", "speak", "take_off", "thaw", "unrecuse", "withdraw_step", "withdraw_topic",
]  # fmt: skip
