"""发展计划: controlled in total, per bureau and per branch."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.development.people import VOTE, take, walk
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.formats.xlsx import read_sheet
from tongpin.ledgers.development import actions, queries
from tongpin.ledgers.development.models import Target
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
