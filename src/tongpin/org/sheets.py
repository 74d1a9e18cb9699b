"""Roster sheets: the template, reading an upload whatever its column order, writing a roster."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from tongpin.audit.errors import Refused
from tongpin.formats.errors import FormatError
from tongpin.formats.text import decode
from tongpin.formats.xlsx import read_sheet, write_sheet
from tongpin.org.models import Person, PostTitle, Sex, Stage, Unit
from tongpin.org.roster import Line
from tongpin.org.vocabulary import LABELS, SYNONYMS

TEMPLATE = (
    "name identity_number sex nation born_on education stage unit group joined_on full_on position "
    "phone post"
).split()
HEAD_ROWS = 20  # a title and notes may stand above the heads
MAX_ROWS, MAX_COLUMNS = 20_500, 100
LIST_ROWS = 2000  # rows of the template that carry drop-down lists
NOTES = re.compile(r"[（(\[【].*?[)）\]】]|[*＊:：]")
HEADS = {word: key for key, label in LABELS.items() for word in (label, *SYNONYMS.get(key, ()))}
GUIDE = (
    ("姓名", "必填。"),
    (
        "公民身份号码",
        "18 位。建议填写：据此核对重复，并自动得出性别和出生日期。此列已设为文本格式。",
    ),
    ("性别", "男、女；填了公民身份号码可以不填。"),
    ("出生日期", "写成 1985-06-01；填了公民身份号码可以不填。"),
    ("人员类别", f"必填：{'、'.join(s.label for s in Stage)}。"),
    ("所在党支部", "必填：全称、简称或代码，须已在系统中建立；只导入一个支部时可以不填。"),
    ("党小组", "没有就留空；填写的须已在系统中建立。"),
    ("加入党组织日期", "正式党员、预备党员必填，即支部大会通过接收为预备党员之日。"),
    ("转为正式党员日期", "预备期满转正之日；不填时，自加入党组织日期起按正式党员计。"),
    ("手机号码", "11 位手机号码，或带区号的固定电话。"),
    ("党内职务", f"{'、'.join(t.label for t in PostTitle)}；几个职务用顿号隔开，没有就留空。"),
    ("进入本支部日期", "可自行增加此列；没有时按加入党组织日期计，但不早于支部成立日期。"),
    ("任职日期", "可自行增加此列；没有时与进入本支部日期相同。"),
)


def template(branches: Sequence[Unit]) -> bytes:
    """The empty roster with lists to choose from, and a sheet that explains each column."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format(
            {"bold": True, "bg_color": "#F3E3E3", "border": 1, "text_wrap": True}
        )
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet, guide = book.add_worksheet("名册"), book.add_worksheet("填写说明")
        sheet.freeze_panes(1, 1)
        for column, key in enumerate(TEMPLATE):
            sheet.set_column(
                column,
                column,
                20 if key in {"identity_number", "unit"} else 14,
                day if key.endswith("_on") else text,
            )
            sheet.write_string(0, column, LABELS[key], head)
        guide.set_column(0, 0, 20)
        guide.set_column(1, 1, 90, wrap)
        guide.write_row(0, 0, ("列名", "怎么填"), head)
        for number, (label, meaning) in enumerate(GUIDE, 1):
            guide.write_row(number, 0, (label, meaning))
        first = len(GUIDE) + 3
        guide.write_row(first - 1, 0, ("可填的党支部", "代码"), head)
        for number, unit in enumerate(branches):
            guide.write_string(first + number, 0, unit.name)
            guide.write_string(first + number, 1, unit.code)
        lists: dict[str, Any] = {
            "sex": [s.label for s in Sex],
            "stage": [s.label for s in Stage],
        }
        if branches:
            lists["unit"] = f"=填写说明!$A${first + 1}:$A${first + len(branches)}"
        for key, source in lists.items():
            column = TEMPLATE.index(key)
            sheet.data_validation(
                1,
                column,
                LIST_ROWS,
                column,
                {"validate": "list", "source": source, "error_type": "warning"},
            )
    return target.getvalue()


