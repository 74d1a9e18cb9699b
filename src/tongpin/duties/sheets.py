"""The rulebook as a workbook: 依据, 规则, 参数, 工作日."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from tongpin.duties.catalogue import shown_parameter, shown_rule, texts
from tongpin.rules.book import Book
from tongpin.rules.export import years_of

LONGEST, WIDE = 32_000, 60
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(book: Book) -> bytes:
    """Four sheets; every text is written as text, so that no cell becomes a formula."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as file:
        head = file.add_format({"bold": True, "bg_color": "#F3E9E9", "border": 1})
        cell = file.add_format({"border": 1, "valign": "top", "text_wrap": True})
        for title, columns, rows in _sheets(book):
            sheet = file.add_worksheet(title)
            for c, (label, width) in enumerate(columns):
                sheet.set_column(c, c, width)
                sheet.write_string(0, c, label, head)
            for r, row in enumerate(rows, 1):
                for c, value in enumerate(row):
                    _write(sheet, r, c, value, cell)
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
    return stream.getvalue()


def _write(sheet: Any, r: int, c: int, value: Any, style: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(r, c, value, style)
    else:
        sheet.write_string(r, c, str(value or "")[:LONGEST], style)


Sheet = tuple[str, Sequence[tuple[str, int]], Iterable[Sequence[Any]]]
EDITION = (
    ("有效期", 22),
    ("条文要求", WIDE),
    ("依据", 36),
    ("核对情况", 14),
    ("力度", 12),
    ("说明", 40),
)


def _sheets(book: Book) -> list[Sheet]:
    return [
        ("依据", (("编号", 22), ("名称", WIDE), ("印发机关", 26), ("文号", 22), ("施行", 12),
                ("停止", 12), ("规则", 8), ("参数", 8)),
         [(t.key, t.title, t.issuer, t.document_number, t.since, t.until, t.rules, t.parameters)
          for t in texts(book)]),
        ("规则", (("编号", 30), ("事项", 24), ("要求", 30), *EDITION), _rules(book)),
        ("参数", (("编号", 30), ("名称", 24), ("数值", 40), *EDITION), _parameters(book)),
        ("程序", (("程序", 20), ("步骤", 26), ("由谁办理", 24), ("材料", 36), ("先办", 30), ("关口", WIDE),
                ("变通由谁决定", 24)), _procedures(book)),
        ("工作日", (("年度", 8), ("是否暂算", 10), ("放假", WIDE), ("上班", WIDE)), _years(book)),
    ]  # fmt: skip


def _rules(book: Book) -> Iterable[Sequence[Any]]:
    for rule in book.rules:
        for e in shown_rule(rule):
            yield (rule.key, rule.title, e.asks, e.days, e.text, e.cite.label,
                   e.cite.confidence.label, e.severity, e.note)  # fmt: skip


def _parameters(book: Book) -> Iterable[Sequence[Any]]:
    for item in book.parameters.values():
        for e in shown_parameter(item):
            values = "\n".join(f"{name}：{value}" for name, value in e.values)
            yield (item.key, item.title, values, e.days, e.text, e.cite.label,
                   e.cite.confidence.label, e.severity, e.note)  # fmt: skip


def _procedures(book: Book) -> Iterable[Sequence[Any]]:
    for item in book.procedures.values():
        for step in item.steps:
            gates = dict.fromkeys(
                book.parameters[gate.rule].title
                for gate in step.gates
                if gate.rule in book.parameters
            )
            yield (item.title, step.title, step.actor, "、".join(step.papers),
                   "、".join(item.title_of(key) for key in step.after), "；".join(gates),
                   item.deviation_of(step) if step.gates else "")  # fmt: skip


def _years(book: Book) -> Iterable[Sequence[Any]]:
    for row in years_of(book.workdays):
        yield (row["year"], "否" if row["certain"] else "暂算",
               "\n".join(row.get("holidays", [])), "\n".join(row.get("makeup", [])))  # fmt: skip
