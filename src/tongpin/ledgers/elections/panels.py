"""换届选举 on the shared pages: what waits for whom, the unit's card, the card of a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from django.urls import reverse

from tongpin.capability import Line, Panel, Waiting
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.elections import queries
from tongpin.ledgers.elections.models import Ballot, Election
from tongpin.org.access import PageContext
from tongpin.org.models import Unit
from tongpin.org.queries import term_body
from tongpin.org.scope import Scope

MOST, MOST_READ = 20, 500
FOR_ABOVE = {
    "replied": "批复换届请示",
    "candidates_approved": "审查换届候选人预备人选",
    "approved": "批复换届选举结果",
}
OWN = {
    "requested": "请示换届", "candidates": "推荐、报送候选人", "meeting": "召开选举大会",
    "first_committee": "新一届委员会选举书记", "reported": "报告选举结果",
}  # fmt: skip


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """The unit's own next step, and for who approves what the units below wait for."""
    approves = place.can("elections.approve", unit)
    if not (approves or place.can("elections.write", unit)):
        return
    scope = Scope(((unit.path, approves),))
    rows = list(queries.elections(scope).filter(case__closed_on=None, term=None)[:MOST_READ])
    found = queries.uppers({r.unit for r in rows})
    lines = (line for row in rows if (line := _line(place, unit, row, found[row.unit_id])))
    yield from islice(lines, MOST)


def _line(place: PageContext, unit: Unit, row: Election, upper: Unit | None) -> Waiting | None:
    """What an election waits for, where it waits for the reader in this unit."""
    key, url = _next(row), reverse("elections:detail", args=[row.pk])
    if key in FOR_ABOVE:
        here = unit.pk == (upper or row.unit).pk
        if not (here and place.can("elections.approve", unit)):
            return None
        return Waiting(
            f"{FOR_ABOVE[key]}：{row.unit}", url, why="下级已经报来，答复以后才能办下一步。",
            due_on=row.expires_on, unit=str(row.unit),
        )  # fmt: skip
    if not key or row.unit_id != unit.pk or not place.can("elections.write", unit):
        return None
    return Waiting(
        f"{row}：{OWN[key]}", url, why=f"本届{row.expires_on}届满。" if row.expires_on else "",
        due_on=row.expires_on, unit=str(unit),
    )  # fmt: skip


def _next(row: Election) -> str:
    """The first step that does not stand yet."""
    for key in queries.STEPS:
        if key == "reminded" or (key == "first_committee" and not row.seats):
            continue
        if not queries.has_step(row, key):
            return key
    return ""


def unit_panel(place: PageContext, unit: Unit) -> Panel | None:
    """The unit's elections."""
    if not place.can("elections.view", unit) or term_body(unit) is None:
        return None
    rows = queries.elections(Scope(((unit.path, False),)))[:3]
    lines = tuple(
        Line(
            str(row), f"{row.term.elected_on}当选" if row.term else "办理中",
            reverse("elections:detail", args=[row.pk]),
        )
        for row in rows
    )  # fmt: skip
    url = f"{reverse('elections:list')}?{urlencode({'unit': unit.code})}"
    return Panel("换届选举", lines, url, "还没有在这里办理过换届。")


def related(place: PageContext, unit: Unit, ref: str) -> Panel | None:
    """On the page of a meeting: the ballots that were held there, with who was elected."""
    kind, _, key = ref.partition(":")
    if kind != "life" or not key.isdigit() or not place.can("elections.view", unit):
        return None
    rows = Ballot.objects.filter(gathering=int(key), withdrawn_reason="").select_related(
        "gathering"
    )
    rows = rows.prefetch_related("roll", "tallies__person")
    book = current_book() if rows else None
    lines = []
    for row in rows:
        assert book is not None
        poll = queries.one_poll(book, row)
        elected = [t.person.name for t, _, _ in poll.lines if t.person_id in poll.outcome.elected]
        said = "、".join(elected) or poll.chip[1]
        lines.append(
            Line(str(row), said, reverse("elections:ballot", args=[row.election_id, row.pk]))
        )
    return Panel("换届选举", tuple(lines)) if lines else None
