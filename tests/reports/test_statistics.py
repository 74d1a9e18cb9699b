"""党员统计 and 数据核对: numbers as of a day, the people behind them, what cannot be true together."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from tongpin.audit.envelope import opened
from tongpin.life.actions import Minutes, record_gathering
from tongpin.org import actions
from tongpin.org.models import Affiliation, Membership, Person
from tongpin.org.queries import dated_people
from tongpin.org.scope import Scope
from tongpin.reports import statistics
from tongpin.reports.changes import changes
from tongpin.reports.contradictions import contradictions, meetings

TODAY = date(2020, 9, 20)
PAGE, CHECKS_PAGE, CHANGES_PAGE = 11, 12, 9


def figure(table, title: str, label: str) -> int:
    block = next(block for block in table if block.title == title)
    return next(f.count for f in block.figures if f.label == label)


def table_of(cast, code: str, day: date = TODAY):
    everywhere, unit = Scope.everything(), cast.unit(code)
    rows = statistics.members(everywhere, unit, day)
    return statistics.blocks(rows, statistics.unit_numbers(everywhere, unit, day), day)


@pytest.fixture
def newcomer(cast):
    """Somebody who applied, became a probationary member on 1 June 2019 and a full one in 2020."""
    with opened(cast.actor("office"), "test.person", "新增"):
        person = Person(
            name="阿依·古丽", sex="female", nation="维吾尔族", education="大学专科",
            born_on=date(1985, 9, 21), home=cast.unit("ZB1"), search_text="agl",
        )  # fmt: skip
        person.save()
        Affiliation(person=person, unit=cast.unit("ZB1"), starts_on=date(2019, 6, 1)).save()
        Membership(
            person=person,
            stage="probationary",
            starts_on=date(2019, 6, 1),
            ends_on=date(2020, 5, 31),
        ).save()
        Membership(person=person, stage="full", starts_on=date(2020, 6, 1)).save()
    return person


def test_numbers_follow_the_day(cast, newcomer) -> None:
    before, after = table_of(cast, "ZB1", date(2020, 5, 31)), table_of(cast, "ZB1")
    assert figure(before, "队伍", "预备党员") == figure(after, "队伍", "预备党员") + 1
    assert figure(after, "队伍", "正式党员") == figure(before, "队伍", "正式党员") + 1
    assert figure(after, "党员", "少数民族党员") == 1
    # 35 on the day before the birthday.
    assert figure(after, "年龄", "31—35岁") >= 1
    assert figure(table_of(cast, "ZB1", date(2021, 9, 21)), "年龄", "36—40岁") >= 1


def test_every_breakdown_adds_up_to_the_members(cast, newcomer) -> None:
    table = table_of(cast, "JU")
    total = figure(table, "党员", "党员总数")
    assert total == figure(table, "队伍", "正式党员") + figure(table, "队伍", "预备党员")
    for title in ("年龄", "学历", "入党时间"):
        block = next(block for block in table if block.title == title)
        assert sum(f.count for f in block.figures) == total


def test_a_college_diploma_is_no_bachelor(cast, newcomer) -> None:
    rows = statistics.members(Scope.everything(), cast.unit("ZB1"), TODAY)
    own = next(row for row in rows if row.pk == newcomer.pk)
    assert statistics.level_of(own.education) == "college"
    assert own.joined_on == date(2019, 6, 1)


def test_a_number_opens_to_its_people_within_the_own_branch(cast, newcomer) -> None:
    page = cast.client("secretary1").get("/statistics/minority/").content.decode()
    assert "阿依·古丽" in page
    assert (
        "阿依·古丽" not in cast.client("secretary2").get("/statistics/minority/").content.decode()
    )
    assert cast.client("secretary1").get("/statistics/nothing/").status_code == 404


def test_the_table_is_exported(cast, newcomer) -> None:
    answer = cast.client("office").get("/statistics/?unit=JU&export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["党员", "少数民族党员", 1] in values


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_a_constant_number_of_statements(cast, count, django_assert_num_queries) -> None:
    with opened(cast.actor("office"), "test.person", "新增"):
        for number in range(count):
            person = Person(name=f"新{number}", home=cast.unit("ZB1"), search_text="x")
            person.save()
            Affiliation(person=person, unit=cast.unit("ZB1"), starts_on=date(2019, 6, 1)).save()
            Membership(person=person, stage="full", starts_on=date(2019, 6, 1)).save()
    client = cast.client("secretary1")
    client.get("/statistics/?unit=ZB1")
    for url, number in (
        ("/statistics/", PAGE),
        ("/statistics/checks/", CHECKS_PAGE),
        ("/statistics/changes/", CHANGES_PAGE),
    ):
        with django_assert_num_queries(number):
            assert client.get(url).status_code == 200


def test_what_cannot_be_true_together_is_named(cast) -> None:
    with opened(cast.actor("office"), "test.person", "新增"):
        person = Person(
            name="错日期", born_on=date(2003, 1, 2), home=cast.unit("ZB1"), search_text="c"
        )
        person.save()
        for start, end in ((date(2020, 1, 1), date(2020, 6, 1)), (date(2020, 3, 1), None)):
            Affiliation(person=person, unit=cast.unit("ZB1"), starts_on=start, ends_on=end).save()
        Membership(
            person=person,
            stage="probationary",
            starts_on=date(2020, 1, 1),
            ends_on=date(2020, 8, 31),
        ).save()
        Membership(person=person, stage="full", starts_on=date(2020, 9, 1)).save()
    words = "；".join(c.words for c in contradictions([person], TODAY))
    assert "2020-01-01入党时不满18周岁" in words
    assert "预备期不满1年" in words
    assert "2020-03-01起同时属于两个支部" in words
    page = cast.client("secretary1").get("/statistics/checks/").content.decode()
    assert "错日期" in page


def _check(cast, client, words: str) -> dict[str, str]:
    """What the page's form sends for the line with these words."""
    found = contradictions(dated_people(Scope.everything(), cast.unit("ZB1")), TODAY)
    row = next(r for r in found if words in r.words)
    return {"person": str(row.person.pk), "mark": row.mark}


