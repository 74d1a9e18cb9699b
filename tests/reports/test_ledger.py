"""支部年度台账."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.reports.conftest import hold
from tongpin.audit.clock import on_day
from tongpin.duties.judging import forget
from tongpin.life.actions import Minutes, record_gathering

PAGE = reverse("reports:ledger")


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_each_mark_opens_its_record(cast, year) -> None:
    row = hold(cast, date(2020, 5, 12), "五月学习", kinds=("study",))
    body = text(cast.client("secretary1").get(PAGE))
    assert reverse("life:detail", args=[row.pk]) in body
    assert "五月学习" in body
    assert "支部党员大会" in body
    assert "12月" in body


def test_a_record_of_two_kinds_stands_in_two_lines_and_counts_once_on_a_phone(cast, year) -> None:
    body = text(cast.client("secretary1").get(PAGE))
    wide, narrow = body.split('class="only-narrow"')
    assert wide.count("<b>10日</b>") == 2
    assert narrow.count("学习条例") >= 1
    assert narrow.split('id="duties"')[0].count("学习条例") == 1


def test_late_entries_and_drafts_are_marked(cast, year) -> None:
    record_gathering(
        cast.actor("office"), unit=cast.unit("ZB1"),
        minutes=Minutes(kinds=("lecture",), topic="补记的党课", held_on=date(2020, 8, 1)),
    )  # fmt: skip
    record_gathering(
        cast.actor("office"), unit=cast.unit("ZB1"), draft=True,
        minutes=Minutes(kinds=("lecture",), topic="没写完的党课", held_on=date(2020, 8, 2)),
    )  # fmt: skip
    body = text(cast.client("secretary1").get(PAGE))
    assert '补记的党课 <span class="late">补记</span>' in body
    assert "没写完的党课（草稿）" in body


def test_duties_stand_below_with_their_words_and_windows(cast, year) -> None:
    body = text(cast.client("secretary1").get(PAGE))
    duties = body.split('id="duties"')[1]
    assert "“各党支部每月开展一次主题党日”" in duties
    assert duties.index("主题党日") < duties.index("组织关系转接")
    assert "钱大海" in duties
    assert "全年已完成" in duties


def test_an_empty_year_teaches_the_next_step(cast) -> None:
    body = text(cast.client("secretary1").get(PAGE))
    assert "还没有登记组织生活" in body
    assert "/life/new/?unit=ZB1" in body
    assert "/life/new/" not in text(cast.client("member1").get(PAGE)).split("<main")[1]


def test_the_ledger_of_another_branch_does_not_exist(cast, year) -> None:
    assert cast.client("secretary1").get(PAGE, {"unit": "ZB2"}).status_code == 404
    assert "第二党支部" in text(cast.client("office").get(PAGE, {"unit": "ZB2"}))


def test_the_committees_ledger_has_its_own_kinds(cast, year) -> None:
    body = text(cast.client("office").get(PAGE, {"unit": "JU"}))
    assert "支部党员大会</th>" not in body


@pytest.mark.parametrize("records", [1, 3])
def test_the_number_of_statements_does_not_grow(
    cast, year, django_assert_num_queries, records: int
) -> None:
    for n in range(records):
        hold(cast, date(2020, 7, n + 1), f"第{n}次", kinds=("study",))
    forget()
    client = cast.client("secretary1")
    client.get(PAGE)
    with django_assert_num_queries(16):
        client.get(PAGE)


def test_last_year_is_judged_as_of_today(cast, year) -> None:
    with on_day(date(2020, 9, 20)):
        body = text(cast.client("secretary1").get(PAGE, {"year": "2019"}))
    assert "2019年组织生活台账" in body
    assert "逾期" in body
