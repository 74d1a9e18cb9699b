"""Elections and the steps of their cases: what is due, by when, and who stands above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from tongpin.casework.models import Case, StepRecord
from tongpin.casework.queries import progress
from tongpin.ledgers.elections.models import Election
from tongpin.org.models import CommitteeTerm, Unit, UnitKind
from tongpin.org.queries import committee_posts, term_body, unit_terms
from tongpin.org.scope import Scope
from tongpin.rules.book import Book
from tongpin.rules.interval import add_months
from tongpin.rules.procedure import Judgement, Progress, StepVerdict
from tongpin.rules.refusal import Refusal
from tongpin.rules.regulation import Severity
from tongpin.rules.terms import term
from tongpin.rules.voting import surplus

PROCEDURE = "term_election"
# What the ledger records itself, in order; the organisation above does those in `BY_ABOVE`.
STEPS = (
    "reminded", "requested", "replied", "candidates", "candidates_approved", "meeting",
    "first_committee", "reported", "approved",
)  # fmt: skip
COMMITTEES = (UnitKind.PARTY_COMMITTEE, UnitKind.ORGAN_COMMITTEE)
BY_ABOVE = ("reminded", "replied", "candidates_approved", "approved")
POSTPONED = "elec-postpone-max"


def elections(scope: Scope) -> QuerySet[Any]:
    """Elections within the scope with the records of their cases."""
    records = Prefetch("case__records", StepRecord.objects.select_related("gathering"))
    rows = Election.objects.within(scope).select_related(
        "unit__parent", "case__unit", "case__person", "term"
    )
    return rows.prefetch_related(records)


def election(scope: Scope, pk: int) -> Election | None:
    """One election within the scope."""
    return elections(scope).filter(pk=pk).first()


def case_without(scope: Scope, pk: int) -> Case | None:
    """A case of the procedure that has no election yet."""
    rows = Case.objects.within(scope).filter(procedure=PROCEDURE, election=None)
    return rows.select_related("unit__parent").filter(pk=pk).first()


def under_way(unit: Unit) -> Case | None:
    """The case of the unit's election that is not closed."""
    rows = Case.objects.filter(unit=unit, procedure=PROCEDURE, closed_on=None)
    return rows.order_by("-pk").first()


def above(unit: Unit) -> Unit | None:
    """Who approves: the nearest committee above (a 党总支 does not), else whatever is above."""
    return uppers([unit])[unit.pk]


def uppers(units: Iterable[Unit]) -> dict[int, Unit | None]:
    """`{unit: who approves its election}`; one statement."""
    lines = {u.pk: [int(key) for key in u.path.split("/") if key][:-1] for u in units}
    known = Unit.objects.in_bulk({key for keys in lines.values() for key in keys})
    found: dict[int, Unit | None] = {}
    for pk, keys in lines.items():
        line = [known[key] for key in keys if key in known]
        chosen = [u for u in line if u.kind in COMMITTEES] or line
        found[pk] = chosen[-1] if chosen else None
    return found


def due_term(book: Book, unit: Unit, day: date) -> tuple[date | None, int | None]:
    """When the present term ends, and the number of the next: as entered, else as the posts say, else
    counted from when they began.
    """
    entered = [t for t in unit_terms(unit) if t.elected_on <= day]
    if entered:
        latest = entered[0]
        return latest.expires_on, (latest.number + 1 if latest.number else None)
    posts = committee_posts([unit.pk], day)
    stated = [p.term_ends_on for p in posts if p.term_ends_on]
    if stated or not posts:
        return min(stated, default=None), None
    return ceiling(book, unit, min(p.starts_on for p in posts)), None


def ceiling(book: Book, unit: Unit, elected_on: date) -> date | None:
    """The last day of a term that begins on a day, by the rulebook."""
    body = term_body(unit)
    if body is None:
        return None
    try:
        return term(book, body, elected_on).expires_on
    except (Refusal, LookupError):
        return None


def live(row: Election, step: str) -> list[StepRecord]:
    """The standing records of a step."""
    return [r for r in row.case.records.all() if r.step == step and not r.is_withdrawn]


def has_step(row: Election, step: str) -> bool:
    """Whether a step stands."""
    return bool(live(row, step))


def step_on(row: Election, step: str) -> StepRecord | None:
    """The last standing record of a step."""
    found = live(row, step)
    return found[-1] if found else None


def last_day(row: Election, before: str) -> tuple[str, date] | None:
    """The latest step that stands before a step, and its day."""
    earlier = STEPS[: STEPS.index(before)]
    found = [(key, rec.on) for key in earlier if key != "reminded" for rec in live(row, key)]
    return max(found, key=lambda item: item[1], default=None)


def needed_candidates(book: Book, seats: int, on: date) -> int | None:
    """How many candidates there must be for the seats of a committee; None where no rule is held."""
    if not seats:
        return 0
    try:
        return seats + surplus(book, seats, on)
    except Refusal:
        return None


def progress_of(book: Book, row: Election, day: date) -> Progress:
    """Where the case stands; when the election was due is judged by the unit's term."""
    found = progress(book, row.case, day)
    kept = tuple(j for j in found.judgements if j.rule != POSTPONED)
    own = timeliness(book, row, day)
    if own is not None:
        kept = (*kept, own)
    return Progress(
        found.stage, found.done, kept, found.next, found.missing, found.days, found.limits
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark with its chip."""

    chip: str
    words: str


def timeliness(book: Book, row: Election, day: date) -> Judgement | None:
    """Whether the election is held in time: before the term ends, or postponed with approval."""
    ends = row.expires_on
    article = book.article(POSTPONED, day)
    if ends is None or article is None:
        return None
    met = step_on(row, "meeting")
    held = met.on if met else None
    if (held or day) <= ends:
        words = f"本届{ends}届满，{f'{held}已选举' if held else '届满以前选举'}"
        return _said(article, StepVerdict.OK if held else StepVerdict.PENDING, words)
    latest = add_months(ends, 12 * article.integer("years"))
    when = f"{held}选举" if held else f"至{day}还没有选举"
    postponed = CommitteeTerm.objects.filter(
        unit=row.unit, expires_on=ends, withdrawn_reason="", postponed_to__isnull=False
    ).first()
    words = f"本届{ends}届满，{when}，已经延期"
    if (held or day) > latest:
        worst = StepVerdict.BREACH if article.severity is Severity.HARD else StepVerdict.WARN
        return _said(article, worst, f"{words}超过最长期限{latest}")
    if postponed is not None and (held or day) <= postponed.postponed_to:
        return _said(
            article,
            StepVerdict.OK,
            f"{words}，{postponed.postponed_by}同意延至{postponed.postponed_to}",
        )
    return _said(article, StepVerdict.WARN, f"{words}，没有登记上级批准延期，最迟{latest}")


def _said(article: Any, verdict: StepVerdict, words: str) -> Judgement:
    return Judgement(
        "meeting", POSTPONED, verdict, f"{article.cite.label}：{article.text}。{words}。"
    )
