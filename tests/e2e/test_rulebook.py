"""The office writes the bureau's own rule in a real browser, sees what it changes, and the board changes."""

from __future__ import annotations

import pytest

from tests.duties.test_workdays import NOTICE_2020
from tests.rulebook_text import LECTURES, lectures
from tongpin.duties.models import LocalRulebook, WorkdayNotice

pytestmark = pytest.mark.e2e


def test_a_local_rulebook_is_written_previewed_adopted_and_on_the_board(
    stage, browse, readable
) -> None:
    office = browse("office")
    office.goto("/rules/")
    assert readable(office)
    office.goto("/rules/local/")
    assert readable(office)
    office.get_by_role("link", name="起草本地规则").first.click()
    assert readable(office)
    office.fill("textarea[name=text]", LECTURES.replace("times: 6", "times: 六"))
    office.get_by_role("button", name="检查并保存草稿").click()
    office.wait_for_selector(".field-error")
    assert "第 18 行" in office.locator(".field-error").inner_text()
    assert readable(office)
    office.fill("textarea[name=text]", LECTURES)
    office.get_by_role("button", name="检查并保存草稿").click()
    office.wait_for_url("**/adopt/")
    assert readable(office)
    assert "有 2 个判定会变：新增 2" in office.locator(".lead-line").inner_text()
    office.fill("input[name=reason]", "局党委会研究同意")
    office.get_by_role("button", name="采用", exact=True).click()
    office.wait_for_url("**/local/*/")
    assert readable(office)
    assert LocalRulebook.objects.get().state == "adopted"
    office.goto("/board/")
    assert "本局党课" in office.content()
    assert readable(office)
    office.goto("/rules/entries/local.lecture/")
    assert "现有 2 个判定" in office.content()
    assert readable(office)


def test_a_limit_of_the_bureau_and_a_notice_without_scripts(stage, browse, readable) -> None:
    office = browse("office", scripts=False)
    office.goto("/rules/?q=支委&kind=parameter")
    office.get_by_role("link", name="支部委员会表决").click()
    office.get_by_role("link", name="登记本单位的设定").click()
    office.fill("input[name=value_share]", "2/3")
    office.fill("input[name=source_title]", "支委会议事规则")
    office.fill("input[name=place]", "第三条")
    office.fill("input[name=reason]", "局党委会研究同意")
    office.get_by_role("button", name="看看会变什么").click()
    assert "现有的判定都不会变" in office.content()
    office.get_by_role("button", name="登记设定").click()
    assert "《支委会议事规则》第三条" in office.content()
    office.goto("/rules/workdays/import/")
    office.fill("textarea[name=text]", NOTICE_2020)
    office.get_by_role("button", name="读取").click()
    office.get_by_role("button", name="看看会变什么").click()
    office.get_by_role("button", name="登记").click()
    assert WorkdayNotice.objects.get().number == "国办发明电〔2019〕16号"


def test_every_page_of_the_rulebook_is_readable(stage, browse, readable) -> None:
    from tests.architecture.access_table import local_rulebook, parameter_setting, workday_notice

    row = local_rulebook(stage)
    parameter_setting(stage)
    notice = workday_notice(stage)
    page = browse("office")
    for path in (
        "/rules/sources/", "/rules/sources/development-2014/", "/rules/entries/branch.theme_day/",
        "/rules/entries/branch-committee-majority/", "/rules/entries/branch-committee-majority/set/",
        "/rules/entries/development/", f"/rules/local/{row.pk}/", f"/rules/local/{row.pk}/adopt/",
        f"/rules/local/{row.pk}/revise/", f"/rules/local/{row.pk}/withdraw/",
        "/rules/workdays/?year=2020", "/rules/workdays/?year=2032", "/rules/workdays/edit/?year=2020",
        "/rules/workdays/import/", f"/rules/workdays/{notice.pk}/withdraw/",
    ):  # fmt: skip
        page.goto(path)
        assert page.locator("h1").count() == 1, path
        assert readable(page)


def test_a_stricter_version_of_a_published_rule_names_its_windows(stage, browse, readable) -> None:
    office = browse("office")
    office.goto("/rules/local/new/")
    office.fill("textarea[name=text]", lectures(key="branch.lecture", every="quarter", times=2))
    office.get_by_role("button", name="检查并保存草稿").click()
    office.wait_for_url("**/adopt/")
    assert "要求或判定变化 4" in office.locator(".lead-line").inner_text()
    office.fill("input[name=effective_on]", "2020-01-01")
    office.get_by_role("button", name="按这个日期再看").click()
    office.wait_for_selector(".alert-warning")
    assert "已经结束的时段也会重新判定" in office.locator(".alert-warning").inner_text()
    assert readable(office)
