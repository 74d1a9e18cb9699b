"""The main job in a real browser: a paper becomes a year; a record turns the light green."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from tongpin.life.models import Gathering

pytestmark = pytest.mark.e2e
PAPER = resources.files("tongpin.project.sample") / "2020年党建工作意见.txt"


def test_a_paper_becomes_a_living_year(stage, browse, readable) -> None:
    office = browse("office")
    office.goto("/plans/upload/")
    assert readable(office)
    office.set_input_files("input[name=file]", str(PAPER))
    office.click("text=读取文件")
    office.wait_for_url("**/check/")
    assert office.locator("h1").inner_text() == "2020年党建工作意见"
    assert office.locator(".measure-block").count() == 10
    assert office.locator("mark").count() >= 20
    assert readable(office)

    first = office.locator(".duty-list > li").first
    first.get_by_text("更正").click()
    assert readable(office)
    office.fill("input[name=title]", "更正过的名称")
    office.click("main button[type=submit]")
    office.wait_for_url("**/check/**")
    assert office.get_by_text("更正过的名称", exact=True).count() == 1

    office.locator("text=核对无误，下一步").first.click()
    office.wait_for_url("**/adopt/")
    assert readable(office)
    office.fill("input[name=reason]", "局党委会研究同意")
    office.click("button:has-text('采用')")
    office.wait_for_url("**/board/**")
    assert readable(office)
    assert "更正过的名称" in office.content() or office.get_by_text("严肃党内政治生活").count() >= 1


def test_a_secretary_records_a_meeting_and_sees_what_it_counted_for(
    stage, browse, readable, screen
) -> None:
    secretary = browse("secretary1")
    assert readable(secretary)
    secretary.goto("/life/new/?kind=theme_day&kind=lecture")
    assert readable(secretary)
    secretary.fill("input[name=held_on]", "2020-09-10")
    secretary.fill("input[name=topic]", "重温入党誓词")
    taps = secretary.locator(".tap")
    assert taps.count() == 9
    taps.first.click()
    assert "请假" in taps.first.inner_text()
    assert "实到 8" in secretary.locator("[data-tally]").inner_text()
    secretary.locator(".attendee-reason:visible").fill("出差")
    secretary.wait_for_selector("#preview .chip")
    assert "主题党日" in secretary.locator("#preview").inner_text()
    secretary.get_by_role("button", name="保存记录").click()
    secretary.wait_for_url(re.compile(r"/life/\d+/$"))
    assert readable(secretary)
    assert "应到 9 人，实到 8 人" in secretary.content()
    assert "主题党日" in secretary.locator("aside").inner_text()
    row = Gathering.objects.get()
    assert sorted(k.kind for k in row.kinds.all()) == ["lecture", "theme_day"]
    assert row.is_late is True


def test_typed_words_survive_a_browser_that_goes_away(stage, browse) -> None:
    page = browse("secretary1")
    page.goto("/life/new/")
    page.fill("input[name=topic]", "写到一半")
    page.wait_for_selector("[data-draft-status]:has-text('草稿已保存')")
    page.context.close()
    again = browse("secretary1")
    again.goto("/life/new/")
    assert again.input_value("input[name=topic]") == "写到一半"


def test_the_form_works_without_scripts(stage, browse) -> None:
    page = browse("secretary1", scripts=False)
    page.goto("/life/new/")
    page.check("input[value=general_meeting]")
    page.fill("input[name=held_on]", "2020-09-03")
    page.fill("input[name=topic]", "研究工作")
    page.locator("fieldset.attendee").first.get_by_text("缺席").click()
    page.get_by_role("button", name="保存记录").click()
    page.wait_for_url(re.compile(r"/life/\d+/$"))
    row = Gathering.objects.get()
    assert row.attendances.filter(presence="absent").count() == 1


@pytest.mark.parametrize(
    "username",
    [
        "office",
        "secretary1",
        "committee1",
        "member1",
        "leader",
        "supervisor",
        "system",
        "security",
        "auditor",
    ],
)
def test_every_role_finds_its_way(stage, browse, readable, username) -> None:
    page = browse(username)
    assert readable(page)
    links = [a.get_attribute("href") for a in page.locator("nav.nav-main a").all()]
    assert links
    for link in links:
        response = page.goto(link)
        assert response.status == 200, link
        assert readable(page)
