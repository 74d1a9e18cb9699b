"""What a ledger says of its table, and the reading of one: each cell, each fault with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.errors import Refused
from tongpin.formats.errors import FormatError
from tongpin.formats.xlsx import Cell, read_sheet, write_sheet
from tongpin.org.models import Unit
from tongpin.ui.forms import parse_date

MOST_ROWS = 5_000
Values = dict[str, Any]
Judge = Callable[[Values], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its head, other heads it goes by, how long a text may be, whether it is a day.

    A secret one (a number of a person) is masked in the preview.
    """

    key: str
    head: str
    other: tuple[str, ...] = ()
    longest: int = 200
    is_day: bool = False
    is_required: bool = False
    is_secret: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class SheetImporter:
    """What a ledger brings.

    `judging(unit)` looks up once what the lines of a table may name, and gives the function that looks
    at a line whose cells could be read: `values -> [(column key, fault)]`.
    `write(actor, unit, values) -> key` makes the record; `take_back(actor, unit, key)` undoes it and
    raises `Refused` where the record went on since.
    """

    kind: str
    title: str
    permission: str
    namespace: str
    columns: tuple[SheetColumn, ...]
    judging: Callable[[Unit], Judge]
    write: Callable[[Actor, Unit, Values], int]
    take_back: Callable[[Actor, Unit, int], Any]

    def read(self, unit: Unit, data: bytes, name: str) -> list[Values]:
        """The judged lines: `{"number", "cells", "faults"}`; a fault names its cell."""
        try:
            rows = read_sheet(data, max_rows=MOST_ROWS + 1, max_cols=40, name=name)
        except FormatError as error:
            raise Refused(error.message, field="file") from error
        places = self._places(rows[0] if rows else [])
        judge = self.judging(unit)
        found = [
            self._line(judge, number, row, places)
            for number, row in enumerate(rows[1:], 2)
            if any(cell is not None for cell in row)
        ]
        if not found:
            raise Refused("表格里没有内容，请从第二行开始填写。", field="file")
        return found

    def _places(self, heads: Sequence[Cell]) -> Mapping[str, int]:
        """Where each column is; `Refused` names the ones that must be there."""
        by_head = {h: c.key for c in self.columns for h in (c.head, *c.other)}
        places: dict[str, int] = {}
        for index, head in enumerate(heads):
            key = by_head.get(str(head or "").strip())
            if key is not None:
                places.setdefault(key, index)
        missing = [c.head for c in self.columns if c.is_required and c.key not in places]
        if missing:
            raise Refused(
                f"第一行里没有“{'”“'.join(missing)}”这一列，请下载模板，照模板的表头填写。",
                field="file",
            )
        return places

    def _line(
        self, judge: Judge, number: int, row: Sequence[Cell], places: Mapping[str, int]
    ) -> Values:
        cells: dict[str, str] = {}
        faults: list[str] = []
        for column in self.columns:
            index = places.get(column.key)
            value = row[index] if index is not None and index < len(row) else None
            where = f"{_letters(index)}{number}" if index is not None else f"第{number}行"
            text, fault = _read(column, value)
            cells[column.key] = text
            if fault:
                faults.append(f"{where} {column.head}：{fault}")
        if not faults:
            heads = {c.key: c.head for c in self.columns}
            for key, fault in judge(self.values(cells)):
                index = places.get(key)
                where = f"{_letters(index)}{number}" if index is not None else f"第{number}行"
                faults.append(f"{where} {heads.get(key, '')}：{fault}")
        return {"number": number, "cells": cells, "faults": faults}

    def values(self, cells: Mapping[str, str]) -> Values:
        """Texts with their days read; an empty day is None."""
        days = {c.key for c in self.columns if c.is_day}
        return {
            k: (date.fromisoformat(v) if v else None) if k in days else v for k, v in cells.items()
        }

    def template(self) -> bytes:
        """The empty table with one line as an example."""
        columns = [(c.head, "text") for c in self.columns]
        return write_sheet(columns, [[c.example for c in self.columns]], title=self.title)


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _read(column: SheetColumn, value: Cell) -> tuple[str, str]:
    """The cell as text (a day in ISO form), and what is wrong with it."""
    text = "" if value is None else str(value).strip()
    if not text:
        return "", "没有填写" if column.is_required else ""
    if "\x00" in text:
        return "", "有看不见的控制字符，请重新输入"
    if column.is_day:
        try:
            day = value if isinstance(value, date) else parse_date(text[:30])
            return day.strftime("%Y-%m-%d"), ""
        except ValueError as error:
            return "", str(error)
    if len(text) > column.longest:
        return "", f"超过{column.longest}字，请缩短"
    return text, ""
