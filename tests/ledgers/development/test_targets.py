"""发展计划: controlled in total, per bureau and per branch."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.development.people import VOTE, count_again, fresh, take, walk
from tongpin.audit.clock import on_day
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.formats.xlsx import read_sheet
from tongpin.ledgers.development import actions, queries
from tongpin.ledgers.development.models import Target
from tongpin.org import actions as org
from tongpin.org.scope import Scope


@pytest.fixture(autouse=True)
def _today(settings) -> None:
    settings.TONGPIN_TODAY = date(2020, 9, 20)


def plan(cast, code: str, total: int, by: str = "office", **more):
    return actions.set_target(cast.actor(by), unit=cast.unit(code), year=2020, total=total, **more)


def test_branches_together_stay_within_the_bureau(cast) -> None:
    plan(cast, "JU", 3)
    plan(cast, "ZB1", 2)
    with pytest.raises(Refused, match="最多1名"):
        plan(cast, "ZB2", 2)
    plan(cast, "ZB2", 1)
    with pytest.raises(Refused, match="下级党组织已安排3名"):
        plan(cast, "JU", 2)
    with pytest.raises(Refused, match="先取消下级"):
        actions.remove_target(
            cast.actor("office"), unit=cast.unit("JU"), target=Target.objects.get(unit=cast.units["JU"]),
            reason="错",
        )  # fmt: skip


def test_no_acceptance_beyond_the_total_unless_somebody_allows_it(cast) -> None:
    plan(cast, "JU", 1, women=1)
    walk(cast, "branch_meeting")
    other = walk(cast, "form", name="何明", unit="ZB2", sex="male")
    with pytest.raises(Refused, match="计划发展1名，已经用完"):
        take(cast, other, "branch_meeting", "2020-04-10", vote=VOTE)
    take(
        cast, other, "branch_meeting", "2020-04-10", vote=VOTE, approver="县委组织部",
        approval_reason="追加1名",
    )  # fmt: skip
    rows = queries.quotas(Scope.everything(), cast.unit("JU"), 2020, date(2020, 9, 20))
    bureau = rows[0]
    assert (bureau.used.total, bureau.used.women, bureau.used.under_35, bureau.left) == (
        2,
        1,
        2,
        -1,
    )
    assert bureau.is_over
    assert [(str(q.unit), q.used.total) for q in rows[1:]] == [("第一党支部", 1), ("第二党支部", 1)]


def test_quotas_say_what_is_lacking_and_export(cast) -> None:
    plan(cast, "JU", 4, women=2, front_line=1)
    walk(cast, "branch_meeting", is_front_line=True)
    client = cast.client("office")
    text = client.get("/development/targets/?unit=JU").content.decode()
    assert "女性还差1名" in text
    rows = read_sheet(client.get("/development/targets/?unit=JU&export=xlsx").content)
    assert rows[1][:4] == ["局党委", 4, 1, 3]


def test_who_sets_a_target_and_that_two_do_not_overwrite(cast) -> None:
    with pytest.raises(Forbidden):
        plan(cast, "ZB1", 1, by="secretary1")
    row = plan(cast, "ZB1", 1)
    with pytest.raises(Refused, match="不能多于"):
        plan(cast, "ZB1", 1, women=2)
    plan(cast, "ZB1", 2, version=row.version)
    with pytest.raises(Conflict):
        plan(cast, "ZB1", 3, version=row.version)
    client = cast.client("office")
    page = client.post("/development/targets/ZB2/?year=2020", {"total": "-1", "women": "x"})
    assert page.status_code == 400
    assert "不能小于0" in page.content.decode()


def used(cast) -> dict[str, int]:
    rows = queries.quotas(Scope.everything(), cast.unit("JU"), 2020, date(2020, 9, 20))
    return {q.unit.code: q.used.total for q in rows}


def test_the_place_stays_with_the_branch_that_accepted(cast) -> None:
    case = walk(cast, "branch_meeting")
    assert used(cast) == {"JU": 1, "ZB1": 1, "ZB2": 0}
    org.move_person(
        cast.actor("office"), unit=cast.unit("ZB1"), person=case.person, to=cast.unit("ZB2"),
        on=date(2020, 9, 1),
    )  # fmt: skip
    assert used(cast) == {"JU": 1, "ZB1": 1, "ZB2": 0}


def test_a_case_that_stopped_before_its_approval_frees_the_place(cast) -> None:
    office, unit = cast.actor("office"), cast.unit("ZB1")
    plan(cast, "ZB1", 1)
    case = walk(cast, "branch_meeting")
    with on_day(date(2020, 5, 1)):
        actions.close_case(
            office, unit=unit, case=fresh(case), closing="stopped", closed_on=date(2020, 5, 1),
            note="上级党委没有批准",
        )  # fmt: skip
    assert used(cast) == {"JU": 0, "ZB1": 0, "ZB2": 0}
    walk(cast, "branch_meeting", name="何明")
    assert used(cast)["ZB1"] == 1


def test_who_was_accepted_and_approved_keeps_the_place_whatever_followed(cast) -> None:
    case = walk(cast, "approval")
    with on_day(date(2020, 9, 1)):
        actions.close_case(
            cast.actor("office"), unit=cast.unit("ZB1"), case=fresh(case), closing="left",
            closed_on=date(2020, 9, 1), note="转出",
        )  # fmt: skip
    assert used(cast)["ZB1"] == 1


def test_a_vote_that_failed_uses_no_place(cast) -> None:
    case = walk(cast, "branch_meeting")
    count_again(case, "branch_meeting", yes=3)
    assert used(cast) == {"JU": 0, "ZB1": 0, "ZB2": 0}
