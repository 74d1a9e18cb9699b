"""The reports' papers in a real LibreOffice: every part on the pages, no line of it cut off."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.office import laid_out
from tongpin.org.scope import Scope
from tongpin.reports import actions
from tongpin.reports.drawing import drawn

pytestmark = pytest.mark.office


def test_report_sheet_and_letter_are_laid_out_whole(cast, year, tmp_path) -> None:
    found = drawn(Scope.everything(), cast.unit("JU"), year=2020, period="year")
    row = actions.open_report(
        cast.actor("office"), unit=cast.unit("JU"), year=2020, period="year", drawn=found,
        addressee="县直机关工委",
    )  # fmt: skip
    client = cast.client("office")
    asked = {"export": "docx", "unit": "ZB2"}
    papers = laid_out(tmp_path, {
        "report.docx": client.get(reverse("reports:report", args=[row.pk]), asked).content,
        "sheet.docx": client.get(reverse("reports:secretary-sheet"), asked).content,
        "letter.docx": client.get(reverse("reports:chase"), asked).content,
    })  # fmt: skip
    report = papers["report.docx"]
    assert report.text.index("县直机关工委：") < report.text.index("各党组织完成情况")
    for part in row.parts:
        for line in part["text"].splitlines():
            assert "".join(line.split()) in report.text, line
    assert report.text.endswith("2020年9月20日")
    assert "没有完成和待核的事项" in papers["sheet.docx"].text
    assert "一、已经逾期" in papers["letter.docx"].text
    assert papers["letter.docx"].pages <= 3
