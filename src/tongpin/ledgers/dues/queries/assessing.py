"""Reads of assessments: what the rulebook gives today, what is stored, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tongpin.audit.clock import site_day
from tongpin.ledgers.dues.amounts import month_words, quarter
from tongpin.ledgers.dues.models import (
    Assessment,
    AssessmentKind,
    BaseState,
    Declaration,
    Month,
    Relief,
    ReliefKind,
    Status,
)
from tongpin.ledgers.dues.queries.bases import base_in_force, book, members_due, open_relief
from tongpin.org.models import Person, Unit
from tongpin.rules.book import Book
from tongpin.rules.dues import FIXED, Base, Category, assess, base_given
from tongpin.rules.money import percent, yuan
from tongpin.rules.refusal import Refusal

COMPARED = ("unit_id", "status", "category", "base_fen", "rate_parts", "due_fen", "declaration_id",
            "relief_id")  # fmt: skip


def expected(
    unit: Unit, months: Sequence[date], *, by: str = "", rulebook: Book | None = None
) -> Iterator[list[Assessment]]:
    """For each month of one year the assessments that the rulebook of the month gives, unsaved.

    Four statements whatever the size; the amounts come from `dues_batch` all at once.
    """
    import numpy as np

    from tongpin.rules.dues_batch import CODES, UNKNOWN, assess_many

    rulebook, today = rulebook or book(), site_day()
    declared = base_in_force(None, unit, months[0].year)
    lowered = open_relief(unit, months[0], months[-1])
    for month, owing in members_due(unit, months).items():
        found = [_held(declared.get(person), month) for person, _ in owing]
        codes = np.array([CODES[Category(d.category)] if d else 0 for d in found], np.int8)
        bases = np.array(
            [UNKNOWN if d is None or (base := base_on(d, month)) is None else base for d in found],
            np.int64,
        )
        batch = assess_many(rulebook, [month], codes, bases)
        numbers = zip(batch.due[0].tolist(), batch.rate[0].tolist(), batch.capped[0].tolist(),
                      strict=True)  # fmt: skip
        rows = []
        for (person, branch), own, (due, rate, capped) in zip(owing, found, numbers, strict=True):
            row = Assessment(
                person_id=person, unit_id=branch, month=month, status=Status.UNKNOWN,
                assessed_on=today, assessed_by=by,
            )  # fmt: skip
            if own is not None:
                row.category, row.declaration_id = own.category, own.pk
                if due != UNKNOWN:
                    row.status = Status.ASSESSED if rate != UNKNOWN else Status.FIXED
                    row.due_fen, row.is_capped = due, capped
                    if rate != UNKNOWN:
                        row.base_fen, row.rate_parts = own.base_fen, rate
            if person in lowered:
                _lower(row, lowered[person])
            rows.append(row)
        yield rows


def base_on(row: Declaration, month: date) -> int | None:
    """The declared base as it counts in a month; None where it is not known for it.

    The average of the previous quarter counts for one quarter only (2008 art 4).
    """
    if row.category == Category.SELF_EMPLOYED and quarter(row.starts_on) != quarter(month):
        return None
    base: int | None = row.base_fen
    return base


def _held(own: list[Declaration] | None, month: date) -> Declaration | None:
    """The latest declaration that began by the month; one under dispute tells nothing."""
    if not own:
        return None
    latest = own[0] if len(own) == 1 and own[0].starts_on <= month else None
    for row in own if latest is None else ():
        if row.starts_on <= month:
            latest = row
    return None if latest is not None and latest.state == BaseState.DISPUTED else latest


def _lower(row: Assessment, decisions: list[Relief]) -> None:
    """Apply the decision in force in the month: to nothing, or to a smaller amount."""
    held = [r for r in decisions if r.starts_on <= row.month <= r.ends_on]
    if not held:
        return
    last = held[-1]
    if last.kind == ReliefKind.REDUCED and (row.due_fen is None or row.due_fen <= last.amount_fen):
        return
    row.relief_id, row.due_fen = last.pk, last.amount_fen
    row.status = Status.ELSEWHERE if last.kind == ReliefKind.ELSEWHERE else Status.RELIEVED


def stored(unit: Unit, month: date) -> dict[int, Assessment]:
    """`{person: assessment}` of the month at and below the unit, corrections left out."""
    rows = Assessment.objects.filter(
        unit__path__startswith=unit.path, month=month, kind=AssessmentKind.ASSESSED
    )
    return {row.person_id: row for row in rows}


@dataclass(frozen=True, slots=True)
class Change:
    """One member's assessment as stored (None: not yet) and as it would be (None: owes no more)."""

    person: Person
    before: Assessment | None
    after: Assessment | None

    @property
    def words(self) -> str:
        """What changes, in a phrase."""
        if self.before is None and self.after is not None:
            return "新增"
        if self.after is None:
            return "本月不再由这里收缴"
        assert self.before is not None
        if self.before.unit_id != self.after.unit_id:
            return "收缴支部变更"
        if self.before.due_fen != self.after.due_fen:
            return "金额变更"
        return "来由变更"


