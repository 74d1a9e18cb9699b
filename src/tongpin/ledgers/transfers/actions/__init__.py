"""Every write of transfers."""

from tongpin.ledgers.transfers.actions.files import Imported, import_file, trust_peer, withdraw_peer
from tongpin.ledgers.transfers.actions.letters import (
    inquire,
    issue_letter,
    reissue_letter,
    report_lost,
)
from tongpin.ledgers.transfers.actions.receiving import (
    IncomingLetter,
    assign,
    receive,
    record_receipt,
    refuse,
    register_incoming,
    return_receipt,
)
from tongpin.ledgers.transfers.actions.steps import (
    Destination,
    approve,
    cancel,
    close,
    confirm,
    draft_transfer,
    reopen,
    send_back,
)

__all__ = [
    "Destination",
    "Imported",
    "IncomingLetter",
    "approve",
    "assign",
    "cancel",
    "close",
    "confirm",
    "draft_transfer",
    "import_file",
    "inquire",
    "issue_letter",
    "receive",
    "record_receipt",
    "refuse",
    "register_incoming",
    "reissue_letter",
    "reopen",
    "report_lost",
    "return_receipt",
    "send_back",
    "trust_peer",
    "withdraw_peer",
]
