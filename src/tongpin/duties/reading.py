"""From an uploaded or pasted paper to what the wizard proposes; the reader itself is `formats`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongpin.audit.errors import Refused
from tongpin.formats.duties import Found
from tongpin.formats.errors import FormatError
from tongpin.formats.plan import read_plan


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section as printed after repair."""

    number: str
    title: str | None


@dataclass(frozen=True, slots=True)
class ReadMeasure:
    """A measure with its place in the paper's text."""

    section_index: int | None
    section: str
    number: str
    title: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReadDuty:
    """A proposed duty with the place of its words."""

    measure_index: int | None
    kind: str
    quote: str
    start: int | None
    end: int | None
    times: int | None
    per: str | None
    bound: str | None
    deadline: date | None
    quantity: str | None
    responsible: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """What was read: head, text, structure, duties, and what is unsure."""

    title: str | None
    year: int | None
    issuer: str | None
    document_number: str | None
    text: str
    sections: tuple[ReadSection, ...]
    measures: tuple[ReadMeasure, ...]
    duties: tuple[ReadDuty, ...]
    warnings: tuple[str, ...]


def read(source: bytes | str, name: str) -> Paper:
    """Read a paper; `Refused` says in Chinese why it cannot be read and what to do."""
    try:
        plan = read_plan(source, name)
    except FormatError as error:
        raise Refused(error.message, field="file", code=error.code) from error
    return Paper(
        title=plan.title,
        year=plan.year,
        issuer=plan.issuer,
        document_number=plan.document_number,
        text=plan.text,
        sections=tuple(ReadSection(s.number, s.title) for s in plan.sections),
        measures=tuple(
            ReadMeasure(
                m.section,
                plan.sections[m.section].number if m.section is not None else "",
                m.number,
                m.title,
                plan.text[m.start : m.end],
                m.start,
                m.end,
            )
            for m in plan.measures
        ),
        duties=tuple(_duty(d, plan.text) for d in plan.duties),
        warnings=plan.warnings,
    )


def _duty(found: Found, text: str) -> ReadDuty:
    return ReadDuty(
        measure_index=found.measure,
        kind=found.kind,
        quote=text[found.start : found.end],
        start=found.start,
        end=found.end,
        times=found.times,
        per=found.per,
        bound=found.bound,
        deadline=found.deadline,
        quantity=found.quantity,
        responsible=found.responsible,
        rules=found.rules,
    )
