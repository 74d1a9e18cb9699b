"""Papers of a gathering: attendance sheet, notice and minutes in the official layout."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from tongpin.formats.word import OfficialDocument
from tongpin.formats.xlsx import write_sheet
from tongpin.life.models import Gathering, Presence, State
from tongpin.life.queries import (
    arrivals,
    counted,
    everybody_expected,
    invitations,
    signatures,
    votes,
)
from tongpin.life.wording import notice_lines, notice_title, when
from tongpin.org.models import Person, Unit

SHEET = [("序号", "int"), ("姓名", "text"), ("党组织", "text"), ("出席情况", "text"),
         ("事由", "text"), ("签到时间", "text"), ("签到方式", "text"), ("补学", "text"),
         ("签名", "text")]  # fmt: skip


def attendance_sheet(row: Gathering) -> bytes:
    """One line a person: what is recorded, else what was answered, with room to sign."""
    signed = arrivals(row)
    lines: list[list[Any]] = []
    for person, unit, state, reason, made_up in _people(row):
        arrival = signed.get(person.pk)
        lines.append(
            [
                len(lines) + 1,
                person.name,
                str(unit or row.unit),
                state,
                reason,
                f"{timezone.localtime(arrival.at):%Y-%m-%d %H:%M}" if arrival else "",
                arrival.get_way_display() if arrival else "",
                made_up,
                "",
            ]
        )
    return write_sheet(SHEET, lines, title=f"{row.held_on} {row.topic} 签到表")


Line = tuple[Person, Unit | None, str, str, str]


def _people(row: Gathering) -> list[Line]:
    """`(person, joint unit, state, reason, make-up study)` of everybody recorded, asked or expected."""
    recorded = list(row.attendances.all())
    if recorded and row.state != State.PLANNED:
        return [
            (a.person, a.unit, a.get_presence_display(), a.reason,
             f"{a.made_up_on} {a.made_up_how}" if a.made_up_on else "")
            for a in recorded
        ]  # fmt: skip
    asked = invitations(row)
    if asked:
        return [
            (i.person, i.unit, "列席" if i.is_observer else i.get_reply_display(), i.reason, "")
            for i in asked
        ]
    return [(p, unit, "", "", "") for p, unit in everybody_expected(row)]


def notice_paper(row: Gathering) -> bytes:
    """The notice to those asked."""
    paper = OfficialDocument(notice_title(row))
    units = [row.unit.name, *(j.unit.name for j in row.joint_units.all())]
    paper.addressee("、".join(units) + "各位党员")
    paper.paragraph("经研究，现将有关事项通知如下。")
    for number, (label, text) in enumerate(notice_lines(row), 1):
        paper.heading(f"{_numeral(number)}、{label}")
        for line in text.splitlines():
            paper.paragraph(line)
    paper.paragraph("请按时参加。因故不能参加的，请提前请假并写明事由。")
    paper.signature(row.unit.name, _notified_on(row))
    return paper.save()


def _notified_on(row: Gathering) -> date:
    """The day of the notice: when it went out, else when it was planned, never after the gathering."""
    if row.convened_at is not None:
        return timezone.localtime(row.convened_at).date()
    return min(row.recorded_on, row.held_on)


def _minutes_title(row: Gathering) -> str:
    """第一党支部党员大会记录: the word 支部 once."""
    labels = row.kind_labels
    if row.unit.name.endswith("支部"):
        labels = labels.removeprefix("支部")
    return f"{row.unit.name}{labels}记录"


def minutes_paper(row: Gathering) -> bytes:
    """The minutes: particulars, who was there, agenda, content, votes, resolutions, signatures."""
    paper = OfficialDocument(_minutes_title(row))
    paper.table("基本情况", _particulars(row), [35, 121])
    sections = (
        ("议程", row.agenda.splitlines()),
        ("会议内容", row.content.splitlines()),
        ("表决情况", _votes(row)),
        ("决议事项", row.resolutions.splitlines()),
        ("缺席人员补学", _made_up(row)),
    )
    number = 0
    for title, lines in sections:
        lines = [line for line in lines if line.strip()]
        if lines:
            number += 1
            paper.heading(f"{_numeral(number)}、{title}")
            for line in lines:
                paper.paragraph(line)
    for slot in signatures(row):
        given = slot.confirmation
        word = "（已确认）" if given else "（签字）"
        paper.paragraph(f"{slot.signer.label}：{slot.person or '　　　　'}{word}")
    paper.signature(row.unit.name, row.held_on)
    return paper.save()


def _particulars(row: Gathering) -> list[list[str]]:
    by = {p.value: [a for a in row.attendances.all() if a.presence == p] for p in Presence}
    expected = sum(len(v) for k, v in by.items() if k != Presence.OBSERVER)
    away = [
        f"{a.person.name}（{a.get_presence_display()}{'，' + a.reason if a.reason else ''}）"
        for a in (*by["leave"], *by["absent"])
    ]
    observers = [a.person.name for a in by["observer"]]
    rows = [
        ("项目", "内容"),
        ("会议主题", row.topic),
        ("会议种类", row.kind_labels),
        ("时间", when(row)),
        ("地点", row.place),
        ("主持人", str(row.chair or "")),
        ("记录人", str(row.recorder or "")),
        ("应到、实到", f"应到{expected}人，实到{len(by['present'])}人"),
        ("出席人员", "、".join(a.person.name for a in by["present"])),
        ("请假、缺席", "、".join(away) or "无"),
        ("列席人员", "、".join([*observers, *([row.guests] if row.guests else [])]) or "无"),
        ("谈话双方", "；".join(map(str, row.talks.all()))),
    ]
    return [[label, text] for label, text in rows if text]


def _votes(row: Gathering) -> list[str]:
    lines = []
    for vote in votes(row):
        if vote.withdrawn_reason:
            continue
        found = counted(vote, row.held_on)
        says = found.result.message if found.result else found.trouble
        mode = "无记名投票" if vote.is_secret else "举手表决"
        lines.append(f"{vote.motion}（{mode}）。{says}")
    return lines


def _made_up(row: Gathering) -> list[str]:
    return [
        f"{a.person.name}：{a.made_up_on}，{a.made_up_how}。"
        for a in row.attendances.all()
        if a.made_up_on
    ]


def _numeral(number: int) -> str:
    return "一二三四五六七八九十"[number - 1]