def read(data: bytes, name: str, *, needs_unit: bool) -> tuple[list[Line], list[str]]:
    """`(lines, heads that are not understood)` of an xlsx or csv; `Refused` says what is wrong."""
    try:
        table = (
            _csv(data, name)
            if name.lower().endswith((".csv", ".txt"))
            else read_sheet(data, max_rows=MAX_ROWS, max_cols=MAX_COLUMNS, name=name[:60])
        )
    except FormatError as error:
        raise Refused(error.message, field="file", code=error.code) from error
    row, columns = _head(table)
    missing = [
        LABELS[k] for k in ("name", "stage", *(["unit"] if needs_unit else [])) if k not in columns
    ]
    if missing:
        raise Refused(
            f"第 {row + 1} 行的表头缺少“{'”“'.join(missing)}”列。请下载模板对照，列的先后不限。",
            field="file",
        )
    known = set(columns.values())
    unknown = [
        str(cell).strip()[:20]
        for column, cell in enumerate(table[row])
        if column not in known and str(cell if cell is not None else "").strip()
    ]
    places = {key: (_letters(column), column) for key, column in columns.items()}
    lines = []
    for number, cells in enumerate(table[row + 1 :], row + 2):
        found = {
            key: (f"{letters}{number}", cells[column])
            for key, (letters, column) in places.items()
            if column < len(cells) and not _is_empty(cells[column])
        }
        if found:
            lines.append(Line(number, found))
    if not lines:
        raise Refused("表头下面没有人员。请填写后重新上传。", field="file")
    return lines, unknown


def _head(table: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """`(row of the heads, {key: column})`: the row among the first with the most known heads."""
    best = -1
    found: dict[str, int] = {}
    for number, cells in enumerate(table[:HEAD_ROWS]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            key = HEADS.get(_folded(cell))
            if key and key in columns:
                raise Refused(
                    f"第 {number + 1} 行有两列都是“{LABELS[key]}”"
                    f"（{_letters(columns[key])} 列和 {_letters(column)} 列），请删去一列。",
                    field="file",
                )
            if key:
                columns[key] = column
        if len(columns) > len(found):
            best, found = number, columns
    if "name" not in found or len(found) < 2:
        raise Refused(
            f"前 {HEAD_ROWS} 行里没有找到表头。须有一行写明“姓名”“人员类别”等列名，请下载模板对照。",
            field="file",
        )
    return best, found


def _folded(cell: Any) -> str:
    if not isinstance(cell, str) or len(cell) > 60:
        return ""
    return NOTES.sub("", "".join(unicodedata.normalize("NFKC", cell).split()))


def _csv(data: bytes, name: str) -> list[list[Any]]:
    text = decode(data, name[:60])
    sample = text[:4000]
    separator = max(",\t;，", key=sample.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    table: list[list[Any]] = []
    try:
        for cells in reader:
            table.append(list(cells[:MAX_COLUMNS]))
            if len(table) > MAX_ROWS:
                raise FormatError("too_many_rows", f"表格超过 {MAX_ROWS} 行，请分几次导入。")
    except csv.Error as error:
        raise FormatError(
            "csv", f"第 {reader.line_num} 行附近的引号或内容不完整，请另存为 xlsx 再上传。"
        ) from error
    return table


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _letters(column: int) -> str:
    """Column 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def roster(people: Iterable[Person], rows: Iterable[Sequence[str]]) -> bytes:
    """A roster with full numbers in the columns of the template, so that it can be read back.

    `rows` gives beside each person `(stage, joined on, full on, posts)` as texts.
    """
    table = [
        [
            person.name,
            person.identity_number,
            person.get_sex_display(),
            person.nation,
            person.born_on.isoformat() if person.born_on else "",
            person.education,
            stage,
            person.home.name,
            person.group.name if person.group else "",
            joined,
            full,
            person.position,
            person.phone,
            posts,
        ]
        for person, (stage, joined, full, posts) in zip(people, rows, strict=True)
    ]
    return write_sheet([(LABELS[key], "text") for key in TEMPLATE], table, title="党员名册")
