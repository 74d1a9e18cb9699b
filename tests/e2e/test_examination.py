"""An examination on a phone and on a desk: the network goes, answers wait, all arrive, handed in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.ledgers.examinations import hall
from tongpin.ledgers.examinations import actions, queries
from tongpin.ledgers.examinations.models import Answer, Candidate
from tongpin.life.clock import site_moment

pytestmark = pytest.mark.e2e


def _open(cast):
    """A sitting that is open now, by the real clock; unshuffled, so that the test can name options."""
    paper, unit, now = hall.paper(cast, kinds=5), cast.unit("JU"), site_moment()
    terms = actions.Terms(
        "党的知识考试", now - timedelta(minutes=1), now + timedelta(hours=2), 30, is_shuffled=False
    )
    return actions.plan_sitting(
        cast.actor("office"), unit=unit, paper=paper, terms=terms, people=[cast.person("郑文")]
    )


def test_an_examination_with_a_lost_connection_is_resumed_and_handed_in(
    stage, browse, readable, screen
) -> None:
    row = _open(stage)
    items = queries.items(row.paper_id)
    page = browse("member1")
    page.goto("/examinations/own/")
    assert readable(page)
    page.click("text=去考试")
    assert readable(page)
    page.click("button:has-text('开始答题')")
    page.wait_for_url("**/paper/")
    page.wait_for_selector(".exam-live")
    assert readable(page)
    saved = page.locator("[data-saved]")

    if screen == "phone":
        page.locator(".is-here .exam-option").nth(1).tap()
    else:
        page.keyboard.press("B")
    saved.filter(has_text="✓ 已保存").wait_for()
    assert Answer.objects.get(item=items[0]).given == ["B"]

    # The network goes: the answers wait here, the questions are still there to go on with.
    page.context.set_offline(True)
    page.click("[data-step='1']")
    for n in (0, 1, 2):
        page.locator(".is-here .exam-option").nth(n).click()
    saved.filter(has_text="没有网络").wait_for()
    page.click("[data-step='1']")
    page.locator(".is-here .exam-option").nth(0).click()
    assert readable(page)
    page.click("[data-go]")
    saved.filter(has_text="没有网络").wait_for()
    assert page.url.endswith("/paper/")
    assert Answer.objects.count() == 1

    # It comes back: everything arrives by itself, and only then the paper can be handed in.
    page.context.set_offline(False)
    page.wait_for_url("**/submit/")
    assert "还有 2 题没有作答" in page.locator("main").inner_text()
    assert Answer.objects.get(item=items[1]).given == ["A", "B", "C"]
    assert Answer.objects.get(item=items[2]).given == ["T"]

    # Resumed on another device: what was answered is there, the time goes on.
    other = browse("member1")
    other.goto(f"/examinations/own/{row.pk}/")
    other.click("a:has-text('接着答题')")
    other.wait_for_selector(".exam-live")
    assert other.locator("[data-answered]").inner_text() == "3"
    other.click("[data-goto='3']")
    blanks = other.locator(".is-here input.form-control")
    blanks.nth(0).fill("月")
    blanks.nth(1).fill("三个月")
    other.locator("[data-saved]").filter(has_text="✓ 已保存").wait_for()
    other.click("[data-goto='4']")
    other.locator(".is-here textarea").fill("会前学习谈话，会上批评，会后整改。")
    other.locator("[data-saved]").filter(has_text="✓ 已保存").wait_for()
    other.click("[data-go]")
    other.wait_for_url("**/submit/")
    assert readable(other)
    assert "5 题都已作答" in other.locator("main").inner_text()
    other.click("text=确认交卷")
    other.wait_for_url(f"**/own/{row.pk}/")
    assert "已交卷" in other.locator("main").inner_text()
    entry = Candidate.objects.get(sitting=row)
    assert entry.closing == "self"
    assert len(entry.seal) == 64
    assert Answer.objects.get(item=items[3]).given == ["月", "三个月"]
