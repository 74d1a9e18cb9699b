"""Cases: how far each is, what comes next and by when, what the rulebook says of every step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case as When_
from django.db.models import CharField, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from tongpin.casework.queries import Rung, events, rungs
from tongpin.ledgers.development.models import Case, Closing, Column, Step
from tongpin.ledgers.development.vocabulary import MEETINGS, PROCEDURE, STAGE_STEPS, UPPER, VOTES
from tongpin.life.models import Gathering, State, Vote
from tongpin.org.models import Affiliation, Person, Stage, Unit
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.org.search import normalised
from tongpin.rules.book import Book
from tongpin.rules.course import course as seen_course
from tongpin.rules.development import conversion
from tongpin.rules.following import follow
from tongpin.rules.procedure import Event, NextStep, Progress, StepVerdict

BOARD_LIMIT = 30
_COLUMN_STEPS = (
    (Column.DONE, "conversion_approval"),
    (Column.PROBATIONARY, "approval"),
    (Column.OBJECT, "object_consent"),
    (Column.ACTIVIST, "activist"),
)


def cases(scope: Scope) -> ScopedQuerySet:
    """Cases within the scope with their person, branch, records and column."""
    records = Step.objects.select_related("gathering", "vote")
    rows = Case.objects.within(scope).select_related("person__home")
    return rows.prefetch_related(Prefetch("records", records)).annotate(column=_column())


def _column() -> When_:
    """How far a case is, in the database: for filters and sorting."""
    kept = Step.objects.filter(case=OuterRef("pk"), withdrawn_reason="")
    return When_(
        *(When(Exists(kept.filter(step=step)), then=Value(c.value)) for c, step in _COLUMN_STEPS),
        default=Value(Column.APPLICANT.value),
        output_field=CharField(),
    )


def below(rows: ScopedQuerySet, unit: Unit | None) -> ScopedQuerySet:
    """The cases of people whose branch is the unit or below it."""
    return rows.filter(person__home__path__startswith=unit.path) if unit is not None else rows


def opened(rows: ScopedQuerySet) -> ScopedQuerySet:
    """Cases under way."""
    return rows.filter(closed_on__isnull=True)


def in_column(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """Cases that are this far."""
    return rows.filter(column=column)


def case(scope: Scope, pk: int) -> Case | None:
    """One case within the scope."""
    return cases(scope).filter(pk=pk).first()


def of_person(scope: Scope, person: Person) -> Case | None:
    """The person's latest case."""
    return cases(scope).filter(person=person).order_by("-pk").first()


def record(row: Case, pk: int) -> Step | None:
    """One record of a case."""
    return next((item for item in row.records.all() if item.pk == pk), None)


def records_of(row: Case, step: str) -> list[Step]:
    """The records of a step that count, in order of day."""
    return [r for r in row.records.all() if r.step == step and not r.is_withdrawn]


def latest(row: Case, step: str) -> Step | None:
    """The record of a step that counts: the last one."""
    return next(reversed(records_of(row, step)), None)


# ------------------------------------------------------------------------------------ judgement


@dataclass(frozen=True, slots=True)
class Course:
    """A case judged as of a day, with what its page and its card show."""

    case: Case
    day: date
    progress: Progress
    events: tuple[Event, ...]
    book: Book = field(repr=False)

    @property
    def column(self) -> Column:
        """How far it is."""
        done = self.progress.done
        return next((c for c, step in _COLUMN_STEPS if step in done), Column.APPLICANT)

    @property
    def next(self) -> list[NextStep]:
        """What may be done now and is asked for, the earliest limit first."""
        steps = self.book.procedure(PROCEDURE).by_key
        asked = [item for item in self.progress.next if not steps[item.step].is_optional]
        return sorted(asked, key=lambda item: item.latest or date.max)

    @property
    def limits(self) -> list[tuple[str, date]]:
        """`(step, its last day)` of what is still to be done, the earliest first."""
        return sorted(self.progress.limits.items(), key=lambda item: item[1])

    @property
    def overdue(self) -> list[str]:
        """Steps that should have been done by now."""
        return [step for step, latest in self.limits if latest < self.day]

    @property
    def breaches(self) -> list[str]:
        """What the record breaks, each with its article."""
        return [j.message for j in self.progress.judgements if j.verdict is StepVerdict.BREACH]

    @property
    def deviations(self) -> list[Step]:
        """Steps that somebody with the power allowed against the rule."""
        return [r for r in self.case.records.all() if r.approver and not r.is_withdrawn]

    @property
    def converted_on(self) -> date | None:
        """The day of conversion, from which 党龄 counts."""
        return conversion(self.events, self.progress)

    def title_of(self, step: str) -> str:
        """The title of a step."""
        return self.book.procedure(PROCEDURE).title_of(step)


