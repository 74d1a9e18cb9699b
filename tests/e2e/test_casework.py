"""An organisational life meeting run step by step in a real browser, at the desk and on a phone."""

from __future__ import annotations

import pytest

from tongpin.casework.models import StepRecord

pytestmark = pytest.mark.e2e


def test_a_secretary_runs_a_procedure_and_is_told_what_is_missing(stage, browse, readable) -> None:
    page = browse("secretary1")
    page.goto("/cases/")
    assert readable(page)
    page.locator("main a:has-text('开始办理')").first.click()
    page.select_option("select[name=procedure]", "organizational_life")
    page.fill("input[name=title]", "2020年度组织生活会")
    page.fill("input[name=opened_on]", "2020-09-01")
    assert readable(page)
    page.click("main button[type=submit]")
    page.wait_for_url("**/cases/*/")
    assert readable(page)

    page.locator("#step-theme >> text=登记").click()
    page.fill("input[name=on]", "2020-09-01")
    page.click("main button[type=submit]")
    page.wait_for_url("**/cases/*/")
    assert "已办" in page.locator("#step-theme").inner_text()

    page.locator("#step-meeting >> text=提前登记").click()
    page.fill("input[name=on]", "2020-09-10")
    page.click("main button[type=submit]")
    assert readable(page)
    refused = page.locator(".alert-danger").inner_text()
    assert "第十七条" in refused
    assert page.input_value("input[name=on]") == "2020-09-10"

    page.fill("input[name=approver]", "局党委")
    page.fill("input[name=approval_reason]", "防汛值班，会后补谈")
    page.click("main button[type=submit]")
    page.wait_for_url("**/cases/*/")
    assert readable(page)
    assert "缺少" in page.locator("#step-talks").inner_text()
    assert "经局党委同意变通" in page.locator("#step-meeting").inner_text()
    assert StepRecord.objects.count() == 2
