"""An appraisal on the phone: self-assessment, the secret ballot by log-in and by slip, the result."""

from __future__ import annotations

import pytest

from tests.ledgers.appraisals import scene
from tongpin.ledgers.appraisals import actions, queries
from tongpin.ledgers.appraisals.models import Paper, Ticket

pytestmark = pytest.mark.e2e


def test_a_member_assesses_votes_and_sees_the_result(stage, browse, readable) -> None:
    row = scene.opened(stage)
    member = browse("member1")
    member.goto("/")
    assert "个人自评未提交" in member.locator("main").inner_text()
    member.goto("/appraisals/mine/")
    assert readable(member)
    member.click("main >> text=写个人自评")
    member.fill("textarea[name=content]", "学习抓得不够紧，今后每周集中学习半天。")
    assert readable(member)
    member.click("main button[type=submit]")
    member.wait_for_url("**/appraisals/mine/")

    codes = dict(actions.open_ballot(stage.actor("secretary1"), unit=row.unit, appraisal=row))
    member.reload()
    member.click("main >> text=民主测评投票")
    assert readable(member)
    member.on("dialog", lambda dialog: dialog.accept())
    member.click("main button[type=submit]")
    assert readable(member)
    assert "请为" in member.locator(".alert-danger").inner_text()
    for choice in member.locator("input[value=qualified]").all():
        choice.check()
    member.click("main button[type=submit]")
    member.wait_for_selector("text=已经投入票箱")
    assert readable(member)
    assert Paper.objects.count() == 1

    stranger = browse()
    stranger.on("dialog", lambda dialog: dialog.accept())
    stranger.goto("/appraisals/vote/")
    assert readable(stranger)
    stranger.fill("input[name=code]", codes["孙玉梅"])
    stranger.click("main button[type=submit]")
    for choice in stranger.locator("input[value=excellent]").all():
        choice.check()
    assert readable(stranger)
    stranger.click("main button[type=submit]")
    stranger.wait_for_selector("text=已经投入票箱")
    assert Ticket.objects.filter(is_used=True).count() == 2
    scene.voted(row, "张守正")

    secretary = browse("secretary1")
    secretary.on("dialog", lambda dialog: dialog.accept())
    secretary.goto(f"/appraisals/{row.pk}/ballot/")
    assert readable(secretary)
    secretary.click("main >> text=结束并计票")
    secretary.wait_for_selector("text=测评结果")
    assert readable(secretary)
    assert not Paper.objects.exists()
    _graded(stage, row, secretary, readable)

    member.goto("/appraisals/mine/")
    assert "评定等次：合格" in member.locator("main").inner_text()
    member.click("main >> text=我已知悉")
    member.wait_for_selector("text=已确认")
    assert readable(member)


def _graded(stage, row, secretary, readable) -> None:
    """The secretary chooses, sees the share at once, settles and tells."""
    secretary.goto(f"/appraisals/{row.pk}/grades/")
    assert readable(secretary)
    people = {p.person.name: p.pk for p in queries.subjects(row)}
    for name, key in people.items():
        grade = "excellent" if name in scene.NAMES[:4] else "qualified"
        secretary.select_option(f"select[name=g{key}]", grade)
    secretary.wait_for_selector("#cap >> text=超出1人")
    secretary.select_option(f"select[name=g{people[scene.NAMES[3]]}]", "qualified")
    secretary.wait_for_selector("#cap >> text=符合比例")
    secretary.click("main >> text=保存等次")
    secretary.wait_for_selector("text=等次已保存")
    secretary.click("main button:has-text('确定等次')")
    secretary.wait_for_selector("text=登记已向本人反馈")
    assert readable(secretary)
    secretary.click("main >> text=登记已向本人反馈")
    secretary.wait_for_selector("text=已向9名同志反馈")
