"""How a matter stands by its procedure, what is due, and the four forms counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from tongpin.casework.queries import events
from tongpin.ledgers.talks.models import Kind, Matter
from tongpin.org.scope import Scope
from tongpin.rules.book import Book
from tongpin.rules.following import follow
from tongpin.rules.procedure import Event, Procedure, Progress

PROCEDURES = {
    Kind.REMIND.value: "reminder_talk",
    Kind.CRITICISE.value: "reminder_talk",
    Kind.INSPECT.value: "reminder_talk",
    Kind.ADMONISH.value: "admonition_talk",
    Kind.INQUIRY.value: "inquiry",
    Kind.SANCTION.value: "sanction",
}
FOLLOWING = frozenset({"followed_up", "checked"})
"""The steps that look at whether things got better."""


def procedure(book: Book, row: Matter) -> Procedure:
    """The procedure that a matter follows."""
    return book.procedure(PROCEDURES[row.kind])


def progress(book: Book, row: Matter, day: date, *extra: Event) -> Progress:
    """Where a matter stands on a day; `extra` is about to be recorded."""
    return follow(book, procedure(book, row), [*events(row.steps.all()), *extra], as_of=day)


def reply_due_on(book: Book, sent_on: date) -> date | None:
    """The last day for the reply to an inquiry sent on a day, in working days."""
    article = book.article("inquiry-reply-workdays", sent_on)
    if article is None:
        return None
    return book.workdays.add(sent_on, article.integer("workdays"))


@dataclass(frozen=True, slots=True)
class Due:
    """A step that has a last day."""

    step: str
    title: str
    on: date
    why: str


def dues(book: Book, row: Matter, day: date) -> list[Due]:
    """What is still to be done of an open matter by a day, the earliest first."""
    if not row.is_open:
        return []
    found, steps = progress(book, row, day), procedure(book, row).by_key
    ends = dict(found.limits)
    for key in {item.step for item in found.next} & FOLLOWING - set(found.done):
        wanted = row.follow_due_on or found.days.get("effect_ends")
        if wanted is not None:
            ends[key] = wanted
    told = {item.step: item.message for item in found.judgements}
    rows = [Due(key, steps[key].title, on, told.get(key, "")) for key, on in ends.items()]
    return sorted(rows, key=lambda d: (d.on, d.step))


def phase(book: Book, row: Matter, day: date) -> tuple[str, str]:
    """The chip of a matter and its word."""
    if row.withdrawn_reason:
        return "not_applicable", "已撤销"
    if row.handed_on:
        return "not_applicable", "已移交"
    late = [item for item in dues(book, row, day) if item.on < day]
    if late:
        return "overdue", f"{late[0].title}逾期"
    found, steps = progress(book, row, day), procedure(book, row).by_key
    asked = [item for item in found.next if not steps[item.step].is_optional]
    if not asked:
        return "met", "各步已办"
    return "due", f"待{steps[asked[0].step].title}"


@dataclass(frozen=True, slots=True)
class Forms:
    """The four forms in one organisation and year: numbers, never names."""

    unit: str
    first: int
    second: int
    third: int
    fourth: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.first + self.second + self.third + self.fourth


LIGHT = Q(sanction__kind__in=["warning", "serious_warning"])


def forms(scope: Scope, year: int) -> list[Forms]:
    """`forms-four` by organisation (监督条例 art. 7): talks and inquiries, light and heavy sanctions,
    what was sent to the judiciary. One statement.
    """
    rows = Matter.objects.within(scope).filter(opened_on__year=year, withdrawn_reason="")
    is_sanction = Q(kind=Kind.SANCTION)
    criminal = Q(sanction__is_criminal=True)
    counted = rows.values("unit__path", "unit__name", "unit__short_name").annotate(
        first=Count("pk", filter=~is_sanction),
        second=Count("pk", filter=is_sanction & LIGHT & ~criminal),
        third=Count("pk", filter=is_sanction & ~LIGHT & ~criminal),
        fourth=Count("pk", filter=is_sanction & criminal),
    )
    return [
        Forms(
            row["unit__short_name"] or row["unit__name"], row["first"], row["second"],
            row["third"], row["fourth"],
        )
        for row in counted.order_by("unit__path")
    ]  # fmt: skip
