"""The letter as one A4 sheet in three parts, stub, letter and receipt, in the form of 组通字〔2006〕45号.

Between the parts runs the line on which the seal is set half and half (骑缝章), with the number.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tongpin.formats.word import BODY, HEI, KAI, SONG, TITLE
from tongpin.org.models import Sex, Stage
from tongpin.org.timeline import full_years

CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
HEAD_SIZE, BODY_SIZE, SMALL_SIZE = Pt(18), Pt(14), Pt(10.5)
LONG = 120
"""More characters than this in names and papers are set smaller, so that one page holds them."""
MEMBERS = (Stage.FULL, Stage.PROBATIONARY)


class Sheet:
    """An A4 page that grows from top to bottom."""

    def __init__(self, title: str, *, is_long: bool = False) -> None:
        self.body, self.gap = (Pt(11.5), 5) if is_long else (BODY_SIZE, 9)
        self.document = docx.Document()
        self.document.core_properties.title = title
        self.document.core_properties.author = ""
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin = page.bottom_margin = Mm(15)
        page.left_margin = page.right_margin = Mm(24)

    def line(
        self, text: str, *, font: str = BODY, size: Any = None, align: Any = None,
        indent: bool = False, before: float = 0, bold: bool = False,
    ) -> None:  # fmt: skip
        """One paragraph, in the size of the body where none is given."""
        size = size or self.body
        paragraph = self.document.add_paragraph()
        shape = paragraph.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(0)
        shape.line_spacing_rule, shape.line_spacing = (
            WD_LINE_SPACING.EXACTLY,
            Pt(size.pt + self.gap),
        )
        if indent:
            shape.first_line_indent = Pt(size.pt * 2)
        if align is not None:
            paragraph.alignment = align
        run = paragraph.add_run("".join(c for c in text if ord(c) >= 32))
        run.font.size, run.font.name, run.font.bold = size, "Times New Roman", bold
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)

    def seam(self, number: str) -> None:
        """The dotted line between two parts, with the number across it."""
        dots = "┄" * 17
        self.line(
            f"{dots}  {number}  （骑缝章）  {dots}", font=SONG, size=SMALL_SIZE, align=CENTRE,
            before=8,
        )  # fmt: skip

    def save(self) -> bytes:
        """The docx file."""
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()


def letter(said: dict[str, Any], *, void: str = "") -> bytes:
    """Stub, letter and receipt on one page from what the letter says (`models.Letter.said`)."""
    part, who = said["letter"], said["person"]
    kind = _kind(who["stage"])
    ends = (said["sender"], said["recipient"], part["from_branch"], part["to_branch"])
    words = sum(map(len, (*ends, *part["materials"], part["address"])))
    sheet = Sheet(f"{kind}{part['number']}", is_long=words > LONG)
    if void:
        sheet.line(f"（此件已作废：{void}）", font=HEI, size=SMALL_SIZE, align=CENTRE)
    _stub(sheet, kind, said)
    sheet.seam(part["number"])
    _letter(sheet, kind, said)
    sheet.seam(part["number"])
    _receipt(sheet, said["sender"], who["name"], who["stage"], part["number"])
    return sheet.save()


def receipt(said: dict[str, Any], *, organ: str, on: date, handler: str, telephone: str) -> bytes:
    """The receipt that the receiving committee sends back."""
    who = said["person"]
    sheet = Sheet("回执")
    _receipt(
        sheet, said["sender"], who["name"], who["stage"], said["letter"]["number"],
        (organ, _day(on), handler, telephone),
    )  # fmt: skip
    return sheet.save()


def _kind(stage: str) -> str:
    return "中国共产党党员组织关系介绍信" if stage in MEMBERS else "入党培养考察材料转递函"


def _stub(sheet: Sheet, kind: str, said: dict[str, Any]) -> None:
    part, who = said["letter"], said["person"]
    sheet.line(f"{kind}（存根）", font=TITLE, size=HEAD_SIZE, align=CENTRE)
    sheet.line(part["number"], align=RIGHT, size=SMALL_SIZE)
    sheet.line(
        f"{who['name']}同志系{_standing(who['stage'])}，组织关系由{said['sender']}"
        f"{part['from_branch']}转到{said['recipient']}{part['to_branch']}。",
        indent=True,
    )
    sheet.line(_day(date.fromisoformat(part["issued_on"])), align=RIGHT)
    sheet.line("（第三联回执退回后粘贴于此）", font=KAI, size=SMALL_SIZE, align=CENTRE)


def _letter(sheet: Sheet, kind: str, said: dict[str, Any]) -> None:
    part, who = said["letter"], said["person"]
    issued, until = (date.fromisoformat(part[key]) for key in ("issued_on", "valid_until"))
    sheet.line(kind, font=TITLE, size=HEAD_SIZE, align=CENTRE, before=6)
    sheet.line(part["number"], align=RIGHT, size=SMALL_SIZE)
    sheet.line(f"{said['recipient']}：")
    sheet.line(_about(said, issued), indent=True)
    if part["materials"]:
        sheet.line(
            f"随转材料：{'、'.join(part['materials'])}。",
            indent=True,
            size=Pt(min(12, sheet.body.pt)),
        )
    sheet.line(f"（有效期{(until - issued).days}天，至{_day(until)}止）", indent=True)
    sheet.line(f"{said['sender']}（盖章）", align=RIGHT, before=10)
    sheet.line(_day(issued), align=RIGHT)
    for text in (
        f"党员联系电话：{who['phone'] or '＿' * 8}",
        f"转出基层党委通讯地址：{part['address'] or '＿' * 14}",
        f"联系电话：{part['telephone'] or '＿' * 8}　　传真：{'＿' * 8}　　邮编：{'＿' * 6}",
    ):
        sheet.line(text, size=SMALL_SIZE)


def _about(said: dict[str, Any], issued: date) -> str:
    part, who = said["letter"], said["person"]
    facts = [Sex(who["sex"]).label] if who["sex"] else []
    if who["born_on"]:
        facts.append(f"{full_years(date.fromisoformat(who['born_on']), issued)}岁")
    facts += [who["nation"]] if who["nation"] else []
    facts.append(f"系{_standing(who['stage'])}")
    if who["identity_number"]:
        facts.append(f"身份证号码{who['identity_number']}")
    words = (
        f"{who['name']}同志（{'，'.join(facts)}），由{part['from_branch']}"
        f"去{said['recipient']}{part['to_branch']}，"
    )
    if who["stage"] not in MEMBERS:
        return f"{words}请继续培养考察，并接收随转材料。"
    year, month = part["paid_until"].split("-")
    return f"{words}请转接组织关系。该同志党费已交到{year}年{int(month)}月。"


def _receipt(
    sheet: Sheet, to: str, name: str, stage: str, number: str,
    filled: tuple[str, str, str, str] | None = None,
) -> None:  # fmt: skip
    organ, day, handler, telephone = filled or ("", "　　年　　月　　日", "＿" * 6, "＿" * 8)
    what = "党员组织关系" if stage in MEMBERS else "入党培养考察材料"
    sheet.line("回　执　联", font=TITLE, size=HEAD_SIZE, align=CENTRE, before=6)
    sheet.line(number, align=RIGHT, size=SMALL_SIZE)
    sheet.line(f"{to}：")
    sheet.line(f"{name}同志的{what}已转达我处，特此回复。", indent=True)
    sheet.line(f"{organ}（盖章）", align=RIGHT, before=10)
    sheet.line(day, align=RIGHT)
    sheet.line(f"经办人：{handler}　　联系电话：{telephone}", size=SMALL_SIZE)


def _standing(stage: str) -> str:
    words = {Stage.FULL: "中共正式党员", Stage.PROBATIONARY: "中共预备党员"}
    return words.get(Stage(stage)) or Stage(stage).label


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
