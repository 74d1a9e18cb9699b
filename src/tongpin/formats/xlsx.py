"""Spreadsheets in and out."""

from __future__ import annotations

import io
import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter

from tongpin.formats.archive import opened
from tongpin.formats.errors import FormatError
from tongpin.formats.sandbox import run_limited

Cell = str | int | float | bool | date | datetime | None

MAX_CELL = 32_767
MOST_COLUMNS, MOST_SIGNS = 200, 200_000  # of the text of a workbook
WIDEST, NARROWEST = 60, 6
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Options of a workbook in which a string stays a string."""
FORMATS = {"date": "yyyy-mm-dd", "money": "#,##0.00", "int": "#,##0"}


def read_sheet(
    data: bytes, *, max_rows: int = 50_000, max_cols: int = 100, name: str = "文件"
) -> list[list[Cell]]:
    """The first sheet's cells, row by row, read in a child process.

    Whole numbers come as int, days as date, errors and blanks as None. Raises FormatError.
    """
    archive = opened(data, name, wanted="xl/workbook.xml", kind="xlsx")
    _refuse_far_cells(archive, max_rows, max_cols, name)
    rows: list[list[Cell]] = run_limited("tongpin.formats.xlsx:_read", data, max_rows, max_cols)
    return rows


def workbook_text(data: bytes, name: str = "文件", *, max_rows: int = 20_000) -> str:
    """The words of every visible sheet, one line a row, read in a child process. Raises FormatError."""
    archive = opened(data, name, wanted="xl/workbook.xml", kind="xlsx")
    _refuse_far_cells(archive, max_rows, MOST_COLUMNS, name)
    text: str = run_limited("tongpin.formats.xlsx:_words", data, max_rows)
    return text


def _words(data: bytes, max_rows: int) -> str:
    """In the child: the cells of all visible sheets as lines, at most `MOST_SIGNS` signs."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    lines: list[str] = []
    room = MOST_SIGNS
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [s for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        for sheet in (book.get_sheet_by_name(s.name) for s in shown):
            for row in itertools.islice(sheet.iter_rows(), max_rows):
                cells = (_plain(cell) for cell in row[:MOST_COLUMNS])
                line = " ".join(str(c) for c in cells if c is not None)
                room -= len(line)
                lines.append(line)
                if room <= 0:
                    break
    except (CalamineError, OSError, ValueError) as error:
        raise FormatError("broken", "表格内容无法读取。") from error
    return "\n".join(line for line in lines if line)[:MOST_SIGNS]


REFERENCE = re.compile(
    rb'<(?:\w+:)?(?:c|row|dimension)\b[^>]{0,200}?\br(?:ef)?="([A-Z]{0,4})(\d{0,9})(?::([A-Z]{0,4})(\d{0,9}))?"'
)
CHUNK = 1024 * 1024


def _refuse_far_cells(archive: Any, max_rows: int, max_cols: int, name: str) -> None:
    """Look at the addresses of cells before a parser makes room for them."""
    sheets = [n for n in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)]
    for sheet in sheets:
        tail = b""
        with archive.open(sheet) as stream:
            while chunk := stream.read(CHUNK):
                for match in REFERENCE.finditer(tail + chunk):
                    for letters, digits in (match.group(1, 2), match.group(3, 4)):
                        if digits and int(digits) > max(max_rows, 1_048_576):
                            raise FormatError("too_large", _FAR.format(name=name))
                        if letters and _column(letters) > 16_384:
                            raise FormatError("too_large", _FAR.format(name=name))
                tail = chunk[-300:]


