"""What a unit that ends had still planned goes with it, and comes back where the ending is undone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.org.test_reorganising import NUMBER, merge
from tongpin.life.actions import Arrangement, Minutes, arrange, plan_gathering
from tongpin.life.models import Gathering, Series, State
from tongpin.org import actions


@pytest.fixture(autouse=True)
def _today(settings) -> None:
    settings.TONGPIN_TODAY = date(2020, 9, 20)


@pytest.fixture
def planned(cast) -> Gathering:
    """A theme day of the second branch in October, and its fixed day."""
    office, unit = cast.actor("office"), cast.unit("ZB2")
    arrange(
        office, unit=unit,
        arrangement=Arrangement("主题党日", ("theme_day",), "day", 10),
    )  # fmt: skip
    return plan_gathering(
        office, unit=unit,
        minutes=Minutes(kinds=("theme_day",), topic="十月主题党日", held_on=date(2020, 10, 9)),
    )  # fmt: skip


def test_a_merger_takes_the_plans_of_the_branch_off_the_calendar(cast, planned) -> None:
    event = merge(cast)
    planned.refresh_from_db()
    assert planned.state == State.WITHDRAWN
    assert planned.withdrawn_reason == "第二党支部并入第一党支部，5人随转"
    assert Series.objects.get().stopped_on == date(2020, 9, 20)
    actions.undo_unit_event(cast.actor("office"), unit=event.unit, event=event, reason="批复有误")
    planned.refresh_from_db()
    assert planned.state == State.PLANNED
    assert Series.objects.get().stopped_on is None


def test_a_dissolved_unit_holds_nothing_any_more(cast, planned) -> None:
    office = cast.actor("office")
    unit = actions.add_unit(
        office, unit=cast.unit("JU"), code="ZB9", name="第九党支部", kind="branch",
        founded_on=date(2020, 6, 1), approval_number=NUMBER,
    )  # fmt: skip
    plan = plan_gathering(
        office, unit=unit,
        minutes=Minutes(kinds=("theme_day",), topic="九支部", held_on=date(2020, 10, 9)),
    )  # fmt: skip
    actions.dissolve_unit(
        office, unit=unit, on=date(2020, 9, 19), reason="撤并", approval_number=NUMBER
    )
    plan.refresh_from_db()
    planned.refresh_from_db()
    assert (plan.state, planned.state) == (State.WITHDRAWN, State.PLANNED)


def test_the_secretary_of_a_branch_that_ended_is_told_where_it_went(cast, planned) -> None:
    merge(cast)
    page = cast.client("secretary2").get("/").content.decode()
    assert "先导入党员名册" not in page
    assert "第二党支部已于2020年8月31日撤销" in page
    assert "并入第一党支部，5人随转" in page
    assert NUMBER in page
