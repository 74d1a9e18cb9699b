"""A branch elects its committee in a real browser, at the desk and on a phone; the bureau approves."""

from __future__ import annotations

import pytest

from tests.ledgers.elections import polling
from tongpin.org.models import CommitteeTerm, Post

pytestmark = pytest.mark.e2e


def test_a_branch_elects_by_name_and_the_bureau_makes_the_posts(stage, browse, readable) -> None:
    row = polling.reviewed(stage)
    polling.assembly(stage)
    page = browse("secretary1")
    page.goto("/elections/")
    assert readable(page)
    page.click("main a:has-text('2020年换届选举')")
    assert readable(page)
    page.locator("#race-committee >> text=投票").last.click()
    assert readable(page)
    page.select_option("select[name=gathering]", index=1)
    page.click("main button:has-text('下一步')")
    page.wait_for_selector("main button:has-text('确定名单')")
    assert readable(page)
    page.get_by_label("钱大海").and_(page.locator("[name=scrutineers]")).check()
    page.get_by_label("孙玉梅").and_(page.locator("[name=tellers]")).check()
    page.click("main button:has-text('确定名单')")
    page.wait_for_selector("#race-committee >> text=登记计票结果")
    page.locator("#race-committee >> text=登记计票结果").click()
    assert readable(page)
    page.fill("[name=issued]", "12")
    page.fill("[name=returned]", "9")
    for name, yes in polling.GOOD.items():
        key = stage.people[name]
        page.fill(f"[name=yes_{key}]", str(yes))
        page.fill(f"[name=no_{key}]", str(9 - yes))
    page.click("main button:has-text('登记')")
    page.wait_for_selector(".alert-danger")
    assert "多于到会的选举人9名" in page.locator(".alert-danger").first.inner_text()
    assert readable(page)
    page.fill("[name=issued]", "9")
    page.click("main button:has-text('登记')")
    page.wait_for_selector("#race-committee >> text=当选：")
    race = page.locator("#race-committee").inner_text()
    assert "张守正、李组织、王宣传" in race
    assert "至少要5票，还差1票，不能当选" in race
    assert readable(page)
    page.click("#step-meeting >> text=宣布选举结果")
    assert readable(page)
    page.click("main button:has-text('宣布')")
    page.wait_for_selector("#step-meeting >> text=已办")

    polling.reported(stage, polling.headed(stage, row))
    upper = browse("office")
    upper.goto(f"/elections/{row.pk}/")
    upper.click("#step-approved >> text=批复 >> nth=-1")
    assert upper.input_value("[name=expires_on]") == "2023-09-10"
    upper.fill("[name=on]", "2020-09-14")
    upper.fill("[name=number]", "青水党〔2020〕33号")
    assert readable(upper)
    upper.click("main button:has-text('批复')")
    upper.wait_for_selector(".alert-success >> text=任职已登记")
    assert readable(upper)
    assert CommitteeTerm.objects.get().elected_on == polling.d(10)
    assert Post.objects.filter(unit=stage.units["ZB1"], ends_on=None).count() == 3
