"""自由查询: every ledger answers, hostile questions are refused, nothing outside the scope is seen."""

from __future__ import annotations

import html
import io

import openpyxl
import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse

from tongpin.audit.actor import Actor
from tongpin.audit.errors import Refused
from tongpin.capability import datasets, permission
from tongpin.org.scope import Scope
from tongpin.reports import asking

URL = reverse("reports:query")
KEYS = [d.key for d in datasets()]


def answered(text: str) -> asking.Answer:
    question = asking.asked(QueryDict(text), datasets())
    assert question is not None
    return asking.answer(question, Scope.everything(), Actor.system())


def lines(text: str) -> list[list[object]]:
    found = answered(text)
    return found.lines(list(found.rows))


@pytest.mark.parametrize("key", KEYS)
def test_every_ledger_answers_with_all_columns_and_grouped(key, cast) -> None:
    dataset = next(d for d in datasets() if d.key == key)
    permission(dataset.permission)
    found = answered(f"data={key}")
    found.lines(list(found.rows[:3]))
    group = next(c for c in dataset.columns if c.groups and c.kind != "date")
    grouped = answered(f"data={key}&by={group.key}")
    assert len(list(grouped.rows)) == grouped.number
    assert dataset.day == "" or dataset.column(dataset.day).kind == "date"


@pytest.mark.parametrize("key", KEYS)
def test_no_column_multiplies_rows_or_groups_persons(key, cast) -> None:
    dataset = next(d for d in datasets() if d.key == key)
    rows = dataset.rows(Scope.everything())
    for column in dataset.columns:
        model: type[Model] = rows.model
        for step in column.path.split("__"):
            if step in rows.query.annotations:
                break
            try:
                field = model._meta.get_field(step)
            except FieldDoesNotExist:  # pragma: no cover
                raise AssertionError(f"{key}.{column.key}: {step}") from None
            assert not field.many_to_many, f"{key}.{column.key}"
            assert not field.one_to_many, f"{key}.{column.key}"
            model = field.related_model or model
        if column.label in ("姓名", "主持人"):
            assert not column.groups, "persons are not counted against each other"


def test_conditions_groups_and_means(cast, year) -> None:
    assert lines("data=life&by=kind") == [["支部党员大会", 3], ["主题党日", 3]]
    assert lines("data=life&by=held_on.quarter&c1=kind&o1=is&v1=主题党日") == [
        ["2020年1季度", 1], ["2020年2季度", 1], ["2020年3季度", 1],
    ]  # fmt: skip
    assert lines("data=life&col=topic&c1=topic&o1=has&v1=条例&c2=kind&o2=not&v2=theme_day") == [
        ["学习条例"]
    ]
    assert answered("data=life&in=2019").number == 0
    assert answered("data=life&c1=held_on&o1=from&v1=2020年6月1日").number == 4
    assert answered("data=attendance&c1=presence&o1=is&v1=请假").number == 1
    assert (
        answered("data=attendance&c1=reason&o1=empty").number == answered("data=attendance").number
    )
    assert answered("data=life&c1=place&o1=filled").number == 0
    [row] = lines("data=life&by=unit&sum=sum.minutes&sum=avg.minutes")
    assert row[:2] == ["第一党支部", 6]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("data=secrets", "没有这个台账"),
        ("data=life&col=unit__accounts", "没有“unit__accounts”这一栏"),
        ("data=life&by=topic", "不能按“主题”分组"),
        ("data=life&by=held_on", "请选择按月、季度或者年分组"),
        ("data=life&by=unit.month", "不是日期"),
        ("data=life&by=unit&by=unit", "两项分组不能相同"),
        ("data=life&by=unit&by=kind&by=place", "最多按 2 项分组"),
        ("data=life&sum=sum.minutes", "请先选择分组"),
        ("data=life&by=unit&sum=max.minutes", "不能求合计或者平均"),
        ("data=life&c1=kind&o1=gte&v1=党课", "第 1 个条件：“种类”可以用是、不是"),
        ("data=life&c2=kind&o2=is&v2=茶话会", "第 2 个条件：“种类”没有“茶话会”"),
        ("data=life&c1=held_on&o1=is&v1=2020-02-30", "不存在"),
        ("data=life&c1=minutes&o1=is&v1=1e999999999", "须为整数"),
        ("data=life&c1=minutes&o1=is&v1=NaN", "须为整数"),
        ("data=dues&c1=due&o1=from&v1=1.005", "最多两位小数"),
        ("data=life&c1=topic&o1=has", "请填写“主题”要比较的值"),
        ("data=life&in=99999", "年份须为"),
        ("data=topics&c1=emergency&o1=is&v1=也许", "请填是或者否"),
    ],
)
def test_a_hostile_question_is_refused_with_the_cure(cast, text, words) -> None:
    with pytest.raises(Refused, match=words):
        answered(text)
    response = cast.client("office").get(f"{URL}?{text}")
    assert response.status_code == 400
    assert words in html.unescape(response.content.decode())


