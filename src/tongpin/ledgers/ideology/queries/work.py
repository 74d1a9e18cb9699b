"""Lines of the ledger, and what the parameters ask of the year."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tongpin.ledgers.ideology.models import Activity, ActivityKind, Approval, Charge, Entry, KeyDay
from tongpin.life.models import Content, Gathering, State
from tongpin.life.models import Kind as LifeKind
from tongpin.org.models import Unit, UnitKind
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rules.book import Book
from tongpin.rules.regulation import Citation, Confidence

AGENDA = "committee.ideology_agenda"
RULES = {
    ActivityKind.ANALYSIS: "ideo-analysis",
    ActivityKind.REPORT: "ideo-report",
    ActivityKind.INFORM: "ideo-inform",
}


def activities(scope: Scope) -> ScopedQuerySet:
    """What was done."""
    return Activity.objects.within(scope).select_related("unit", "gathering")


def charges(scope: Scope) -> ScopedQuerySet:
    """Who answers for what."""
    return Charge.objects.within(scope).select_related("unit")


def approvals(scope: Scope) -> ScopedQuerySet:
    """Events and who approved them."""
    return Approval.objects.within(scope).select_related("unit")


def key_days(scope: Scope) -> ScopedQuerySet:
    """Days to prepare for."""
    return KeyDay.objects.within(scope).select_related("unit")


def days_to_prepare(scope: Scope, start: date, end: date) -> ScopedQuerySet:
    """Key days between two days whose preparation is not finished."""
    return key_days(scope).filter(on__range=(start, end), ready_on=None, withdrawn_reason="")


def entry(scope: Scope, model: type[Entry], pk: int) -> Entry | None:
    """One line of a part of the ledger."""
    found: Entry | None = model.objects.within(scope).select_related("unit").filter(pk=pk).first()
    return found


def gatherings_of(unit: Unit) -> ScopedQuerySet:
    """The unit's own recorded gatherings, for citing one."""
    rows: ScopedQuerySet = Gathering.objects.filter(unit=unit, state=State.RECORDED)
    return rows.order_by("-held_on", "-pk")


def units_of(scope: Scope, unit: Unit) -> ScopedQuerySet:
    """The unit and what lies below it, groups left out."""
    rows = Unit.objects.within(scope).filter(path__startswith=unit.path)
    return rows.exclude(kind=UnitKind.GROUP).filter(dissolved_on__isnull=True).order_by("path")


def meeting_on_ideology(prefix: str = "") -> Q:
    """Meetings of the leading body that took up ideology, which `life` tells the engine itself."""
    return Q(**{
        f"{prefix}kinds__kind": LifeKind.LEADING_MEETING, f"{prefix}tags__tag": Content.IDEOLOGY,
    })  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """How often something is asked in the year, how often it was done, and by when the next is due."""

    kind: ActivityKind
    times: int
    done: int
    cite: Citation
    text: str
    next_due: date | None

    @property
    def is_doubtful(self) -> bool:
        """Whether the article is still to be checked or the bureau's own to set."""
        return self.cite.confidence.is_doubtful

    @property
    def is_local(self) -> bool:
        """Whether the bureau sets the number itself."""
        return self.cite.confidence is Confidence.LOCAL

    def is_late(self, day: date) -> bool:
        """Whether the next one should have been done."""
        return self.next_due is not None and self.next_due < day


def asked(book: Book, unit: Unit, year: int) -> list[Asked]:
    """The `ideo-*` parameters of a year against what the unit did: evenly spread, the n-th by the
    end of the n-th part of the year. A meeting of the leading body whose content is ideology counts
    without being entered again. Three statements.
    """
    rows = Activity.objects.filter(unit=unit, on__year=year, withdrawn_reason="")
    done = Counter(rows.values_list("kind", flat=True))
    done[ActivityKind.AGENDA] = len(
        set(rows.filter(kind=ActivityKind.AGENDA).values_list("gathering", flat=True))
        | set(
            Gathering.objects.filter(meeting_on_ideology(), unit=unit, held_on__year=year)
            .exclude(state=State.PLANNED)
            .values_list("pk", flat=True)
        )
    )
    last = date(year, 12, 31)
    edition = book.rule(AGENDA).edition_on(last)
    wanted: list[tuple[ActivityKind, int, Citation, str]] = []
    if edition is not None:
        wanted.append((ActivityKind.AGENDA, edition.times, edition.cite, edition.text))
    for kind, key in RULES.items():
        article = book.article(key, last)
        if article is not None:
            wanted.append((kind, article.integer("times"), article.cite, article.text))
    return [
        Asked(kind, times, done[kind], cite, text, _next_due(year, times, done[kind]))
        for kind, times, cite, text in wanted
    ]


def _next_due(year: int, times: int, done: int) -> date | None:
    """The end of the part of the year by which the next one is due; None once all are done."""
    if done >= times:
        return None
    month = 12 * (done + 1) // times
    return date(year, month, monthrange(year, month)[1])
