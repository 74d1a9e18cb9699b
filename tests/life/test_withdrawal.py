"""A record that was withdrawn: gone from today on, still there in judgements of earlier days."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from tongpin.audit.clock import on_day
from tongpin.life import actions
from tongpin.life.actions import Minutes
from tongpin.life.models import Gathering
from tongpin.project.cli import main


@pytest.fixture
def withdrawn(cast) -> Gathering:
    """A theme day of 10 September, taken back on the 18th."""
    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    minutes = Minutes(kinds=("theme_day",), topic="重温入党誓词", held_on=date(2020, 9, 10))
    with on_day(date(2020, 9, 11)):
        row = actions.record_gathering(who, unit=unit, minutes=minutes)
    with on_day(date(2020, 9, 18)):
        row = actions.withdraw_gathering(who, unit=unit, gathering=row, reason="登记错了支部")
    return row


def verdict(capsys, day: str) -> str:
    """What `tongpin status` says of September's theme day of the first branch."""
    assert main(["status", "--as-of", day, "--unit", "ZB1", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    (row,) = (r for r in rows if "主题党日" in r["title"] and r["window_start"] == "2020-09-01")
    return row["verdict"]


def test_the_withdrawal_has_a_day_and_gives_it_back(cast, withdrawn) -> None:
    assert withdrawn.withdrawn_on == date(2020, 9, 18)
    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    row = actions.restore_gathering(who, unit=unit, gathering=withdrawn)
    assert row.withdrawn_on is None


def test_an_earlier_day_is_still_judged_by_what_stood_then(withdrawn, capsys) -> None:
    found = {day: verdict(capsys, f"2020-09-{day:02}") for day in (9, 17, 18, 20)}
    assert {day: found[day] == "met" for day in found} == {
        9: False, 17: True, 18: False, 20: False
    }  # fmt: skip


def test_the_list_shows_it_as_withdrawn_with_day_and_reason(cast, withdrawn) -> None:
    page = cast.client("secretary1").get(f"/life/{withdrawn.pk}/").content.decode()
    assert "已于2020年9月18日撤回" in page
    assert "登记错了支部" in page


def test_a_draft_that_was_withdrawn_never_counted(cast) -> None:
    from tongpin.life.facts import collect

    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    minutes = Minutes(kinds=("theme_day",), topic="草稿", held_on=date(2020, 9, 10))
    row = actions.record_gathering(who, unit=unit, minutes=minutes, draft=True)
    row = actions.withdraw_gathering(who, unit=unit, gathering=row, reason="不要了")
    assert row.withdrawn_on == date(2020, 9, 20)
    (fact,) = (f for f in collect([unit], date(2020, 1, 1), date(2020, 12, 31)) if f.ref == row.ref)
    assert fact.as_it_stood(row.held_on + timedelta(days=1)).state == "withdrawn"


def test_talks_taken_back_later_cover_the_earlier_day(cast) -> None:
    from tongpin.life.facts import collect

    who, unit = cast.actor("secretary1"), cast.unit("ZB1")
    pairs = ((cast.person("张守正"), cast.person("李组织")),)
    talk = Minutes(kinds=("heart_talk",), topic="谈心谈话", held_on=date(2020, 9, 10), talks=pairs)
    row = actions.record_gathering(who, unit=unit, minutes=talk)
    whole = {f.ref: f.values for f in collect([unit], date(2020, 1, 1), date(2020, 12, 31))}
    row = actions.withdraw_gathering(who, unit=unit, gathering=row, reason="日期不对")
    later = {f.ref: f.values for f in collect([unit], date(2020, 1, 1), date(2020, 12, 31))}
    assert whole[row.ref]["core_talked"] == 1
    assert later[row.ref] == whole[row.ref]
