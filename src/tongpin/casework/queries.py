"""Every read of cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Prefetch

from tongpin.capability import Rejudged
from tongpin.casework.models import Case, Recorded, StepRecord
from tongpin.documents.models import Attachment
from tongpin.life.models import Gathering, State
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rules.book import Book
from tongpin.rules.following import follow
from tongpin.rules.procedure import (
    Event,
    Gate,
    Judgement,
    NextStep,
    Procedure,
    Progress,
    Step,
    StepVerdict,
)
from tongpin.rules.voting import RULES, Meeting

OWN_LEDGERS = frozenset(
    {
        "development",
        "transfer_out",
        "transfer_in",
        "floating",
        "lost_contact",
        "major_decision",
        "emergency_decision",
    }
)
"""Procedures that a ledger of their own runs."""


def procedures(book: Book) -> dict[str, Procedure]:
    """The procedures that are run here; confidential ones belong to the talks' own ledger."""
    return {
        key: item
        for key, item in book.procedures.items()
        if key not in OWN_LEDGERS and not item.is_confidential
    }


def procedures_for(book: Book, unit: Unit) -> list[Procedure]:
    """The procedures that a unit of this type runs."""
    return [p for p in procedures(book).values() if not p.units or unit.kind in p.units]


def cases(scope: Scope) -> ScopedQuerySet:
    """Cases within the scope with their records."""
    rows = Prefetch("records", StepRecord.objects.select_related("gathering"))
    return Case.objects.within(scope).select_related("unit", "person").prefetch_related(rows)


def case(scope: Scope, pk: int) -> Case | None:
    """One case within the scope."""
    return cases(scope).filter(pk=pk).first()


def record(case: Case, pk: int) -> StepRecord | None:
    """One record of a case."""
    return next((row for row in case.records.all() if row.pk == pk), None)


def is_recorded(case: Case, step: str) -> bool:
    """Whether a step has a record that stands."""
    return case.records.filter(step=step, withdrawn_reason="").exists()


def event(row: Recorded) -> Event:
    """A record as the rulebook reads it."""
    values: dict[str, Any] = dict(row.values)
    if isinstance(values.get("to"), str):
        values["to"] = date.fromisoformat(values["to"])
    if row.approver:
        values["deviation"] = {"approver": row.approver, "reason": row.approval_reason}
    return Event(row.step, row.on, values)


def progress(book: Book, row: Case, as_of: date, *extra: Event) -> Progress:
    """Where a case stands on a day by the rulebook in force; `extra` are about to be recorded."""
    born = row.person.born_on if row.person else None
    found = [*events(row.records.all()), *extra]
    return follow(book, book.procedure(row.procedure), found, as_of=as_of, born=born)


def events(records: Iterable[Recorded]) -> list[Event]:
    """The records that count, as the rulebook reads them."""
    return [event(item) for item in records if not item.is_withdrawn]


@dataclass(frozen=True, slots=True)
class Rung:
    """One step on the page of a case: its records, what the rules say, whether it may be taken."""

    step: Step
    records: tuple[Any, ...]
    judgements: tuple[Judgement, ...]
    next: NextStep | None
    is_done: bool
    is_missing: bool
    is_unheld: bool = False

    @property
    def state(self) -> str:
        """The key of the chip."""
        if any(j.verdict is StepVerdict.BREACH for j in self.judgements):
            return "overdue"
        if self.is_unheld:
            return "cannot_tell"
        if self.is_done:
            return "met"
        if self.is_missing:
            return "overdue"
        return "due" if self.next else "not_yet"

    @property
    def word(self) -> str:
        """The word on the chip."""
        if any(j.verdict is StepVerdict.BREACH for j in self.judgements):
            return "不符合"
        if self.is_unheld:
            return "待核"
        if self.is_done:
            return "已办"
        if self.is_missing:
            return "缺少"
        return "可以办理" if self.next else "未到"


