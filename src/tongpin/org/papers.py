"""党员基本信息表: the personal file as a Word form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from tongpin.formats.word import FormRow, OfficialDocument
from tongpin.org.models import Person, Reward, Training
from tongpin.org.particulars import items
from tongpin.org.timeline import timeline

LABEL, VALUE = 30.0, 48.0  # mm; two pairs fill the 156 mm of text
LONG = 20  # characters that two lines of half a form hold


def file_form(
    person: Person,
    day: date,
    trainings: Sequence[Training],
    rewards: Sequence[Reward],
    *,
    private: bool,
    revealed: Mapping[str, str] | None = None,
) -> bytes:
    """The form: items in pairs, then what held from when to when, then courses and commendations."""
    paper = OfficialDocument("党员基本信息表")
    pairs = [("姓名", person.name), *items(person, day, private=private, revealed=revealed)]
    paper.form((LABEL, VALUE, LABEL, VALUE), _rows(pairs))
    spans = [
        (s.label, s.what, str(s.starts_on), str(s.ends_on or "至今")) for s in timeline(person)
    ]
    if spans:
        paper.table("经历", [("项目", "内容", "起", "止"), *spans], (32.0, 64.0, 30.0, 30.0))
    courses = [
        (t.title, t.organiser, f"{t.starts_on}至{t.ends_on}", str(t.hours)) for t in trainings
    ]
    if courses:
        paper.table(
            "教育培训", [("培训班", "举办单位", "时间", "学时"), *courses], (56.0, 34.0, 48.0, 18.0)
        )
    granted = [(r.title, r.granted_by, str(r.granted_on), r.number) for r in rewards]
    if granted:
        paper.table(
            "奖励",
            [("奖励名称", "授予单位", "授予日期", "文号"), *granted],
            (50.0, 44.0, 26.0, 36.0),
        )
    paper.signature(str(person.home), day)
    return paper.save()


def _rows(pairs: Sequence[tuple[str, str]]) -> list[FormRow]:
    """Two pairs of label and value a line; a long value takes the whole line."""
    lines: list[list[tuple[str, str]]] = []
    for pair in pairs:
        if len(pair[1]) > LONG or not lines or len(lines[-1]) == 2 or len(lines[-1][0][1]) > LONG:
            lines.append([])
        lines[-1].append(pair)
    return [
        FormRow(
            tuple(
                cell
                for label, value in line
                for cell in ((label, 1, True), (value, 3 if len(line) == 1 else 1, False))
            )
        )
        for line in lines
    ]
