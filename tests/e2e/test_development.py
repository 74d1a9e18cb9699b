"""A case from application to probation in a real browser, at the desk and on a phone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.development.people import take, walk
from tongpin.ledgers.development.models import Case

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def _today(settings) -> None:
    settings.TONGPIN_TODAY = date(2020, 9, 20)


def test_an_office_takes_a_person_from_application_to_probation(stage, browse, readable) -> None:
    page = browse("office")
    page.goto("/development/?unit=JU")
    assert readable(page)
    page.locator("main a:has-text('登记入党申请')").first.click()
    page.select_option("select[name=unit]", label="第一党支部")
    page.fill("input[name=name]", "孔新")
    page.select_option("select[name=sex]", "female")
    page.fill("input[name=born_on]", "1995-01-02")
    page.fill("input[name=applied_on]", "2018-11-02")
    assert readable(page)
    page.click("main button[type=submit]")
    page.wait_for_url("**/development/*/")
    assert readable(page)

    def record(step: str, on: str, **fields: str) -> None:
        page.locator(f"#step-{step} a:has-text('登记')").first.click()
        page.fill("input[name=on]", on)
        for name, value in fields.items():
            page.fill(f"[name={name}]", value)
        if step in ("contacts", "introducers"):
            for name in ("张守正", "李组织"):
                page.get_by_label(name, exact=True).check()
        page.click("main button[type=submit]")
        page.wait_for_url("**/development/*/#step-*")

    record("talk", "2018-11-20", note="动机端正。")
    record("activist", "2019-03-15")
    record("filed", "2019-03-22", number="局党字〔2019〕8号")
    record("contacts", "2019-03-25")
    record("review", "2019-09-10", note="表现好。")
    record("review", "2020-03-09", note="有进步。")

    page.locator("#step-object a:has-text('登记')").click()
    page.fill("input[name=on]", "2020-03-10")
    page.click("main button[type=submit]")
    assert "第十三条" in page.locator(".alert-danger").inner_text()
    assert readable(page)
    page.fill("input[name=on]", "2020-03-20")
    page.click("main button[type=submit]")
    page.wait_for_url("**/development/*/#step-object")

    record("object_consent", "2020-03-24")
    record("introducers", "2020-03-26")
    record("political_review", "2020-03-30", note="审查合格。")
    record("training", "2020-04-03", days="3", hours="24")
    record("committee_review", "2020-04-06")
    record("pre_review", "2020-04-08")
    record("form", "2020-04-09")
    record(
        "branch_meeting", "2020-04-10", vote_entitled="9", vote_present="8", vote_yes="8",
        note="同意接收。",
    )  # fmt: skip
    record("approval_talk", "2020-04-20")
    record("approval", "2020-05-08", number="局党字〔2020〕19号")
    assert readable(page)
    assert "2021年4月10日" in page.locator("aside").inner_text()
    case = Case.objects.get()
    stages = list(case.person.memberships.order_by("starts_on").values_list("stage", flat=True))
    assert stages[-1] == "probationary"
    with page.expect_download() as download:
        page.locator("aside a:has-text('接收预备党员批复')").click()
    assert download.value.suggested_filename == "孔新 接收预备党员批复.docx"


def test_the_board_is_a_list_on_a_phone(stage, browse, readable, screen) -> None:
    case = walk(stage, "contacts")
    take(stage, case, "review", "2019-09-10")
    page = browse("secretary1", scripts=screen == "desk")
    page.goto("/development/")
    readable(page) if screen == "desk" else None
    first, second = (page.locator(".board-column").nth(n).bounding_box() for n in (0, 1))
    if screen == "phone":
        assert first["x"] == second["x"]
        assert second["y"] > first["y"]
    else:
        assert first["y"] == second["y"]
    page.locator(".person-card a").first.click()
    assert "培养教育考察" in page.locator("main").inner_text()
