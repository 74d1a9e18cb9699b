"""The yearly ledgers as the tables and papers that are usually kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import IO, Any

from tongpin.formats.word import OfficialDocument
from tongpin.formats.workbook import Sheet, write_book
from tongpin.formats.xlsx import write_sheet
from tongpin.life.models import BRANCH_LEDGER_KINDS, Attendance, Gathering, Kind, State
from tongpin.life.queries import (
    Line,
    Lives,
    Session,
    kind_numbers,
    ledger_lines,
    ledger_units,
    year_grid,
)
from tongpin.life.study import hours_of
from tongpin.org.models import Unit
from tongpin.org.scope import Scope

DETAILS = (
    ("序号", "int", 5), ("党组织", "text", 13), ("日期", "date", 11), ("时间", "text", 12),
    ("地点", "text", 11), ("种类", "text", 13), ("主题", "text", 24), ("主持人", "text", 8),
    ("记录人", "text", 8), ("应到", "int", 5), ("实到", "int", 5), ("请假、缺席", "text", 18),
    ("内容和形式", "text", 15), ("学时", "text", 5), ("主要内容", "text", 36),
    ("决议事项", "text", 24), ("登记日期", "date", 11), ("备注", "text", 8),
)  # fmt: skip
CHUNK = 500


def ledger_book(unit: Unit, year: int, stream: IO[bytes]) -> None:
    """A branch's year: months by kinds, and every record in the usual columns."""
    columns = [
        ("种类", "text", 16),
        *((f"{m}月", "text", 12) for m in range(1, 13)),
        ("合计", "int", 6),
    ]
    grid = Sheet("全年一览", f"{unit.name}{year}年组织生活台账", columns, _grid(unit, year), NOTES)
    write_book([grid, _details([unit], year, unit.name)], stream)


NOTES = (
    "一次组织生活可以同时是几种，各种类分别计数；联合开展的，各支部分别计入。",
    "草稿不计入合计；会后超过七天登记的标“补记”，照样计入。",
)


def _grid(unit: Unit, year: int) -> Iterator[list[Any]]:
    for key, months in year_grid(unit, year).items():
        marks = ["\n".join(map(_mark, month)) for month in months]
        held = sum(g.state == State.RECORDED for month in months for g in month)
        yield [Kind(key).label, *marks, held]


def _mark(row: Gathering) -> str:
    remark = "（草稿）" if row.state == State.DRAFT else "（补记）" if row.is_late else ""
    return f"{row.held_on.day}日 {row.topic}{remark}"


def _details(units: Sequence[Unit], year: int, name: str) -> Sheet:
    rows = (_line(n, line) for n, line in enumerate(ledger_lines(units, year), 1))
    return Sheet("明细", f"{name}{year}年组织生活明细", DETAILS, rows)


def _line(number: int, line: Line) -> list[Any]:
    row = line.row
    remarks = [w for w, holds in (("补记", row.is_late), ("已归档", row.is_archived),
                                  ("联合开展", row.unit_id != line.unit.pk)) if holds]  # fmt: skip
    return [
        number,
        str(line.unit),
        row.held_on,
        "—".join(f"{t:%H:%M}" for t in (row.starts_at, row.ends_at) if t),
        row.place,
        row.kind_labels,
        row.topic,
        str(row.chair or ""),
        str(row.recorder or ""),
        line.expected,
        line.present,
        "、".join(map(_away, line.away)),
        row.tag_labels,
        hours_of(row.study_minutes) if row.study_minutes else "",
        row.content,
        row.resolutions,
        row.recorded_on,
        "、".join(remarks),
    ]


def _away(item: Attendance) -> str:
    word = item.get_presence_display() + (f"，{item.reason}" if item.reason else "")
    made_up = f"，{item.made_up_on}补学" if item.made_up_on else ""
    return f"{item.person.name}（{word}{made_up}）"


def overview_book(scope: Scope, unit: Unit, year: int, stream: IO[bytes]) -> None:
    """All branches of a unit: how many of which kind, and every record; written as it is read."""
    units = list(ledger_units(scope, unit, year))
    columns = [
        ("党组织", "text", 22),
        *((k.label, "int", 11) for k in BRANCH_LEDGER_KINDS),
        ("合计", "int", 8),
    ]
    heading = f"{unit.name}{year}年“三会一课”汇总"
    summary = Sheet("汇总", heading, columns, _sums(units, year), NOTES)
    write_book([summary, _details(units, year, unit.name)], stream)


def _sums(units: Sequence[Unit], year: int) -> Iterator[list[Any]]:
    for start in range(0, len(units), CHUNK):
        part = units[start : start + CHUNK]
        numbers = kind_numbers([u.pk for u in part], year)
        for unit in part:
            yield _sums_of(unit, numbers)


