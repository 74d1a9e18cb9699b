"""Rosters as offices send them, and identity numbers of a region that was never assigned."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from stdnum.cn import ric

HEADS = (
    "姓名 公民身份号码 性别 民族 出生日期 学历 人员类别 所在党支部 党小组 加入党组织日期 "
    "转为正式党员日期 工作岗位 手机号码 党内职务"
).split()


def identity(born: str = "19850601", serial: int = 101) -> str:
    """A number with a right check digit; an odd serial is a man."""
    body = f"990000{born}{serial:03d}"
    return body + ric.calc_check_digit(body)


def line(name: str = "林一", **cells: Any) -> list[Any]:
    """One good line, with some cells otherwise."""
    values = {
        "姓名": name,
        "人员类别": "正式党员",
        "所在党支部": "第一党支部",
        "加入党组织日期": "2015-07-01",
        "转为正式党员日期": "2016-07-01",
        **cells,
    }
    return [values.get(head, "") for head in HEADS]


def sheet(*lines: Sequence[Any], heads: Sequence[str] = HEADS, above: Sequence[str] = ()) -> bytes:
    """An xlsx with the lines below the heads; texts stay texts."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        rows = [[text] for text in above] + [list(heads)] + [list(cells) for cells in lines]
        for number, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    page.write_string(number, column, value)
                else:
                    page.write(number, column, value)
    return target.getvalue()
