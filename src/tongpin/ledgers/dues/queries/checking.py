"""The proof that the books balance: every sum that is kept twice is compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from tongpin.ledgers.dues.models import (
    INCOMING,
    OUTGOING,
    Allocation,
    AllocationKind,
    Assessment,
    AssessmentKind,
    Month,
    Payment,
    Voucher,
    VoucherKind,
    VoucherState,
)
from tongpin.ledgers.dues.queries.money import balance
from tongpin.life.models import State
from tongpin.org.models import Unit
from tongpin.rules.money import yuan


@dataclass(frozen=True, slots=True)
class Audit:
    """What was compared and where it did not fit, in Chinese sentences."""

    payments: int
    vouchers: int
    assessments: int
    balance_fen: int
    problems: tuple[str, ...]


def check() -> Audit:
    """Compare all books; `problems` is empty when everything balances."""
    problems = [
        *_payments(), *_reversals(), *_batches(), *_closed(), *_owed(), *_units(), *_uses(),
    ]  # fmt: skip
    paid = Payment.objects.aggregate(n=Sum("amount_fen"))["n"] or 0
    parts = Allocation.objects.aggregate(n=Sum("amount_fen"))["n"] or 0
    if paid != parts:
        problems.append(f"交纳合计{yuan(paid)}元，入账合计{yuan(parts)}元，不相等。")
    settled = Voucher.objects.filter(state=VoucherState.SETTLED).aggregate(
        into=Coalesce(Sum("amount_fen", filter=Q(kind__in=INCOMING)), 0),
        gone=Coalesce(Sum("amount_fen", filter=Q(kind__in=OUTGOING, to__isnull=True)), 0),
    )
    held = sum(balance(unit) for unit in _holders())
    if held != paid + settled["into"] - settled["gone"]:
        problems.append(
            f"各单位结存合计{yuan(held)}元，应为{yuan(paid + settled['into'] - settled['gone'])}元。"
        )
    return Audit(
        Payment.objects.count(), Voucher.objects.count(), Assessment.objects.count(), held,
        tuple(problems),
    )  # fmt: skip


def _payments() -> Iterator[str]:
    """Parts make the whole and belong to the same member."""
    rows = Payment.objects.annotate(n=Coalesce(Sum("allocations__amount_fen"), 0))
    for row in rows.exclude(n=F("amount_fen")).order_by("pk"):
        yield f"收据{row.number}：金额{yuan(row.amount_fen)}元，各月入账合计{yuan(row.n)}元。"
    for part in (
        Allocation.objects.exclude(person=F("payment__person"))
        .select_related("payment")
        .order_by("pk")
    ):
        yield f"收据{part.payment.number}：入账的党员与收据上的党员不是同一人。"


def _reversals() -> Iterator[str]:
    """A reversal takes back exactly what was paid, by the same member."""
    rows = Payment.objects.filter(reverses__isnull=False).select_related("reverses")
    for row in rows:
        first = row.reverses
        assert first is not None
        if row.amount_fen != -first.amount_fen or row.person_id != first.person_id:
            yield f"收据{row.number}：与被冲销的{first.number}不是同一笔。"


def _batches() -> Iterator[str]:
    """The basis of a remittance is what its payments and received remittances add up to."""
    rows = Voucher.objects.filter(kind=VoucherKind.REMIT).exclude(state=VoucherState.CANCELLED)
    for row in rows:
        parts = Allocation.objects.filter(payment__batch=row).exclude(kind=AllocationKind.LARGE)
        total = (parts.aggregate(n=Sum("amount_fen"))["n"] or 0) + (
            row.received.aggregate(n=Sum("amount_fen"))["n"] or 0
        )
        if total != row.basis_fen:
            yield (
                f"凭证{row.number}：上缴基数{yuan(row.basis_fen or 0)}元，"
                f"批次内合计{yuan(total)}元。"
            )


def _closed() -> Iterator[str]:
    """A closed month still shows the sums it was closed with."""
    for month in Month.objects.filter(closed_on__isnull=False).select_related("unit"):
        rows = Assessment.objects.filter(
            unit=month.unit, month=month.month, kind=AssessmentKind.ASSESSED
        )
        total = rows.aggregate(n=Coalesce(Sum("due_fen"), 0))["n"]
        if (total, rows.count()) != (month.due_fen, month.people):
            yield f"{month}：结账时应交{yuan(month.due_fen)}元，现为{yuan(total)}元。"
        paid = Payment.objects.filter(
            unit=month.unit, paid_on__year=month.month.year, paid_on__month=month.month.month
        ).aggregate(n=Coalesce(Sum("amount_fen"), 0))["n"]
        if paid != month.paid_fen:
            yield f"{month}：结账时当月实收{yuan(month.paid_fen)}元，现为{yuan(paid)}元。"


def _owed() -> Iterator[str]:
    """Corrections never make a month owe less than nothing."""
    rows = Assessment.objects.values("person__name", "month").annotate(n=Sum("due_fen"))
    for row in rows.filter(n__lt=0).order_by():
        yield f"{row['person__name']} {row['month']:%Y-%m}：应交合计为负数{yuan(row['n'])}元。"


def _uses() -> Iterator[str]:
    """A use rests on a decision that still stands."""
    rows = Voucher.objects.filter(gathering__state=State.WITHDRAWN)
    for row in rows.exclude(state=VoucherState.CANCELLED).select_related("gathering"):
        yield f"凭证{row.number}：所依据的会议记录（{row.gathering}）已经撤回。"


def _units() -> Iterator[str]:
    for unit in _holders():
        held = balance(unit)
        if held < 0:
            yield f"{unit}：结存为负数{yuan(held)}元。"


def _holders() -> list[Unit]:
    """Every unit that any money went through."""
    keys = set(Payment.objects.values_list("unit", flat=True).distinct())
    for own, to in Voucher.objects.values_list("unit", "to").distinct():
        keys |= {own, to} - {None}
    return list(Unit.objects.filter(pk__in=keys))
