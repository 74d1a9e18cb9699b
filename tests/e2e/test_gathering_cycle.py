"""A general meeting from plan to archive: members sign in on their phones, the matrix turns green."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.conftest import PASSWORD
from tests.e2e.conftest import PATIENCE
from tongpin.life import codes
from tongpin.life.clock import site_moment
from tongpin.life.models import Gathering

pytestmark = pytest.mark.e2e
TODAY = "2020-09-20"


@pytest.fixture
def phone(chromium: Browser, live_server) -> Iterator[Callable[[str], Page]]:
    """`phone("member1")` is a logged-in page of a member's own phone."""
    contexts: list[BrowserContext] = []

    def open_page(username: str) -> Page:
        context = chromium.new_context(
            viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=live_server.url,
            has_touch=True, is_mobile=True,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto("/org/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "login" not in url)
        return page

    yield open_page
    for context in contexts:
        context.close()


def plan(page: Page, readable) -> Gathering:
    """The secretary puts a general meeting of today on the calendar."""
    page.goto("/life/new/?kind=general_meeting")
    assert readable(page)
    page.fill("input[name=held_on]", TODAY)
    page.fill("input[name=topic]", "讨论通过年度工作计划")
    page.fill("textarea[name=agenda]", "一、传达上级部署\n二、讨论工作计划并表决")
    page.get_by_text("内容和形式").first.click()
    page.get_by_text("政治学习", exact=True).click()
    page.select_option("select[name=chair]", label="张守正")
    page.select_option("select[name=recorder]", label="李组织")
    page.get_by_role("button", name="还没开，列入计划").click()
    page.wait_for_url(re.compile(r"/life/\d+/$"))
    assert readable(page)
    return Gathering.objects.get()


def convene(page: Page, readable) -> None:
    """Everybody is asked."""
    page.locator(".page-actions").get_by_role("link", name="发通知").click()
    page.wait_for_url("**/convene/")
    assert readable(page)
    assert page.locator("input[name=people]:checked").count() == 9
    page.get_by_role("button", name="发出通知").click()
    page.wait_for_url(re.compile(r"/life/\d+/$"))
    assert "通知 9 人" in page.content()
    assert readable(page)


def test_a_meeting_from_plan_to_archive(stage, browse, phone, readable) -> None:
    secretary = browse("secretary1")
    row = plan(secretary, readable)
    here = f"/life/{row.pk}/"
    convene(secretary, readable)

    member = phone("member1")
    member.goto("/life/mine/")
    assert readable(member)
    assert "讨论通过年度工作计划" in member.content()
    member.get_by_role("link", name="回复", exact=True).first.click()
    assert readable(member)
    member.get_by_label("参加").check()
    member.get_by_role("button", name="回复").click()
    member.wait_for_url("**/mine/")

    secretary.locator(".page-actions").get_by_role("button", name="开放签到").click()
    secretary.wait_for_url("**/screen/")
    assert readable(secretary)
    assert secretary.locator(".qr svg").is_visible()
    six = secretary.locator(".digits").inner_text()

    member.goto(f"{here}sign-in/")
    assert readable(member)
    member.fill("input[name=code]", "000000" if six != "000 000" else "111111")
    member.get_by_role("button", name="签到").click()
    member.wait_for_selector("text=签到码不对")
    member.fill("input[name=code]", secretary.locator(".digits").inner_text())
    member.get_by_role("button", name="签到").click()
    member.wait_for_selector("text=已签到")
    assert readable(member)

    row.refresh_from_db()
    scanner = phone("leader")
    token = codes.token(row.sign_in.secret, codes.step_of(site_moment()))
    scanner.goto(f"{here}sign-in/?c={token}")
    assert "已扫到签到码" in scanner.content()
    scanner.get_by_role("button", name="签到").click()
    scanner.wait_for_selector("text=已签到")
    secretary.wait_for_selector(".arrived:has-text('2 / 9')")

    secretary.goto(f"{here}people/")
    assert readable(secretary)
    secretary.fill("textarea[name=names]", "张守正 李组织\n王宣传、赵纪检 孙玉梅 周建国 吴晓东")
    secretary.get_by_role("button", name="登记到会").click()
    secretary.wait_for_selector("text=已从纸质签到表登记 7 人")

    vote(secretary, here, readable)
    record(secretary, here, readable)
    archive(secretary, phone("committee1"), here, readable)

    secretary.goto(reverse("reports:cell") + "?unit=ZB1&rule=branch.general_meeting")
    assert secretary.locator("main .chip-met, main .chip-met_late").count() >= 1
    assert "讨论通过年度工作计划" in secretary.content()


def vote(page: Page, here: str, readable) -> None:
    """A motion on a frozen roll, judged while it is typed."""
    page.goto(f"{here}votes/new/")
    assert readable(page)
    page.fill("input[name=motion]", "通过年度工作计划")
    page.get_by_role("button", name="确定名单，开始表决").click()
    page.wait_for_url(re.compile(r"/votes/\d+/$"))
    assert readable(page)
    page.fill("input[name=yes]", "4")
    page.wait_for_selector("#verdict:has-text('没有通过')")
    page.fill("input[name=yes]", "8")
    page.fill("input[name=no]", "1")
    page.wait_for_selector("#verdict .chip-met:has-text('通过')")
    page.get_by_role("button", name="登记结果").click()
    page.wait_for_selector("text=表决结果已登记：通过")


def record(page: Page, here: str, readable) -> None:
    """The minutes; who signed in is present already."""
    page.goto(here)
    page.locator(".page-actions").get_by_role("link", name="登记会议情况").click()
    page.wait_for_url("**/edit/?record=1")
    assert readable(page)
    assert "实到 9" in page.locator("[data-tally]").inner_text()
    page.fill("textarea[name=content]", "书记传达了上级部署，与会党员逐一发言。")
    page.fill("textarea[name=resolutions]", "通过年度工作计划，由支委会组织实施。")
    page.get_by_role("button", name="保存记录").click()
    page.wait_for_url(re.compile(r"/life/\d+/$"))
    assert readable(page)
    assert "应到 9 人，实到 9 人" in page.content()
    assert "党员大会" in page.locator("aside").inner_text()


def archive(chair: Page, recorder: Page, here: str, readable) -> None:
    """Chair and recorder confirm, each on the own device; then the record is closed."""
    chair.get_by_role("button", name="确认无误").click()
    chair.wait_for_selector("aside .chip-met:has-text('已确认')")
    recorder.goto(here)
    assert readable(recorder)
    recorder.get_by_role("button", name="确认无误").click()
    recorder.wait_for_selector("text=已确认。")
    chair.goto(here)
    chair.locator(".page-actions").get_by_role("button", name="归档").click()
    chair.wait_for_selector("text=内容不再修改")
    assert readable(chair)
    assert chair.get_by_role("link", name="修改", exact=True).count() == 0


def test_the_button_stays_in_its_place_while_the_answer_comes_in(stage, browse) -> None:
    page = browse("secretary1")
    waiting: list[Route] = []
    let_go: list[bool] = []
    page.route(
        "**/life/preview/**",
        lambda route: route.continue_() if let_go else waiting.append(route),
    )
    page.goto("/life/new/?fresh=1")
    save = page.get_by_role("button", name="保存记录")
    page.check("input[name=kinds][value=theme_day]")
    page.fill("input[name=held_on]", TODAY)
    page.press("input[name=held_on]", "Tab")
    page.wait_for_timeout(600)  # the question goes out 400 ms after a change
    before = save.bounding_box()
    let_go.append(True)
    for route in waiting:
        route.continue_()
    page.wait_for_selector("#preview .card-list")
    assert save.bounding_box() == before


def test_what_was_typed_without_a_net_is_offered_again(stage, browse) -> None:
    page = browse("secretary1")
    page.goto("/life/new/?fresh=1")
    page.context.set_offline(True)
    page.check("input[name=kinds][value=theme_day]")
    page.fill("input[name=topic]", "断网时写的主题")
    page.fill("textarea[name=content]", "断网时写的内容")
    page.get_by_role("button", name="保存记录").click()
    page.wait_for_selector("text=现在没有网络")
    page.context.set_offline(False)
    page.goto("/life/new/?fresh=1")
    page.get_by_role("button", name="接着填").click()
    assert page.input_value("textarea[name=content]") == "断网时写的内容"
    assert page.is_checked("input[name=kinds][value=theme_day]")
    page.get_by_role("button", name="保存记录").click()
    page.wait_for_url(re.compile(r"/life/\d+/$"))
    assert Gathering.objects.get().topic == "断网时写的主题"
    page.goto("/life/new/?fresh=1")
    assert page.locator(".kept-offer").count() == 0


def test_what_one_account_typed_is_not_left_for_the_next_on_the_same_computer(
    stage, browse
) -> None:
    page = browse("secretary1")
    page.goto("/life/new/?fresh=1")
    page.context.set_offline(True)
    page.fill("textarea[name=content]", "和郑文谈心，谈到家里的困难")
    page.get_by_role("button", name="保存记录").click()
    page.wait_for_selector("text=现在没有网络")
    kept = "Object.keys(localStorage).filter(k => /^(keep|draft):/.test(k))"
    account = str(stage.accounts["secretary1"])
    assert {k.split(":")[1] for k in page.evaluate(kept)} == {account}
    page.evaluate("localStorage.setItem('keep:/life/new/?ZB1', '{}')")  # as it was kept before
    page.context.set_offline(False)
    page.goto("/life/")
    assert {k.split(":")[1] for k in page.evaluate(kept)} == {account}
    page.locator("form[data-forget] button").click(force=True)
    page.wait_for_url("**/org/login/**")
    assert page.evaluate(kept) == []


@pytest.mark.parametrize("address", ["calendar/", "calendar/year/", "series/", "robots/", "mine/"])
def test_every_page_reads_well(stage, browse, readable, address) -> None:
    page = browse("secretary1")
    page.goto("/life/new/?kind=theme_day&on=2020-09-25")
    page.fill("input[name=topic]", "主题党日")
    page.get_by_role("button", name="还没开，列入计划").click()
    page.wait_for_url(re.compile(r"/life/\d+/$"))
    page.goto(f"/life/{address}")
    assert readable(page)
