"""A decision meeting in a real browser, at the desk and on a phone: validity follows each answer."""

from __future__ import annotations

import pytest

from tests.confirming import confirm
from tests.ledgers.decisions import table
from tongpin.ledgers.decisions.models import Resolution

pytestmark = pytest.mark.e2e


def test_a_meeting_decides_and_is_told_at_once_whether_it_holds(stage, browse, readable) -> None:
    table.seat(stage)
    confirm(stage, "mmo-secretary-last")
    item = table.put_on(stage, table.accept(stage, table.prepare(stage, table.propose(stage))))
    page = browse("office")

    def press(words: str) -> None:
        """Press a button and wait for the part of the page that answers."""
        with page.expect_response(lambda r: f"/items/{item.pk}/" in r.url):
            page.click(f"button:has-text('{words}')")
        page.wait_for_selector(".htmx-request, .htmx-swapping, .htmx-settling", state="detached")

    page.goto("/decisions/")
    assert readable(page)
    page.click("main a:has-text('购置防汛设备')")
    assert readable(page)
    page.click("main a:has-text('局党委会议')")
    assert readable(page)
    assert "还没有确定表决名单" in page.locator("aside").inner_text()

    # The leader speaks first, against the rule.
    for name in (table.TEAM[0], *table.TEAM[1:]):
        page.select_option("#speak-person", label=name)
        press("登记发言")
        page.wait_for_selector(f".speeches >> text={name}")
    press("确定名单")
    page.wait_for_selector("#count-yes")
    page.fill("#count-yes", "5")
    press("登记票数")
    page.wait_for_selector("aside >> text=处不符合规定")
    page.check("input[name=outcome][value=passed]")
    page.fill("#close-conclusion", "同意购置")
    press("登记结论")
    page.wait_for_selector(".alert-danger")
    assert "主要负责人最后" in page.locator(".alert-danger").inner_text()
    assert page.input_value("#close-conclusion") == "同意购置"
    assert not Resolution.objects.exists()
    assert readable(page)

    # The leader sums up at the end; now the decision holds.
    page.select_option("#speak-person", label=table.TEAM[0])
    press("登记发言")
    page.wait_for_selector("aside >> text=决定有效")
    page.check("input[name=outcome][value=passed]")
    page.fill("#close-conclusion", "同意购置")
    press("登记结论")
    page.wait_for_selector("a:has-text('〔2020〕1号')")
    page.click("a:has-text('〔2020〕1号')")
    assert readable(page)
    assert Resolution.objects.get().item_id == item.pk