@pytest.fixture
def young(cast):
    """Somebody who joined at seventeen."""
    with opened(cast.actor("office"), "test.person", "新增"):
        person = Person(
            name="早入党", born_on=date(2001, 1, 2), home=cast.unit("ZB1"), search_text="z"
        )
        person.save()
        Affiliation(person=person, unit=cast.unit("ZB1"), starts_on=date(2018, 11, 1)).save()
        Membership(person=person, stage="full", starts_on=date(2018, 11, 1)).save()
    return person


def test_what_was_looked_at_leaves_the_list_until_the_facts_change(cast, young) -> None:
    client = cast.client("secretary1")
    sent = _check(cast, client, "不满18周岁")
    bare = client.post("/statistics/checks/note/", sent | {"reason": " "})
    assert bare.status_code == 400
    done = client.post("/statistics/checks/note/", sent | {"reason": "档案如此，已请示组织部"})
    assert done.status_code == 302
    assert "不满18周岁" not in client.get("/statistics/checks/").content.decode()
    noted = client.get("/statistics/checks/?show=noted").content.decode()
    assert "档案如此，已请示组织部" in noted
    actions.change_person(
        cast.actor("office"), unit=young.home, person=young, version=young.version,
        born_on=date(2001, 1, 3),
    )  # fmt: skip
    assert "不满18周岁" in client.get("/statistics/checks/").content.decode()
    gone = client.post("/statistics/checks/note/", sent | {"reason": "再核"})
    assert "已经不存在了" in gone.content.decode()


def test_a_note_is_taken_back(cast, young) -> None:
    client = cast.client("secretary1")
    sent = _check(cast, client, "不满18周岁")
    client.post("/statistics/checks/note/", sent | {"reason": "档案如此"})
    client.post("/statistics/checks/note/", sent)
    assert "不满18周岁" in client.get("/statistics/checks/").content.decode()


def test_one_name_and_birth_date_twice_is_told(cast, young) -> None:
    with opened(cast.actor("office"), "test.person", "新增"):
        Person(
            name="早入党", born_on=date(2001, 1, 2), home=cast.unit("ZB1"), search_text="z"
        ).save()
    assert "有2条同名、同出生日期的记录" in (
        cast.client("secretary1").get("/statistics/checks/?kind=重复登记").content.decode()
    )


def test_a_stage_without_its_meeting_or_vote_is_told(cast) -> None:
    unit = cast.unit("ZB1")
    record_gathering(
        cast.actor("secretary1"), unit=unit,
        minutes=Minutes(kinds=("general_meeting",), topic="大会", held_on=date(2020, 3, 1)),
    )  # fmt: skip
    for name, day in (("甲", date(2020, 3, 1)), ("乙", date(2020, 4, 1)), ("丙", date(2019, 1, 1))):
        actions.add_person(
            cast.actor("office"), unit=unit, name=name, stage="probationary",
            since=date(2018, 11, 1), stage_since=day,
        )  # fmt: skip
    found = contradictions(dated_people(Scope.everything(), unit), TODAY, meetings([unit.pk]))
    words = {r.person.name: r.words for r in found if r.kind == "缺少表决"}
    assert words == {
        "甲": "2020-03-01成为预备党员，当天的支部党员大会没有登记表决",
        "乙": "2020-04-01成为预备党员，当天所在支部没有支部党员大会的记录",
    }


