"""The three phases of a branch: benchmarked and scored on a desk or a phone, reviewed by others, named."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.assessment.creations import met, published
from tongpin.audit.envelope import opened
from tongpin.ledgers.assessment.models import Award, Creation

pytestmark = pytest.mark.e2e


def _step(page, title: str, day: str) -> None:
    page.locator(f"li:has(strong:text-is('{title}')) >> text=登记完成").click()
    page.fill("input[name=on]", day)
    page.click("main button[type=submit]")
    page.wait_for_url("**/assessment/*/")


def _by_hand(page, points: str, words: str) -> None:
    page.click("a:text-is('活动场所')")
    page.fill("input[name=points]", points)
    page.fill("textarea[name=reason]", words)
    page.click("main button[type=submit]")
    page.wait_for_url("**/score/*/5/")


def _hand_in(page, row: Creation, side: str) -> None:
    page.goto(f"/assessment/{row.pk}/score/")
    page.click(f"text=提交{side}")
    page.fill("textarea[name=words]", "总体较好")
    page.click("main button[type=submit]")
    page.wait_for_url(f"**/assessment/{row.pk}/")


def test_a_branch_goes_through_its_three_phases(stage, browse, readable) -> None:
    published(stage)
    for month in (2, 5, 8):
        met(stage, date(2020, month, 9), tags=("volunteering",))
    branch = browse("secretary1")
    branch.goto("/assessment/new/")
    assert readable(branch)
    branch.select_option("select[name=scheme]", index=1)
    branch.fill("input[name=opened_on]", "2020-04-01")
    branch.click("main button[type=submit]")
    branch.wait_for_url("**/assessment/*/")
    row = Creation.objects.get()
    assert readable(branch)
    _step(branch, "动员部署", "2020-04-10")
    _step(branch, "对标创建", "2020-08-20")

    # What the ledgers know is there with its reason; only the room is looked at.
    branch.goto(f"/assessment/{row.pk}/score/")
    assert readable(branch)
    assert "到期应完成3次（件），已完成3次（件），得40分" in branch.locator("main").inner_text()
    _by_hand(branch, "20", "三楼活动室60平方米")
    assert readable(branch)
    _hand_in(branch, row, "自评")
    assert "已自评" in branch.locator("main").inner_text()

    team = browse("supervisor")
    team.goto(f"/assessment/{row.pk}/score/")
    _by_hand(team, "18", "桌椅不足")
    _hand_in(team, row, "考评")
    assert readable(team)
    team.click("text=差距转入整改")
    assert readable(team)
    team.click("main button[type=submit]")
    team.wait_for_url(f"**/assessment/{row.pk}/")
    assert "活动场所：失2分" in team.locator("main").inner_text()

    # Six days later: the result has been public since the review.
    with opened(stage.actor("office"), "t", "t"):
        Creation.objects.update(review_on=date(2020, 9, 14))
    office = browse("office")
    office.goto(f"/assessment/{row.pk}/award/")
    office.select_option("select[name=level]", "model")
    office.fill("input[name=publicised_on]", "2020-09-14")
    assert readable(office)
    office.click("main button[type=submit]")
    office.wait_for_url(f"**/assessment/{row.pk}/")
    assert "命名为标准化示范党支部" in office.locator("main").inner_text()
    assert readable(office)
    assert Award.objects.get().level == "model"
