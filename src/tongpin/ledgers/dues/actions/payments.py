"""Writes on payments: once, for the right months, and never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.dues.allocating import Extra, Part, Rest, TooMuch, allocate
from tongpin.ledgers.dues.amounts import month_of, month_words, months_between, shifted
from tongpin.ledgers.dues.models import (
    Allocation,
    AllocationKind,
    Method,
    Month,
    Payment,
    Series,
    Upload,
)
from tongpin.ledgers.dues.queries import balance, book, expected, open_months
from tongpin.org.models import Person, Unit
from tongpin.rules.money import fen, yuan

TOLD = 60
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the month sheet: what is paid now, and what the reader saw as paid before."""

    amount_fen: int
    seen_fen: int


@dataclass(slots=True)
class Draft:
    """A payment about to be written, with its parts."""

    person_id: int
    amount_fen: int
    paid_on: date
    method: str
    parts: Sequence[Part]
    payer: str = ""
    reference: str = ""
    note: str = ""
    line: int | None = None
    unit: Unit | None = field(default=None)


@action("dues.pay", "登记交纳党费", permission="dues.write")
def record_payment(
    actor: Actor,
    *,
    unit: Unit,
    person: Person,
    amount_fen: int,
    paid_on: date,
    method: str = Method.CASH,
    extra: str = "",
    payer: str = "",
    reference: str = "",
    note: str = "",
    seen: int | None = None,
) -> Payment:
    """Money of one member, given to the open months, oldest first; `extra` says what a rest is.

    `seen` is the number of payments the reader knew of the member: `Conflict` where there is a new
    one, so that two collectors do not enter the same money twice.
    """
    series = lock_series(unit, paid_on)
    _checked(unit, amount_fen, paid_on)
    if seen is not None and Payment.objects.filter(person=person).count() != seen:
        raise Conflict(f"刚有人登记过{person}的交纳，请核对是不是同一笔，再决定是否登记。")
    if reference and Payment.objects.filter(reference=reference, reversed_by=None).exists():
        raise Refused(f"流水号 {reference} 已经入过账，请核对是不是同一笔。", field="reference")
    rest = Rest(
        Extra(extra),
        ahead(person, paid_on) if extra == Extra.ADVANCE else None,
        large_from(paid_on),
    )
    try:
        parts = allocate(amount_fen, open_months([person.pk]).get(person.pk, {}), rest)
    except TooMuch as error:
        raise Refused(str(error), field="amount_fen") from error
    draft = Draft(person.pk, amount_fen, paid_on, method, parts, payer, reference, note)
    row = write(actor, unit, series, [draft])[0]
    current().about(row, unit=unit, summary=f"{person} {yuan(amount_fen)}元")
    return row


@action("dues.pay_sheet", "登记月度党费", permission="dues.write")
def record_sheet(
    actor: Actor,
    *,
    unit: Unit,
    month: date,
    entries: Mapping[int, Entry],
    paid_on: date,
    method: str = Method.CASH,
) -> list[Payment]:
    """The month sheet as typed: all lines or none. `Refused.field` is `pay-<person>` of a wrong line."""
    series = lock_series(unit, paid_on)
    if not entries:
        raise Refused("没有填写任何金额。")
    _checked(unit, 1, paid_on)
    parts = Allocation.objects.filter(person__in=entries, month=month, kind=AllocationKind.DUE)
    paid = dict(parts.values_list("person").annotate(n=Sum("amount_fen")).order_by())
    open_now = open_months(entries)
    drafts = []
    for person, entry in entries.items():
        if paid.get(person, 0) != entry.seen_fen:
            raise Conflict("刚有人登记过其中党员的交纳，请核对标出的一行。", code=f"pay-{person}")
        left = open_now.get(person, {}).get(month, 0)
        if not 0 < entry.amount_fen <= left:
            raise Refused(
                f"本月还应交{yuan(left)}元。多交的请到“登记交纳”写明是预交还是自愿多交。",
                field=f"pay-{person}",
            )
        part: Part = (month, AllocationKind.DUE, entry.amount_fen)
        drafts.append(Draft(person, entry.amount_fen, paid_on, method, [part]))
    rows = write(actor, unit, series, drafts)
    total = yuan(sum(d.amount_fen for d in drafts))
    current().about(unit, unit=unit, summary=f"{month_words(month)} {len(rows)} 人 {total}元")
    return rows


@action("dues.reverse", "冲销党费收据", permission="dues.write")
def reverse_payment(actor: Actor, *, unit: Unit, payment: Payment, reason: str) -> Payment:
    """Take a wrong payment back by a row of the opposite sign, today."""
    if not reason.strip():
        raise Refused("请写明冲销理由。", field="reason")
    today = site_day()
    series = lock_series(unit, today)
    first = Payment.objects.select_for_update().get(pk=payment.pk)
    if first.reverses_id is not None:
        raise Refused("这张收据本身就是冲销，不能再冲销。")
    if Payment.objects.filter(reverses=first).exists():
        raise Refused("这张收据已经冲销过。")
    if balance(unit) < first.amount_fen:
        raise Refused(
            f"{unit}结存只有{yuan(balance(unit))}元，这笔钱已经上缴或使用。请上级先退回（登记下拨）再冲销。"
        )
    series.receipts += 1
    series.save()
    row = Payment(
        person_id=first.person_id, unit=unit, number=_number(unit, series, series.receipts),
        amount_fen=-first.amount_fen, paid_on=today, method=first.method, payer=first.payer,
        note=reason, reverses=first, recorded_on=today, recorded_by=actor.name[:100],
    )  # fmt: skip
    row.save()
    for part in first.allocations.all():
        Allocation(
            payment=row, person_id=part.person_id, month=part.month, kind=part.kind,
            amount_fen=-part.amount_fen,
        ).save()  # fmt: skip
    current().about(row, unit=unit, summary=f"冲销 {first.number}：{reason}")
    return row


