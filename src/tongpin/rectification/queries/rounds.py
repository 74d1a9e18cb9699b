"""Rounds and the days that follow from their feedback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongpin.duties.rulebook import current_book
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rectification.models import Level, Round, Source
from tongpin.rules.book import Book
from tongpin.rules.interval import add_months


@dataclass(frozen=True, slots=True)
class Due:
    """A day that a parameter of the rulebook gives: what, when, on what ground."""

    title: str
    on: date
    rule: str
    ground: str
    text: str


@dataclass(frozen=True, slots=True)
class Periods:
    """The days of a round: the plan sent, the report sent, the concentrated period over."""

    plan: Due | None
    report: Due | None
    concentrated: Due | None

    @property
    def all(self) -> list[Due]:
        """Those that there are, in order of time."""
        found = [due for due in (self.plan, self.report, self.concentrated) if due is not None]
        return sorted(found, key=lambda due: due.on)


def rounds(scope: Scope) -> ScopedQuerySet:
    """Rounds of units within the scope."""
    return Round.objects.within(scope).select_related("unit")


def round_(scope: Scope, pk: int) -> Round | None:
    """One round within the scope."""
    return rounds(scope).filter(pk=pk).first()


def rounds_over(unit: Unit) -> ScopedQuerySet:
    """Rounds of the unit itself and of those above it: what a problem of the unit can belong to."""
    return Round.objects.filter(unit__in=[int(part) for part in unit.path.split("/") if part])


def round_choices(scope: Scope) -> list[tuple[str, str]]:
    """Rounds to choose from, the newest first."""
    return [(str(row.pk), row.name) for row in Round.objects.within(scope)[:100]]


def periods(book: Book, row: Round) -> Periods:
    """The deadlines of an inspection by the rulebook in force on the day of the feedback.

    巡视工作条例 (2015) 第二十七条 until 2024-02-07, six months since; county inspections and the plan
    by local rule. Rounds of other sources have only the deadline that their paper names.
    """
    if row.source != Source.INSPECTION:
        return Periods(None, None, None)
    plan = _due(book, row, "insp-plan-deadline", "报送整改方案")
    if row.level == Level.COUNTY:
        key = "insp-county-period"
        return Periods(
            plan, _due(book, row, key, "报送整改报告"), _due(book, row, key, "集中整改期满")
        )
    report = _due(book, row, "insp-report-2015", "报送整改报告")
    central = _due(book, row, "insp-central-period", "集中整改期满")
    return Periods(plan, report or _due(book, row, "insp-central-period", "报送整改报告"), central)


def review_due(day: date) -> date:
    """When the effect of what is closed, or kept up for good, on the day is looked at."""
    article = current_book().nearest("insp-review-months", day)
    return add_months(day, article.integer("months"))


def _due(book: Book, row: Round, key: str, title: str) -> Due | None:
    article = book.article(key, row.feedback_on)
    if article is None:
        return None
    on = add_months(row.feedback_on, article.integer("months"))
    return Due(title, on, key, article.cite.label, article.text)
