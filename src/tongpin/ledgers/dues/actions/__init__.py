"""Every write of 党费: audited, atomic, the actor first."""

from tongpin.ledgers.dues.actions.assessing import (
    adopt_assessment,
    assess_months,
    close_month,
    correct,
)
from tongpin.ledgers.dues.actions.bases import (
    File,
    add_relief,
    confirm_base,
    declare_base,
    object_to_base,
    read_pay,
    read_proof,
    withdraw_base,
    withdraw_relief,
)
from tongpin.ledgers.dues.actions.money import (
    cancel_voucher,
    prepare_remittance,
    prepare_voucher,
    publish,
    settle_voucher,
    withdraw_publication,
)
from tongpin.ledgers.dues.actions.payments import (
    Entry,
    record_payment,
    record_sheet,
    reverse_payment,
)
from tongpin.ledgers.dues.actions.reminding import remind
from tongpin.ledgers.dues.actions.uploads import (
    adopt_payroll,
    adopt_statement,
    choose_people,
    discard_upload,
    keep_upload,
    set_columns,
)

__all__ = [
    "Entry",
    "File",
    "add_relief",
    "adopt_assessment",
    "adopt_payroll",
    "adopt_statement",
    "assess_months",
    "cancel_voucher",
    "choose_people",
    "close_month",
    "confirm_base",
    "correct",
    "declare_base",
    "discard_upload",
    "keep_upload",
    "object_to_base",
    "prepare_remittance",
    "prepare_voucher",
    "publish",
    "read_pay",
    "read_proof",
    "record_payment",
    "record_sheet",
    "remind",
    "reverse_payment",
    "set_columns",
    "settle_voucher",
    "withdraw_base",
    "withdraw_publication",
    "withdraw_relief",
]
