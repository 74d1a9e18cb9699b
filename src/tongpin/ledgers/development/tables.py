"""补录: the columns of the spreadsheet, its template, and its rows with what is wrong in which cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.formats.errors import FormatError
from tongpin.formats.xlsx import read_sheet, write_sheet
from tongpin.ui.forms import parse_date

MAX_ROWS, MAX_COLUMNS, HEAD_ROWS = 2_000, 80, 10
SPLIT = re.compile(r"[、,，;；\s]+")

# (key, head, kind): the key of a date is that of its step.
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("name", "姓名", "text"),
    ("born_on", "出生日期", "date"),
    ("unit", "所在党支部", "text"),
    ("is_front_line", "生产工作一线", "yes"),
    ("application", "递交入党申请书", "step"),
    ("talk", "派人谈话", "step"),
    ("activist", "确定入党积极分子", "step"),
    ("filed", "上级党委备案", "step"),
    ("contacts", "指定培养联系人", "step"),
    ("contacts.count", "培养联系人人数", "count"),
    ("review", "培养教育考察", "steps"),
    ("object", "确定发展对象", "step"),
    ("object_consent", "上级党委同意列为发展对象", "step"),
    ("publicity", "公示开始", "step"),
    ("publicity.to", "公示截止", "date"),
    ("introducers", "确定入党介绍人", "step"),
    ("introducers.count", "入党介绍人人数", "count"),
    ("political_review", "政治审查", "step"),
    ("training", "集中培训", "step"),
    ("training.days", "培训天数", "count"),
    ("training.hours", "培训学时", "count"),
    ("committee_review", "支委会审查", "step"),
    ("pre_review", "上级党委预审", "step"),
    ("form", "填写入党志愿书", "step"),
    ("branch_meeting", "支部大会讨论接收", "step"),
    ("branch_meeting.entitled", "应到人数", "count"),
    ("branch_meeting.present", "实到人数", "count"),
    ("branch_meeting.yes", "赞成票", "count"),
    ("branch_meeting.written_yes", "会前书面赞成", "count"),
    ("approval_talk", "审批前谈话", "step"),
    ("approval", "上级党委审批", "step"),
    ("org_filing", "报上级组织部门备案", "step"),
    ("assigned", "编入支部和党小组", "step"),
    ("oath", "入党宣誓", "step"),
    ("conversion_application", "提出转正申请", "step"),
    ("approver", "同意变通的组织", "text"),
    ("approval_reason", "变通理由", "text"),
)
LABELS = {key: label for key, label, _ in COLUMNS}
KINDS = {key: kind for key, _, kind in COLUMNS}
STEP_KEYS = tuple(key for key, _, kind in COLUMNS if kind in ("step", "steps"))
NOTES = (
    "一行一人，已在名册上、在同频启用以前就开始发展的同志，用这张表一次补录各步日期。",
    "姓名、所在党支部、递交入党申请书的日期必填；还没有办的步骤留空。",
    "日期写成 2020-04-03、2020.4.3、2020年4月3日都可以。培养教育考察有多次的，用顿号隔开。",
    "各步按当日有效的《发展党员工作细则》判定。确有不符规定、当时已经上级党委同意的，填写同意的组织和理由；没有填写的不能补录。",
    "已经在系统里登记过的步骤不会被覆盖。支部大会讨论转正及以后的步骤，请在档案里逐步登记。",
)


@dataclass(slots=True)
class Line:
    """One row: its number in the sheet, the values by column key, what is wrong `{column: words}`."""

    number: int
    values: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)
    deviating: set[str] = field(default_factory=set)
    """Steps that break a rule with somebody's consent; filled in when the row is judged."""

    @property
    def faults(self) -> list[tuple[str, str]]:
        """`(column's head, words)`."""
        return [(LABELS.get(key, "整行"), words) for key, words in self.errors.items()]


def template() -> bytes:
    """An empty sheet with its notes."""
    return write_sheet(
        [(label, "date" if kind in ("date", "step") else "text") for _, label, kind in COLUMNS],
        [], title="发展党员日期补录", notes=NOTES,
    )  # fmt: skip