def course(book: Book, row: Case, day: date, *extra: Event) -> Course:
    """The case judged as of a day; `extra` are about to be recorded."""
    found = (*events(row.records.all()), *extra)
    judged = follow(book, book.procedure(PROCEDURE), found, as_of=day, born=row.person.born_on)
    return Course(row, day, judged, found, book)


def asked_rungs(found: Course) -> list[Rung]:
    """The steps in order; those that no edition in force asks for are left out."""
    procedure = found.book.procedure(PROCEDURE)
    seen = seen_course(found.book, procedure, found.events, found.day, found.case.person.born_on)
    return [
        rung for rung in rungs(procedure, found.case.records.all(), found.progress)
        if rung.records or rung.step.is_optional or seen.requires(rung.step)
    ]  # fmt: skip


def known_stages(found: Course) -> dict[str, date]:
    """`{stage: its first day}` as the records give it."""
    done, days = found.progress.done, {}
    for stage, (step, since) in STAGE_STEPS.items():
        first = latest(found.case, since)
        if step not in done or since not in done or first is None:
            continue
        day = found.converted_on if stage is Stage.FULL else first.on
        if day is not None:
            days[stage.value] = day
    return days


def is_editable(row: Case) -> bool:
    """Whether steps may be recorded."""
    return row.closed_on is None


# ---------------------------------------------------------------------------------------- board


@dataclass(frozen=True, slots=True)
class Card:
    """One person on the board."""

    case: Case
    column: Column
    next: NextStep | None
    title: str
    limit: date | None
    limit_of: str
    is_upper: bool
    is_late: bool
    troubles: int
    deviations: int

    @property
    def chip(self) -> tuple[str, str]:
        """State and word of the chip."""
        if self.is_late:
            return "overdue", "已逾期"
        if self.troubles:
            return "overdue", f"{self.troubles}处不符合"
        if self.deviations:
            return "due_soon", "有变通"
        return ("met", "已办完") if self.next is None else ("due", "进行中")


def card(found: Course) -> Card:
    """The card of a judged case."""
    first = found.next[0] if found.next else None
    limit = found.limits[0] if found.limits else None
    troubles = len(found.breaches) + len(found.progress.missing)
    return Card(
        case=found.case,
        column=found.column,
        next=first,
        title=found.title_of(first.step) if first else "",
        limit=limit[1] if limit else None,
        limit_of=found.title_of(limit[0]) if limit and first and limit[0] != first.step else "",
        is_upper=first is not None and first.step in UPPER,
        is_late=bool(found.overdue),
        troubles=troubles,
        deviations=len(found.deviations),
    )


def board(book: Book, rows: Iterable[Case], day: date) -> dict[Column, list[Card]]:
    """Cards by column, what is late or due first on top."""
    columns: dict[Column, list[Card]] = {column: [] for column in Column}
    for row in rows:
        made = card(course(book, row, day))
        columns[made.column].append(made)
    for cards in columns.values():
        cards.sort(key=lambda c: (not c.is_late, c.limit or date.max))
    return columns


def on_board(rows: ScopedQuerySet, year: int) -> ScopedQuerySet:
    """Open cases, and those that were archived in the year."""
    return rows.filter(
        Q(closed_on__isnull=True) | Q(closed_on__year=year, closing=Closing.ARCHIVED)
    )


# --------------------------------------------------------------------------------------- citing


def citable(row: Case, step: str) -> ScopedQuerySet:
    """Gatherings that a step may cite: recorded, of the right kind, of a branch the person was in."""
    homes = Affiliation.objects.filter(person=row.person_id).values("unit")
    rows = Gathering.objects.filter(unit__in=homes, state=State.RECORDED)
    if step in MEETINGS:
        rows = rows.filter(kinds__kind__in=MEETINGS[step]).distinct()
    return rows.order_by("-held_on", "-pk")


def citable_votes(row: Case, step: str) -> QuerySet[Vote]:
    """Votes that a step may cite: of its kind, counted, at a gathering that it may cite."""
    rows = Vote.objects.filter(
        gathering__in=citable(row, step), kind=VOTES[step], yes__isnull=False, withdrawn_reason=""
    )
    return rows.select_related("gathering").prefetch_related("roll").order_by("-gathering__held_on")


def named(rows: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """Cases of people whose name, pinyin or initials contain the text."""
    return rows.filter(person__search_text__contains=normalised(text))
