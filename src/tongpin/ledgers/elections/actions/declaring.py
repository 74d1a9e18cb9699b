"""宣布结果: the meeting's ballots become a step of the case, judged by the procedure's gates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.casework.models import StepRecord
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.elections import queries
from tongpin.ledgers.elections.actions.steps import WRITE, in_order, locked, needs, once, step
from tongpin.ledgers.elections.models import Election, Office
from tongpin.ledgers.elections.queries import Poll, Race
from tongpin.org.models import PostTitle, Unit

MEETING, FIRST = "meeting", "first_committee"
DIVISION = (PostTitle.ORGANIZATION, PostTitle.PUBLICITY, PostTitle.DISCIPLINE, PostTitle.MEMBER)


@action("elections.declare", "宣布选举结果", permission=WRITE)
def declare(
    actor: Actor,
    *,
    unit: Unit,
    election: Election,
    version: int,
    key: str,
    titles: Mapping[int, str] | None = None,
    approver: str = "",
    approval_reason: str = "",
) -> StepRecord:
    """Close the members' meeting, or the new committee's first one (with who takes which work)."""
    row = locked(election, version)
    if key not in (MEETING, FIRST) or (key == FIRST and not row.seats):
        raise Refused("没有这一步。")
    once(row, key)
    needs(row, "candidates_approved", *([MEETING] if key == FIRST else []))
    found = queries.races(current_book(), row)
    mine = [r for r in found if (r.office == Office.COMMITTEE) == (key == MEETING) or not row.seats]
    poll = _complete(mine)
    if key == FIRST:
        row.titles = _division(found, titles or {})
    on = max(p.ballot.gathering.held_on for r in mine for p in r.polls)
    in_order(row, key, on)
    _expiry(actor, row)
    row.save()
    gathering = poll.ballot.gathering
    record = step(
        actor, row, key, on, values=_values(poll) if key == MEETING else {},
        gathering=gathering if gathering.held_on == on else None, approver=approver,
        approval_reason=approval_reason,
    )  # fmt: skip
    current().about(row, unit=unit, summary=f"当选{sum(len(r.filled) for r in mine)}名")
    return record


def _complete(races: Sequence[Race]) -> Poll:
    """The ballot that decided first; everything has to be filled or left vacant."""
    for race in races:
        if race.waiting is not None:
            raise Refused(f"{race.waiting.ballot}还没有登记计票结果。")
        if race.tied:
            raise Refused(f"{race.office.label}有票数相等的，请就这些同志重新投票。")
        if race.left > 0:
            raise Refused(
                f"{race.office.label}还有{race.left}个名额没有选出：另行选举，或者经选举人同意减少名额。"
            )
    poll = races[0].deciding
    assert poll is not None  # a race without seats left has somebody elected
    return poll


def _values(poll: Poll) -> dict[str, Any]:
    """The meeting as the gates read it: the decisive ballot, and the least yes of those it elected."""
    ballot, elected = poll.ballot, poll.outcome.elected
    names = [t for t in ballot.tallies.all() if not t.is_write_in]
    numbers = poll.numbers
    vote: dict[str, Any] = {
        "entitled": numbers["entitled"], "present": numbers["present"],
        "excluded": numbers["excluded"], "exclusion_approved": ballot.is_exclusion_approved,
        "yes": min(t.yes or 0 for t in ballot.tallies.all() if t.person_id in elected),
        "issued": ballot.issued, "returned": ballot.returned, "secret": ballot.is_secret,
    }  # fmt: skip
    if ballot.office == Office.COMMITTEE and ballot.round == 1:
        vote |= {"seats": ballot.seats, "candidates": len(names)}
    values: dict[str, Any] = {"vote": vote, "tellers_independent": True}
    return values | ({"proxy": True} if ballot.has_proxy else {})


def _division(found: Sequence[Race], titles: Mapping[int, str]) -> dict[str, str]:
    """What each of the committee does: secretary and deputies as elected, the others as agreed."""
    by = {r.office: r.filled for r in found}
    heads = dict.fromkeys(by[Office.SECRETARY], PostTitle.SECRETARY.value)
    heads |= dict.fromkeys(by.get(Office.DEPUTY, ()), PostTitle.DEPUTY.value)
    both = set(by[Office.SECRETARY]) & set(by.get(Office.DEPUTY, ()))
    if both:
        raise Refused("同一名同志不能既当选书记又当选副书记，请核对投票。")
    given = {key: titles.get(key, PostTitle.MEMBER.value) for key in by[Office.COMMITTEE]}
    wrong = [t for key, t in given.items() if key not in heads and t not in DIVISION]
    if wrong:
        raise Refused("委员分工只能是组织、宣传、纪检委员或者委员。")
    return {str(key): heads.get(key, title) for key, title in given.items()}


def _expiry(actor: Actor, row: Election) -> None:
    """The end of the term is told to the case once the day has come."""
    ends = row.expires_on
    if ends is not None and ends <= site_day() and not queries.has_step(row, "expiry"):
        step(actor, row, "expiry", ends)
