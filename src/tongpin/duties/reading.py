"""From an uploaded or pasted paper to what the wizard proposes; the reader itself is `formats`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongpin.audit.errors import Refused
from tongpin.formats.errors import FormatError


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
    from tongpin.formats.plan import read_plan

    try:
        plan = read_plan(source, name)
    except FormatError as error:
        raise Refused(error.message, field="file", code=error.code) from error
    return plan
