"""What leaves as a file: spreadsheets cell by cell, the Word report as text."""

from __future__ import annotations

import io
from datetime import date

import docx
import openpyxl
import pytest
from django.urls import reverse

from tests.reports.conftest import hold
from tests.reports.test_board import measure
from tongpin.audit.actor import Actor
from tongpin.duties.judging import forget
from tongpin.org import actions as org

BOARD, LEDGER = reverse("reports:board"), reverse("reports:ledger")
PROGRESS = reverse("reports:progress")


def cells(response) -> list[list[object]]:
    """The rows of the first sheet."""
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def words(response) -> list[str]:
    """The paragraphs of a Word answer."""
    assert response.status_code == 200
    paper = docx.Document(io.BytesIO(response.content))
    return [p.text for p in paper.paragraphs if p.text]


def test_the_board_is_exported_as_seen(cast, year) -> None:
    query = {"measure": measure(year, "（一）"), "export": "xlsx"}
    rows = cells(cast.client("office").get(BOARD, query))
    assert rows == [
        ["责任", "频次", "依据", "局党委", "第一党支部", "第二党支部"],
        [
            "主题党日",
            "每月1次",
            "《2020年党建工作要点》（一）、《支部工作条例（试行）》第十六条",
            None,
            "逾期 3/9",
            "逾期 0/9",
        ],
    ]


def test_the_overview_is_exported_as_seen(cast, year) -> None:
    rows = cells(cast.client("office").get(BOARD, {"view": "overview", "export": "xlsx"}))
    assert rows[0] == ["措施", "合计", "局党委", "第一党支部", "第二党支部"]
    assert rows[1] == [
        "（一）过好主题党日", "完成 3/24，逾期 14", None, "完成 3/12，逾期 6", "完成 0/12，逾期 8",
    ]  # fmt: skip


def test_the_detail_gives_reason_and_article(cast, year) -> None:
    rows = cells(cast.client("secretary1").get(BOARD, {"export": "detail"}))
    assert rows[0] == [
        "党组织", "措施", "责任", "事项", "起", "止", "期限", "判定", "缘由", "依据",
    ]  # fmt: skip
    found = next(r for r in rows if r[3] == "主题党日" and r[4].month == 1)
    assert found[7] == "逾期"
    assert "1月31日应完成" in found[8]
    assert found[9] == "《2020年党建工作要点》（一）、《支部工作条例（试行）》第十六条"
    assert {r[0] for r in rows[1:]} == {"第一党支部"}


def test_the_ledger_is_exported_by_kind_and_month(cast, year) -> None:
    rows = cells(cast.client("secretary1").get(LEDGER, {"export": "xlsx"}))
    assert rows[0][0] == "第一党支部2020年组织生活台账"
    assert rows[1] == ["种类", *(f"{m}月" for m in range(1, 13)), "合计"]
    theme = next(r for r in rows if r[0] == "主题党日")
    assert theme[2] == "20日 讨论年度计划"
    assert theme[13] == 3


def test_no_text_becomes_a_formula(cast, year) -> None:
    hold(cast, date(2020, 7, 3), '=HYPERLINK("http://x","点我")', kinds=("study",))
    org.change_unit(
        Actor.system(), unit=cast.unit("ZB2"), version=cast.unit("ZB2").version,
        name="=1+1", kind="branch",
    )  # fmt: skip
    forget()
    client = cast.client("office")
    for address, query in (
        (LEDGER, {"unit": "ZB1", "export": "xlsx"}),
        (BOARD, {"export": "detail"}),
        (BOARD, {"export": "xlsx", "measure": measure(year, "（一）")}),
    ):
        book = openpyxl.load_workbook(io.BytesIO(client.get(address, query).content))
        kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
        assert "f" not in kinds


@pytest.mark.parametrize("who", ["member1", "security"])
def test_exports_are_refused_without_the_permission(cast, year, who: str) -> None:
    client = cast.client(who)
    assert client.get(PROGRESS).status_code == 403
    assert client.get(LEDGER, {"export": "xlsx"}).status_code == 403


def test_the_progress_report_reads_like_a_paper(cast, year) -> None:
    found = words(cast.client("office").get(PROGRESS))
    assert found[0] == "《2020年党建工作要点》落实情况报告"
    assert found[1] == (
        "《2020年党建工作要点》共2个部分、4条措施，明确责任4项，涉及党组织3个，其中党支部2个。"
        "现将截至2020年9月20日的落实情况报告如下。"
    )
    assert "一、严格组织生活" in found
    assert "（一）过好主题党日" in found
    assert found[found.index("（一）过好主题党日") + 1 :][:3] == [
        "共1项责任，全年应完成24次，已完成3次，完成率12%；逾期未办14次，期内待办1次，尚未到期6次。",
        "1.第二党支部逾期8次。1月主题党日，1月31日应完成，已逾期233天；1月尚无主题党日记录；"
        "2月主题党日，2月29日应完成，已逾期204天；2月尚无主题党日记录。"
        "此外还有3月主题党日、4月主题党日、5月主题党日、6月主题党日、7月主题党日、8月主题党日6次。"
        "依据《2020年党建工作要点》（一）、《支部工作条例（试行）》第十六条。",
        "2.第一党支部逾期6次。1月主题党日，1月31日应完成，已逾期233天；1月尚无主题党日记录；"
        "3月主题党日，3月31日应完成，已逾期173天；3月尚无主题党日记录。"
        "此外还有4月主题党日、5月主题党日、7月主题党日、8月主题党日4次。"
        "依据《2020年党建工作要点》（一）、《支部工作条例（试行）》第十六条。",
    ]
    assert any(line.endswith("、小结和下一步安排") for line in found)
    assert any(line.startswith("目前有逾期事项的是：第") for line in found)
    assert found[-2:] == ["中共青禾县水务局委员会", "2020年9月20日"]


def test_the_progress_report_of_a_branch_is_about_it_alone(cast, year) -> None:
    response = cast.client("secretary1").get(PROGRESS)
    assert "第二党支部" not in "".join(words(response))
    table = docx.Document(io.BytesIO(response.content)).tables[0]
    assert [row.cells[0].text for row in table.rows] == ["党组织", "第一党支部"]


def test_the_progress_report_stands_as_of_a_day(cast, year) -> None:
    found = "".join(words(cast.client("office").get(PROGRESS, {"as_of": "2020-01-15"})))
    assert "截至2020年1月15日" in found
    assert "目前各党组织没有逾期事项" in found
    assert "近期须办结的有：1月31日前完成" in found


def test_without_a_paper_the_report_is_about_standing_duties(cast) -> None:
    found = words(cast.client("office").get(PROGRESS))
    assert found[0] == "2020年党的组织生活制度落实情况报告"
    assert "一、党内法规规定的经常性责任" in found
