"""A work opinion read whole: head, structure, duties, and what is unsure."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Any, NamedTuple

from tongpin.formats.duties import Found, duties
from tongpin.formats.outline import outline
from tongpin.formats.reading import read_document
from tongpin.formats.structure import Item, Measure, Outline, Section


class Plan(NamedTuple):
    """What was read of a paper. Offsets point into `text`, the paper without noise and blanks."""

    title: str | None
    year: int | None
    issuer: str | None
    document_number: str | None
    text: str
    preamble: str
    sections: tuple[Section, ...]
    measures: tuple[Measure, ...]
    duties: tuple[Found, ...]
    warnings: tuple[str, ...]

    def as_dict(self, file: str) -> dict[str, Any]:
        """The object of the command-line contract."""
        return {
            "file": file,
            "title": self.title,
            "year": self.year,
            "issuer": self.issuer,
            "document_number": self.document_number,
            "preamble": self.preamble,
            "sections": [{"number": s.number, "title": s.title} for s in self.sections],
            "measures": [self._measure(n, m) for n, m in enumerate(self.measures)],
            "duties": [self._duty(d) for d in self.duties],
            "warnings": list(self.warnings),
        }

    def _measure(self, n: int, m: Measure) -> dict[str, Any]:
        return {
            "index": n,
            "section": self.sections[m.section].number if m.section is not None else None,
            "number": m.number,
            "title": m.title,
            "text": self.text[m.start : m.end],
            "items": [_item(i) for i in m.items],
        }

    def _duty(self, d: Found) -> dict[str, Any]:
        return {
            "measure_index": d.measure,
            "section": self.section_of(d),
            "kind": d.kind,
            "frequency": {"times": d.times, "per": d.per} if d.per is not None else None,
            "bound": d.bound,
            "deadline": d.deadline.isoformat() if d.deadline is not None else None,
            "quantity": d.quantity,
            "responsible": d.responsible,
            "rule": d.rules[0] if len(d.rules) == 1 else None,
            "quote": self.text[d.start : d.end],
        }

    def section_of(self, d: Found) -> str | None:
        """The number of the section in which a duty's words stand."""
        if d.measure is not None:
            section = self.measures[d.measure].section
            return self.sections[section].number if section is not None else None
        n = bisect_right(self.sections, d.start, key=lambda s: s.start) - 1
        return self.sections[n].number if n >= 0 and d.start < self.sections[n].end else None


def _item(item: Item) -> dict[str, str]:
    return {"number": item.number, "text": item.text}


def parse_plan(text: str, *, fallback_year: int | None = None) -> Plan:
    """Read the text of a paper; `fallback_year` stands in where the paper names none."""
    found = outline(text)
    found.year = found.year or fallback_year
    read = duties(found)
    return Plan(
        title=found.title,
        year=found.year,
        issuer=found.issuer,
        document_number=found.document_number,
        text=found.text,
        preamble=found.text[slice(*found.preamble)].strip(),
        sections=tuple(found.sections),
        measures=tuple(found.measures),
        duties=tuple(read),
        warnings=(*found.warnings, *_warnings(found, read)),
    )


def read_plan(data: bytes | str, name: str = "文件", *, fallback_year: int | None = None) -> Plan:
    """Read a paper from a file's bytes or from pasted text. Raises FormatError."""
    text = data if isinstance(data, str) else read_document(data, name)
    return parse_plan(text, fallback_year=fallback_year)


def _warnings(found: Outline, read: list[Found]) -> list[str]:
    result = []
    if found.title is None:
        result.append("没有找到标题，请在核对时补上。")
    if found.year is None:
        result.append("没有读出年度，日期无法推算，请填写年度。")
    if not found.sections and not found.measures:
        result.append("没有读出“一、”“（一）”这样的层次，请核对文件是否完整。")
    if not read:
        result.append("没有读出责任，请核对文件内容或直接添加。")
    year = found.year
    for duty in read:
        words = found.text[duty.start : duty.end][:20]
        if duty.deadline is not None and year is not None and not _near(duty.deadline, year):
            result.append(f"“{words}”的期限 {duty.deadline} 不在 {year} 年，请核对。")
    return result


def _near(day: date, year: int) -> bool:
    return date(year, 1, 1) <= day <= date(year + 1, 3, 31)
