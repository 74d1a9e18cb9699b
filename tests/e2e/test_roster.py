"""A member's change that the branch confirms, and a branch that is split, at the desk and on a phone."""

from __future__ import annotations

from datetime import date

import pytest

from tongpin.org.models import Affiliation, Unit

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def _today(settings) -> None:
    settings.TONGPIN_TODAY = date(2020, 9, 20)


def test_what_a_member_asks_the_branch_confirms(stage, browse, readable) -> None:
    own = browse("member1")
    own.goto("/org/own/")
    assert readable(own)
    own.click("main a:has-text('申请变更')")
    own.fill("input[name=position]", "供水股股长")
    own.fill("input[name=reason]", "九月起任现职")
    assert readable(own)
    own.click("main button[type=submit]")
    own.wait_for_url("**/org/own/")
    assert "正在等待支部确认" in own.locator("main").inner_text()

    desk = browse("secretary1")
    desk.goto("/")
    desk.locator("a:has-text('申请变更本人信息')").first.click()
    assert "供水股股长" in desk.locator("main").inner_text()
    assert readable(desk)
    desk.click("button:has-text('确认变更')")
    desk.wait_for_url("**/org/requests/")
    assert readable(desk)

    own.reload()
    text = own.locator("main").inner_text()
    assert "已确认" in text
    assert "正在等待支部确认" not in text
    assert stage.person("郑文").position == "供水股股长"


def test_a_branch_is_split_and_the_split_is_taken_back(stage, browse, readable) -> None:
    page = browse("office")
    source = f"/org/units/{stage.units['ZB1']}/"
    page.goto(source)
    assert readable(page)
    page.locator("main a:has-text('分设')").first.click()
    page.fill("input[name=code]", "ZB3")
    page.fill("input[name=name]", "第三党支部")
    page.fill("input[name=on]", "2020-09-01")
    page.fill("input[name=approval_number]", "局党发〔2020〕12号")
    for name in ("钱大海", "孙玉梅"):
        page.get_by_label(name, exact=True).check()
    assert readable(page)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{source}")
    assert "从第一党支部分设第三党支部，2人随转" in page.locator("main").inner_text()
    made = Unit.objects.get(code="ZB3")
    assert Affiliation.objects.filter(unit=made, ends_on=None).count() == 2
    page.locator("main a:has-text('撤销变动')").first.click()
    page.fill("input[name=reason]", "批复有误")
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{source}")
    assert not Unit.objects.filter(code="ZB3").exists()
    assert stage.person("孙玉梅").home_id == stage.units["ZB1"]
