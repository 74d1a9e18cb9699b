"""Word papers in the official layout (GB/T 9704-2012): margins, grid, fonts by their Windows names."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tongpin.formats.titles import title_lines

TITLE, BODY, KAI, HEI, SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
TABLE_LINE = Pt(18)
LINE = Pt(28.95)  # 22 lines in 225 mm (clause 5.2.3)
TITLE_SIZE, BODY_SIZE, PAGE_SIZE, TABLE_SIZE = Pt(22), Pt(16), Pt(14), Pt(12)


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a form: `(text, columns it spans, whether it is a label)`, and its least height."""

    cells: tuple[tuple[str, int, bool], ...]
    height_mm: float = 0


class OfficialDocument:
    """A paper that grows from top to bottom; `save` gives its bytes."""

    def __init__(self, title: str) -> None:
        self.document = docx.Document()
        self.document.core_properties.title = title
        self.document.core_properties.author = ""
        self._page()
        self._base_style()
        self._footer()
        # The title of a template is not known yet: it is turned when it is filled in.
        lines = title if "{{" in title else "\n".join(title_lines(title))
        self._line(lines, TITLE, TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER, line=Pt(33))
        self._line("", BODY, BODY_SIZE)

    def addressee(self, text: str) -> None:
        """主送机关, flush left with a full-width colon (clause 7.3.2)."""
        self._line(f"{text.rstrip('：:')}：", BODY, BODY_SIZE)

    def heading(self, text: str, *, level: int = 1) -> None:
        """一、 in 黑体, （一） in 楷体, deeper ones like the body (clause 7.3.3)."""
        self._line(text, {1: HEI, 2: KAI}.get(level, BODY), BODY_SIZE, indent=True, keep=True)

    def paragraph(self, text: str) -> None:
        """Body text in 仿宋, indented by two characters."""
        self._line(text, BODY, BODY_SIZE, indent=True)

    def table(
        self, title: str, rows: Sequence[Sequence[Any]], widths_mm: Sequence[float] | None = None
    ) -> None:
        """A ruled table under its title; the first row is the head, repeated on every page."""
        if not rows:
            return
        self._line(title, HEI, TABLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER, keep=True)
        table = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        table.autofit = widths_mm is None
        for c, width in enumerate(widths_mm or ()):
            table.columns[c].width = Mm(width)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                cell = table.cell(r, c)
                if widths_mm:
                    cell.width = Mm(widths_mm[c])
                self._cell(cell, str(value), head=r == 0, number=isinstance(value, int | float))
        head = table.rows[0]._tr.get_or_add_trPr()
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        head.append(mark)
        for row in table.rows:
            keep = OxmlElement("w:cantSplit")
            row._tr.get_or_add_trPr().append(keep)

    def line(self, text: str, *, centered: bool = False) -> None:
        """A line flush left, or in the middle."""
        align = WD_ALIGN_PARAGRAPH.CENTER if centered else None
        self._line(text, BODY, BODY_SIZE, align=align)

    def form(self, widths_mm: Sequence[float], rows: Sequence[FormRow]) -> None:
        """A ruled form to fill in: labels in 黑体, boxes at least as high as their row says."""
        table = self.document.add_table(rows=len(rows), cols=len(widths_mm), style="Table Grid")
        table.autofit = False
        for c, width in enumerate(widths_mm):
            table.columns[c].width = Mm(width)
        for r, row in enumerate(rows):
            at = 0
            for text, span, is_label in row.cells:
                cell = table.cell(r, at)
                if span > 1:
                    cell = cell.merge(table.cell(r, at + span - 1))
                cell.width = Mm(sum(widths_mm[at : at + span]))
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER if is_label else None
                self._cell(cell, text, head=is_label, number=False)
                at += span
            if row.height_mm:
                table.rows[r].height = Mm(row.height_mm)

    def signature(self, organ: str, on: date | str) -> None:
        """发文机关署名 and 成文日期 to the right (clause 7.3.5)."""
        self._line("", BODY, BODY_SIZE)
        day = on if isinstance(on, str) else f"{on.year}年{on.month}月{on.day}日"
        for text, indent in ((organ, Pt(32)), (day, Pt(64))):
            line = self._line(
                text, BODY, BODY_SIZE, align=WD_ALIGN_PARAGRAPH.RIGHT, keep=text == organ
            )
            line.paragraph_format.right_indent = indent

    def save(self) -> bytes:
        """The docx file."""
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def _page(self) -> None:
        page = self.document.sections[0]
        page.orientation = WD_ORIENT.PORTRAIT
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.top_margin, page.bottom_margin = Mm(37), Mm(35)
        page.left_margin, page.right_margin = Mm(28), Mm(26)
        page.footer_distance = Mm(28)
        grid = page._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            page._sectPr.append(grid)
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), "579")

    def _base_style(self) -> None:
        style = self.document.styles["Normal"]
        style.font.size = BODY_SIZE
        style.font.name = "Times New Roman"
        properties = style.element.get_or_add_rPr()
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")
        properties.append(language)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)

    def _footer(self) -> None:
        """— 1 — in 4号 宋体, centred (clause 7.5 sets odd and even outward; one side is centred)."""
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for kind, text in (
            ("text", "— "),
            ("begin", ""),
            ("code", "PAGE"),
            ("end", ""),
            ("text", " —"),
        ):
            run = paragraph.add_run(text if kind == "text" else "")
            _font(run, SONG, PAGE_SIZE)
            if kind in {"begin", "end"}:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)
            elif kind == "code":
                code = OxmlElement("w:instrText")
                code.set(qn("xml:space"), "preserve")
                code.text = text
                run._r.append(code)

    def _line(
        self, text: str, font: str, size: Any, *, align: Any = None, indent: bool = False,
        keep: bool = False, line: Any = LINE,
    ) -> Any:  # fmt: skip
        paragraph = self.document.add_paragraph()
        shape = paragraph.paragraph_format
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, line
        shape.keep_with_next = keep
        if align is not None:
            paragraph.alignment = align
        if indent:
            ind = paragraph._p.get_or_add_pPr().get_or_add_ind()
            ind.set(qn("w:firstLineChars"), "200")
            ind.set(qn("w:firstLine"), "640")
        _font(paragraph.add_run(_clean(text)), font, size)
        return paragraph

    def _cell(self, cell: Any, text: str, *, head: bool, number: bool) -> None:
        paragraph = cell.paragraphs[0]
        shape = paragraph.paragraph_format
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, TABLE_LINE
        if head or number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _font(paragraph.add_run(_clean(text)), HEI if head else BODY, TABLE_SIZE)


def _font(run: Any, name: str, size: Any) -> None:
    run.font.size = size
    run.font.name = "Times New Roman"
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or ord(c) >= 32)
