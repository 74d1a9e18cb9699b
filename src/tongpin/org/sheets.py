"""Roster sheets: the template, reading an upload whatever its column order, writing a roster."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from tongpin.audit.errors import Refused
from tongpin.formats.errors import FormatError
from tongpin.formats.mapping import SECOND, Columns, Table, guessed, letters, read_table
from tongpin.formats.xlsx import write_sheet
from tongpin.org.models import Person, PostTitle, Sex, Stage, Unit
from tongpin.org.roster_rows import Line
from tongpin.org.vocabulary import LABELS, SYNONYMS

TEMPLATE = (
    "name identity_number sex nation born_on education stage unit group joined_on full_on position "
    "phone post"
).split()
MAX_ROWS, MAX_COLUMNS = 20_500, 600
LIST_ROWS = 2000  # rows of the template that carry drop-down lists
# What a file holds beyond the roster: read where a sheet has it, written by the full export.
MORE = (
    "since native_place degree work_started_on occupation front_line new_stratum introducers "
    "joined_branch landline home_address"
).split()
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


def table_of(data: bytes, name: str, remembered: Columns) -> Table:
    """The sheet of an xlsx or csv with its heads found; `Refused` says what is wrong with the file."""
    known = HEADS | {head: key for head, key in remembered.items() if key}
    try:
        table = read_table(data, name, known, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
    except FormatError as error:
        raise Refused(error.message, field="file", code=error.code) from error
    if not table.rows:
        raise Refused("表头下面没有人员。请填写后重新上传。", field="file")
    return table


def meant(table: Table, remembered: Columns) -> dict[str, str]:
    """`{head: key}` as somebody set it last time, else by the usual names."""
    return guessed(table.heads, HEADS, remembered)


def missing(columns: Columns, *, needs_unit: bool) -> list[str]:
    """The names of the columns that nothing stands for."""
    asked = ["name", "stage", *(["unit"] if needs_unit else [])]
    return [LABELS[key] for key in asked if key not in columns.values()]


def twice(columns: Columns) -> list[str]:
    """The names of what two columns stand for."""
    keys = [key for key in columns.values() if key]
    return [LABELS[key] for key in dict.fromkeys(keys) if keys.count(key) > 1]


def doubled(table: Table, remembered: Columns) -> list[str]:
    """The names of what two columns seem to be, where nobody has said yet which one counts."""
    keys = [
        key
        for head in table.heads
        if head not in remembered and (key := HEADS.get(head.partition(SECOND)[0]))
    ]
    return [LABELS[key] for key in dict.fromkeys(keys) if keys.count(key) > 1]


def lines_of(table: Table, columns: Columns) -> list[Line]:
    """The lines of the sheet, each value with the name of its cell."""
    places = table.columns(columns)
    named = {key: letters(column) for key, column in places.items()}
    lines = [
        Line(number, {key: (f"{named[key]}{number}", value) for key, value in cells.items()})
        for number, cells in table.lines(places)
    ]
    if not lines:
        raise Refused("表头下面没有人员。请填写后重新上传。", field="file")
    return lines


def read(data: bytes, name: str, *, needs_unit: bool) -> tuple[list[Line], list[str]]:
    """`(lines, heads that are not understood)` by the usual names of columns alone."""
    table = table_of(data, name, {})
    columns = meant(table, {})
    if both := doubled(table, {}):
        raise Refused(
            f"第 {table.head} 行有两列都是“{'”“'.join(both)}”，请删去一列，或者指明用哪一列。",
            field="file",
        )
    lacking = missing(columns, needs_unit=needs_unit)
    if lacking:
        raise Refused(
            f"第 {table.head} 行的表头缺少“{'”“'.join(lacking)}”列。"
            "请下载模板对照，或者指明是哪一列；列的先后不限。",
            field="file",
        )
    return lines_of(table, columns), unread(columns)


def unread(columns: Columns) -> list[str]:
    """The heads that are left out."""
    return [head for head, key in columns.items() if head and not key]


def roster(people: Iterable[Person], rows: Iterable[Sequence[str]]) -> bytes:
    """A roster with full numbers in the columns of the template, so that it can be read back.

    `rows` gives beside each person `(stage, joined on, full on, posts, since when in the branch)`.
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
            since,
            *(_written(person, key) for key in MORE[1:]),
        ]
        for person, (stage, joined, full, posts, since) in zip(people, rows, strict=True)
    ]
    return write_sheet(
        [(LABELS[key], "text") for key in (*TEMPLATE, *MORE)], table, title="党员名册"
    )


def _written(person: Person, key: str) -> str:
    """A particular as a cell of the roster: choices in words, dates as ISO texts."""
    shown = getattr(person, f"get_{key}_display", None)
    return str((shown() if shown is not None else getattr(person, key)) or "")