def lock_series(unit: Unit, day: date) -> Series:
    """The unit's numbers of the year; all its years locked, so that its writers go one after another."""
    Series.objects.get_or_create(unit=unit, year=day.year)
    rows = Series.objects.select_for_update().filter(unit=unit).order_by("year")
    return next(row for row in list(rows) if row.year == day.year)


def lock_units(units: Iterable[int], day: date) -> None:
    """Lock several units' numbers at once, in the order of their keys; two statements."""
    keys = sorted(set(units))
    Series.objects.bulk_create(
        [Series(unit_id=key, year=day.year) for key in keys], ignore_conflicts=True
    )
    list(Series.objects.select_for_update().filter(unit__in=keys).order_by("unit", "year"))


def write(
    actor: Actor, unit: Unit, series: Series, drafts: Sequence[Draft], upload: Upload | None = None
) -> list[Payment]:
    """Write payments with their parts and receipt numbers; few of them told field by field."""
    today, by = site_day(), actor.name[:100]
    rows = [
        Payment(
            person_id=d.person_id, unit=unit, number=_number(unit, series, series.receipts + n),
            amount_fen=d.amount_fen, paid_on=d.paid_on, method=d.method, payer=d.payer,
            reference=d.reference, note=d.note, upload=upload, line=d.line,
            recorded_on=today, recorded_by=by,
        )
        for n, d in enumerate(drafts, 1)
    ]  # fmt: skip
    series.receipts += len(rows)
    series.save()
    if len(rows) <= TOLD:
        for row in rows:
            row.save()
    else:
        Payment.objects.bulk_create(rows, batch_size=CHUNK)
    Allocation.objects.bulk_create(
        [
            Allocation(payment=row, person_id=d.person_id, month=month, kind=kind, amount_fen=part)
            for row, d in zip(rows, drafts, strict=True)
            for month, kind, part in d.parts
        ],
        batch_size=CHUNK,
    )
    return rows


def _number(unit: Unit, series: Series, count: int) -> str:
    return f"{unit.code[:24]}-{series.year}-{count:05d}"


def _checked(unit: Unit, amount_fen: int, paid_on: date) -> None:
    if amount_fen <= 0:
        raise Refused("金额须大于零。", field="amount_fen")
    today = site_day()
    if paid_on > today:
        raise Refused(f"交纳日期不能晚于今天（{today}）。", field="paid_on")
    months = Month.objects.filter(unit=unit, month=month_of(paid_on), closed_on__isnull=False)
    if months.exists():
        raise Refused(
            f"{month_words(paid_on)}已经结账，请按实际入账的日期登记，并在备注写明收款日期。",
            field="paid_on",
        )


def large_from(day: date) -> int:
    """From how much a one-off voluntary amount goes to the Centre, in fen (2008 art 11)."""
    return fen(book().nearest("dues-large-voluntary", day).decimal("amount"))


def advance_months(day: date) -> int:
    """How many months ahead dues may be paid, a parameter of the bureau: the 2008 text is silent."""
    article = book().article("dues-advance-max-months", day)
    return article.integer("months") if article is not None else 0


def ahead(person: Person, paid_on: date) -> dict[date, int]:
    """`{month: fen}` that may be paid in advance: within the year, as far as the rule says, base known."""
    first = shifted(month_of(paid_on), 1)
    last = min(shifted(month_of(paid_on), advance_months(paid_on)), date(paid_on.year, 12, 1))
    months = list(months_between(first, last))
    if not months:
        return {}
    costs = {
        month: row.due_fen
        for month, rows in zip(months, expected(person.home, months), strict=True)
        for row in rows
        if row.person_id == person.pk and row.due_fen
    }
    parts = Allocation.objects.filter(person=person, month__in=months, kind=AllocationKind.DUE)
    paid = dict(parts.values_list("month").annotate(n=Sum("amount_fen")).order_by())
    return {m: n - paid.get(m, 0) for m, n in costs.items() if n > paid.get(m, 0)}


def arrears_months(day: date) -> int:
    """How many months back dues are generally made up for (2008 art 12)."""
    return book().nearest("dues-arrears-max-months", day).integer("months")


def is_late(parts: Iterable[Allocation], paid_on: date) -> bool:
    """Whether a part makes up for a month further back than the rule generally allows (art 12)."""
    oldest = shifted(month_of(paid_on), -arrears_months(paid_on))
    return any(part.month is not None and part.month < oldest for part in parts)
