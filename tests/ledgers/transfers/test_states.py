"""The course as data, and any sequence of steps against a real database."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledgers.transfers import desk
from tongpin.audit.errors import Refused
from tongpin.ledgers.transfers import actions, queries
from tongpin.ledgers.transfers.models import Letter
from tongpin.ledgers.transfers.states import ROUTES, Route, State, Verb, follow, verbs
from tongpin.org.models import Affiliation, Person

STEPS = {
    Verb.CONFIRM: (actions.confirm, {"paid_until": desk.SEPTEMBER}),
    Verb.SEND_BACK: (actions.send_back, {"reason": "补材料"}),
    Verb.APPROVE: (actions.approve, {}),
    Verb.ISSUE: (actions.issue_letter, {"days": 30}),
    Verb.LOSE: (actions.report_lost, {"reason": "途中遗失"}),
    Verb.INQUIRE: (actions.inquire, {}),
    Verb.REISSUE: (actions.reissue_letter, {"days": 30}),
    Verb.RECEIVE: (actions.receive, {}),
    Verb.REFUSE: (actions.refuse, {"code": "papers", "reason": "缺转正批复"}),
    Verb.CLOSE: (actions.close, {}),
    Verb.REOPEN: (actions.reopen, {}),
    Verb.CANCEL: (actions.cancel, {"reason": "本人不再调动"}),
}


@pytest.mark.parametrize("route", Route)
def test_every_state_of_a_route_is_reached_and_none_is_a_trap(route) -> None:
    first = State.ISSUED if route == Route.IN else State.DRAFT
    reached, edge = {first}, [first]
    while edge:
        at = edge.pop()
        for verb in verbs(route, at):
            after = follow(route, at, verb)
            assert after is not None
            if after not in reached:
                reached.add(after)
                edge.append(after)
    assert reached == {at for at, _ in ROUTES[route]} | set(ROUTES[route].values())
    ends = {s for s in reached if not verbs(route, s)}
    assert ends <= {State.CLOSED, State.CANCELLED, State.RETURNED}


def test_nothing_is_received_before_it_was_approved_and_issued() -> None:
    for route in (Route.OUT, Route.WITHIN):
        skipping = [
            (at, verb) for (at, verb), after in ROUTES[route].items()
            if after in (State.RECEIVED, State.RECEIPT_RETURNED)
            and at in (State.DRAFT, State.BRANCH_CONFIRMED, State.COMMITTEE_APPROVED)
        ]  # fmt: skip
        assert skipping == []


def one_branch_a_day(person: Person) -> None:
    """On no day two branches, and no day without one up to the last."""
    rows = list(Affiliation.objects.filter(person=person).order_by("starts_on"))
    for before, after in pairwise(rows):
        assert before.ends_on is not None
        assert (after.starts_on - before.ends_on).days == 1


def _try(cast, row, verb: Verb) -> bool:
    row = desk.fresh(row)
    if verb == Verb.ASSIGN:
        act, values = actions.assign, {"branch": cast.unit("ZB2")}
    elif verb == Verb.RECEIPT:
        out = row.route == Route.OUT
        act = actions.record_receipt if out else actions.return_receipt
        values = {"handler": "王干事"} | ({"received_on": desk.TODAY} if out else {})
    else:
        act, values = STEPS[verb]
    before = row.state
    try:
        act(cast.actor("office"), unit=queries.desk(row, verb), transfer=row,
            version=row.version, on=desk.TODAY, **values)  # fmt: skip
    except Refused:
        assert desk.fresh(row).state == before
        return False
    assert follow(row.route, before, verb) == desk.fresh(row).state
    return True


@settings(max_examples=25, deadline=None, database=None, derandomize=True,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(st.sampled_from(["out", "move"]), st.lists(st.sampled_from(list(Verb)), max_size=16))
def test_any_sequence_keeps_the_invariants(cast, route, wanted) -> None:
    from django.db import transaction

    with transaction.atomic():
        to = desk.FAR if route == "out" else actions.Destination(branch=cast.unit("ZB2"))
        row = desk.draft(cast, to=to)
        for verb in wanted:
            _try(cast, row, verb)
            now = desk.fresh(row)
            one_branch_a_day(now.person)
            open_places = now.person.affiliations.filter(ends_on=None).count()
            gone = now.route == Route.OUT and now.state in (State.RECEIPT_RETURNED, State.CLOSED)
            assert open_places == (0 if gone else 1)
            assert Letter.objects.filter(transfer=now, state="valid").count() <= 1
            numbers = Letter.objects.filter(issuer=cast.unit("JU")).order_by("sequence")
            assert [n.sequence for n in numbers] == list(range(1, len(numbers) + 1))
        transaction.set_rollback(True)


def test_the_straight_way_is_a_sequence_too(cast) -> None:
    row = desk.draft(cast)
    way = [Verb.CONFIRM, Verb.APPROVE, Verb.ISSUE, Verb.RECEIPT, Verb.CLOSE]
    assert all(_try(cast, row, verb) for verb in way)
    assert desk.fresh(row).state == State.CLOSED
    last = Affiliation.objects.filter(person=row.person).latest("starts_on")
    assert last.ends_on == date(2020, 9, 19)
