"""Reports as files: spreadsheets of what is seen, and the progress report in Word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tongpin.formats.numerals import to_chinese
from tongpin.formats.word import OfficialDocument
from tongpin.formats.xlsx import Table, write_sheet, write_tables
from tongpin.org.models import RosterNote
from tongpin.reports.board import BoardPage, SeenCell
from tongpin.reports.chasing import Letter
from tongpin.reports.comparing import Comparison
from tongpin.reports.contradictions import Contradiction
from tongpin.reports.progress import Report
from tongpin.reports.secretaries import Asked, SecretaryLine
from tongpin.reports.shaping import Tally
from tongpin.reports.statistics import Block
from tongpin.reports.terms import TermLine
from tongpin.rules.explain import full_day
from tongpin.rules.model import Verdict

DETAIL = (
    ("unit", "党组织", "text"),
    ("measure", "措施", "text"),
    ("duty", "责任", "text"),
    ("title", "事项", "text"),
    ("window_start", "起", "date"),
    ("window_end", "止", "date"),
    ("deadline", "期限", "date"),
    ("verdict_label", "判定", "text"),
    ("reason", "缘由", "text"),
    ("citation", "依据", "text"),
)
TABLE_MM = (42, 20, 18, 20, 18, 16, 22)  # 156 mm of text
NOTES = (
    "本表由同频按登记的记录判定，判定日见文件名。",
    "格中“已完成 8/9”表示到判定日应完成9次、已完成8次；有逾期的，以最急的一项为准。",
    "待核：资料不全，暂不能判定；不适用：按规定该党组织没有这项责任；免除：已登记免除决定。",
)


def cell_words(cell: SeenCell | None) -> str:
    """已完成 8/9, or nothing where the unit does not owe the duty."""
    if cell is None:
        return ""
    return f"{Verdict(cell.verdict).label} {cell.note}".strip()


def tally_words(tally: Tally) -> str:
    """完成 8/12，逾期 1; nothing where the unit owes nothing."""
    if not tally.owed:
        return ""
    late = f"，逾期 {tally.overdue}" if tally.overdue else ""
    return f"完成 {tally.done}/{tally.owed}{late}"


def board(seen: BoardPage) -> bytes:
    """The duties of the chosen measure by unit, laid out as on the page, all units of it."""
    title = str(seen.chosen.place) if seen.chosen else "年度工作"
    if not seen.is_wide:
        columns = [(name, "text") for name in ("责任", "频次", "依据", *map(str, seen.units))]
        rows = [
            [line.title, line.subtitle, line.citation, *(cell_words(cell) for _, cell in cells)]
            for line, cells in seen.grid
        ]
    else:
        columns = [(name, "text") for name in ("党组织", *(line.title for line in seen.lines))]
        rows = [[str(unit), *(cell_words(cell) for _, cell in cells)] for unit, cells in seen.cards]
    return write_sheet(columns, rows, title=title, notes=NOTES)


def overview(seen: BoardPage) -> bytes:
    """Measures by units with how much is done and late."""
    title = f"{seen.year}年措施总览"
    if not seen.is_wide:
        columns = [(name, "text") for name in ("措施", "合计", *map(str, seen.units))]
        rows = [
            [str(s.place), tally_words(s.tally), *map(tally_words, cells)] for s, cells in seen.heat
        ]
    else:
        columns = [(name, "text") for name in ("党组织", *(str(s.place) for s in seen.shown))]
        rows = [
            [str(unit), *(tally_words(tally) for _, tally in cells)]
            for unit, cells in seen.heat_by_unit
        ]
    return write_sheet(columns, rows, title=title, notes=NOTES)


def detail(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Every judgement with its reason and article, one a line."""
    return write_sheet(
        [(label, kind) for _, label, kind in DETAIL],
        [[row[key] for key, _, _ in DETAIL] for row in rows],
        title="责任判定明细",
        notes=NOTES,
    )


def report(content: Report) -> bytes:
    """The progress report in the layout of an official paper."""
    paper = OfficialDocument(content.title)
    if content.addressee:
        paper.addressee(content.addressee)
    for text in content.opening:
        paper.paragraph(text)
    paper.table(content.table_title, content.table, TABLE_MM)
    for part in content.parts:
        paper.heading(part.heading, level=part.level)
        for text in part.paragraphs:
            paper.paragraph(text)
        for number, text in enumerate(part.items, 1):
            paper.paragraph(f"{number}.{text}")
    paper.signature(content.issuer, content.on)
    return paper.save()


