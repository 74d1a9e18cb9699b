"""Reads of bases: who owes dues to whom in which month, and from what they are worked out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Prefetch

from tongpin.capability import Handover, handovers
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.dues.amounts import quarter, shifted
from tongpin.ledgers.dues.models import BaseState, Declaration, Proof, Relief
from tongpin.org.models import MEMBER_STAGES, Affiliation, Membership, Person, Unit
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rules.book import Book
from tongpin.rules.dues import BASES, PAY_ITEMS, WITHHELD_ITEMS, Category

ONE_DAY = timedelta(days=1)
Span = tuple[date, date | None]


def book() -> Book:
    """The rulebook with the bureau's own parameters."""
    return current_book()


def members_due(unit: Unit, months: Sequence[date]) -> dict[date, list[tuple[int, int]]]:
    """`{month: [(person, collecting branch), …]}` at and below the unit; three statements.

    The branch that holds the relation on the first day of the month collects it, whatever happens
    later in it; who becomes a member within the month pays from that month, to the branch of that
    day (2008 arts 8 and 9). A member who comes from outside pays here from the month after. Where a
    transfer says 党费交至, the source has the months up to it and the target those after, so that no
    month is lost or doubled however long the letter travels.
    """
    moved = handovers(unit)
    arrivals = [h.received_on for held in moved.values() for h in held if h.received_on]
    until = max(shifted(months[-1], 1) - ONE_DAY, *arrivals, date.min)
    places: dict[int, list[tuple[date, date | None, int]]] = defaultdict(list)
    for person, start, end, branch in Affiliation.objects.filter(
        unit__path__startswith=unit.path, starts_on__lte=until, person__withdrawn_on__isnull=True
    ).values_list("person", "starts_on", "ends_on", "unit"):
        places[person].append((start, end, branch))
    standing: dict[int, list[Span]] = defaultdict(list)
    for person, start, end in (
        Membership.objects.filter(
            stage__in=MEMBER_STAGES,
            starts_on__lte=until,
            person__affiliations__unit__path__startswith=unit.path,
        )
        .distinct()
        .order_by("person", "starts_on")
        .values_list("person", "starts_on", "ends_on")
    ):
        standing[person].append((start, end))
    return {month: list(_due(month, places, standing, moved)) for month in months}


def moves(person: Person) -> dict[date, str]:
    """`{month: who collects it}` of the months in which a member's branch changed, in words."""
    rows = list(
        Affiliation.objects.filter(person=person).select_related("unit").order_by("starts_on", "pk")
    )
    said: dict[date, str] = {}
    moved = handovers(person.home).get(person.pk, []) if len(rows) > 1 else []
    letters = {h.received_on: h for h in moved if h.received_on is not None}
    for before, after in pairwise(rows):
        month, day = after.starts_on.replace(day=1), after.starts_on
        passed = letters.get(day)
        if passed is not None:
            paid = passed.paid_until
            holder = after.unit if month > paid else before.unit
            said[month] = (
                f"{day.month}月{day.day}日由{before.unit}转到{after.unit}；"
                f"介绍信写明党费交至{paid.year}年{paid.month}月，当月由{holder}收缴。"
            )
            continue
        holder = after.unit if day == month else before.unit
        said[month] = (
            f"{day.month}月{day.day}日由{before.unit}转到{after.unit}；"
            f"{month.month}月1日关系在{holder}，当月由{holder}收缴。"
        )
    return said


def _due(
    month: date,
    places: dict[int, list[tuple[date, date | None, int]]],
    standing: dict[int, list[Span]],
    moved: dict[int, list[Handover]],
) -> Iterable[tuple[int, int]]:
    for person, spans in standing.items():
        passed = next((h for h in moved.get(person, ()) if _decides(h, month)), None)
        day = _asked(spans, month) if passed is None else _asked_instead(passed, spans, month)
        if day is None:
            continue
        for start, end, branch in places.get(person, ()):
            if start <= day and (end is None or end >= day):
                yield person, branch
                break


