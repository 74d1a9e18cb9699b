"""A comrade is nominated, made public and commended; the meeting is linked to a business item on its page."""

from __future__ import annotations

import pytest

from tests.ledgers.honours.things import commendation, d, held
from tests.ledgers.integration.work import item
from tongpin.ledgers.honours.models import Honour
from tongpin.ledgers.integration.models import Link

pytestmark = pytest.mark.e2e


def test_nominated_public_decided_and_linked(stage, browse, readable) -> None:
    row = commendation(stage, nominate_by=d(25))
    held(stage, d(15), ("leading_meeting",), "研究表彰", "JU")
    here = f"/honours/rounds/{row.pk}/"
    branch = browse("secretary1")
    branch.goto(here)
    assert readable(branch)
    branch.click(".page-actions >> text='推荐'")
    branch.select_option("select[name=person]", label="郑文")
    branch.fill("input[name=nominated_on]", "2020-09-02")
    branch.fill("textarea[name=deeds]", "带头抢修管网")
    assert readable(branch)
    branch.click("main button[type=submit]")
    branch.wait_for_url(f"**{here}")

    desk = browse("office")
    desk.goto(f"{here}ask/")
    desk.fill("input[name=on]", "2020-09-03")
    assert readable(desk)
    desk.click("main button[type=submit]")
    desk.wait_for_url(f"**{here}")
    for organ, answer in (("discipline", "agreed"), ("personnel", "agreed")):
        desk.goto(f"{here}answer/{organ}/")
        desk.fill("input[name=on]", "2020-09-04")
        desk.select_option("main table select", answer)
        desk.click("main button[type=submit]")
        desk.wait_for_url(f"**{here}")
    desk.click("main a:text-is('审核')")
    desk.fill("input[name=on]", "2020-09-05")
    desk.select_option("main table select", "passed")
    assert readable(desk)
    desk.click("main button[type=submit]")
    desk.wait_for_url(f"**{here}")
    desk.click("main a:text-is('公示')")
    desk.fill("input[name=starts_on]", "2020-09-07")
    desk.fill("input[name=ends_on]", "2020-09-10")
    desk.click("main button[type=submit]")
    assert "最早2020年9月11日期满" in desk.locator("main").inner_text()
    desk.fill("input[name=ends_on]", "2020-09-11")
    desk.click("main button[type=submit]")
    desk.wait_for_url(f"**{here}")
    desk.click("main a:text-is('登记公示结果')")
    desk.fill("input[name=on]", "2020-09-14")
    desk.click("main button[type=submit]")
    desk.wait_for_url(f"**{here}")
    desk.click("main a:text-is('研究决定')")
    desk.fill("input[name=on]", "2020-09-15")
    desk.select_option("select[name=gathering]", index=1)
    assert readable(desk)
    desk.click("main button[type=submit]")
    desk.wait_for_url(f"**{here}")
    assert "已表彰" in desk.locator("main").inner_text()
    assert readable(desk)
    branch.goto(f"/honours/{Honour.objects.get().pk}/")
    assert "2020年度优秀共产党员" in branch.locator("main").inner_text()

    # The secretary links the branch's own gathering to the bureau's business, on its page.
    work = item(stage)
    day = held(stage, topic="管网抢修主题党日")
    branch.goto(f"/life/{day.pk}/")
    assert readable(branch)
    branch.select_option("main form.offer select", label="城区供水管网改造")
    branch.click("main form.offer button")
    branch.wait_for_url(f"**/life/{day.pk}/")
    assert "已关联到“城区供水管网改造”" in branch.locator("body").inner_text()
    assert Link.objects.get().item_id == work.pk
    branch.goto("/integration/")
    assert readable(branch)
