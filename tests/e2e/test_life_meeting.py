"""A democratic life meeting prepared in a real browser: what is missing, a material, an item of the list."""

from __future__ import annotations

import pytest

from tests.ledgers.meetings import scene
from tongpin.rectification.queries import problems_of

pytestmark = pytest.mark.e2e


def test_the_office_prepares_and_a_member_writes(stage, browse, readable) -> None:
    scene.team(stage)
    office = browse("office")
    office.goto("/meetings/?unit=JU")
    assert readable(office)
    office.click("main >> text=开始筹备 >> nth=0")
    office.fill("input[name=theme]", "坚守初心、勇担使命")
    office.fill("input[name=opened_on]", "2020-09-01")
    assert readable(office)
    office.click("main button[type=submit]")
    office.wait_for_selector("text=还没有写会议方案")
    assert readable(office)
    office.click("#step-opinions >> text=录入意见")
    office.fill("textarea[name=content]", "会议再短一些")
    assert readable(office)
    office.click("main button[type=submit]")
    office.click("text=列入整改")
    assert office.input_value("input[name=title]") == "会议再短一些"
    office.fill("textarea[name=measure]", "每月集中开会")
    office.select_option("select[name=person]", label="钱大海")
    office.fill("input[name=due_on]", "2020-12-31")
    office.click("main button[type=submit]")
    office.wait_for_selector("text=已列入整改清单")
    assert readable(office)
    office.goto("/meetings/talks/?unit=JU")
    assert readable(office)

    member = browse("committee1")
    member.goto("/meetings/mine/")
    assert readable(member)
    member.click("main >> text=撰写对照检查材料 >> nth=0")
    member.fill("textarea[name=content]", "联系群众不够紧密")
    assert readable(member)
    member.click("main >> text=提交 >> nth=0")
    member.wait_for_selector("text=已提交，等待审阅")
    assert readable(member)
    from tongpin.ledgers.meetings.models import Meeting

    row = Meeting.objects.get()
    assert problems_of(row.ref).get().state == "planned"
    office.goto(f"/meetings/{row.pk}/materials/")
    assert readable(office)
    office.click("text=查阅和审阅")
    office.wait_for_selector("text=联系群众不够紧密")
    assert readable(office)
