"""Merging, splitting, renaming and ending of units as dated events, taken back while nothing followed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError

from tests.org.access import renamed, term
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.org import actions, queries
from tongpin.org.models import Affiliation, Person, Post, Unit, UnitEvent
from tongpin.org.scope import Scope

ON = date(2020, 9, 1)
NUMBER = "局党发〔2020〕12号"


def numbers(day: date) -> dict[str, int]:
    """Members by the code of their branch."""
    counts = queries.unit_counts(Scope.everything(), day)
    return {Unit.objects.get(pk=pk).code: n for pk, n in counts.items()}


def merge(cast, **values):
    return actions.merge_units(
        cast.actor("office"),
        **{"unit": cast.unit("ZB2"), "into": cast.unit("ZB1"), "on": ON,
           "approval_number": NUMBER} | values,
    )  # fmt: skip


def split(cast, names=("钱大海", "孙玉梅", "李组织"), **values):
    return actions.split_unit(
        cast.actor("office"),
        **{"unit": cast.unit("ZB1"), "code": "ZB3", "name": "第三党支部", "on": ON,
           "approval_number": NUMBER, "people": [cast.people[n] for n in names]} | values,
    )  # fmt: skip


def test_a_merger_moves_everybody_from_the_day_on(cast) -> None:
    event = merge(cast)
    assert numbers(date(2020, 8, 31)) == {"ZB1": 9, "ZB2": 5}
    assert numbers(ON) == {"ZB1": 14}
    assert cast.unit("ZB2").dissolved_on == date(2020, 8, 31)
    assert cast.person("冯丽").home_id == cast.units["ZB1"]
    assert Post.objects.get(person=cast.people["冯丽"]).ends_on == date(2020, 8, 31)
    place = Affiliation.objects.get(person=cast.people["冯丽"], ends_on=None)
    assert place.get_entered_as_display() == "党组织合并"
    assert event.words == "第二党支部并入第一党支部，5人随转"
    page = cast.client("office").get(f"/org/units/{cast.units['ZB1']}/").content.decode()
    assert event.words in page
    assert NUMBER in page


def test_a_merger_is_taken_back_exactly(cast) -> None:
    person = cast.person("郑文")
    person_before = (person.home_id, person.group_id)
    event = merge(cast)
    client = cast.client("office")
    assert client.post(f"/org/events/{event.pk}/undo/", {"reason": "批复有误"}).status_code == 302
    assert numbers(ON) == {"ZB1": 9, "ZB2": 5}
    assert cast.unit("ZB2").dissolved_on is None
    assert Post.objects.get(person=cast.people["冯丽"]).ends_on is None
    assert (cast.person("郑文").home_id, cast.person("郑文").group_id) == person_before
    assert Affiliation.objects.filter(person=cast.people["冯丽"]).count() == 1
    again = client.post(f"/org/events/{event.pk}/undo/", {"reason": "再撤"})
    assert again.status_code == 409


def test_nothing_is_taken_back_once_something_followed(cast) -> None:
    event = merge(cast)
    feng = cast.person("冯丽")
    actions.change_person(
        cast.actor("office"), unit=feng.home, person=feng, version=feng.version, nation="回族"
    )
    refused = cast.client("office").post(f"/org/events/{event.pk}/undo/", {"reason": "误"})
    assert refused.status_code == 400
    assert "冯丽随转以后又有新的变动" in refused.content.decode()
    assert cast.unit("ZB2").dissolved_on is not None
    assert UnitEvent.objects.get(pk=event.pk).withdrawn_reason == ""


def test_a_later_event_goes_first(cast) -> None:
    event = merge(cast)
    renamed(cast)
    with pytest.raises(Refused, match="请先撤销后面的变动"):
        actions.undo_unit_event(cast.actor("office"), unit=event.unit, event=event, reason="误")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"into": "ZB2"}, "不能并入自己"),
        ({"into": "JU"}, "只有党支部之间"),
        ({"on": date(2018, 11, 1)}, "须晚于"),
        ({"on": date(2017, 1, 1)}, "成立日期"),
        ({"on": date(2020, 10, 1)}, "不能晚于今天"),
    ],
)
def test_impossible_mergers_are_refused(cast, values, message) -> None:
    values = {k: cast.unit(v) if k == "into" else v for k, v in values.items()}
    with pytest.raises(Refused, match=message):
        merge(cast, **values)
    assert numbers(ON) == {"ZB1": 9, "ZB2": 5}


def test_a_merger_needs_the_right_at_both_ends(cast) -> None:
    with pytest.raises(Forbidden):
        actions.merge_units(
            cast.actor("office2"), unit=cast.unit("ZB2"), into=cast.unit("ZB1"), on=ON,
            approval_number=NUMBER,
        )  # fmt: skip


def test_a_split_founds_a_branch_with_the_chosen_people(cast) -> None:
    event = split(cast)
    made = Unit.objects.get(code="ZB3")
    assert (made.parent_id, made.founded_on) == (cast.units["JU"], ON)
    assert numbers(ON) == {"ZB1": 6, "ZB2": 5, "ZB3": 3}
    assert numbers(date(2020, 8, 31)) == {"ZB1": 9, "ZB2": 5}
    held = Post.objects.filter(person=cast.people["李组织"], ends_on=None)
    assert not held.exists()
    # The secretary of the bureau's committee stays so: that post is not in the branch.
    assert Post.objects.filter(person=cast.people["钱大海"], ends_on=None).exists()
    assert event.words == "从第一党支部分设第三党支部，3人随转"
    actions.undo_unit_event(cast.actor("office"), unit=event.unit, event=event, reason="误")
    assert not Unit.objects.filter(code="ZB3").exists()
    assert numbers(ON) == {"ZB1": 9, "ZB2": 5}


def test_a_split_with_records_of_its_own_stays(cast) -> None:
    event = split(cast)
    made = Unit.objects.get(code="ZB3")
    actions.appoint(
        cast.actor("office"), unit=made, person=cast.person("孙玉梅"), title="secretary", on=ON
    )
    with pytest.raises(Refused, match="已经有了自己的记录"):
        actions.undo_unit_event(cast.actor("office"), unit=event.unit, event=event, reason="误")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"code": "ZB2"}, "党组织代码“ZB2”已被使用"),
        ({"names": ()}, "请勾选"),
        ({"names": ("冯丽",)}, "请勾选"),
        ({"names": ("冯丽", "郑文")}, "已不在本支部"),
    ],
)
def test_impossible_splits_are_refused(cast, values, message) -> None:
    with pytest.raises(Refused, match=message):
        split(cast, **values)
    assert not Unit.objects.filter(code="ZB3").exists()


def test_the_form_of_a_split_keeps_what_was_typed(cast) -> None:
    url = f"/org/units/{cast.units['ZB1']}/split/"
    client = cast.client("office")
    typed = {"code": "ZB2", "name": "第三党支部", "on": "2020-09-01", "approval_number": NUMBER,
             "people": [cast.people["郑文"]]}  # fmt: skip
    refused = client.post(url, typed)
    assert refused.status_code == 400
    assert 'value="第三党支部"' in refused.content.decode()
    assert client.post(url, typed | {"code": "ZB3", "people": ["999999"]}).status_code == 400
    assert client.post(url, typed | {"code": "ZB3"}).status_code == 302
    assert Person.objects.get(pk=cast.people["郑文"]).home.code == "ZB3"


def test_a_new_name_keeps_the_old_one(cast) -> None:
    event = renamed(cast)
    unit = cast.unit("ZB1")
    assert unit.name == "机关第一党支部"
    page = cast.client("secretary1").get(f"/org/units/{unit.pk}/").content.decode()
    assert "第一党支部更名为机关第一党支部" in page
    actions.undo_unit_event(cast.actor("office"), unit=unit, event=event, reason="误")
    assert cast.unit("ZB1").name == "第一党支部"
    with pytest.raises(Refused, match="与现名称相同"):
        actions.rename_unit(
            cast.actor("office"), unit=cast.unit("ZB1"), name="第一党支部", on=ON,
            approval_number=NUMBER,
        )  # fmt: skip


def test_founding_and_end_are_events_too(cast) -> None:
    office = cast.actor("office")
    unit = actions.add_unit(
        office, unit=cast.unit("JU"), code="ZB9", name="第九党支部", kind="branch",
        founded_on=date(2020, 6, 1), approval_number="局党发〔2020〕6号",
    )  # fmt: skip
    actions.dissolve_unit(office, unit=unit, on=ON, reason="单位撤并", approval_number=NUMBER)
    kinds = [(e.kind, e.approval_number) for e in queries.unit_events(unit)]
    assert kinds == [("dissolved", NUMBER), ("founded", "局党发〔2020〕6号")]
    event = queries.unit_events(unit)[0]
    actions.undo_unit_event(office, unit=unit, event=event, reason="误")
    unit.refresh_from_db()
    assert unit.dissolved_on is None


def test_a_term_moves_the_ends_of_the_posts(cast) -> None:
    row = term(cast)
    post = Post.objects.get(person=cast.people["张守正"])
    assert post.term_ends_on == date(2021, 11, 5)
    office = cast.actor("office")
    with pytest.raises(Refused, match="已经登记过"):
        term(cast)
    with pytest.raises(Refused, match="须晚于届满日期"):
        actions.postpone_term(
            office, unit=row.unit, term=row, to=date(2021, 11, 5), approval_number=NUMBER
        )
    actions.postpone_term(
        office, unit=row.unit, term=row, to=date(2022, 5, 5), approval_number=NUMBER
    )
    post.refresh_from_db()
    assert post.term_ends_on == date(2022, 5, 5)
    actions.withdraw_term(office, unit=row.unit, term=row, reason="录错")
    with pytest.raises(Conflict):
        actions.withdraw_term(office, unit=row.unit, term=row, reason="再撤")


def test_a_unit_moves_under_another_with_everything_below(cast) -> None:
    office = cast.actor("office")
    general = actions.add_unit(
        office, unit=cast.unit("JU"), code="ZZ", name="机关党总支", kind="general_branch",
        founded_on=date(2020, 1, 1), approval_number=NUMBER,
    )  # fmt: skip
    event = actions.move_unit(
        office, unit=cast.unit("ZB1"), to=general, on=ON, approval_number=NUMBER
    )
    assert event.words.startswith("第一党支部由")
    assert event.words.endswith("改隶机关党总支")
    assert queries.unit_counts(Scope(((general.path, True),)), ON) == {cast.units["ZB1"]: 9}
    assert all(u.path.startswith(cast.unit("ZB1").path) for u in cast.unit("ZB1").children.all())
    # A secretary's right is on the branch wherever it hangs.
    assert cast.client("secretary1").get("/org/people/?unit=ZB1").status_code == 200
    for to, words in ((general, "现在就隶属"), (cast.unit("ZB2"), "下不能直接设")):
        with pytest.raises(Refused, match=words):
            actions.move_unit(office, unit=cast.unit("ZB1"), to=to, on=ON, approval_number=NUMBER)
    with pytest.raises(Refused, match="自己的下级"):
        actions.move_unit(office, unit=general, to=cast.unit("ZB1"), on=ON, approval_number=NUMBER)
    actions.undo_unit_event(office, unit=event.unit, event=event, reason="批复有误")
    assert cast.unit("ZB1").parent_id == cast.units["JU"]
    assert numbers(ON) == {"ZB1": 9, "ZB2": 5}


def test_a_founding_is_taken_back_while_the_unit_is_empty(cast) -> None:
    office = cast.actor("office")
    made = actions.add_unit(
        office, unit=cast.unit("JU"), code="ZB9", name="第九党支部", kind="branch",
        founded_on=ON, approval_number=NUMBER,
    )  # fmt: skip
    event = made.events.get()
    client = cast.client("office")
    undone = client.post(f"/org/events/{event.pk}/undo/", {"reason": "录错"}, follow=True)
    assert undone.status_code == 200
    assert not Unit.objects.filter(code="ZB9").exists()
    again = actions.add_unit(
        office, unit=cast.unit("JU"), code="ZB9", name="第九党支部", kind="branch", founded_on=ON
    )
    actions.move_person(
        office, unit=cast.unit("ZB1"), person=cast.person("孙玉梅"), to=again, on=ON
    )
    with pytest.raises(Refused, match="已经有了自己的记录"):
        actions.undo_unit_event(office, unit=again, event=again.events.get(), reason="录错")


def test_a_village_branch_is_elected_for_five_years(cast) -> None:
    from tongpin.reports.terms import term_lines

    unit = cast.unit("ZB1")
    unit_posts = Post.objects.filter(unit=unit, ends_on=None)
    elected = min(post.starts_on for post in unit_posts)
    with opened(cast.actor("office"), "test", "试"):
        for post in unit_posts:
            post.term_ends_on = None
            post.save()
    actions.change_unit(cast.actor("office"), unit=unit, version=unit.version, is_village=True)
    lines = {line.unit.code: line for line in term_lines(Scope.everything(), cast.unit("JU"), ON)}
    assert lines["ZB1"].expires_on == elected.replace(year=elected.year + 5)


def test_there_is_one_bureau_only(cast) -> None:
    with pytest.raises(IntegrityError), opened(cast.actor("office"), "test", "试"):
        Unit(code="X", name="另一个局", kind="party_committee", path="/999/").save()
