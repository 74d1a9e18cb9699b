"""总览, 催办, 述职数据表, 两年对比: what leaders and the office see of the whole."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import openpyxl
import pytest
from django.urls import reverse

from tests.reports.conftest import add_branch, hold
from tongpin.duties.judging import forget, rebuild
from tongpin.life.models import Message
from tongpin.org.scope import Scope
from tongpin.reports import chasing, comparing
from tongpin.reports.overview import HEIGHT, months

# Of the page of one unit with its judgements at hand, however many branches lie below it.
OVERVIEW, CHASE = 19, 11


def text(response) -> str:
    assert response.status_code == 200, response.content.decode()[:300]
    return response.content.decode()


def paragraphs(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_overview_shows_months_oldest_reds_and_load(cast, year) -> None:
    body = text(cast.client("leader").get(reverse("reports:overview")))
    for words in ("各月到期事项", "逾期最久的十项", "支部负担", "（一）过好主题党日"):
        assert words in body
    assert body.count('class="band-overdue" x=') >= 1
    first = body[body.index('id="load"') :]
    assert first.index("第一党支部") < first.index("第二党支部"), "who typed most comes first"


def test_the_columns_of_the_drawing_fill_it_and_add_up() -> None:
    rows = [(3, "met", 6), (3, "overdue", 2), (3, "not_applicable", 9), (12, "due", 4)]
    drawn = months(rows)
    march, december = drawn[2], drawn[11]
    assert march.total == 8
    assert [(b.key, b.height) for b in march.bars] == [("met", 90.0), ("overdue", 30.0)]
    assert sum(b.height for b in march.bars) == HEIGHT
    assert december.bars[0].height == HEIGHT / 2
    assert drawn[0].bars == []


@pytest.mark.parametrize("more", [0, 2])
def test_overview_and_letters_cost_the_same_for_any_number_of_branches(
    cast, year, more, django_assert_num_queries
) -> None:
    for number in range(more):
        add_branch(cast, f"ZB{number + 7}", f"第{number + 7}支部")
    rebuild(2020)
    client = cast.client("office")
    client.get(reverse("reports:overview"))
    with django_assert_num_queries(OVERVIEW):
        text(client.get(reverse("reports:overview")))
    with django_assert_num_queries(CHASE):
        text(client.get(reverse("reports:chase")))


def test_a_letter_names_what_is_late_with_its_reason(cast, year) -> None:
    found = chasing.letters(Scope.everything(), year=2020, as_of=date(2020, 9, 20))
    second = next(x for x in found if x.unit.code == "ZB2")
    assert [p.name for p in second.people] == ["冯丽"]
    assert second.overdue >= 8
    assert "【已经逾期】\n1. " in second.message
    assert "已逾期" in second.message
    assert second.message.count("\n") < 25, "a message is read on a phone"


def test_letters_go_to_secretaries_once_a_day(cast, year) -> None:
    client, url = cast.client("office"), reverse("reports:chase-send")
    body = text(client.post(url, {"to": ["ZB2", "没有"]}, follow=True))
    assert "已提醒 1 人" in body
    letter = Message.objects.get(person=cast.people["冯丽"])
    assert "第二党支部：截至2020年9月20日" in letter.body
    assert "没有重复发送" in text(client.post(url, {"to": ["ZB2"]}, follow=True))
    assert Message.objects.count() == 1
    assert "请至少选择一个党组织" in text(client.post(url, {}, follow=True))


def test_letters_are_printed_one_a_branch(cast, year) -> None:
    client = cast.client("office")
    papers = zipfile.ZipFile(
        io.BytesIO(client.get(reverse("reports:chase"), {"export": "docx"}).content)
    )
    assert "第二党支部催办单.docx" in papers.namelist()
    words = paragraphs(papers.read("第二党支部催办单.docx"))
    assert "一、已经逾期" in words
    assert "2020年9月20日" in words
    single = client.get(reverse("reports:chase"), {"export": "docx", "unit": "ZB2"})
    assert "第二党支部：" in paragraphs(single.content)


def test_the_secretary_has_a_sheet_that_nobody_typed(cast, year) -> None:
    client, url = cast.client("secretary1"), reverse("reports:secretary-sheet")
    body = text(client.get(url))
    assert "书记：张守正，2018年11月5日任职" in body
    assert "召开支部党员大会" in body
    words = paragraphs(client.get(url, {"export": "docx"}).content)
    assert "第一党支部书记2020年抓党建工作述职数据表" in words
    assert "召开支部党员大会\n3次\n—" in words


def test_two_years_are_compared_up_to_the_same_day(cast, year) -> None:
    hold(cast, date(2019, 5, 10), "上年的会", 张守正="present", 郑文="present")
    hold(cast, date(2019, 11, 10), "上年九月以后的会", 张守正="present", 郑文="present")
    forget()
    seen = comparing.compared(
        Scope.everything(), cast.unit("JU"), year=2020, as_of=date(2020, 9, 20)
    )
    meetings = next(n for n in seen.numbers if n.label == "召开支部党员大会")
    assert (meetings.before.value, meetings.now.value, meetings.shown_change) == (1, 3, "+2")
    assert seen.before_to == date(2019, 9, 20)
    assert comparing.same_day_before(date(2020, 2, 29)) == date(2019, 2, 28)
    response = cast.client("office").get(reverse("reports:two-years"), {"export": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["责任完成情况", "台账数字"]
    rows = list(book["台账数字"].iter_rows(values_only=True))
    assert ("召开支部党员大会", "1次", "3次", "+2") in rows