_FAR = "“{name}”里有位置异常的单元格，请新建一个表格，只把需要的内容复制进去再上传。"


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read(data: bytes, max_rows: int, max_cols: int) -> list[list[Cell]]:
    """In the child: the cells of the first visible sheet."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        seen = [m.name for m in book.sheets_metadata if m.visible == SheetVisibleEnum.Visible]
        sheet = book.get_sheet_by_name(seen[0]) if seen else book.get_sheet_by_index(0)
        rows: list[list[Cell]] = []
        for number, row in enumerate(sheet.iter_rows()):
            if number >= max_rows:
                raise FormatError("too_many_rows", f"表格超过 {max_rows} 行，请拆成几个文件。")
            cells = [_plain(cell) for cell in row[:max_cols]]
            rows.append(cells)
    except (CalamineError, IndexError, OSError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(
            "broken", "表格内容无法读取，请用 WPS 或 Office 重新保存后再上传。"
        ) from error
    while rows and not any(c is not None for c in rows[-1]):
        rows.pop()
    return rows


def _plain(cell: Any) -> Cell:
    if isinstance(cell, str):
        text = cell.strip()
        return text or None
    if isinstance(cell, float) and not isinstance(cell, bool):
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time(0) else cell
    if isinstance(cell, time | timedelta):
        return str(cell)
    if isinstance(cell, bool | int | date) or cell is None:
        return cell
    return str(cell)


def write_sheet(
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
    *,
    title: str,
    notes: Sequence[str] = (),
) -> bytes:
    """One styled sheet: `columns` are `(label, kind)` with kind text, date, int or money.

    Strings are written as strings, whatever they begin with, so that no cell becomes a formula.
    `notes` go onto a second sheet 填写说明.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, SAFE) as book:
        head = book.add_format(
            {
                "bold": True,
                "bg_color": "#F3E9E9",
                "border": 1,
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        kinds = {
            k: book.add_format({"border": 1, "valign": "top", "num_format": f})
            for k, f in FORMATS.items()
        }
        kinds["text"] = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
        sheet = book.add_worksheet(sheet_name(title))
        widths = [_width(label) for label, _ in columns]
        for c, (label, _) in enumerate(columns):
            sheet.write_string(0, c, label, head)
        last = 0
        for r, row in enumerate(rows, 1):
            last = r
            for c, (value, (_, kind)) in enumerate(zip(row, columns, strict=True)):
                _write(sheet, r, c, value, kinds.get(kind, kinds["text"]), kinds)
                widths[c] = max(widths[c], _width("" if value is None else str(value)))
        for c, width in enumerate(widths):
            sheet.set_column(c, c, min(WIDEST, max(NARROWEST, width + 2)))
        sheet.freeze_panes(1, 0)
        if columns:
            sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        if notes:
            page = book.add_worksheet("填写说明")
            page.set_column(0, 0, 100)
            for r, note in enumerate(notes):
                page.write_string(r, 0, note)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a statistical report: title, note, heads, lines whose first cell is a text.

    `groups` are `(words over so many heads, how many)` for a line above the heads.
    """

    title: str
    note: str
    heads: Sequence[str]
    lines: Sequence[Sequence[str | int]]
    groups: Sequence[tuple[str, int]] = ()


def write_tables(tables: Sequence[Table]) -> bytes:
    """Statistical tables, one a sheet: title and note merged above ruled cells, for A4 across."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        head = book.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
        )
        text = book.add_format({"border": 1})
        number = book.add_format({"border": 1, "num_format": "0", "align": "center"})
        for table in tables:
            sheet, last = book.add_worksheet(sheet_name(table.title)), len(table.heads) - 1
            sheet.merge_range(0, 0, 0, last, table.title, title)
            sheet.merge_range(1, 0, 1, last, table.note)
            row = 2
            if table.groups:
                column = 0
                for words, width in table.groups:
                    if width > 1:
                        sheet.merge_range(row, column, row, column + width - 1, words, head)
                    else:
                        sheet.write_string(row, column, words, head)
                    column += width
                row += 1
            for column, words in enumerate(table.heads):
                sheet.write_string(row, column, words, head)
            for line in table.lines:
                row += 1
                for column, value in enumerate(line):
                    if isinstance(value, int):
                        sheet.write_number(row, column, value, number)
                    else:
                        sheet.write_string(row, column, value, text)
            sheet.set_column(0, 0, 26)
            if last:
                sheet.set_column(1, last, 9 if last > 3 else 14)
            sheet.freeze_panes(4 if table.groups else 3, 1)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
    return stream.getvalue()


def _write(sheet: Any, r: int, c: int, value: Any, style: Any, kinds: dict[str, Any]) -> None:
    if value is None or value == "":
        sheet.write_blank(r, c, None, style)
    elif isinstance(value, bool):
        sheet.write_string(r, c, "是" if value else "否", style)
    elif isinstance(value, int | float):
        sheet.write_number(r, c, value, style)
    elif isinstance(value, datetime):
        sheet.write_string(r, c, f"{value:%Y-%m-%d %H:%M}", style)
    elif isinstance(value, date):
        sheet.write_datetime(r, c, datetime(value.year, value.month, value.day), kinds["date"])
    else:
        sheet.write_string(r, c, str(value)[:MAX_CELL], style)


def _width(text: str) -> int:
    return text_width(max(text.split("\n"), key=len, default="")[:WIDEST])


def text_width(line: str) -> int:
    """Columns that a line takes: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in line)


def sheet_name(title: str) -> str:
    """The title without what a sheet's name may not hold."""
    return "".join(ch for ch in title if ch not in "[]:*?/\\'")[:31] or "数据"