def _asked(spans: Sequence[Span], month: date) -> date | None:
    """The day of the month on which it is asked who collects: its first, or the first as a member."""
    last = shifted(month, 1) - ONE_DAY
    held = (s for s, end in spans if s <= last and (end is None or end >= month))
    return next((max(start, month) for start in held), None)


def _decides(passed: Handover, month: date) -> bool:
    """Whether a transfer gives the month to another payee than the day of its first would."""
    if month <= passed.paid_until:
        return passed.received_on is not None and passed.received_on <= month
    return passed.received_on is None or passed.received_on > month


def _asked_instead(passed: Handover, spans: Sequence[Span], month: date) -> date | None:
    """The last day at the source, or the first at the target; None while the letter travels."""
    if passed.received_on is None:
        return None
    paid = month <= passed.paid_until
    day = passed.received_on - ONE_DAY if paid else passed.received_on
    is_member = any(start <= day and (end is None or end >= day) for start, end in spans)
    return day if is_member else None


def base_in_force(
    people: Iterable[int] | None, unit: Unit, year: int
) -> dict[int, list[Declaration]]:
    """`{person: declarations of the year by month}`, those that hold; sealed columns left out.

    A declaration holds for its own year only: dues are fixed anew at the start of each year (2017).
    """
    rows = (
        Declaration.objects.filter(starts_on__year=year)
        .exclude(state=BaseState.WITHDRAWN)
        .order_by("starts_on")
        .only("person_id", "starts_on", "category", "base_fen", "state")
    )
    rows = (
        rows.filter(person__in=list(people))
        if people is not None
        else rows.filter(person__affiliations__unit__path__startswith=unit.path).distinct()
    )
    found: dict[int, list[Declaration]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def open_relief(unit: Unit, first: date, last: date) -> dict[int, list[Relief]]:
    """`{person: decisions}` that touch the months and were not withdrawn."""
    rows = Relief.objects.filter(
        person__affiliations__unit__path__startswith=unit.path,
        starts_on__lte=last, ends_on__gte=first, is_withdrawn=False,
    ).distinct()  # fmt: skip
    found: dict[int, list[Relief]] = defaultdict(list)
    for row in rows.order_by("approved_on", "pk"):
        found[row.person_id].append(row)
    return found


def declarations(scope: Scope, year: int) -> ScopedQuerySet:
    """The year's declarations within the scope, without their sealed columns."""
    return (
        Declaration.objects.within(scope)
        .filter(starts_on__year=year)
        .exclude(state=BaseState.WITHDRAWN)
        .select_related("person", "unit")
        .defer("items", "words")
    )


def declaration(scope: Scope, pk: int) -> Declaration | None:
    """One declaration."""
    rows = Declaration.objects.within(scope).select_related("person", "unit", "upload")
    return rows.filter(pk=pk).first()


def reliefs(scope: Scope) -> ScopedQuerySet:
    """Decisions to lower or waive within the scope."""
    return Relief.objects.within(scope).select_related("person", "unit")


def relief(scope: Scope, pk: int) -> Relief | None:
    """One decision."""
    return reliefs(scope).filter(pk=pk).first()


def undeclared(unit: Unit, month: date) -> list[Person]:
    """Members who owe the month and have no declaration that holds."""
    owing = [person for person, _ in members_due(unit, [month])[month]]
    known = base_in_force(None, unit, month.year)
    missing = [p for p in owing if not _is_declared(known.get(p, []), month)]
    return list(Person.objects.filter(pk__in=missing).select_related("home"))


def _is_declared(own: list[Declaration], month: date) -> bool:
    """Whether a declaration holds in the month; a quarter's average holds in its quarter only."""
    held = [d for d in own if d.starts_on <= month]
    return bool(held) and (
        held[-1].category != Category.SELF_EMPLOYED or quarter(held[-1].starts_on) == quarter(month)
    )


def disputed(unit: Unit, year: int) -> int:
    """How many declarations of the year members do not agree with, at and below the unit."""
    rows = Declaration.objects.filter(unit__path__startswith=unit.path, starts_on__year=year)
    return rows.filter(state=BaseState.DISPUTED).count()


def own_declarations(person: Person, year: int) -> list[Declaration]:
    """A member's declarations of the year, the latest first, with their sealed columns."""
    rows = Declaration.objects.filter(person=person, starts_on__year=year)
    rows = rows.select_related("upload").prefetch_related(
        Prefetch("proofs", Proof.objects.defer("content"))
    )
    return list(rows.exclude(state=BaseState.WITHDRAWN).order_by("-starts_on"))


def items_of(row: Declaration) -> dict[str, Any]:
    """The pay items behind a declaration; for the member's own eyes and for `read_pay`."""
    items: dict[str, Any] = json.loads(row.items) if row.items else {}
    return items


def pay_groups(day: date) -> list[tuple[str, list[str]]]:
    """`(head, item keys)`: which items of a pay sheet count by the edition of the day, and for whom."""
    rulebook = book()
    wages, pension, yearly = (
        rulebook.article(BASES[c], day)
        for c in (Category.EMPLOYED, Category.RETIRED, Category.ANNUAL_SALARY)
    )
    if wages is None or pension is None or yearly is None:
        return [("工资项目", list(PAY_ITEMS)), ("扣除的项目", list(WITHHELD_ITEMS))]
    counted = wages.words("included")
    retired = [k for k in pension.words("included") if k not in counted]
    annual = [k for k in yearly.words("included") if k not in counted]
    rest = [k for k in PAY_ITEMS if k not in {*counted, *retired, *annual}]
    off = [k for k in WITHHELD_ITEMS if k in wages.words("withheld")]
    return [
        (f"计入基数（{wages.cite.label}）", [k for k in PAY_ITEMS if k in counted]),
        (f"离退休党员计入（{pension.cite.label}）", retired),
        (f"只有年薪制党员计入（{yearly.cite.label}）", annual),
        ("不计入基数，填了只作对照", rest),
        (f"从基数中扣除（{wages.cite.label}）", off),
    ]


def proof_line(row: Declaration) -> list[tuple[str, Any]]:
    """`(head, cell)` of the payroll line that a base was read from; empty where there was none."""
    if row.upload is None or not row.upload.rows:
        return []
    kept = json.loads(row.upload.rows).get("proof", {})
    cells = kept.get("rows", {}).get(str(row.line), [])
    return [
        (h, c)
        for h, c in zip(kept.get("heads", []), cells, strict=False)
        if h and c not in (None, "")
    ]


def proof(scope: Scope, pk: int) -> Proof | None:
    """One proof of a declaration within the scope, with its content."""
    declared = Declaration.objects.within(scope).values("pk")
    rows = Proof.objects.filter(declaration__in=declared)
    return rows.select_related("declaration__unit", "declaration__person").filter(pk=pk).first()


def proofs(row: Declaration) -> list[Proof]:
    """The proofs of a declaration, without their content."""
    return list(row.proofs.defer("content"))


GUIDANCE = (
    "dues-base-monthly-salary", "dues-base-exclusions", "dues-base-retired", "dues-base-irregular",
    "dues-base-annual-salary", "dues-rate", "dues-rate-retired", "dues-fixed-student",
    "dues-cap-month", "dues-annual-assessment", "dues-where", "dues-frequency",
    "dues-arrears-max-months", "dues-hardship", "dues-no-advance-by-org", "dues-large-voluntary",
)  # fmt: skip


def guidance(day: date) -> list[tuple[str, str, str]]:
    """`(title, what the rule says, article)` of how dues are paid, as in force on the day."""
    rulebook = book()
    found = []
    for key in GUIDANCE:
        article = rulebook.article(key, day) if key in rulebook.parameters else None
        if article is not None:
            found.append((rulebook.parameters[key].title, article.text, article.cite.label))
    return found
