"""One case seen as of a day: its events by step, the days that follow from them, the editions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from .book import Book
from .interval import add_months
from .parameters import UNITS, Article
from .procedure import DerivedDay, Event, Gate, GateKind, Procedure, Step
from .refusal import Refusal
from .voting import Count, Meeting, VoteResult, judge_vote

EXTEND = "extend"


def interval(article: Article) -> tuple[str, int]:
    """The unit and length of the interval that an article names; the strict reader saw that it does."""
    unit = next(name for name in UNITS if name in article.values)
    return unit, article.integer(unit)


def shift(book: Book, day: date, unit: str, length: int) -> date:
    """A day some units later (or earlier, below zero): calendar months and years are clamped.

    Where the bureau counts the first day, a term of months ends on the day before.
    """
    if unit in ("years", "months"):
        found = add_months(day, 12 * length if unit == "years" else length)
        early = length > 0 and book.holds("conv-start-day", "counted", day)
        return found - timedelta(days=1) if early else found
    if unit == "days":
        return day + timedelta(days=length)
    return book.workdays.add(day, length)


def length_label(unit: str, length: int) -> str:
    """1个月, 1年, 15日, 5个工作日."""
    return (
        f"{length}{ {'years': '年', 'months': '个月', 'days': '日', 'workdays': '个工作日'}[unit] }"
    )


@dataclass(frozen=True)
class Course:
    """The events up to a day and everything gates ask of them."""

    book: Book
    procedure: Procedure
    events: tuple[Event, ...]
    as_of: date
    born: date | None = None
    by_step: Mapping[str, tuple[Event, ...]] = field(init=False)

    def __post_init__(self) -> None:
        seen: dict[str, list[Event]] = {}
        for event in sorted(self.events, key=lambda event: event.on):
            if event.on <= self.as_of:
                seen.setdefault(event.step, []).append(event)
        object.__setattr__(self, "by_step", {key: tuple(rows) for key, rows in seen.items()})

    def all(self, step: str) -> tuple[Event, ...]:
        """Every event of a step, in order of day."""
        return self.by_step.get(step, ())

    def last(self, step: str) -> Event | None:
        """The last event of a step."""
        return self.all(step)[-1] if self.all(step) else None

    def vote(self, event: Event, gate: Gate) -> VoteResult | None:
        """The vote taken at an event, judged by the edition of its day; None when none is recorded.

        Refusal when the numbers cannot be.
        """
        counted = event.values.get("vote")
        if not isinstance(counted, Mapping):
            return None
        entitled, present = counted.get("entitled"), counted.get("present")
        if entitled is None or present is None:
            return None
        count = Count(
            entitled=entitled,
            present=present,
            yes=counted.get("yes"),
            written_yes=counted.get("written_yes") or 0,
            seats=counted.get("seats"),
            candidates=counted.get("candidates"),
            issued=counted.get("issued"),
            returned=counted.get("returned"),
            excluded=counted.get("excluded") or 0,
            is_exclusion_approved=counted.get("exclusion_approved") is True,
            recused=counted.get("recused") or 0,
            is_secret=counted.get("secret"),
            is_one_by_one=counted.get("one_by_one"),
        )
        return judge_vote(self.book, meeting_of(gate, event), count, event.on)

    @cached_property
    def finished(self) -> Mapping[str, Event]:
        """The steps that are done, with the event that did them."""
        done: dict[str, Event] = {}
        for step in self.procedure.steps:
            event = self.last(step.key)
            if event is not None and self._succeeded(step, event):
                done[step.key] = event
        return done

    def _succeeded(self, step: Step, event: Event) -> bool:
        if step.again_on and event.values.get("decision") in (None, step.again_on):
            return False
        for gate in step.gates:
            if gate.kind is GateKind.VOTE:
                try:
                    result = self.vote(event, gate)
                except Refusal:
                    return False
                if result is not None and result.passed is False:
                    return False
        return True

    def article(self, rule: str, event: Event | None) -> Article | None:
        """The wording for a step: of its own day, or of today while it is not done."""
        return self.book.article(rule, event.on if event else self.as_of)

    def requires(self, step: Step) -> bool:
        """Whether the edition in force asks for the step at all."""
        if step.is_optional:
            return False
        if not step.rule:
            return True
        deciding = self.last(step.edition_of) if step.edition_of else self.last(step.key)
        return self.article(step.rule, deciding) is not None

    def day(self, name: str, before: date | None = None) -> date | None:
        """The day of a step that is done, or a derived day as it stood before a day."""
        derived = next((day for day in self.procedure.days if day.key == name), None)
        if derived is not None:
            return self._derived(derived, before)
        step = self.procedure.by_key[name]
        event = self.last(name) if step.again_on else self.finished.get(name)
        return event.on if event else None

    def _derived(self, derived: DerivedDay, before: date | None) -> date | None:
        event = self.finished.get(derived.of)
        if event is None:
            return None
        day = event.on
        article = self.book.article(derived.add, event.on)
        if article is not None:
            day = shift(self.book, day, *interval(article))
        for decided in self.all(derived.extend) if derived.extend else ():
            months = decided.values.get("months")
            if decided.values.get("decision") != EXTEND or not isinstance(months, int):
                continue
            if before is None or decided.on < before:
                day = add_months(day, months)
        return day

    def superseded(self, step: Step) -> bool:
        """Whether a step that comes after it was done without it."""
        later: set[str] = {step.key}
        for other in self.procedure.steps:
            if later & set(other.after):
                later.add(other.key)
        return any(key in self.by_step for key in later - {step.key})


def meeting_of(gate: Gate, event: Event) -> Meeting:
    """The kind of meeting whose numbers apply to what was decided at an event."""
    return Meeting(
        gate.otherwise if gate.otherwise and event.values.get(gate.name) else gate.meeting
    )


def course(
    book: Book, procedure: Procedure, events: Iterable[Event], as_of: date, born: date | None
) -> Course:
    """The case as of a day; Refusal for a step the procedure does not have."""
    rows = tuple(events)
    for event in rows:
        if event.step not in procedure.by_key:
            known = "、".join(procedure.by_key)
            raise Refusal("bad_step", f"没有“{event.step[:40]}”这个步骤，可用：{known}。")
    return Course(book, procedure, rows, as_of, born)
