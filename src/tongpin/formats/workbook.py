"""Workbooks of several sheets that are written row by row: the memory does not grow with the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter

from tongpin.formats.xlsx import FORMATS, MAX_CELL, sheet_name, text_width

LINE, HIGHEST = 15.5, 409.0  # points
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Sheet:
    """One sheet: `columns` are `(label, kind, width in characters)`, kind text, date or int.

    `title` names the sheet; `heading` stands across its first line, as on a printed ledger.
    """

    title: str
    heading: str
    columns: Sequence[tuple[str, str, float]]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = field(default=())


def write_book(sheets: Sequence[Sheet], stream: IO[bytes]) -> None:
    """Write the sheets one after the other; A4 landscape, the head repeated on every page.

    Texts are written as texts, whatever they begin with, so that no cell becomes a formula.
    """
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        styles = _styles(book)
        for item in sheets:
            _write(book, styles, item)


def _styles(book: Any) -> dict[str, Any]:
    plain = {"border": 1, "valign": "vcenter", "text_wrap": True}
    centred = plain | {"align": "center"}
    return {
        "heading": book.add_format(
            {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}
        ),
        "head": book.add_format(centred | {"bold": True, "bg_color": "#F3E9E9"}),
        "text": book.add_format(plain),
        "int": book.add_format(centred | {"num_format": FORMATS["int"]}),
        "date": book.add_format(centred | {"num_format": FORMATS["date"]}),
        "note": book.add_format({"text_wrap": False, "font_color": "#5C5954"}),
    }


def _write(book: Any, styles: dict[str, Any], item: Sheet) -> None:
    sheet = book.add_worksheet(sheet_name(item.title))
    last = len(item.columns) - 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 1)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    for c, (_, _, width) in enumerate(item.columns):
        sheet.set_column(c, c, width)
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, item.heading, styles["heading"])
    for c, (label, _, _) in enumerate(item.columns):
        sheet.write_string(1, c, label, styles["head"])
    number = 1
    for number, row in enumerate(item.rows, 2):
        sheet.set_row(number, _height(row, item.columns))
        for c, (value, (_, kind, _)) in enumerate(zip(row, item.columns, strict=True)):
            _cell(sheet, number, c, value, styles, kind)
    for note in item.notes:
        number += 1
        sheet.write_string(number, 0, note, styles["note"])


def _height(row: Sequence[Any], columns: Sequence[tuple[str, str, float]]) -> float:
    """Points that the tallest wrapped cell needs: not every program fits rows when it opens a file."""
    lines = 1
    for value, (_, kind, width) in zip(row, columns, strict=True):
        if kind == "text" and value:
            parts = str(value)[:MAX_CELL].split("\n")
            lines = max(lines, sum(1 + max(0, text_width(p) - 1) // int(width - 1) for p in parts))
    return min(LINE * lines + 3, HIGHEST)


def _cell(sheet: Any, r: int, c: int, value: Any, styles: dict[str, Any], kind: str) -> None:
    style = styles[kind]
    if value is None or value == "":
        sheet.write_blank(r, c, None, style)
    elif isinstance(value, date):
        sheet.write_datetime(r, c, datetime(value.year, value.month, value.day), styles["date"])
    elif isinstance(value, int | float):
        sheet.write_number(r, c, value, styles["int"])
    else:
        sheet.write_string(r, c, str(value)[:MAX_CELL], style)
