"""Ruled papers: what stands on them, as PDF and as a spreadsheet, whatever somebody typed."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pypdfium2
import pytest

from tongpin.formats import ruled_pdf
from tongpin.formats.errors import FormatError
from tongpin.formats.ruled import Column, Ledger, Slip, shown
from tongpin.formats.ruled_pdf import as_pdf, chosen
from tongpin.formats.ruled_xlsx import as_xlsx

COLUMNS = (Column("姓名"), Column("应交", "money"), Column("日期", "date"), Column("序号", "int"))
HOSTILE = '#panic("x") $x$ *粗* [a](b) \\ "引号" =1+1 <script>'


def ledger(rows: int = 2, name: str = "郑文") -> Ledger:
    """A small ledger."""
    return Ledger(
        "收缴表", COLUMNS, [[name, 77.93, date(2020, 9, 3), n] for n in range(rows)],
        ("党支部：一支部", "单位：元"), ["合计", 155.86, None, None], ("待核 1 人。",), ("书记：", "收款人："),
    )  # fmt: skip


def words(data: bytes) -> str:
    """A PDF's words without spaces."""
    pages = pypdfium2.PdfDocument(data)
    return "".join("".join(p.get_textpage().get_text_range().split()) for p in pages)


def test_a_ledger_as_pdf_has_everything() -> None:
    text = words(as_pdf(ledger()))
    for part in (
        "收缴表",
        "党支部：一支部",
        "郑文",
        "77.93",
        "2020-09-03",
        "155.86",
        "待核1人",
        "书记：",
    ):
        assert part in text


def test_what_somebody_typed_is_never_markup() -> None:
    text = words(as_pdf(ledger(name=HOSTILE)))
    assert "".join(HOSTILE.split()).replace("\\", "") in text.replace("\\", "")
    slip = Slip(HOSTILE, [[("党员", HOSTILE)], [("甲", "1"), ("乙", "2")]], copies=("存根", "收据"))
    assert words(as_pdf(slip)).count("#panic") == 4
    cells = [
        c.value for row in openpyxl.load_workbook(io.BytesIO(as_xlsx(slip))).active for c in row
    ]
    assert HOSTILE in cells


def test_many_rows_go_over_pages_with_the_head_again() -> None:
    data = as_pdf(ledger(rows=120))
    assert len(pypdfium2.PdfDocument(data)) > 2
    assert words(data).count("应交") == len(pypdfium2.PdfDocument(data))
    assert "第2页，共" in words(data)
    with pytest.raises(FormatError, match="导出表格"):
        as_pdf(ledger(rows=ruled_pdf.MOST_ROWS + 1))


def test_a_ledger_as_a_spreadsheet_is_ready_to_print() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(ledger()))).active
    rows = list(sheet.values)
    assert rows[0][0] == "收缴表"
    assert rows[2] == ("姓名", "应交", "日期", "序号")
    assert rows[3][1] == 77.93
    assert rows[5][:2] == ("合计", 155.86)
    assert rows[6][0] == "待核 1 人。"


def test_a_machine_without_chinese_fonts_is_told_so() -> None:
    with pytest.raises(FormatError, match="没有找到中文字体") as caught:
        chosen({"Libertinus Serif"}, ruled_pdf.SONG)
    assert caught.value.code == "no_font"
    assert chosen({"Noto Sans CJK SC", "SimSun"}, ruled_pdf.SONG) == "SimSun"


def test_cells_are_written_as_people_read_them() -> None:
    assert [shown(v, k) for v, k in ((1234.5, "money"), (None, "money"), ("待核", "money"), (3, "int"))] == [
        "1,234.50", "", "待核", "3",
    ]  # fmt: skip
