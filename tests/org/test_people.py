"""The roster, a person's file, the verbs, and who may see what."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection

from tests.org.sheets_cast import identity
from tongpin.audit.models import Entry
from tongpin.org import actions
from tongpin.org.models import Person

TODAY = date(2020, 9, 20)
PHONE = "19900001234"


def url(cast, name="郑文", verb=""):
    return f"/org/people/{cast.people[name]}/{verb}"


def cells(response):
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return [[c.value for c in row] for row in book.active.iter_rows()]


@pytest.fixture
def numbered(cast) -> Person:
    """郑文 with identity number and phone."""
    return actions.change_person(
        cast.actor("office"),
        unit=cast.unit("ZB1"),
        person=cast.person("郑文"),
        version=1,
        identity_number=identity(),
        phone=PHONE,
    )


def names(response):
    return {row[0].strip() for row in _rows(response)}


def _rows(response):
    import re

    text = response.content.decode()
    return re.findall(r'<td data-label="姓名"[^>]*>\s*<a [^>]*>([^<]+)', text) and [
        [n] for n in re.findall(r'<td data-label="姓名"[^>]*>\s*<a [^>]*>([^<]+)', text)
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=zsz", {"张守正"}),
        ("q=zhangshou", {"张守正"}),
        ("q=守正", {"张守正"}),
        ("q=ZSZ%00", {"张守正"}),
        ("q=zzzz", set()),
        ("identity=yes", {"郑文"}),
        ("stage=probationary", {"蒋勇"}),
        ("sex=male", {"郑文"}),
        ("age=35", {"郑文"}),
        ("age=0", set()),
        ("page=99999999999999999999&q=zsz", {"张守正"}),
        ("stage=%27;drop&q=zsz", {"张守正"}),
    ],
)
def test_the_roster_is_searched_and_narrowed(cast, numbered, query, expected) -> None:
    office = cast.actor("office")
    person = cast.person("蒋勇")
    actions.set_stage(
        office, unit=cast.unit("ZB2"), person=person, stage="probationary", on=date(2020, 1, 1),
        reason="档案载明",
    )  # fmt: skip
    response = cast.client("office").get(f"/org/people/?{query}")
    assert response.status_code == 200
    assert names(response) == expected if expected else not _rows(response)


def test_the_branch_filter_and_the_unit_switcher(cast) -> None:
    client = cast.client("office")
    second = names(client.get("/org/people/?branch=ZB2"))
    assert second == {"冯丽", "陈刚", "褚明", "卫红", "蒋勇"}
    assert names(client.get("/org/people/?unit=ZB2")) == second


def test_numbers_are_masked_in_list_file_and_export(cast, numbered) -> None:
    client = cast.client("office")
    pages = [client.get("/org/people/"), client.get(url(cast)), client.get(url(cast, verb="edit/"))]
    for response in pages:
        assert identity() not in response.content.decode()
        assert PHONE not in response.content.decode()
    table = cells(client.get("/org/people/?export=xlsx"))
    assert "9900*************" in "".join(str(c) for row in table for c in row)
    assert identity() not in str(table)


def test_a_look_at_full_numbers_is_an_entry(cast, numbered) -> None:
    count = Entry.objects.count()
    shown = cast.client("office").post(url(cast, verb="reveal/"))
    assert identity() in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    entry = Entry.objects.first()
    assert Entry.objects.count() == count + 1
    assert (entry.title, entry.target_label, entry.actor_name) == (
        "查看完整身份信息",
        "郑文",
        "党办",
    )
    assert cast.client("office").get(url(cast, verb="reveal/")).status_code == 405
    assert cast.client("secretary1").post(url(cast, verb="reveal/")).status_code == 403
    assert "显示完整号码" not in cast.client("secretary1").get(url(cast)).content.decode()


def test_the_full_roster_is_an_entry_and_can_be_read_back(cast, numbered) -> None:
    table = cells(cast.client("office").post("/org/people/full/?unit=ZB1"))
    row = next(r for r in table if r[0] == "郑文")
    assert row[1] == identity()
    entry = Entry.objects.first()
    assert (entry.title, entry.unit_path) == ("导出完整名册", cast.unit("ZB1").path)
    assert "共 9 人" in entry.summary


def test_an_export_never_holds_a_formula(cast) -> None:
    actions.change_person(
        cast.actor("office"),
        unit=cast.unit("ZB1"),
        person=cast.person("郑文"),
        version=1,
        position="=cmd|' /C calc'!A0",
    )
    response = cast.client("office").get("/org/people/?export=xlsx&q=zw")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    cell = next(
        c for row in book.active.iter_rows() for c in row if c.value and "cmd" in str(c.value)
    )
    assert cell.data_type == "s"


def test_outside_there_is_nobody_and_without_the_right_nothing(cast) -> None:
    secretary = cast.client("secretary1")
    assert secretary.get(url(cast, "冯丽")).status_code == 404
    assert secretary.get("/org/people/99999999999999999999999/").status_code == 404
    assert secretary.get(f"/org/people/{'9' * 5000}/").status_code == 404
    assert cast.client("member1").get(url(cast)).status_code == 403
    assert cast.client("committee1").get(url(cast, verb="edit/")).status_code == 403
    assert secretary.get(url(cast, verb="appoint/")).status_code == 403


def test_two_people_edit_one_record(cast) -> None:
    client = cast.client("office")
    typed = {"version": "1", "name": "郑文", "education": "研究生", "position": "科长"}
    actions.change_person(
        cast.actor("secretary1"),
        unit=cast.unit("ZB1"),
        person=cast.person("郑文"),
        version=1,
        education="大学本科",
    )
    second = client.post(url(cast, verb="edit/"), typed)
    text = second.content.decode()
    assert second.status_code == 409
    assert "已被他人修改" in text
    assert 'value="研究生"' in text
    assert "大学本科" in text
    assert cast.person("郑文").education == "大学本科"
    assert 'name="version" value="2"' in text
    assert client.post(url(cast, verb="edit/"), {**typed, "version": "2"}).status_code == 302
    assert cast.person("郑文").education == "研究生"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "<b>郑</b>", "姓名中不应有“&lt;”"),
        ("name", "", "请填写姓名"),
        ("born_on", "2020-13-40", "不存在"),
        ("born_on", "2021-01-01", "出生日期不能晚于今天"),
        ("identity_number", "110101", "公民身份号码须为 18 位"),
        ("phone", "abc", "联系电话"),
        ("education", "x" * 5000, "20"),
        ("version", "9" * 5000, ""),
    ],
)
def test_a_wrong_field_keeps_what_was_typed(cast, field, value, message) -> None:
    typed = {"version": "1", "name": "郑文", "position": "想写的岗位", field: value}
    response = cast.client("office").post(url(cast, verb="edit/"), typed)
    text = response.content.decode()
    assert response.status_code == 400
    assert message in text
    assert "想写的岗位" in text


def test_the_verbs_write_history(cast) -> None:
    client = cast.client("office")
    zb2 = cast.units["ZB2"]
    for verb, data in (
        ("move/", {"to": zb2, "on": "2020-3-1"}),
        ("appoint/", {"unit": zb2, "title": "member", "on": "2020年4月1日"}),
        ("stage/", {"stage": "probationary", "on": "2020-05-01", "reason": "档案载明"}),
    ):
        assert client.get(url(cast, verb=verb)).status_code == 200
        assert client.post(url(cast, verb=verb), data)["Location"] == url(cast)
    page = client.get(url(cast)).content.decode()
    for word in ("第二党支部委员", "预备党员", "2020-03-01 至 今", "2018-11-01 至 2020-02-29"):
        assert word in page
    for title in ("更正人员类别", "调整所在支部", "任职"):
        assert title in page
    post = cast.person("郑文").posts.get()
    early = client.post(f"/org/posts/{post.pk}/end/", {"on": "2020-01-01"})
    assert early.status_code == 400
    assert "免职日期不能早于任职日期" in early.content.decode()
    assert client.post(f"/org/posts/{post.pk}/end/", {"on": "2020-09-01"}).status_code == 302
    assert cast.client("secretary1").get(url(cast)).status_code == 404
    wrong = client.post(
        url(cast, verb="stage/"), {"stage": "full", "on": "2019-01-01", "reason": "误"}
    )
    assert "新阶段的日期须晚于" in wrong.content.decode()
    client.post(url(cast, verb="withdraw/"), {"on": "2020-09-20", "reason": "重复录入"})
    assert "郑文" not in names(client.get("/org/people/?q=zw"))
    assert "移出名册" in client.get(url(cast)).content.decode()


def test_a_new_person(cast) -> None:
    client = cast.client("secretary1")
    form = client.get("/org/people/new/").content.decode()
    assert "第二党支部" not in form
    data = {
        "name": "曾小荷",
        "unit": cast.units["ZB1"],
        "stage": "full",
        "stage_since": "2016-7-1",
        "since": "2019-1-1",
        "identity_number": identity(serial=102),
    }
    made = client.post("/org/people/new/", data)
    assert made.status_code == 302
    assert Person.objects.get(name="曾小荷").sex == "female"
    again = client.post("/org/people/new/", data)
    assert "已登记在册" in again.content.decode()
    other = client.post("/org/people/new/", {**data, "unit": cast.units["ZB2"]})
    assert other.status_code == 400


@pytest.mark.parametrize(
    ("who", "q", "found"),
    [
        ("office", "dezb", "第二党支部"),
        ("office", "fl", "冯丽"),
        ("secretary1", "zsz", "张守正"),
        ("member1", "lzz", "李组织"),
    ],
)
def test_the_search_finds_by_initials(cast, who, q, found) -> None:
    assert found in cast.client(who).get(f"/org/search/?q={q}").content.decode()


def test_the_search_shows_nothing_from_outside_and_survives_anything(cast) -> None:
    client = cast.client("member1")
    assert "冯丽" not in client.get("/org/search/?q=fl").content.decode()
    assert url(cast) not in client.get("/org/search/?q=zw").content.decode()
    for q in ("", "%00", "%", "x" * 5000, "<script>alert(1)</script>", "'"):
        response = client.get("/org/search/", {"q": q})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()


def test_the_raw_columns_hold_no_plain_number(cast, numbered) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select identity_number, phone, identity_index from org_person where name = '郑文'"
        )
        identity_column, phone_column, index = cursor.fetchone()
        cursor.execute("select changes from audit_entry")
        entries = str(cursor.fetchall())
    assert identity_column.startswith(("aes$", "sm4$"))
    assert identity() not in identity_column + index
    assert PHONE not in phone_column
    assert identity() not in entries
    assert cast.person("郑文").identity_number == identity()


@pytest.mark.parametrize(
    ("path", "narrow", "wide", "number"),
    [
        ("/org/people/", "q=zsz", "q=z", 10),
        ("/org/search/", "q=zsz", "q=z", 18),
        ("/org/units/", "q=zzz", "kind=", 8),
    ],
)
def test_lists_cost_the_same_statements_for_one_and_many(
    cast, django_assert_num_queries, path, narrow, wide, number
) -> None:
    client = cast.client("office")
    for query in (narrow, wide):
        client.get(f"{path}?{query}")
        with django_assert_num_queries(number):
            client.get(f"{path}?{query}")