# ---------------------------------------------------------------- gains and losses


def table_of_changes(cast, code="JU", start=date(2020, 1, 1), end=TODAY):
    return changes(Scope.everything(), cast.unit(code), start, end)


def test_gains_and_losses_balance_whatever_happened(cast, newcomer) -> None:
    office = cast.actor("office")
    first = cast.unit("ZB1")
    made = actions.add_person(
        office, unit=first, name="发展一", stage="activist", since=date(2019, 1, 1)
    )
    actions.set_stage(office, unit=first, person=made, stage="probationary", on=date(2020, 5, 1), reason="档案载明")  # fmt: skip
    actions.add_person(
        office, unit=first, name="转入一", stage="full", since=date(2020, 6, 1),
        stage_since=date(2010, 1, 1), entered_as="transferred",
    )  # fmt: skip
    actions.move_person(
        office, unit=first, person=cast.person("郑文"), to=cast.unit("ZB2"), on=date(2020, 7, 1)
    )
    with opened(office, "test", "试"):
        place = Affiliation.objects.get(person=cast.people["周建国"])
        place.ends_on, place.left_as = date(2020, 8, 1), "died"
        place.save()
    whole = table_of_changes(cast)
    assert dict(whole.numbers) == {"developed": 1, "in": 1, "died": 1, "on-time": 1}
    assert whole.opening + whole.gained - whole.lost == whole.closing
    branch = table_of_changes(cast, "ZB1")
    assert branch.numbers["out"] == 1
    assert branch.opening + branch.gained - branch.lost == branch.closing
    second = table_of_changes(cast, "ZB2")
    assert (second.numbers["in"], second.closing) == (1, 6)
    client = cast.client("office")
    page = client.get("/statistics/changes/?unit=JU&year=2020").content.decode()
    assert "组织关系转入" in page
    people = client.get("/statistics/changes/died/?unit=JU&year=2020").content.decode()
    assert "周建国" in people
    assert client.get("/statistics/changes/nothing/?unit=JU").status_code == 404


@pytest.mark.parametrize(("day", "lost"), [(date(2020, 5, 31), 0), (date(2020, 6, 1), 0),
                                           (date(2020, 6, 2), 1)])  # fmt: skip
def test_the_last_day_still_counts(cast, day, lost) -> None:
    with opened(cast.actor("office"), "test", "试"):
        place = Affiliation.objects.get(person=cast.people["周建国"])
        place.ends_on, place.left_as = date(2020, 6, 1), "resigned"
        place.save()
    table = table_of_changes(cast, end=day)
    assert (table.lost, table.closing) == (lost, 14 - lost)


def test_the_years_tables_agree_with_the_page(cast, newcomer) -> None:
    answer = cast.client("office").get("/statistics/yearly.xlsx?unit=JU&year=2020")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [
        "党员基本情况", "年龄、学历和入党时间", "职业", "发展党员", "党员增减", "党组织和换届",
    ]  # fmt: skip
    sheet = book["党员基本情况"]
    heads = [c.value for c in sheet[4]]
    last = [c.value for c in sheet[sheet.max_row]]
    total = dict(zip(heads, last, strict=True))
    assert (total["党组织"], total["党员总数"], total["少数民族党员"]) == ("合计", 15, 1)
    branches = [[c.value for c in row] for row in sheet.iter_rows(min_row=5)][:-1]
    assert sum(row[heads.index("党员总数")] for row in branches) == 15
    moved = {row[0].value: row[1].value for row in book["党员增减"].iter_rows(min_row=4)}
    assert (moved["期初党员数"], moved["期末党员数"], moved["按期转正"]) == (15, 15, 1)
    half = cast.client("office").get("/statistics/yearly.xlsx?unit=JU&year=2020&period=half")
    assert "2020-06-30" in str(
        openpyxl.load_workbook(io.BytesIO(half.content))["党员增减"]["A2"].value
    )


def test_a_clean_roster_says_so(cast) -> None:
    with opened(cast.actor("office"), "test.person", "新增"):
        person = Person(
            name="好日期", born_on=date(1980, 1, 2), home=cast.unit("ZB1"), search_text="h"
        )
        person.save()
        Affiliation(person=person, unit=cast.unit("ZB1"), starts_on=date(2010, 1, 1)).save()
        Membership(
            person=person,
            stage="probationary",
            starts_on=date(2010, 1, 1),
            ends_on=date(2010, 12, 31),
        ).save()
        Membership(person=person, stage="full", starts_on=date(2011, 1, 1)).save()
    assert contradictions([person], TODAY) == []
