"""Tables of 党费: what is declared, what is owed, what was paid, where the money went."""

from tongpin.ledgers.dues.models.assessing import Assessment, AssessmentKind, Month, Status
from tongpin.ledgers.dues.models.bases import (
    CATEGORIES,
    BaseState,
    Declaration,
    Proof,
    Relief,
    ReliefKind,
)
from tongpin.ledgers.dues.models.money import (
    INCOMING,
    OUTGOING,
    Purpose,
    Voucher,
    VoucherKind,
    VoucherState,
)
from tongpin.ledgers.dues.models.payments import (
    Allocation,
    AllocationKind,
    Method,
    Payment,
    Series,
)
from tongpin.ledgers.dues.models.uploads import (
    ColumnMap,
    Publication,
    PublicationKind,
    Upload,
    UploadKind,
    UploadState,
)

__all__ = [
    "CATEGORIES",
    "INCOMING",
    "OUTGOING",
    "Allocation",
    "AllocationKind",
    "Assessment",
    "AssessmentKind",
    "BaseState",
    "ColumnMap",
    "Declaration",
    "Method",
    "Month",
    "Payment",
    "Proof",
    "Publication",
    "PublicationKind",
    "Purpose",
    "Relief",
    "ReliefKind",
    "Series",
    "Status",
    "Upload",
    "UploadKind",
    "UploadState",
    "Voucher",
    "VoucherKind",
    "VoucherState",
]