def told_of(
    procedure: Procedure, found: Progress, unit: str, ref: str, url: str
) -> Iterator[Rejudged]:
    """Each rule of a case, for comparing two rulebooks; no names of persons."""
    for item in found.judgements:
        step = procedure.title_of(item.step)
        yield Rejudged(
            f"{ref}:{item.rule}", unit, f"{procedure.title}：{step}", item.verdict.label,
            item.message, url,
        )  # fmt: skip


def ladder(book: Book, row: Case, found: Progress) -> list[Rung]:
    """The steps of a case in order."""
    procedure, kept = book.procedure(row.procedure), list(row.records.all())
    bare = unheld(book, procedure, kept)
    return [replace(r, is_unheld=r.step.key in bare) for r in rungs(procedure, kept, found)]


def unheld(book: Book, procedure: Procedure, records: Iterable[Recorded]) -> set[str]:
    """The steps that were taken on a day of which the rulebook holds no rule at all for them: nothing
    was broken as far as it knows, and nothing can be said to be in order.
    """
    last = {r.step: r.on for r in records if not r.is_withdrawn}
    return {
        step.key
        for step in procedure.steps
        if step.key in last
        and step.gates
        and not any(book.article(rule, last[step.key]) for g in step.gates for rule in _rules(g))
    }


def _rules(gate: Gate) -> tuple[str, ...]:
    own = (gate.rule,) if gate.rule else ()
    return (*own, *(r for r in RULES[Meeting(gate.meeting)] if r)) if gate.meeting else own


def rungs(procedure: Procedure, records: Iterable[Recorded], found: Progress) -> list[Rung]:
    """The steps of a procedure in order, each with its records."""
    kept = list(records)
    upcoming = {item.step: item for item in found.next}
    return [
        Rung(
            step=step,
            records=tuple(item for item in kept if item.step == step.key),
            judgements=tuple(item for item in found.judgements if item.step == step.key),
            next=upcoming.get(step.key),
            is_done=step.key in found.done,
            is_missing=step.key in found.missing,
        )
        for step in procedure.steps
    ]


def standing(found: Progress) -> tuple[str, str]:
    """The chip of a whole case: worst first, else what comes next."""
    broken = sum(j.verdict is StepVerdict.BREACH for j in found.judgements)
    if broken or found.missing:
        return "overdue", f"{broken + len(found.missing)}处需要处理"
    if not found.next:
        return "met", "各步已办"
    return "due", "进行中"


def next_titles(book: Book, row: Case, found: Progress) -> str:
    """The steps that may be taken now, in words."""
    steps = book.procedure(row.procedure).by_key
    required = [i for i in found.next if not steps[i.step].is_optional]
    return "、".join(steps[item.step].title for item in required[:3])


def summary(book: Book, row: Case, day: date) -> tuple[str, str]:
    """How a case stands and what comes next, in words; what has no step left waits to be closed."""
    if row.closed_on:
        return "已办结", ""
    found = progress(book, row, day)
    closing = "" if found.missing else "可以办结"
    return standing(found)[1], next_titles(book, row, found) or closing


def derived_days(book: Book, row: Case, found: Progress) -> list[tuple[str, date]]:
    """The days that follow from the steps, with their titles."""
    procedure = book.procedure(row.procedure)
    return [(procedure.title_of(key), day) for key, day in found.days.items() if day]


def gatherings_of(unit: Unit) -> ScopedQuerySet:
    """The unit's own recorded gatherings, newest first, for citing one."""
    rows = Gathering.objects.filter(unit=unit, state=State.RECORDED)
    return rows.order_by("-held_on", "-pk")


def papers(rows: Iterable[Any]) -> Mapping[str, list[Attachment]]:
    """What the records carry, by their reference: one statement."""
    found: dict[str, list[Attachment]] = {}
    owners = [row.ref for row in rows]
    kept = Attachment.objects.filter(owner__in=owners, withdrawn_at__isnull=True)
    for item in kept.select_related("stored"):
        found.setdefault(item.owner, []).append(item)
    return found