def read(data: bytes, name: str) -> list[Line]:
    """The rows of an upload; `Refused` where the file or its heads cannot be used."""
    try:
        raw = read_sheet(data, max_rows=MAX_ROWS + HEAD_ROWS, max_cols=MAX_COLUMNS, name=name[:60])
    except FormatError as error:
        raise Refused(error.message, field="file", code=error.code) from error
    known = {_folded(label): key for key, label, _ in COLUMNS}
    scores = [sum(_folded(cell) in known for cell in row) for row in raw[:HEAD_ROWS]]
    best = max(range(len(scores)), key=lambda n: (scores[n], -n), default=None)
    if best is None or scores[best] < 3:
        raise Refused("没有找到表头，请下载模板，把内容填进去再上传。", field="file")
    heads = [known.get(_folded(cell)) for cell in raw[best]]
    twice = next((k for k in heads if k and heads.count(k) > 1), None)
    if twice:
        raise Refused(f"表头里“{LABELS[twice]}”出现了两次，请只留一列。", field="file")
    lacking = [LABELS[k] for k in ("name", "unit", "application") if k not in heads]
    if lacking:
        raise Refused(f"表里缺少必填的列：{'、'.join(lacking)}。", field="file")
    lines = []
    for number, row in enumerate(raw[best + 1 :], best + 2):
        cells = {k: c for k, c in zip(heads, row, strict=False) if k and c not in (None, "")}
        if cells:
            lines.append(_line(number, cells))
    if not lines:
        raise Refused("表头下面没有内容。", field="file")
    if len(lines) > MAX_ROWS:
        raise Refused(f"一次最多补录 {MAX_ROWS} 人，请分几次导入。", field="file")
    return lines


def packed(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The rows as JSON holds them."""
    return [{"number": x.number, "values": _json(x.values), "errors": x.errors} for x in lines]


def unpacked(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """The rows again as they were read."""
    return [Line(r["number"], _dated(r["values"]), dict(r["errors"])) for r in rows]


def _line(number: int, cells: Mapping[str, Any]) -> Line:
    line = Line(number, {})
    for key, cell in cells.items():
        try:
            line.values[key] = _value(KINDS[key], cell)
        except ValueError as error:
            line.errors[key] = str(error)
    for key in ("name", "unit", "application"):
        if key not in line.values and key not in line.errors:
            line.errors[key] = "必填。"
    if bool(line.values.get("approver")) != bool(line.values.get("approval_reason")):
        missing = "approval_reason" if line.values.get("approver") else "approver"
        line.errors.setdefault(missing, "同意变通的组织和理由要一起填写。")
    return line


def _value(kind: str, cell: Any) -> Any:
    if kind in ("date", "step"):
        return _day(cell)
    if kind == "steps":
        parts = [cell] if isinstance(cell, date) else SPLIT.split(str(cell).strip())
        if len(parts) > 40:
            raise ValueError("日期过多，请核对。")
        return sorted(_day(part) for part in parts if part)
    if kind == "count":
        if isinstance(cell, bool) or not str(cell).strip().isdigit() or int(str(cell)[:9]) > 9999:
            raise ValueError("请填写整数。")
        return int(cell)
    text = "".join(ch for ch in str(cell) if ch.isprintable()).strip()
    if kind == "yes":
        if text not in ("是", "否"):
            raise ValueError("请填写“是”或者“否”。")
        return text == "是"
    if len(text) > 200:
        raise ValueError("文字过长，请控制在200字以内。")
    return text


def _day(cell: Any) -> date:
    day = cell if isinstance(cell, date) else parse_date(str(cell)[:30])
    if isinstance(day, date) and type(day) is not date:  # a moment of a spreadsheet
        day = day.date()  # type: ignore[attr-defined]
    if day.year < 1900:
        raise ValueError("年份须在 1900 年以后。")
    if day > site_day():
        raise ValueError("日期不能晚于今天。")
    return day


def _folded(cell: Any) -> str:
    return "".join(unicodedata.normalize("NFKC", str(cell or "")[:60]).split())


def _json(values: Mapping[str, Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        return [plain(v) for v in value] if isinstance(value, list) else value

    return {key: plain(value) for key, value in values.items()}


def _dated(values: Mapping[str, Any]) -> dict[str, Any]:
    def back(key: str, value: Any) -> Any:
        if isinstance(value, list):
            return [date.fromisoformat(v) for v in value]
        return date.fromisoformat(value) if KINDS[key] in ("date", "step") else value

    return {key: back(key, value) for key, value in values.items()}
