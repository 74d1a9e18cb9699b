"""Reads of money: balance, cash book, what is not remitted yet, the year's sums."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum

from tongpin.audit.clock import site_day
from tongpin.ledgers.dues.models import (
    INCOMING,
    OUTGOING,
    Allocation,
    AllocationKind,
    Assessment,
    Payment,
    Publication,
    Purpose,
    Voucher,
    VoucherKind,
    VoucherState,
)
from tongpin.ledgers.dues.queries.bases import book
from tongpin.life.models import Gathering, GatheringKind, Kind, State
from tongpin.org.models import BRANCH_KINDS, Unit, UnitKind
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rules.money import RATE_PARTS

SETTLED = Q(state=VoucherState.SETTLED)


def balance(unit: Unit, day: date | None = None) -> int:
    """The money a unit holds, in fen; on the evening of a day, when one is given."""
    paid = Payment.objects.filter(unit=unit)
    moved = Voucher.objects.filter(SETTLED)
    if day is not None:
        paid, moved = paid.filter(paid_on__lte=day), moved.filter(settled_on__lte=day)
    sums = moved.aggregate(
        into=Sum("amount_fen", filter=Q(unit=unit, kind__in=INCOMING)),
        received=Sum("amount_fen", filter=Q(to=unit)),
        out=Sum("amount_fen", filter=Q(unit=unit, kind__in=OUTGOING)),
    )
    taken = paid.aggregate(n=Sum("amount_fen"))["n"] or 0
    return taken + (sums["into"] or 0) + (sums["received"] or 0) - (sums["out"] or 0)


@dataclass(frozen=True, slots=True)
class CashLine:
    """One line of the cash book with the balance behind it."""

    on: date
    number: str
    what: str
    into: int
    out: int
    balance: int
    voucher: int | None = None


def cash_book(unit: Unit, year: int) -> list[CashLine]:
    """The year's movements by day, member payments summed by day; opened by what was carried over."""
    first = date(year, 1, 1)
    total = balance(unit, date(year - 1, 12, 31))
    lines = [CashLine(first, "", "上年结转", 0, 0, total)]
    moves: list[tuple[date, int, str, str, int, int | None]] = []
    paid = Payment.objects.filter(unit=unit, paid_on__year=year).values_list("paid_on")
    for on, amount in paid.annotate(n=Sum("amount_fen")).order_by():
        moves.append((on, 0, "", "收党员交纳的党费", amount, None))
    settled = Voucher.objects.filter(SETTLED, settled_on__year=year).filter(
        Q(unit=unit) | Q(to=unit)
    )
    for row in settled.select_related("unit", "to"):
        assert row.settled_on is not None
        comes = row.to_id == unit.pk or row.kind in INCOMING
        what = (
            f"收{row.unit}{row.get_kind_display()}"
            if row.to_id == unit.pk
            else str(row.get_kind_display())
        )
        moves.append((row.settled_on, row.pk, row.number, what,
                      row.amount_fen if comes else -row.amount_fen, row.pk))  # fmt: skip
    for on, _, number, what, amount, key in sorted(moves, key=lambda m: (m[0], m[1])):
        total += amount
        lines.append(CashLine(on, number, what, max(amount, 0), max(-amount, 0), total, key))
    return lines


def unremitted(unit: Unit, until: date) -> tuple[ScopedQuerySet, ScopedQuerySet, int]:
    """`(payments, remittances received, regular fen)` that no batch of the unit took up yet."""
    paid = Payment.objects.filter(unit=unit, batch__isnull=True, paid_on__lte=until)
    received = Voucher.objects.filter(
        SETTLED, to=unit, batch__isnull=True, settled_on__lte=until, kind=VoucherKind.REMIT
    )
    parts = Allocation.objects.filter(payment__in=paid).exclude(kind=AllocationKind.LARGE)
    regular = parts.aggregate(n=Sum("amount_fen"))["n"] or 0
    below = received.aggregate(n=Sum("amount_fen"))["n"] or 0
    return paid, received, regular + below


def large_held(unit: Unit) -> int:
    """Large voluntary dues that wait to be handed on, in fen: all of them go to the Centre."""
    own = Allocation.objects.filter(payment__unit=unit, kind=AllocationKind.LARGE)
    moved = Voucher.objects.filter(kind=VoucherKind.FORWARD).aggregate(
        received=Sum("amount_fen", filter=SETTLED & Q(to=unit)),
        handed=Sum("amount_fen", filter=Q(unit=unit) & ~Q(state=VoucherState.CANCELLED)),
    )
    taken = own.aggregate(n=Sum("amount_fen"))["n"] or 0
    return taken + (moved["received"] or 0) - (moved["handed"] or 0)


@dataclass(frozen=True, slots=True)
class Share:
    """What part of a batch goes up, in ten-thousandths; the parameter and the paper that say so."""

    parts: int
    basis: str
    parameter: str
    note: str


