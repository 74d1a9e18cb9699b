"""工作台: what each reader finds there."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.reports.conftest import add_branch, hold
from tongpin.duties.judging import forget

PAGE = reverse("reports:workbench")


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_secretary_sees_what_is_due_why_and_where_to_record(cast, year) -> None:
    body = text(cast.client("secretary1").get(PAGE))
    assert "第一党支部" in body
    assert "本月要做的事" in body
    assert "逾期" in body
    assert "1月31日应完成" in body
    assert "《2020年党建工作要点》（一）" in body
    assert "/life/new/?unit=ZB1&amp;kind=theme_day" in body
    assert "记一次，处处算数" in body
    assert "第二党支部" not in body


def test_a_duty_without_a_ledger_leads_to_the_note_of_what_was_done(cast, year) -> None:
    body = text(cast.client("secretary2").get(PAGE))
    assert "登记办理" in body
    assert "/plans/progress/?unit=ZB2&amp;rule=" in body


def test_finished_work_of_the_month_leads_to_its_record(cast, year) -> None:
    body = text(cast.client("secretary1").get(PAGE))
    assert "9月10日主题党日“学习条例”" in body
    assert "看记录" in body


def test_a_new_record_takes_the_line_off(cast, year, on_commit) -> None:
    client = cast.client("secretary1")
    assert "一季度尚无党课记录" in text(client.get(PAGE))
    hold(cast, date(2020, 3, 5), "讲党课", kinds=("lecture",))
    forget()
    assert "一季度尚无党课记录" not in text(client.get(PAGE))


def test_committee_member_sees_the_own_branch_only(cast, year) -> None:
    body = text(cast.client("committee1").get(PAGE))
    assert "第一党支部" in body
    assert "第二党支部" not in body


def test_office_sees_whom_to_chase(cast, year) -> None:
    body = text(cast.client("office").get(PAGE))
    assert "先催这些" in body
    assert "落后的措施" in body
    assert body.index("第二党支部</a>") > 0
    assert "第一党支部" in body
    chased = body.split('id="chase"')[1].split("</section>")[0]
    assert "看缘由" in chased
    assert "去登记" not in chased


def test_office_looks_into_one_branch(cast, year) -> None:
    body = text(cast.client("office").get(PAGE, {"unit": "ZB2"}))
    assert "本月要做的事" in body
    assert "第二党支部" in body


def test_supervisor_sees_who_is_behind_and_records_nothing(cast, year) -> None:
    body = text(cast.client("supervisor").get(PAGE))
    assert "哪些党组织落后" in body
    assert "第二党支部" in body
    assert "记一次，处处算数" not in body
    assert "/life/new/" not in body


def test_leader_sees_the_own_dual_life(cast, year) -> None:
    body = text(cast.client("leader").get(PAGE))
    assert "我的双重组织生活" in body
    assert "重温入党誓词" in body
    assert "出席 1 次" in body


def test_member_sees_own_attendance_and_the_branch(cast, year) -> None:
    body = text(cast.client("member1").get(PAGE))
    assert "我参加的组织生活" in body
    assert "学习条例" in body
    assert "请假" in body
    assert "本月要做的事" not in body
    assert "张守正" not in body


@pytest.mark.parametrize(
    ("who", "shown"),
    [("security", "账号和授权"), ("auditor", "操作审计"), ("system", "系统运行")],
)
def test_officers_see_their_own_work_and_no_party_data(cast, year, who: str, shown: str) -> None:
    body = text(cast.client(who).get(PAGE))
    assert shown in body
    assert "党支部" not in body
    assert "党建工作要点" not in body
    assert "逾期" not in body


def test_without_a_paper_the_next_step_is_taught(cast) -> None:
    assert reverse("duties:upload") in text(cast.client("office").get(PAGE))
    body = text(cast.client("secretary1").get(PAGE))
    assert "2020年还没有采用年度工作意见" in body
    assert reverse("duties:upload") not in body


def test_without_a_roster_the_import_is_offered(cast) -> None:
    from tongpin.org.models import Person

    assert "先导入党员名册" not in text(cast.client("office").get(PAGE))
    unit = add_branch(cast, "ZB8", "空支部")
    person = Person.objects.get(home=unit)
    from tongpin.audit.envelope import opened

    with opened(cast.actor("office"), "test.empty", "清空"):
        person.withdrawn_on = date(2020, 1, 1)
        person.save()
    assert reverse("org:roster-import") in text(cast.client("office").get(PAGE, {"unit": "ZB8"}))


def test_the_day_of_judgement_decides(cast, year) -> None:
    client = cast.client("secretary1")
    early = text(client.get(PAGE, {"as_of": "2020-01-15"}))
    assert "判定截至 2020年1月15日" in early
    assert "没有逾期" in early
    assert "还有16天" in early


def test_another_units_desk_does_not_exist(cast, year) -> None:
    assert cast.client("secretary1").get(PAGE, {"unit": "ZB2"}).status_code == 404


@pytest.mark.parametrize(
    "query", [{"as_of": "2020-13-40"}, {"year": "9" * 5000}, {"as_of": "\x00"}]
)
def test_hostile_addresses_are_refused_in_chinese(cast, year, query) -> None:
    response = cast.client("office").get(PAGE, query)
    assert response.status_code == 400
    assert "须" in response.content.decode()


@pytest.mark.parametrize(("who", "number"), [("office", 75), ("secretary1", 80), ("member1", 33)])
@pytest.mark.parametrize("branches", [0, 2])
def test_the_number_of_statements_does_not_grow(
    cast, year, django_assert_num_queries, who: str, number: int, branches: int
) -> None:
    for n in range(branches):
        add_branch(cast, f"ZB{n + 5}", f"第{n + 5}党支部")
    forget()
    client = cast.client(who)
    client.get(PAGE)
    with django_assert_num_queries(number):
        client.get(PAGE)
