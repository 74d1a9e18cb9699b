"""Writes on assessments: adopted after the differences were seen, closed, corrected beside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.ledgers.dues.actions.payments import lock_units
from tongpin.ledgers.dues.amounts import month_of, month_words, shifted
from tongpin.ledgers.dues.models import Assessment, AssessmentKind, Month
from tongpin.ledgers.dues.queries import differences, member_months, paid_in
from tongpin.ledgers.dues.queries.assessing import COMPARED, Pair
from tongpin.org.models import BRANCH_KINDS, Person, Unit
from tongpin.rules.refusal import Refusal

CHUNK = 2000
UPDATED = (*COMPARED, "is_capped", "assessed_on", "assessed_by")


def seal(pairs: Sequence[Pair]) -> str:
    """A short hash of differences: what a person saw is what is adopted."""
    lines = sorted(
        repr([(getattr(row, f) if row else None) for row in pair for f in ("person_id", *COMPARED)])
        for pair in pairs
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:24]


@action("dues.assess", "核定党费", permission="dues.write")
def adopt_assessment(actor: Actor, *, unit: Unit, month: date, seen: str) -> int:
    """Adopt the month's differences as they were shown (`seal`); how many there were.

    `Conflict` when a base or the roster changed in the meantime.
    """
    _, pairs = next(_differences(actor, unit, [month]))
    if seal(pairs) != seen:
        raise Conflict("核定的内容刚刚有变化，请看过新的差异再采用。")
    _write(pairs)
    current().about(unit, unit=unit, summary=f"{month_words(month)}，{len(pairs)} 人")
    return len(pairs)


@action("dues.assess_months", "核定数月党费", permission="dues.write")
def assess_months(actor: Actor, *, unit: Unit, months: Sequence[date]) -> int:
    """Assess several months of one year at once, such as the year ahead; the number of rows written."""
    count = 0
    for _, pairs in _differences(actor, unit, months):
        _write(pairs)
        count += len(pairs)
    span = f"{month_words(months[0])}至{month_words(months[-1])}"
    current().about(unit, unit=unit, summary=f"{span}，{count} 条")
    return count


def _differences(
    actor: Actor, unit: Unit, months: Sequence[date]
) -> Iterator[tuple[date, list[Pair]]]:
    """Month by month, so that a year of a large bureau is never in memory at once."""
    lock_units(branches_at(unit), months[0])
    try:
        for month, pairs in differences(unit, months, by=actor.name[:100]):
            owners = {before.unit_id for before, _ in pairs if before is not None}
            for other in Unit.objects.filter(pk__in=owners).exclude(path__startswith=unit.path):
                if not actor.can("dues.write", other.path):
                    raise Forbidden(f"{other}已经核定过这名党员的这个月，请由上级党组织调整。")
            yield month, pairs
    except Refusal as error:
        raise Refused(error.message, field="month", code=error.code) from error


def _write(pairs: Sequence[Pair]) -> None:
    """New rows in bulk, changed ones in place, those that are owed no more gone."""
    fresh, changed = [], []
    for before, after in pairs:
        if before is None:
            fresh.append(after)
        elif after is None:
            before.delete()
        else:
            for name in UPDATED:
                setattr(before, name, getattr(after, name))
            changed.append(before)
    if fresh:
        Assessment.objects.bulk_create(fresh, batch_size=CHUNK)
    if len(changed) > CHUNK:
        Assessment.objects.bulk_update(changed, UPDATED, batch_size=CHUNK)
    else:
        for row in changed:
            row.save()


def branches_at(unit: Unit) -> list[int]:
    """The keys of the branches at and below a unit."""
    rows = Unit.objects.filter(path__startswith=unit.path, kind__in=BRANCH_KINDS)
    return list(rows.values_list("pk", flat=True))


@action("dues.close_month", "党费结账", permission="dues.write")
def close_month(actor: Actor, *, unit: Unit, month: date) -> Month:
    """Close a branch's month: its sums are kept, later changes are entries of their own."""
    if unit.kind not in BRANCH_KINDS:
        raise Refused("结账按党支部办理，请选择一个支部。")
    following = shifted(month, 1)
    if site_day() < following:
        raise Refused(
            f"{month_words(month)}还没有结束，{following.month}月{following.day}日起可以结账。"
        )
    _, pairs = next(_differences(actor, unit, [month]))
    if pairs:
        raise Refused("还有没核定的变化，请先核定再结账。")
    row, _ = Month.objects.select_for_update().get_or_create(unit=unit, month=month)
    if row.closed_on is not None:
        raise Refused(f"{month_words(month)}已于 {row.closed_on} 结账。")
    rows = Assessment.objects.filter(unit=unit, month=month, kind=AssessmentKind.ASSESSED)
    amounts = list(rows.values_list("due_fen", flat=True))
    if not amounts:
        raise Refused("这个月还没有核定，请先核定。")
    row.closed_on, row.closed_by = site_day(), actor.name[:100]
    row.people, row.due_fen = len(amounts), sum(n or 0 for n in amounts)
    row.paid_fen = paid_in(unit, month)
    row.save()
    current().about(row, unit=unit)
    return row


@action("dues.correct", "更正党费核定", permission="dues.write")
def correct(
    actor: Actor, *, unit: Unit, person: Person, month: date, due_fen: int, reason: str
) -> Assessment:
    """Set what a member owes for a closed month by an entry over the difference."""
    if not reason.strip():
        raise Refused("请写明更正理由。", field="reason")
    if due_fen < 0:
        raise Refused("应交金额不能为负数。", field="due_fen")
    closed = Month.objects.select_for_update().filter(
        unit=unit, month=month_of(month), closed_on__isnull=False
    )
    if not closed.exists():
        raise Refused("这个月还没有结账，请改正基数或减免后重新核定。")
    found = [row for row in member_months(person, year=month.year) if row.month == month]
    first = found[0].assessment if found else None
    if first is None or first.unit_id != unit.pk:
        raise Refused(f"{unit}没有核定过{person}{month_words(month)}的党费。")
    difference = due_fen - (found[0].due or 0)
    if difference == 0 and found[0].due is not None:
        raise Refused("与现在的应交金额相同，不需要更正。", field="due_fen")
    if difference == 0:
        raise Refused("待核的月份要更正为零的，请登记免交的批准文件。", field="due_fen")
    row = Assessment(
        person=person, unit=unit, month=month, kind=AssessmentKind.CORRECTION,
        status=first.status, category=first.category, due_fen=difference, reason=reason,
        assessed_on=site_day(), assessed_by=actor.name[:100],
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row
