"""Several people at one problem at once: one is first, the others are told, nothing is half done."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.ledgers.dues.desk import at_once
from tests.rectification.problems import PNG, doing, fresh, submitted
from tongpin.audit.errors import Conflict, Refused
from tongpin.rectification import actions
from tongpin.rectification.models import State, Step

pytestmark = pytest.mark.slow


@pytest.fixture
def shared(stage):
    """The cast on a database that threads share; the suite's SQLite lies in one connection's memory."""
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite writers go one after another; the version is tested in test_loop")
    return stage


def tried(deed) -> str:
    """The state that a deed led to, or that somebody else was first; anything else fails the test."""
    try:
        row = deed()
        return str(getattr(row, "state", "done"))
    except Conflict:
        return "conflict"
    except Refused as refusal:
        return f"refused: {refusal.message}"


def test_two_verify_at_once_and_one_decides(shared) -> None:
    row = submitted(shared)
    unit, ask = shared.unit("JU"), {"problem": row, "version": row.version}
    office, team = shared.actor("office"), shared.actor("supervisor")
    answers = at_once(
        [lambda: tried(lambda: actions.close(office, unit=unit, note="已看", **ask))] * 2
        + [lambda: tried(lambda: actions.close(team, unit=unit, note="已看", **ask))] * 2
        + [lambda: tried(lambda: actions.return_(team, unit=unit, reason="缺签字", **ask))] * 2
    )
    (won,) = [a for a in answers if a in (State.CLOSED, State.RETURNED)]
    assert answers.count("conflict") == 5
    assert fresh(row).state == won
    assert Step.objects.filter(problem=row, kind__in=("close", "return")).count() == 1


def test_closure_is_asked_for_once_while_progress_comes_in(shared) -> None:
    row = doing(shared)
    unit, who = shared.unit("ZB1"), shared.actor("secretary1")
    deeds = [
        lambda: tried(
            lambda: actions.record_progress(
                who, unit=unit, problem=row, version=row.version, note="补齐",
                files=[("记录.png", PNG)],
            )
        )
    ] * 4  # fmt: skip
    assert sorted(at_once(deeds)) == ["conflict"] * 3 + ["done"]
    assert Step.objects.filter(problem=row, kind="progress").count() == 1
    row = fresh(row)
    ask = lambda: actions.submit(who, unit=unit, problem=row, version=row.version, note="好了")  # noqa: E731
    answers = at_once([lambda: tried(ask)] * 4)
    assert sorted(answers) == ["conflict"] * 3 + [str(State.SUBMITTED)]
