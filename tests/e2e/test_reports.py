"""The office writes the year's report in Chromium, chases the late, asks the ledgers; leaders look on."""

from __future__ import annotations

import io
import re

import docx
import pytest

from tests.reports.conftest import adopt, hold
from tongpin.duties.judging import forget
from tongpin.life.models import Message
from tongpin.reports.models import YearReport

pytestmark = pytest.mark.e2e


@pytest.fixture
def year(stage):
    from datetime import date

    adopt(stage)
    hold(stage, date(2020, 2, 20), "讨论年度计划", 张守正="present", 郑文="present")
    forget()
    return stage


def test_a_report_is_drawn_written_on_and_issued(year, browse, readable) -> None:
    office = browse("office")
    office.goto("/reports/")
    assert readable(office)
    office.get_by_role("link", name=re.compile("起草")).first.click()
    office.fill("input[name=addressee]", "县直机关工委")
    office.get_by_role("button", name="起草").click()
    office.wait_for_url(re.compile(r"/reports/\d+/$"))
    assert readable(office)
    office.get_by_label("（一）过好主题党日").fill("今年过了一次主题党日，往后每月一次。")
    office.get_by_role("button", name="保存").click()
    office.wait_for_selector("text=已保存")
    office.on("dialog", lambda asked: asked.accept())
    office.get_by_role("button", name="印发").click()
    office.wait_for_selector("text=已印发，内容从现在起不再变动")
    assert readable(office)
    with office.expect_download() as answer:
        office.get_by_role("link", name="下载 Word").click()
    with open(answer.value.path(), "rb") as stream:
        paper = docx.Document(io.BytesIO(stream.read()))
    assert "今年过了一次主题党日，往后每月一次。" in [p.text for p in paper.paragraphs]
    assert YearReport.objects.get().issued_by == "党办"


def test_the_late_are_chased_and_the_ledgers_asked(year, browse, readable) -> None:
    office = browse("office")
    office.on("dialog", lambda asked: asked.accept())
    office.goto("/chase/")
    assert readable(office)
    office.get_by_role("button", name="发出提醒").click()
    office.wait_for_selector("text=已提醒")
    assert Message.objects.filter(person=year.people["冯丽"]).exists()
    office.goto("/query/")
    office.select_option("#query-data", "life")
    office.get_by_role("button", name="下一步").click()
    office.select_option("select[name=c1]", "kind")
    office.select_option("select[name=v1]", "主题党日")
    office.select_option("#by-1", "unit")
    office.get_by_role("button", name="查询").click()
    office.wait_for_selector("#answer >> text=第一党支部")
    assert readable(office)
    for address in ("overview/", "two-years/", "secretary-sheet/", "carry-over/"):
        office.goto(f"/{address}")
        assert readable(office)
