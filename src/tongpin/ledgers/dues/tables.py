"""Uploaded sheets as heads and rows, and which column means what: guessed, remembered, corrected."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tongpin.audit.errors import Refused
from tongpin.formats.errors import FormatError
from tongpin.formats.text import decode
from tongpin.formats.xlsx import read_sheet
from tongpin.rules.dues import PAY_ITEMS, WITHHELD_ITEMS

MAX_ROWS, MAX_COLUMNS, HEAD_ROWS = 25_000, 60, 20
NOTES = re.compile(r"[（(\[【].*?[)）\]】]|[*＊:：￥¥]")
COMMON: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "党员姓名", "人员姓名", "职工姓名"),
    "identity_number": ("公民身份号码", "身份证号", "身份证号码", "身份证"),
}
PAYROLL: Mapping[str, tuple[str, ...]] = {
    **COMMON,
    "category": ("党员类别", "类别"),
    "base": ("缴费基数", "党费基数", "计算基数", "基数"),
    "quarter_net": ("上季度纯收入", "季度纯收入"),
    **{
        key: (label, *extra)
        for key, label, extra in (
            (key, label, {
                "position_pay": ("职务职级工资",), "living_subsidy": ("生活补贴",),
                "work_allowance": ("工作津贴", "规范津贴补贴", "津贴补贴"),
                "basic_performance": ("基础绩效", "基础性绩效"), "basic_pension": (
                    "基本离退休费", "基本养老金", "养老金", "退休费", "离休费"),
                "reward_performance": ("奖励绩效", "奖励性绩效"), "bonus": ("奖金",),
                "annual_bonus": ("年终奖", "年终奖金"), "transport": ("交通费", "车补"),
                "phone": ("通讯费", "话费补贴"), "overtime": ("加班费",), "property": ("物业补贴",),
            }.get(key, ()))
            for key, label in PAY_ITEMS.items()
        )
    },
    **{
        key: (label, *{
            "income_tax": ("个税", "代扣个税", "所得税"), "pension": ("养老保险", "基本养老"),
            "medical": ("医疗保险", "医保"), "housing_fund": ("公积金",),
            "occupational_annuity": ("年金",),
        }.get(key, ()))
        for key, label in WITHHELD_ITEMS.items()
    },
}  # fmt: skip
STATEMENT: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "付款人", "付款方", "对方户名", "付款人名称", "缴费人", "交费人", "对方名称",
             "付款户名", "党员姓名"),
    "amount": ("金额", "交易金额", "收入", "收入金额", "贷方金额", "贷方发生额", "缴费金额", "实收金额",
               "交费金额"),
    "on": ("日期", "交易日期", "交易时间", "付款时间", "记账日期", "缴费时间", "交费日期", "入账日期"),
    "reference": ("流水号", "交易流水号", "交易单号", "订单号", "凭证号", "业务流水号"),
    "note": ("摘要", "附言", "备注", "用途", "交易摘要", "留言"),
    "identity_number": COMMON["identity_number"],
}  # fmt: skip
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {"payroll": PAYROLL, "statement": STATEMENT}
NEEDED: Mapping[str, tuple[str, ...]] = {"payroll": ("name",), "statement": ("amount", "on")}


def labels(kind: str) -> dict[str, str]:
    """`{key: its name}` of what a column can mean."""
    return {key: words[0] for key, words in COLUMNS[kind].items()}


@dataclass(slots=True)
class Table:
    """A sheet: the line of its heads (from 1), the heads, the rows below as plain JSON values."""

    head: int
    heads: list[str]
    rows: list[list[Any]]

    def columns(self, chosen: Mapping[str, str]) -> dict[str, int]:
        """`{key: column}` by `{head: key}`; an empty key leaves the column out."""
        found: dict[str, int] = {}
        for column, head in enumerate(self.heads):
            key = chosen.get(head, "")
            if key and key not in found:
                found[key] = column
        return found

    @property
    def digest(self) -> str:
        """A hash of what the sheet says, whatever the file's format: the same content, the same hash."""
        rows = [[_said(cell) for cell in row] for row in [self.heads, *self.rows]]
        kept = [cells for row in rows if any(cells := _trimmed(row))]
        return hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()

    def lines(self, columns: Mapping[str, int]) -> list[tuple[int, dict[str, Any]]]:
        """`(line in the sheet, {key: value})` of each row that is not empty."""
        result = []
        for number, row in enumerate(self.rows, self.head + 1):
            cells = {
                key: row[c]
                for key, c in columns.items()
                if c < len(row) and row[c] not in (None, "")
            }
            if cells:
                result.append((number, cells))
        return result


def read(data: bytes, name: str, kind: str) -> Table:
    """The table of an xlsx or csv; `Refused` says what is wrong with the file."""
    try:
        raw = (
            _csv(data, name)
            if name.lower().endswith((".csv", ".txt"))
            else read_sheet(data, max_rows=MAX_ROWS, max_cols=MAX_COLUMNS, name=name[:60])
        )
    except FormatError as error:
        raise Refused(error.message, field="file", code=error.code) from error
    known = {word for words in COLUMNS[kind].values() for word in words}
    scores = [sum(folded(cell) in known for cell in row) for row in raw[:HEAD_ROWS]]
    best = max(range(len(scores)), key=lambda n: (scores[n], -n), default=None)
    if best is None or not scores[best]:
        raise Refused(f"前 {HEAD_ROWS} 行里没有找到表头，请对照模板写明列名。", field="file")
    heads = [folded(cell)[:40] for cell in raw[best]]
    rows = [[_json(cell) for cell in row] for row in raw[best + 1 :]]
    if not any(any(cell not in (None, "") for cell in row) for row in rows):
        raise Refused("表头下面没有内容。", field="file")
    return Table(best + 1, heads, rows)


def guessed(kind: str, heads: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """`{head: key}`: as a person set it last time, else by the usual names."""
    by_word = {word: key for key, words in COLUMNS[kind].items() for word in words}
    found: dict[str, str] = {}
    for head in heads:
        key = remembered.get(head, by_word.get(head, "")) if head else ""
        found[head] = "" if key and key in found.values() else key
    return found


def folded(cell: Any) -> str:
    """A head without spaces, notes in brackets and marks."""
    if not isinstance(cell, str):
        return ""
    return NOTES.sub("", "".join(unicodedata.normalize("NFKC", cell[:60]).split()))


def _said(cell: Any) -> str:
    """A cell as plain text: 77.930, "７７.９３" and 77.93 say the same."""
    text = "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip()
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return text
    return f"{number.normalize():f}" if number.is_finite() and abs(number) < 10**15 else text


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row = row[:-1]
    return row


def _json(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date) else cell


def _csv(data: bytes, name: str) -> list[list[Any]]:
    text = decode(data, name[:60])
    separator = max(",\t;", key=text[:4000].count)
    table: list[list[Any]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            table.append([cell.strip().lstrip("`'") for cell in cells[:MAX_COLUMNS]])
            if len(table) > MAX_ROWS:
                raise FormatError("too_many_rows", f"表格超过 {MAX_ROWS} 行，请分几次导入。")
    except csv.Error as error:
        raise FormatError("csv", "引号或内容不完整，请另存为 xlsx 再上传。") from error
    return table