def test_only_the_own_branch_is_seen(cast, year) -> None:
    body = cast.client("secretary2").get(f"{URL}?data=life").content.decode()
    assert "没有符合条件的记录" in body
    assert "学习条例" in cast.client("secretary1").get(f"{URL}?data=life").content.decode()
    names = cast.client("secretary2").get(f"{URL}?data=people").content.decode()
    assert "冯丽" in names
    assert "张守正" not in names


def test_an_answer_is_taken_away_as_a_sheet(cast, year) -> None:
    response = cast.client("office").get(
        f"{URL}?data=life&by=kind&export=xlsx&c1=kind&o1=is&v1=主题党日"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[:2] == [("种类", "数量"), ("主题党日", 3)]


def test_a_question_is_kept_under_a_name_and_forgotten(cast, year) -> None:
    client, save = cast.client("secretary1"), reverse("reports:query-save")
    assert "data=life" in client.get(save, {"q": "data=life&by=kind"}).content.decode()
    response = client.post(save, {"name": "按种类", "address": "data=life&by=kind&next=//evil"})
    assert response["Location"] == f"{URL}?data=life&by=kind"
    body = client.get(URL).content.decode()
    assert "按种类" in body
    assert "按种类" not in cast.client("office").get(URL).content.decode()
    assert client.post(save, {"name": "空的", "address": "x=1"}).status_code == 400
    from tongpin.reports.queries import saved_queries

    row = saved_queries(cast.accounts["secretary1"])[0]
    client.post(reverse("reports:query-forget", args=[row.pk]))
    assert saved_queries(cast.accounts["secretary1"]) == []


def test_a_column_just_chosen_brings_its_ways_to_compare(cast) -> None:
    url = reverse("reports:query-condition")
    body = cast.client("office").get(url, {"data": "life", "n": "1", "c1": "kind"}).content.decode()
    assert '<option value="党课">党课</option>' in body
    assert cast.client("office").get(url, {"data": "life", "n": "99"}).status_code == 404


@pytest.mark.parametrize("branches", [1, 3])
def test_a_question_costs_the_same_for_any_number_of_rows(
    cast, year, branches, django_assert_num_queries
) -> None:
    from tests.reports.conftest import add_branch

    for number in range(branches - 1):
        add_branch(cast, f"ZB{number + 7}", f"第{number + 7}支部")
    client = cast.client("office")
    client.get(URL)
    with django_assert_num_queries(LIST):
        client.get(f"{URL}?data=people")


LIST = 9


def test_opinions_tell_how_they_went_and_never_what_was_said() -> None:
    opinions = next(d for d in datasets() if d.key == "opinions")
    paths = {c.path for c in opinions.columns}
    assert not paths & {"content", "contact", "comment", "receipt", "answer", "handler", "id"}


def test_examinations_answer_by_branch_and_never_by_person(cast) -> None:
    from tests.ledgers.examinations import hall

    hall.published(cast)
    assert lines("data=examinations&col=unit&col=asked&col=begun&col=missed&col=handed") == [
        ["第一党支部", 9, 9, 0, 9], ["第二党支部", 5, 2, 3, 2],
    ]  # fmt: skip
    assert lines("data=examinations&by=sitting&sum=sum.asked&sum=sum.begun") == [
        ["知识考试", 2, 14, 11]
    ]
    assert lines("data=examinations&by=on.month&in=2020") == [["2020-09", 2]]
    assert answered("data=examinations&c1=on&o1=from&v1=2020-09-21").number == 0
    assert answered("data=examinations&c1=missed&o1=from&v1=1").number == 1
    examinations = next(d for d in datasets() if d.key == "examinations")
    assert not any("person" in c.path or "tenths" in c.path for c in examinations.columns)
    own = cast.client("secretary2").get(f"{URL}?data=examinations").content.decode()
    assert "第一党支部" not in own


def test_scores_are_told_once_they_were_handed_in(cast) -> None:
    from tests.ledgers.assessment.creations import finished, score, self_scored

    row = self_scored(cast)
    score(cast, row, "活动场所", "review", "supervisor", points=185, reason="面积不足")
    assert lines("data=scores&by=side") == [["自评", 5]]
    finished(cast, row, "review", "supervisor")
    assert lines("data=scores&by=side") == [["考评", 5], ["自评", 5]]
    asked = "data=scores&col=item&col=points&col=most&c1=side&o1=is&v1=考评&c2=points&o2=is&v2=18.5"
    assert lines(asked) == [["活动场所", 1850, 2000]]
    body = cast.client("secretary1").get(f"{URL}?{asked}").content.decode()
    assert "18.50" in body
    assert answered("data=scores&c1=points&o1=empty").number == 2