def _sums_of(unit: Unit, numbers: Mapping[tuple[int, str], int]) -> list[Any]:
    """The unit, its number of each kind, and their sum."""
    values = [numbers.get((unit.pk, k.value), 0) for k in BRANCH_LEDGER_KINDS]
    return [str(unit), *values, sum(values)]


# ------------------------------------------------------------------------ lives, centre group


def _of(numbers: tuple[int, int]) -> str:
    return f"{numbers[0]}/{numbers[1]}" if numbers[1] else ""


def dual_sheet(rows: Iterable[Lives], title: str) -> bytes:
    """One line a cadre: both lives, each as 实到/应到."""
    columns = [(name, "text") for name in (
        "姓名", "职务", "所在支部", "民主生活会", "党委（党组）会议", "中心组学习",
        "所在支部组织生活", "其中：党员大会", "其中：组织生活会", "其中：主题党日", "其中：党课",
    )]  # fmt: skip
    team = (Kind.DEMOCRATIC_LIFE_MEETING, Kind.LEADING_MEETING, Kind.THEORY_STUDY)
    own = (Kind.GENERAL_MEETING, Kind.ORGANIZATIONAL_LIFE_MEETING, Kind.THEME_DAY, Kind.LECTURE)
    lines = [
        [
            life.person.name,
            life.posts,
            str(life.person.home),
            *(_of(life.team_numbers(k.value)) for k in team),
            _of((life.present, life.expected)),
            *(_of(life.branch_numbers(k.value)) for k in own),
        ]
        for life in rows
    ]
    return write_sheet(columns, lines, title=title, notes=["格中为“实到/应到”，空格为没有登记。"])


def theory_sheet(sessions: Sequence[Session], title: str) -> bytes:
    """The centre group's sessions, one a line."""
    columns = [(name, kind) for name, kind in (
        ("序号", "int"), ("日期", "date"), ("党组织", "text"), ("专题", "text"), ("主持人", "text"),
        ("应到", "int"), ("实到", "int"), ("请假、缺席和补学", "text"), ("学习材料", "text"),
        ("学习内容", "text"),
    )]  # fmt: skip
    lines = [
        [
            n, s.row.held_on, str(s.row.unit), s.row.topic, str(s.row.chair or ""),
            s.row.entitled, s.row.present, "、".join(map(_away, s.away)),  # type: ignore[attr-defined]
            "、".join(f.name for f in s.files), s.row.content,
        ]
        for n, s in enumerate(sessions, 1)
    ]  # fmt: skip
    return write_sheet(columns, lines, title=title)


def theory_paper(unit: Unit, year: int, sessions: Sequence[Session], on: date) -> bytes:
    """The archive of the centre group's year: a table of the sessions, then each in full."""
    paper = OfficialDocument(f"{unit.name}理论学习中心组{year}年学习档案")
    held = len(sessions)
    files = sum(len(s.files) for s in sessions)
    paper.paragraph(f"{year}年共组织中心组学习{held}次，学习材料{files}份。")
    table: list[list[Any]] = [["次", "日期", "专题", "主持人", "应到", "实到"]]
    for n, s in enumerate(sessions, 1):
        numbers = [s.row.entitled, s.row.present]  # type: ignore[attr-defined]
        day = f"{s.row.held_on.month}月{s.row.held_on.day}日"
        table.append([n, day, s.row.topic, str(s.row.chair or ""), *numbers])
    if sessions:
        paper.table("全年学习情况", table, [10, 24, 66, 24, 16, 16])
    for n, s in enumerate(sessions, 1):
        paper.heading(f"第{n}次：{s.row.topic}")
        session_into(paper, s)
    paper.signature(unit.name, on)
    return paper.save()


def session_into(paper: OfficialDocument, session: Session) -> None:
    """One session in full: attendance, make-up, materials, what was studied."""
    row = session.row
    day = f"{row.held_on.year}年{row.held_on.month}月{row.held_on.day}日"
    place = f"，{row.place}" if row.place else ""
    chair = f"，{row.chair}主持" if row.chair else ""
    numbers = f"应到{row.entitled}人，实到{row.present}人"  # type: ignore[attr-defined]
    paper.paragraph(f"{day}{place}{chair}。{numbers}。")
    pairs = (
        ("请假、缺席和补学", "、".join(map(_away, session.away))),
        ("列席", row.guests),
        ("学习材料", "、".join(f.name for f in session.files)),
        ("议程", row.agenda),
        ("学习内容", row.content),
        ("研究事项", row.resolutions),
    )
    for label, text in pairs:
        lines = [line for line in text.splitlines() if line.strip()]
        for n, line in enumerate(lines):
            paper.paragraph(f"{label}：{line}" if n == 0 else line)