Pair = tuple[Assessment | None, Assessment | None]


def differences(
    unit: Unit, months: Sequence[date], *, by: str = ""
) -> Iterator[tuple[date, list[Pair]]]:
    """For each month of one year `(stored, as it would be)` where the two differ; nothing is written.

    Closed branches keep what they have. A member whom a branch outside of the unit assessed is
    compared with that row, so that nobody is assessed twice.
    """
    for month, fresh in zip(months, expected(unit, months, by=by), strict=True):
        kept = stored(unit, month)
        outside = Assessment.objects.filter(
            month=month, kind=AssessmentKind.ASSESSED,
            person__affiliations__unit__path__startswith=unit.path,
        ).exclude(unit__path__startswith=unit.path)  # fmt: skip
        strange = {row.person_id: row for row in outside}
        closed = closed_months(month)
        pairs: list[Pair] = []
        for row in fresh:
            before = kept.pop(row.person_id, None) or strange.get(row.person_id)
            if row.unit_id in closed or (before is not None and before.unit_id in closed):
                continue
            if before is None or any(getattr(before, f) != getattr(row, f) for f in COMPARED):
                pairs.append((before, row))
        pairs += [(row, None) for row in kept.values() if row.unit_id not in closed]
        yield month, pairs


def changes(unit: Unit, month: date) -> list[Change]:
    """The differences of one month with their people, by branch and name."""
    _, pairs = next(differences(unit, [month]))
    keys = [row.person_id for pair in pairs if (row := pair[0] or pair[1]) is not None]
    people = Person.objects.select_related("home").in_bulk(keys)
    found = [Change(people[k], *pair) for k, pair in zip(keys, pairs, strict=True)]
    return sorted(found, key=lambda c: (c.person.home_id, c.person.search_text, c.person.pk))


def closed_months(month: date) -> set[int]:
    """The branches that closed the month."""
    rows = Month.objects.filter(month=month, closed_on__isnull=False)
    return set(rows.values_list("unit", flat=True))


def month_states(unit: Unit, since: date) -> tuple[set[date], set[date]]:
    """`(months with assessments, closed months)` of a branch since a month; two statements."""
    rows = Assessment.objects.filter(unit=unit, month__gte=since)
    closed = Month.objects.filter(unit=unit, month__gte=since, closed_on__isnull=False)
    return (
        set(rows.values_list("month", flat=True).distinct().order_by()),
        set(closed.values_list("month", flat=True)),
    )


def month_row(unit: Unit, month: date) -> Month | None:
    """The branch's month, once it was closed."""
    return Month.objects.filter(unit=unit, month=month).first()


def explanation(row: Assessment) -> str:
    """Why the amount is what it is: base, bracket, rate, article; or which decision lowered it.

    The words come from the rulebook; where its local parameters changed since the assessment, the
    stored numbers are told instead of words that no longer fit them.
    """
    month = month_words(row.month)
    if row.kind == AssessmentKind.CORRECTION:
        return f"{month}更正{_signed(row.due_fen or 0)}元：{row.reason}。"
    if row.relief is not None:
        return _relief_words(row, row.relief)
    if row.due_fen is None:
        why = "还没有申报当年的类别和基数"
        if row.category:
            why = "收入还没有报来，基数不明"
        if row.category == Category.SELF_EMPLOYED:
            why = "还没有按上季度纯收入申报本季度的基数"
        return f"{month}待核：{why}，核清后再定应交多少，不按零计算。"
    words = _rule_words(row)
    if words is not None:
        return words
    rate = f"，按{percent(Decimal(row.rate_parts) / 10_000)}计算" if row.rate_parts else ""
    base = f"计算基数{yuan(row.base_fen)}元" if row.base_fen is not None else "按定额交纳"
    return f"{month}{base}{rate}，应交{yuan(row.due_fen)}元（按{row.assessed_on}核定时的规定）。"


def _rule_words(row: Assessment) -> str | None:
    category = Category(row.category)
    base = None
    if category not in FIXED and row.base_fen is not None:
        given = base_given(category, Decimal(row.base_fen) / 100)
        own = row.declaration.words if row.declaration is not None else ""
        base = Base(given.fen, given.rules, own or given.words)
    try:
        result = assess(book(), row.month, category, base)
    except Refusal:
        return None
    return result.explanation if result.amount_fen == row.due_fen else None


def _relief_words(row: Assessment, decision: Relief) -> str:
    until = f"{month_words(decision.starts_on)}至{month_words(decision.ends_on)}"
    paper = f"{decision.approved_by}{decision.approved_on}批准，{decision.approval_number}"
    if decision.kind == ReliefKind.ELSEWHERE:
        return f"{until}在其他支部交纳（{paper}），这里不收。"
    how = "免交" if decision.kind == ReliefKind.EXEMPT else f"每月交{yuan(row.due_fen or 0)}元"
    return f"{until}{how}：{decision.reason}（{paper}）。"


def _signed(amount: int) -> str:
    return f"{'增加' if amount > 0 else '减少'}{yuan(abs(amount))}"
