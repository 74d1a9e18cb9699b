"""The ledger's part of the shared pages: what waits, and the cards of a person and of a unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse

from tongpin.capability import Line, Panel, Waiting
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import queries
from tongpin.ledgers.development.models import Column
from tongpin.ledgers.development.vocabulary import UPPER
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope

AHEAD = timedelta(days=45)
VIEW, WRITE, APPROVE = "development.view", "development.write", "development.approve"


def waiting(place: Any, unit: Unit) -> Iterator[Waiting]:
    """Steps whose last day is near or past, for who records them; two statements."""
    writes, approves = place.can(WRITE, unit), place.can(APPROVE, unit)
    if not (writes or approves):
        return
    day, book = place.as_of, current_book()
    for row in queries.opened(queries.below(queries.cases(Scope.of(place.actor, WRITE)), unit)):
        found = queries.course(book, row, day)
        said = {j.step: j.message for j in found.progress.judgements if j.message}
        for step, latest in found.limits:
            if latest > day + AHEAD:
                break
            # The branch's own steps wait for the branch; the office sees them once they are late.
            if (step in UPPER) != approves and not (approves and latest < day):
                continue
            yield Waiting(
                words=f"{row.person.name}：{found.title_of(step)}",
                url=reverse("development:detail", args=[row.pk]),
                why=said.get(step, ""),
                due_on=latest,
                unit=str(row.person.home),
            )


def person(place: Any, who: Person) -> Panel | None:
    """How the person's case stands."""
    if not place.can(VIEW, who.home):
        return None
    row = queries.of_person(Scope.of(place.actor, VIEW), who)
    if row is None:
        return None
    found = queries.course(current_book(), row, place.as_of)
    url = reverse("development:detail", args=[row.pk])
    lines = [Line("阶段", row.get_closing_display() if row.closed_on else found.column.label)]
    if row.closed_on is None:
        lines += [Line("下一步", found.title_of(i.step)) for i in found.next[:1]]
        lines += [Line(f"{found.title_of(s)}最迟", on.isoformat()) for s, on in found.limits[:1]]
    ends = found.progress.days.get("probation_ends")
    if ends and row.closed_on is None:
        lines.append(Line("预备期满", ends.isoformat()))
    if found.deviations:
        lines.append(Line("变通", f"{len(found.deviations)}处"))
    return Panel("发展党员", tuple(lines), url)


def unit(place: Any, where: Unit) -> Panel | None:
    """How many are on their way, and the year's target; a constant number of statements."""
    if not place.can(VIEW, where):
        return None
    rows = queries.opened(queries.below(queries.cases(Scope.of(place.actor, VIEW)), where))
    found = queries.board(current_book(), rows, place.as_of)
    url = f"{reverse('development:board')}?unit={where.code}"
    lines = [
        Line(column.label, f"{len(cards)}人")
        for column, cards in found.items()
        if column is not Column.DONE
    ]
    late = sum(c.is_late for cards in found.values() for c in cards)
    if late:
        lines.append(Line("逾期", f"{late}人"))
    own = queries.target(where, place.year)
    if own is not None:
        used = queries.used_total(where, place.year)
        lines.append(Line(f"{place.year}年计划", f"{own.total}名，已用{used}名"))
    return Panel("发展党员", tuple(lines), url)
