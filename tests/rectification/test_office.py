"""LibreOffice lays out the papers of the loop, of supervision, directives and talks; nothing is cut off."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from tests.ledgers.directives.papers_from_above import answered
from tests.ledgers.supervision.rounds import fed_back
from tests.ledgers.talks import table
from tests.office import laid_out
from tests.rectification.problems import closed, doing, inspection, planned

pytestmark = pytest.mark.office
LONG = "逐次补记并由组长签字，支委会每季度检查一次，"


def test_the_papers_are_laid_out_whole(cast, tmp_path) -> None:
    round_ = inspection(cast)
    closed(cast, round=round_)
    for number in range(12):
        planned(cast, title=f"问题{number}：{LONG}完{number}。", round=round_)
    doing(cast, round=round_)
    check, directive = fed_back(cast), answered(cast)
    talk = table.matter(cast, kind="admonish")
    table.take(cast, talk, "approved", date(2020, 9, 2), by="县纪委")
    table.take(cast, talk, "talk", date(2020, 9, 3), by="张守正", words=LONG * 6 + "谈完。")
    inquiry = table.matter(cast, kind="inquiry")
    office, officer = cast.client("office"), cast.client("discipline")
    found = laid_out(tmp_path, {
        "report.docx": office.get(f"/problems/rounds/{round_.pk}/report/").content,
        "check.docx": cast.client("supervisor").get(f"/supervision/checks/{check.pk}/paper/").content,
        "reply.docx": office.get(f"/directives/{directive.pk}/paper/").content,
        "register.docx": office.get("/directives/register/?unit=JU").content,
        "talk.docx": officer.post(f"/talks/{talk.pk}/paper/").content,
        "inquiry.docx": officer.post(f"/talks/{inquiry.pk}/paper/").content,
    })  # fmt: skip
    report, pages = found["report.docx"]
    assert all(f"完{number}。" in report for number in range(12))
    assert pages <= 5
    assert "8月有3名党员未交" in found["check.docx"][0]
    assert "关于贯彻落实《关于开展警示教育的通知》情况的报告" in found["reply.docx"][0]
    assert "青纪发〔2020〕8号" in found["register.docx"][0]
    for name, words in (("talk.docx", "谈完。"), ("inquiry.docx", "2020年9月22日")):
        text, pages = found[name]
        assert words in text
        assert pages == 1, name


def test_the_problem_list_opens_with_every_line(cast) -> None:
    for number in range(3):
        planned(cast, title=f"问题{number}")
    data = cast.client("office").get("/problems/?unit=JU&export=xlsx").content
    lines = list(openpyxl.load_workbook(io.BytesIO(data)).active.values)
    assert {f"问题{n}" for n in range(3)} <= {cell for line in lines for cell in line}
