"""Writing a gathering down: what is refused, what is kept, what is marked."""

from __future__ import annotations

from datetime import date, time

import pytest

from tongpin.audit.clock import on_day
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.life import actions, queries
from tongpin.life.actions import Minutes, Upload
from tongpin.life.models import Gathering
from tongpin.org.scope import Scope


def minutes(**values) -> Minutes:
    plain = {"kinds": ("theme_day",), "topic": "重温入党誓词", "held_on": date(2020, 9, 10)}
    return Minutes(**(plain | values))


def record(cast, **values) -> Gathering:
    return actions.record_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), minutes=minutes(**values)
    )


def test_record_keeps_everything_in_one_entry(cast) -> None:
    before = Entry.objects.count()
    people = [cast.person("张守正").pk, cast.person("郑文").pk]
    row = record(cast, attendance={people[0]: ("present", ""), people[1]: ("leave", "出差")})
    stored = queries.gathering(Scope.everything(), row.pk)
    assert (stored.present, stored.entitled) == (1, 2)
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.first()
    assert (entry.action, entry.actor_name) == ("life.record", "张守正")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"held_on": date(2020, 9, 21)}, "不能晚于今天"),
        ({"held_on": date(2018, 1, 1)}, "不能早于成立日期"),
        ({"kinds": ()}, "至少勾选一种"),
        ({"kinds": ("theory_study",)}, "党支部不召开中心组学习"),
        ({"starts_at": time(15), "ends_at": time(14)}, "结束时间须晚于开始时间"),
    ],
)
def test_impossible_records_are_refused_in_words(cast, values, says) -> None:
    with pytest.raises(Refused, match=says):
        record(cast, **values)
    assert not Gathering.objects.exists()


def test_people_of_another_branch_only_observe(cast) -> None:
    stranger = cast.person("冯丽").pk
    with pytest.raises(Refused, match="冯丽当天不在第一党支部"):
        record(cast, attendance={stranger: ("present", "")})
    row = record(cast, attendance={stranger: ("observer", "")})
    stored = queries.gathering(Scope.everything(), row.pk)
    assert (stored.present, stored.entitled) == (0, 0)


def test_other_branch_may_not_write(cast) -> None:
    with pytest.raises(Forbidden):
        actions.record_gathering(cast.actor("secretary2"), unit=cast.unit("ZB1"), minutes=minutes())
    with pytest.raises(Forbidden):
        actions.record_gathering(cast.actor("member1"), unit=cast.unit("ZB1"), minutes=minutes())


def test_late_entry_is_marked_and_never_hidden(cast) -> None:
    row = record(cast, held_on=date(2020, 9, 1))
    assert row.is_late
    with on_day(date(2020, 9, 12)):
        assert not record(cast).is_late


def test_second_editor_is_told_and_first_change_stays(cast) -> None:
    row = record(cast)
    unit, who = cast.unit("ZB1"), cast.actor("secretary1")
    actions.change_gathering(
        who, unit=unit, gathering=row, version=1, minutes=minutes(topic="甲改的")
    )
    with pytest.raises(Conflict):
        actions.change_gathering(
            who, unit=unit, gathering=row, version=1, minutes=minutes(topic="乙改的")
        )
    row.refresh_from_db()
    assert row.topic == "甲改的"


def test_change_leaves_before_and_after_in_the_history(cast) -> None:
    row = record(cast)
    actions.change_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row, version=1,
        minutes=minutes(topic="学习民法典"),
    )  # fmt: skip
    change = next(c for c in Entry.objects.first().changes if c["model"] == "life.gathering")
    assert change["fields"]["topic"] == ["重温入党誓词", "学习民法典"]


def test_withdrawal_needs_a_reason_and_can_be_undone(cast) -> None:
    row = record(cast)
    unit, who = cast.unit("ZB1"), cast.actor("secretary1")
    with pytest.raises(Refused, match="理由"):
        actions.withdraw_gathering(who, unit=unit, gathering=row, reason=" ")
    actions.withdraw_gathering(who, unit=unit, gathering=row, reason="登记错了")
    actions.restore_gathering(who, unit=unit, gathering=row)
    row.refresh_from_db()
    assert row.state == "recorded"


def test_refused_attachment_leaves_nothing_behind(cast) -> None:
    with pytest.raises(Refused, match="格式不能上传"):
        actions.record_gathering(
            cast.actor("secretary1"), unit=cast.unit("ZB1"), minutes=minutes(),
            files=[Upload("好.pdf", b"%PDF-1.4 ok"), Upload("坏.html", b"<html><script>1</script>")],
        )  # fmt: skip
    assert not Gathering.objects.exists()


def test_year_grid_shows_a_record_under_each_of_its_kinds(cast) -> None:
    record(cast, kinds=("theme_day", "lecture"))
    grid = queries.year_grid(cast.unit("ZB1"), 2020)
    assert [len(month) for month in grid["theme_day"]] == [0] * 8 + [1] + [0] * 3
    assert len(grid["lecture"][8]) == 1
    assert not any(grid["general_meeting"])


def test_leading_cadre_in_own_branch_counts_as_dual_life(cast) -> None:
    from tongpin.life.facts import collect

    row = record(cast, attendance={cast.person("钱大海").pk: ("present", "")})
    facts = list(collect([cast.unit("ZB1")], date(2020, 1, 1), date(2020, 12, 31)))
    dual = [f for f in facts if f.kind == "life.dual_attendance"]
    assert [(f.subject, f.ref) for f in dual] == [(f"person:{cast.person('钱大海').pk}", row.ref)]


def test_a_meeting_of_the_leading_body_about_ideology_is_its_special_agenda(cast) -> None:
    from tongpin.life.facts import collect

    row = actions.record_gathering(
        cast.actor("office"),
        unit=cast.unit("JU"),
        minutes=minutes(kinds=("leading_meeting",), tags=("ideology",), topic="研究意识形态工作"),
    )
    year = (date(2020, 1, 1), date(2020, 12, 31))
    facts = [fact for fact in collect([cast.unit("JU")], *year) if fact.ref == row.ref]
    assert {fact.kind for fact in facts} == {
        "life.leading_meeting", "life.ideology", "ideology.agenda",
    }  # fmt: skip
    study = record(cast, tags=("ideology",))
    kinds = {fact.kind for fact in collect([cast.unit("ZB1")], *year) if fact.ref == study.ref}
    assert "ideology.agenda" not in kinds
