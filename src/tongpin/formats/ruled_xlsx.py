"""Ruled papers as a spreadsheet ready to print: title, table with borders, sums, places to sign."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from tongpin.formats.ruled import Ledger, Paper, Slip
from tongpin.formats.xlsx import FORMATS, MAX_CELL, SAFE, sheet_name

UNIT_WIDTH = 9.0
"""Characters of a column whose share of the width is 1."""
SONG, HEI = "宋体", "黑体"


def as_xlsx(paper: Paper) -> bytes:
    """The paper on one sheet of A4 width; strings stay strings, so that no cell becomes a formula."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, SAFE) as book:
        sheet = book.add_worksheet(sheet_name(paper.title))
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6)
        print_ = _Pen(book, sheet)
        if isinstance(paper, Ledger):
            print_.ledger(paper)
        else:
            print_.slip(paper)
    return stream.getvalue()


class _Pen:
    """Writes from the top down."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self.sheet, self.row = sheet, 0
        box = {"border": 1, "font_name": SONG, "valign": "vcenter", "text_wrap": True}
        self.title = book.add_format(
            {"font_name": HEI, "font_size": 18, "align": "center", "valign": "vcenter"}
        )
        self.plain = book.add_format({"font_name": SONG})
        self.right = book.add_format({"font_name": SONG, "align": "right"})
        self.head = book.add_format({**box, "font_name": HEI, "align": "center"})
        self.cells = {k: book.add_format({**box, "num_format": f}) for k, f in FORMATS.items()}
        self.cells["text"] = book.add_format(box)
        self.sums = {
            k: book.add_format({**box, "bold": True, "num_format": FORMATS.get(k, "@")})
            for k in self.cells
        }

    def ledger(self, paper: Ledger) -> None:
        """Title, the line above, heads, rows, sums, notes, places to sign."""
        if paper.is_wide:
            self.sheet.set_landscape()
        last = len(paper.columns) - 1
        for c, column in enumerate(paper.columns):
            self.sheet.set_column(c, c, max(6, column.width * UNIT_WIDTH))
        self._top(paper, last)
        for c, column in enumerate(paper.columns):
            self.sheet.write_string(self.row, c, column.label, self.head)
        self.sheet.repeat_rows(self.row)
        self.row += 1
        self.sheet.freeze_panes(self.row, 0)
        for row in paper.rows:
            self._cells(row, paper, self.cells)
        if paper.sums:
            self._cells(paper.sums, paper, self.sums)
        self._bottom(paper, last)

    def slip(self, paper: Slip) -> None:
        """The form once for each copy, one below the other."""
        for c, width in enumerate((14, 26, 14, 26)):
            self.sheet.set_column(c, c, width)
        for copy in paper.copies:
            self._top(paper, 3)
            for line in paper.lines:
                self.sheet.set_row(self.row, 26)
                for n, (label, text) in enumerate(line):
                    self.sheet.write_string(self.row, 2 * n, label, self.head)
                    if len(line) == 1:
                        self._merged(1, 3, text, self.cells["text"])
                    else:
                        self.sheet.write_string(
                            self.row, 2 * n + 1, text[:MAX_CELL], self.cells["text"]
                        )
                self.row += 1
            self._bottom(paper, 3)
            if copy:
                self._merged(0, 3, copy, self.right)
            self.row += 3

    def _top(self, paper: Paper, last: int) -> None:
        self.sheet.set_row(self.row, 32)
        self._merged(0, last, paper.title, self.title)
        self.row += 1
        if any(paper.above):
            middle = last // 2
            self._merged(0, middle, paper.above[0], self.plain)
            self._merged(middle + 1, last, paper.above[1], self.right)
            self.row += 1

    def _bottom(self, paper: Paper, last: int) -> None:
        for note in paper.notes:
            self._merged(0, last, note, self.plain)
            self.row += 1
        if paper.foot:
            self.row += 1
            self._merged(0, last, "　　　　".join(paper.foot), self.plain)
            self.row += 1

    def _cells(self, row: Sequence[Any], paper: Ledger, styles: dict[str, Any]) -> None:
        for c, (value, column) in enumerate(zip(row, paper.columns, strict=True)):
            style = styles[column.kind]
            if value is None or value == "":
                self.sheet.write_blank(self.row, c, None, style)
            elif isinstance(value, date):
                moment = datetime(value.year, value.month, value.day)
                self.sheet.write_datetime(self.row, c, moment, styles["date"])
            elif isinstance(value, int | float):
                self.sheet.write_number(self.row, c, value, style)
            else:
                self.sheet.write_string(self.row, c, str(value)[:MAX_CELL], style)
        self.row += 1

    def _merged(self, first: int, last: int, text: str, style: Any) -> None:
        if first == last:
            self.sheet.write_string(self.row, first, text[:MAX_CELL], style)
        else:
            self.sheet.merge_range(self.row, first, self.row, last, "", style)
            self.sheet.write_string(self.row, first, text[:MAX_CELL], style)
