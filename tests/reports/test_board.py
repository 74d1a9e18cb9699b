"""年度工作: the paper with its progress, duties by unit, the overview, one cell."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.reports.conftest import add_branch
from tongpin.audit.actor import Actor
from tongpin.duties.judging import forget, rebuild
from tongpin.duties.models import Measure
from tongpin.org import actions as org

PAGE = reverse("reports:board")


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def measure(plan, number: str) -> str:
    return f"m{Measure.objects.get(plan=plan, number=number).pk}"


def test_the_paper_stands_on_the_left_with_its_progress(cast, year) -> None:
    body = text(cast.client("office").get(PAGE))
    assert "2020年党建工作要点" in body
    assert "2 个部分 · 4 条措施" in body
    for words in ("（一）过好主题党日", "（四）创建示范", "党内法规规定的经常性责任"):
        assert words in body
    assert "3 / 24" in body


def test_the_words_that_bind_are_marked(cast, year) -> None:
    body = text(cast.client("office").get(PAGE, {"measure": measure(year, "（三）")}))
    assert "<mark>各党支部6月30日前建立组织关系转接台账</mark>" in body
    assert "识别出 1 项责任" in body


def test_duties_stand_against_units_with_sign_word_and_evidence(cast, year) -> None:
    body = text(cast.client("office").get(PAGE, {"measure": measure(year, "（一）")}))
    assert "第一党支部" in body
    assert "第二党支部" in body
    assert 'class="chip chip-overdue chip-sign" title="逾期"' in body
    assert '<span class="chip-note">3/9</span>' in body
    assert "/plans/finding/?subject=unit" in body
    for word in ("已完成", "逾期完成", "待办", "临期", "待核", "不适用", "未到期", "免除"):
        assert word in body


def test_a_past_day_gives_other_verdicts(cast, year) -> None:
    client = cast.client("office")
    query = {"measure": measure(year, "（三）")}
    assert 'title="逾期"' in text(client.get(PAGE, query))
    early = text(client.get(PAGE, query | {"as_of": "2020-05-01"}))
    assert 'title="逾期"' not in early
    assert "判定截至 2020年5月1日" in early
    assert "as_of=2020-05-01" in early


def test_sections_and_states_narrow_the_list(cast, year) -> None:
    client = cast.client("office")
    second = text(client.get(PAGE, {"section": "1"}))
    assert "（三）管好台账" in second
    assert "（一）过好主题党日" not in second
    late = text(client.get(PAGE, {"state": "overdue"}))
    assert "（一）过好主题党日" in late
    assert "（四）创建示范" not in late
    none = text(client.get(PAGE, {"state": "waived"}))
    assert "没有符合条件的措施" in none


def test_unknown_wishes_are_no_wishes(cast, year) -> None:
    hostile = {"measure": "m" + "9" * 4000, "state": "<b>", "section": "\x00", "page": "9" * 5000}
    del hostile["section"]
    body = text(cast.client("office").get(PAGE, hostile))
    assert "（一）过好主题党日" in body
    assert "&lt;b&gt;" not in body.split("<main")[1].split("</form>")[0].replace("%3C", "")


def test_a_secretary_sees_one_column(cast, year) -> None:
    body = text(cast.client("secretary1").get(PAGE, {"measure": measure(year, "（一）")}))
    assert "第一党支部" in body
    assert "第二党支部" not in body
    assert "导入修订稿" not in body


def test_a_member_reads_and_exports_nothing(cast, year) -> None:
    client = cast.client("member1")
    assert "导出" not in text(client.get(PAGE))
    for export in ("xlsx", "detail"):
        assert client.get(PAGE, {"export": export}).status_code == 403


def test_the_overview_is_measures_by_units(cast, year) -> None:
    body = text(cast.client("office").get(PAGE, {"view": "overview"}))
    assert "措施总览" in body
    assert "合计" in body
    assert '<span class="chip-note">3/12</span>' in body
    assert "已完成 / 全年应完成" in body


def test_without_a_paper_standing_duties_remain(cast) -> None:
    body = text(cast.client("office").get(PAGE))
    assert "2020年还没有采用年度工作意见" in body
    assert reverse("duties:upload") in body
    assert "支部党员大会" in body


def test_many_units_become_rows_page_by_page(cast, year) -> None:
    for n in range(30):
        add_branch(cast, f"B{n}", f"新建第{n}支部")
    forget()
    client = cast.client("office")
    first = text(client.get(PAGE, {"measure": measure(year, "（一）")}))
    assert "共 33 个党组织，第 1 / 2 页" in first
    last = text(client.get(PAGE, {"measure": measure(year, "（一）"), "page": "2"}))
    assert "新建第29支部" in last.split("<main")[1]
    assert "新建第29支部" not in first.split("<main")[1]


def test_units_that_were_not_there_in_the_year_have_no_column(cast, year) -> None:
    org.dissolve_unit(
        Actor.system(),
        unit=add_branch_without_people(cast),
        on=date(2019, 6, 30),
        reason="撤并",
        approval_number="局党发〔2019〕6号",
    )
    forget()
    assert "旧支部" not in text(cast.client("office").get(PAGE)).split("<main")[1]


def add_branch_without_people(cast):
    return org.add_unit(
        Actor.system(), unit=cast.unit("JU"), code="OLD", name="旧支部", kind="branch",
        founded_on=date(2018, 11, 1),
    )  # fmt: skip


def test_one_cell_lists_every_window_of_every_person(cast, year) -> None:
    url = reverse("reports:cell")
    query = {"unit": "ZB1", "rule": "cadre.dual_organizational_life"}
    body = text(cast.client("secretary1").get(url, query))
    assert "钱大海" in body
    assert "看证据" in body
    assert cast.client("secretary2").get(url, query).status_code == 404
    assert cast.client("office").get(url, query | {"rule": "none"}).status_code == 404
    assert cast.client("office").get(url, {"unit": "\x00"}).status_code in (400, 404)


@pytest.mark.parametrize("branches", [0, 2])
@pytest.mark.parametrize(("view", "number"), [("", 16), ("overview", 14)])
def test_the_number_of_statements_does_not_grow(
    cast, year, django_assert_num_queries, branches: int, view: str, number: int
) -> None:
    for n in range(branches):
        add_branch(cast, f"B{n}", f"新建第{n}支部")
    rebuild(2020)
    client = cast.client("office")
    query = {"view": view, "measure": measure(year, "（一）")}
    client.get(PAGE, query)
    with django_assert_num_queries(number):
        client.get(PAGE, query)
