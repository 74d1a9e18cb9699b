"""The file set of a meeting in the official layout, and the coverage of talks as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from tongpin.formats.numerals import to_chinese
from tongpin.formats.word import OfficialDocument
from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.meetings import queries
from tongpin.ledgers.meetings.models import MaterialText, Meeting, Source
from tongpin.life.queries import Coverage, gathering
from tongpin.life.sheets import minutes_paper
from tongpin.org.scope import Scope
from tongpin.rectification.queries import problems_of

NUMBERS = "一二三四五六七八九十"
TITLES = {
    "plan": "会议方案",
    "opinions": "征求意见汇总表",
    "talks": "谈心谈话情况表",
    "minutes": "会议记录",
    "criticism": "批评意见清单",
    "rectification": "整改清单",
    "report": "情况报告",
    "notice": "情况通报",
}
"""The papers of the file set that concern the whole meeting, in order."""


def paper(row: Meeting, which: str, who: queries.Reader, day: date) -> bytes | None:
    """One paper of the set as docx; None where there is nothing to print yet."""
    if which == "minutes":
        held = gathering(Scope.everything(), row.gathering_id) if row.gathering_id else None
        return minutes_paper(held) if held else None
    make = {
        "plan": plan_paper, "opinions": opinions_paper, "talks": talks_paper,
        "criticism": criticism_paper, "rectification": problems_paper, "report": report_paper, "notice": notice_paper,
    }[which]  # fmt: skip
    return make(row, who, day)


def _titled(row: Meeting, kind: str) -> OfficialDocument:
    return OfficialDocument(f"{row.unit.name}{row}{kind}")


def _lines(document: OfficialDocument, text: str) -> None:
    """Typed lines, those that begin like 一、 or （一） set as headings."""
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        if line[0] in NUMBERS and "、" in line[:4]:
            document.heading(line)
        elif line[0] == "（" and line[1:2] in NUMBERS and line[1:2]:
            document.heading(line, level=2)
        else:
            document.paragraph(line)


def plan_paper(row: Meeting, who: queries.Reader, day: date) -> bytes | None:
    """会议方案."""
    if not row.plan.strip():
        return None
    document = _titled(row, "方案")
    document.paragraph(f"会议主题：{row.theme}")
    if row.planned_on:
        on = row.planned_on
        document.paragraph(f"召开时间：{on.year}年{on.month}月{on.day}日")
    _lines(document, row.plan)
    document.signature(row.unit.name, row.case.opened_on)
    return document.save()


def opinions_paper(row: Meeting, who: queries.Reader, day: date) -> bytes | None:
    """征求意见汇总表: numbers by source, then the opinions; no name of who gave them."""
    found = queries.remarks(row, who)
    if not found:
        return None
    document = _titled(row, "征求意见汇总表")
    counts = [[label, number] for label, number in queries.remark_counts(row)]
    document.table("征求意见情况", [["来自", "条数"], *counts], [110, 46])
    labels = dict(Source.choices)
    rows = [
        [n, labels[r.source], r.about.name if r.about else "班子", r.content, r.way]
        for n, r in enumerate(found, 1)
    ]
    head = ["序号", "来自", "针对", "意见建议", "方式"]
    document.table("意见建议", [head, *rows], [13, 28, 20, 73, 22])
    document.signature(row.unit.name, max(r.collected_on for r in found))
    return document.save()


def talks_paper(row: Meeting, who: queries.Reader, day: date) -> bytes | None:
    """谈心谈话情况表: who with whom and when, then what was still wanted."""
    found = queries.talks_of(row, day)
    if not found.talks:
        return None
    document = _titled(row, "谈心谈话情况表")
    relations = [[r.title, r.wanted, r.done] for r in found.relations]
    document.table("总体情况", [["谈话范围", "应谈", "已谈"], *relations], [90, 33, 33])
    rows = [[n, *line] for n, line in enumerate(_talk_lines(found), 1)]
    document.table("谈话情况", [["序号", "谈话人", "谈话对象", "日期"], *rows], [16, 50, 50, 40])
    if found.gaps:
        gaps = [[g.relation, g.who.name, g.with_whom] for g in found.gaps]
        document.table("尚未谈到", [["谈话范围", "姓名", "与谁"], *gaps], [70, 40, 46])
    document.signature(row.unit.name, row.gathering.held_on if row.gathering else day)
    return document.save()


def _talk_lines(found: Coverage) -> list[list[str]]:
    names = {p.pk: p.name for p in found.circle.people}
    order = {p.pk: n for n, p in enumerate(found.circle.people)}
    lines = []
    for pair, (on, _) in sorted(found.talks.items(), key=lambda item: item[1]):
        first, second = sorted(pair, key=lambda one: order[one])
        lines.append([names[first], names[second], on.isoformat()])
    return lines


def criticism_paper(row: Meeting, who: queries.Reader, day: date) -> bytes | None:
    """批评意见清单: per person the self-criticism, then the criticism received and the answer."""
    points = queries.criticisms(row, who)
    if not points:
        return None
    document = _titled(row, "批评意见清单")
    people = list(dict.fromkeys(c.about for c in points))
    for number, person in enumerate(people, 1):
        document.heading(f"（{to_chinese(number)}）{person.name}", level=2)
        own = [c for c in points if c.about_id == person.pk]
        for point in (c for c in own if c.is_self):
            document.paragraph(f"自我批评：{point.content}")
        rows = [[c.by.name, c.content, c.answer] for c in own if not c.is_self]
        if rows:
            head = ["提出人", "批评意见", "本人表态"]
            document.table("相互批评", [head, *rows], [26, 85, 45])
    document.signature(row.unit.name, row.gathering.held_on if row.gathering else day)
    return document.save()


def problems_paper(row: Meeting, who: queries.Reader, day: date) -> bytes | None:
    """整改清单: problem, measure, who, until when, and where it stands in the problem loop."""
    found = list(problems_of(row.ref))
    if not found:
        return None
    document = _titled(row, "整改清单")
    rows = [
        [n, p.title, p.measure, p.responsible_name or str(p.responsible_unit),
         p.due_on.isoformat() if p.due_on else "", p.get_state_display()]
        for n, p in enumerate(found, 1)
    ]  # fmt: skip
    head = ["序号", "问题", "整改措施", "责任人", "时限", "状态"]
    document.table("整改事项", [head, *rows], [12, 42, 48, 18, 20, 16])
    document.signature(row.unit.name, max(p.found_on for p in found))
    return document.save()


def report_paper(row: Meeting, who: queries.Reader, day: date) -> bytes | None:
    """情况报告."""
    return _sent(row, "关于召开{}情况的报告", row.report, row.report_to, day, "reported")


def notice_paper(row: Meeting, who: queries.Reader, day: date) -> bytes | None:
    """情况通报."""
    return _sent(row, "关于{}情况的通报", row.notice, row.notice_scope, day, "informed")


def _sent(
    row: Meeting, title: str, words: str, to: str, day: date, step: str
) -> bytes | None:  # fmt: skip
    if not words.strip():
        return None
    document = OfficialDocument(f"{row.unit.name}{title.format(row)}")
    if to:
        document.addressee(to)
    _lines(document, words)
    done = [r.on for r in row.case.records.all() if r.step == step and not r.is_withdrawn]
    document.signature(row.unit.name, done[-1] if done else day)
    return document.save()


def material_paper(row: Meeting, title: str, text: MaterialText) -> bytes:
    """对照检查材料 in the version that stands."""
    document = OfficialDocument(f"{row}对照检查材料")
    document.paragraph(f"{title}　{text}")
    _lines(document, text.content)
    document.signature(title, text.handed_in_on or row.case.opened_on)
    return document.save()


def coverage_sheet(found: Coverage, title: str) -> bytes:
    """The matrix as a spreadsheet: a day in each cell where two have talked; gaps as notes."""
    people = found.circle.people
    columns = [("姓名", "text"), *((p.name, "date") for p in people), ("已谈人数", "int")]
    rows: list[Sequence[object]] = []
    for one in people:
        cells = [_cell(found.between(one, other)) if one != other else None for other in people]
        rows.append([one.name, *cells, found.of(one)])
    notes = [f"{r.title}：应谈{r.wanted}，已谈{r.done}" for r in found.relations]
    notes += [f"尚未谈到（{g.relation}）：{g.who.name}—{g.with_whom}" for g in found.gaps]
    return write_sheet(columns, rows, title=title, notes=notes)


def _cell(talk: tuple[date, int] | None) -> date | None:
    return talk[0] if talk else None


def present(papers: Iterable[tuple[str, bytes | None]]) -> list[tuple[str, bytes]]:
    """The papers that there are, numbered in order."""
    found = [(name, data) for name, data in papers if data is not None]
    return [(f"{n:02d} {name}", data) for n, (name, data) in enumerate(found, 1)]
