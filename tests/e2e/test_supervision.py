"""A round on site with a phone: one item at a time, a lost connection, a finding put right and closed."""

from __future__ import annotations

import pytest

from tests.ledgers.supervision.rounds import opened
from tongpin.ledgers.supervision.models import Check, CheckItem
from tongpin.rectification.models import Problem

pytestmark = pytest.mark.e2e
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def test_a_finding_on_site_is_followed_up_to_its_closure(stage, browse, readable) -> None:
    opened(stage)
    row = Check.objects.get()
    team = browse("supervisor")
    team.goto(f"/supervision/checks/{row.pk}/")
    assert readable(team)
    team.click("text=开始登记")
    assert readable(team)
    team.check("input[value=ok]")
    team.click("text=保存，下一条")
    team.wait_for_url("**/items/2/")

    # The connection is lost while an item is filled in: what was typed is still there afterwards.
    team.check("input[value=problem]")
    team.fill("textarea[name=note]", "8月有3名党员未交")
    team.wait_for_timeout(600)
    team.context.set_offline(True)
    team.click("text=保存并转为问题")
    assert "没有网络" in team.locator("[data-draft-status]").inner_text()
    team.context.set_offline(False)
    team.evaluate("document.querySelectorAll('form').forEach(f => f.removeAttribute('data-dirty'))")
    team.reload()
    team.click("text=接着填")
    assert team.input_value("textarea[name=note]") == "8月有3名党员未交"
    team.set_input_files(
        "input[type=file]", {"name": "台账.png", "mimeType": "image/png", "buffer": PNG}
    )
    team.click("text=保存并转为问题")
    team.wait_for_url("**/items/3/")
    team.check("input[value=na]")
    team.click("main button.btn-primary")
    team.wait_for_url(f"**/checks/{row.pk}/")
    assert CheckItem.objects.count() == 3
    team.click(".page-actions >> text='反馈'")
    team.fill("textarea[name=words]", "总体较好，党费收缴要抓紧")
    assert readable(team)
    team.click("main button[type=submit]")
    team.wait_for_url(f"**/checks/{row.pk}/")

    problem = Problem.objects.get()
    branch = browse("secretary1")
    branch.goto(f"/problems/{problem.pk}/")
    assert readable(branch)
    branch.click("main a:text-is('制定措施')")
    branch.fill("textarea[name=measure]", "逐人提醒，当月补交")
    branch.fill("input[name=responsible_name]", "李组织")
    branch.fill("input[name=due_on]", "2020-10-20")
    assert readable(branch)
    branch.click("main button[type=submit]")
    branch.wait_for_url(f"**/problems/{problem.pk}/")
    branch.click("text=开始整改")
    branch.click("main a:text-is('登记进展')")
    branch.fill("textarea[name=note]", "3名党员已补交")
    branch.set_input_files(
        "input[type=file]", {"name": "补交.png", "mimeType": "image/png", "buffer": PNG}
    )
    branch.click("main button[type=submit]")
    branch.wait_for_url(f"**/problems/{problem.pk}/")
    branch.click("main a:text-is('申请销号')")
    branch.fill("textarea[name=note]", "已全部补交")
    branch.click("main button[type=submit]")
    branch.wait_for_url(f"**/problems/{problem.pk}/")
    assert branch.locator("main a:text-is('核验')").count() == 0

    team.goto("/problems/?state=submitted")
    assert readable(team)
    team.click("text=8月有3名党员未交")
    team.click("main a:text-is('核验')")
    team.fill("textarea[name=note]", "看了收缴记录，已补交")
    assert readable(team)
    team.click("main button[type=submit]")
    team.wait_for_url(f"**/problems/{problem.pk}/")
    assert "已销号" in team.locator("main").inner_text()
    assert readable(team)