def share_due(unit: Unit, day: date) -> Share:
    """The share by the rulebook of the day, in which the bureau's own value is laid over the published.

    Branches and general branches hand on all but what `dues-branch-keeps` leaves them (as a rule
    nothing); a committee hands on `dues-remit-local`, which the department above sets by a table.
    """
    is_below = unit.kind in (*BRANCH_KINDS, UnitKind.GENERAL_BRANCH)
    key = "dues-branch-keeps" if is_below else "dues-remit-local"
    article = book().article(key, day)
    if article is None:
        return Share(RATE_PARTS, "", key, "")
    over, under = article.fraction("share")
    parts = over * RATE_PARTS // under
    return Share(RATE_PARTS - parts if is_below else parts, article.cite.label, key, article.note)


DECIDING = (Kind.COMMITTEE_MEETING, Kind.GENERAL_MEETING, Kind.LEADING_MEETING)


def deciding_gatherings(unit: Unit, day: date) -> Any:
    """The unit's recorded meetings of the last year that can decide on a use, the latest first."""
    rows = Gathering.objects.filter(
        unit=unit, state=State.RECORDED, held_on__lte=day, held_on__gt=day - timedelta(days=366)
    )
    deciding = GatheringKind.objects.filter(gathering=OuterRef("pk"), kind__in=DECIDING)
    return rows.filter(Exists(deciding)).prefetch_related("kinds")


def prepared_by_others(unit: Unit, account: int | None) -> int:
    """How many vouchers of the unit wait for a cashier who is not the one that prepared them."""
    rows = Voucher.objects.filter(unit=unit, state=VoucherState.PREPARED)
    return rows.exclude(prepared_account=account or 0).count()


def vouchers(scope: Scope) -> ScopedQuerySet:
    """Vouchers of the units within the scope, the latest first."""
    return Voucher.objects.within(scope).select_related("unit", "to", "gathering")


def voucher(scope: Scope, pk: int) -> Voucher | None:
    """One voucher."""
    return vouchers(scope).select_related("batch").filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class YearSum:
    """A year of a unit (with everything below it for what members paid), all in fen."""

    people: int
    due: int
    regular: int
    voluntary: int
    large: int
    unknown: int
    interest: int
    granted: int
    received: int
    remitted: int
    forwarded: int
    spent: dict[str, int]
    opening: int
    closing: int
    closing_words: str

    @property
    def paid(self) -> int:
        """Everything that members paid."""
        return self.regular + self.voluntary + self.large


def year_sums(unit: Unit, year: int) -> YearSum:
    """The figures of the yearly publication; a constant number of statements."""
    due = Assessment.objects.filter(unit__path__startswith=unit.path, month__year=year)
    owed = due.aggregate(n=Sum("due_fen"))["n"] or 0
    parts = Allocation.objects.filter(
        payment__unit__path__startswith=unit.path, payment__paid_on__year=year
    )
    kinds = dict(parts.values_list("kind").annotate(n=Sum("amount_fen")).order_by())
    moved = Voucher.objects.filter(SETTLED, settled_on__year=year)
    own = dict(moved.filter(unit=unit).values_list("kind").annotate(n=Sum("amount_fen")).order_by())
    spent = moved.filter(unit=unit, kind=VoucherKind.SPEND).values_list("purpose")
    uses = dict(spent.annotate(n=Sum("amount_fen")).order_by())
    return YearSum(
        people=due.values("person").distinct().count(),
        due=owed,
        regular=kinds.get(AllocationKind.DUE, 0),
        voluntary=kinds.get(AllocationKind.VOLUNTARY, 0),
        large=kinds.get(AllocationKind.LARGE, 0),
        unknown=due.filter(due_fen__isnull=True).values("person").distinct().count(),
        interest=own.get(VoucherKind.INTEREST, 0),
        granted=own.get(VoucherKind.GRANT, 0) + own.get(VoucherKind.OPENING, 0),
        received=moved.filter(to=unit).aggregate(n=Sum("amount_fen"))["n"] or 0,
        remitted=own.get(VoucherKind.REMIT, 0),
        forwarded=own.get(VoucherKind.FORWARD, 0),
        spent={Purpose(key).label: amount for key, amount in uses.items()},
        opening=balance(unit, date(year - 1, 12, 31)),
        closing=balance(unit, date(year, 12, 31)),
        closing_words="年末结存" if site_day() > date(year, 12, 30) else "目前结存",
    )


def publication(scope: Scope, pk: int) -> Publication | None:
    """One entry of a publication that was not withdrawn."""
    rows = Publication.objects.within(scope).filter(is_withdrawn=False)
    return rows.select_related("unit").filter(pk=pk).first()


def publications(scope: Scope, year: int) -> list[Publication]:
    """How the year was made known within the scope."""
    rows = Publication.objects.within(scope).filter(year=year, is_withdrawn=False)
    return list(rows.select_related("unit"))
