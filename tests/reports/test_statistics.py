"""党员统计 and 数据核对: numbers as of a day, the people behind them, what cannot be true together."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from tongpin.audit.envelope import opened
from tongpin.org.models import Affiliation, Membership, Person
from tongpin.org.scope import Scope
from tongpin.reports import statistics
from tongpin.reports.contradictions import contradictions

TODAY = date(2020, 9, 20)
PAGE = 10


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
    assert own.schooling == "college"
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
    for url in ("/statistics/", "/statistics/checks/"):
        with django_assert_num_queries(PAGE):
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
