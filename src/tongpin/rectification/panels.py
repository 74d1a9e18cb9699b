"""The loop on the shared pages: what waits for the reader, the cards of units and people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from tongpin.capability import Line, Panel, Waiting
from tongpin.duties.rulebook import current_book
from tongpin.org.access import PageContext
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope
from tongpin.rectification import queries
from tongpin.rectification.models import PROVEN, Problem, Review, Round, Source, State

NAMED = 8


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """Problems to plan, near or past their deadline, to verify, to look back on; papers to send."""
    if not place.can("rectification.view", unit):
        return
    day = place.as_of
    scope = queries.narrowed(Scope.of(place.actor, "rectification.view"), unit)
    due = (
        Q(state=State.FOUND)
        | queries.overdue(day)
        | queries.due_within(day)
        | Q(state=State.SUBMITTED)
        | Q(state__in=PROVEN, review=Review.NONE, review_due_on__lte=day)
    )
    rows = queries.problems(scope).filter(due).order_by("due_on", "pk")[:200]
    told: Counter[str] = Counter()
    for row in rows:
        found = _line(place, row)
        if found is None:
            continue
        word, line = found
        told[word] += 1
        if told[word] <= NAMED:
            yield line
    for word, number in told.items():
        if number > NAMED:
            yield Waiting(
                f"另有{number - NAMED}个问题{word}", _list(unit, word), why="问题整改台账"
            )
    if place.can("rectification.manage", unit):
        yield from _papers(place, scope)


LISTED = {
    "待制定措施": {"state": "found"},
    "已逾期": {"late": "overdue"},
    "临期": {"late": "soon"},
    "待核验": {"state": "submitted"},
    "待评估成效": {"late": "review"},
}


def _list(unit: Unit, word: str) -> str:
    return f"{reverse('rectification:list')}?{urlencode(LISTED[word] | {'unit': unit.code})}"


def _line(place: PageContext, row: Problem) -> tuple[str, Waiting] | None:
    """The kind of waiting and its line, None where it waits for somebody else."""
    day = place.as_of
    does = place.can("rectification.write", row.responsible_unit)
    checks = place.can("rectification.verify", row.unit)
    source = row.get_source_display()
    if row.state == State.SUBMITTED:
        actor = place.actor
        own = (actor.account_id is not None and actor.account_id == row.submitted_account) or (
            actor.person_id is not None
            and actor.person_id in (row.submitted_person, row.responsible_person_id)
        )
        if not checks or own:
            return None
        word, why, due = "待核验", f"{row.submitted_by}已申请销号，由申请人以外的同志核验", None
    elif row.state in PROVEN:
        if not checks:
            return None
        word, why, due = "待评估成效", "销号后回头看是否反弹", row.review_due_on
    elif not does:
        return None
    elif row.is_overdue(day):
        assert row.due_on is not None
        late = (day - row.due_on).days
        word, why, due = "已逾期", f"{source}，时限已过{late}天，还没有申请销号", row.due_on
    elif row.state == State.FOUND:
        word, why, due = "待制定措施", f"{source}，写明措施、责任人和时限后才能开始整改", row.due_on
    else:
        word, why, due = "临期", f"{source}，责任人{row.responsible_name}", row.due_on
    url = reverse("rectification:detail", args=[row.pk])
    unit = str(row.responsible_unit)
    return word, Waiting(f"{word}：{row.title}", url, why=why, due_on=due, unit=unit)


def _papers(place: PageContext, scope: Scope) -> Iterator[Waiting]:
    """The plan and the report that an inspected unit still owes."""
    open_rounds = Round.objects.within(scope).filter(
        Q(plan_sent_on=None) | Q(report_sent_on=None), source=Source.INSPECTION,
        feedback_on__lte=place.as_of,
    )  # fmt: skip
    rows = list(open_rounds.select_related("unit")[:NAMED])
    book = current_book() if rows else None
    for row in rows:
        assert book is not None
        found = queries.periods(book, row)
        for due, sent in ((found.plan, row.plan_sent_on), (found.report, row.report_sent_on)):
            if due is not None and sent is None:
                yield Waiting(
                    f"{due.title}：{row.name}", reverse("rectification:round", args=[row.pk]),
                    why=due.ground, due_on=due.on, unit=str(row.unit),
                )  # fmt: skip


def unit_panel(place: PageContext, unit: Unit) -> Panel | None:
    """How the unit's problems stand."""
    if not place.can("rectification.view", unit):
        return None
    scope = queries.narrowed(Scope.of(place.actor, "rectification.view"), unit)
    tally = queries.totals(Problem.objects.within(scope), place.as_of)
    url = f"{reverse('rectification:list')}?unit={unit.code}"
    if not tally.total:
        return Panel("问题整改", url=url, empty="没有登记问题。")
    lines = [
        Line("问题", f"{tally.total}个，已销号{tally.closed}个，长期坚持{tally.long_term}个"),
        Line("逾期", f"{tally.overdue}个", f"{url}&late=overdue" if tally.overdue else ""),
        Line("待核验", f"{tally.submitted}个", f"{url}&state=submitted" if tally.submitted else ""),
    ]
    return Panel("问题整改", tuple(lines), url)


def person_panel(place: PageContext, person: Person) -> Panel | None:
    """The open problems that the person answers for."""
    if not place.can("rectification.view", person.home):
        return None
    scope = Scope.of(place.actor, "rectification.view")
    rows = queries.problems(scope).filter(responsible_person=person)
    found: Iterable[Any] = rows.exclude(state__in=[State.CLOSED, State.CANCELLED])[:NAMED]
    lines = tuple(
        Line(r.title, r.get_state_display(), reverse("rectification:detail", args=[r.pk]))
        for r in found
    )
    return Panel("负责整改的问题", lines) if lines else None