def statistics(table: Sequence[Block], unit: str, day: date) -> bytes:
    """党员统计 as a sheet: breakdown, item, number."""
    rows = [
        [block.title, figure.label, figure.count] for block in table for figure in block.figures
    ]
    columns = [("分类", "text"), ("项目", "text"), ("数量", "int")]
    return write_sheet(
        columns, rows, title=f"党员统计 {day}", notes=[f"单位：{unit}；统计日：{day}。"]
    )


def checks(rows: Sequence[tuple[Contradiction, RosterNote | None]]) -> bytes:
    """数据核对 as a sheet to mend by."""
    columns = [("党支部", "text"), ("姓名", "text"), ("核对项目", "text"), ("问题", "text"),
               ("核实情况", "text")]  # fmt: skip
    return write_sheet(
        columns,
        [
            [str(r.person.home), r.person.name, r.kind, r.words,
             f"{note.noted_on} {note.noted_by}：{note.reason}" if note else ""]
            for r, note in rows
        ],
        title="数据核对",
    )  # fmt: skip


def terms(lines: Sequence[TermLine]) -> bytes:
    """届满一览 as a sheet."""
    columns = [("党组织", "text"), ("届次", "int"), ("当选日期", "date"), ("届满日期", "date"),
               ("延期至", "date"), ("提醒日期", "date"), ("状态", "text"), ("依据", "text"),
               ("换届办理", "text")]  # fmt: skip
    rows = [
        [str(n.unit), n.number, n.elected_on, n.expires_on, n.postponed_to, n.remind_on, n.word,
         n.source, "正在办理" if n.case else ""]
        for n in lines
    ]  # fmt: skip
    return write_sheet(columns, rows, title="届满一览")


def secretaries(lines: Sequence[SecretaryLine], asked: Asked) -> bytes:
    """Courses and lectures of the secretaries as a sheet, with the rules on the second one."""
    columns = [("党支部", "text"), ("书记", "text"), ("任职日期", "date"), ("集中轮训（次）", "int"),
               ("培训学时", "int"), ("支部党课（次）", "int"), ("书记主持的党课", "int")]  # fmt: skip
    rows = [
        [str(n.unit), n.post.person.name, n.post.starts_on, n.concentrated, n.hours, n.lectures,
         n.chaired]
        for n in lines
    ]  # fmt: skip
    notes = [f"{a.text}（{a.cite.label}）。" for a in asked.articles]
    return write_sheet(columns, rows, title="书记培训和党课", notes=notes)


def comparison(seen: Comparison, title: str) -> bytes:
    """两年对比: kinds of duty on the first sheet, the numbers of the ledgers on the second."""
    before, now = f"{seen.year - 1}年", f"{seen.year}年"
    note = f"同期：截至{seen.before_to}与{seen.to}。"
    kinds: list[list[str | int]] = [
        [k.label, k.before.owed, k.before.done, k.before.overdue, k.now.owed, k.now.done,
         k.now.overdue]
        for k in seen.kinds
    ]  # fmt: skip
    numbers: list[list[str | int]] = [
        [n.label, n.before.shown if n.before else "", n.now.shown if n.now else "", n.shown_change]
        for n in seen.numbers
    ]
    heads = ["责任", *["应完成", "已完成", "逾期未办"] * 2]
    return write_tables(
        [
            Table("责任完成情况", note, heads, kinds, [("", 1), (before, 3), (now, 3)]),
            Table("台账数字", note, ["项目", before, now, "增减"], numbers),
        ]
    )


def letter(content: Letter, organ: str) -> bytes:
    """催办单 as an official paper."""
    paper = OfficialDocument("催办单")
    paper.addressee(content.unit.name)
    paper.paragraph(f"截至{full_day(content.as_of)}，你单位以下事项请抓紧办理。")
    for number, (label, lines) in enumerate(content.groups, 1):
        paper.heading(f"{to_chinese(number)}、{label}")
        for n, words in enumerate(lines, 1):
            paper.paragraph(f"{n}.{words}")
    paper.paragraph("已经办理的，请补登记录；有特殊情况的，请向我们说明。")
    paper.signature(organ, content.as_of)
    return paper.save()
