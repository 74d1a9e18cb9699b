"""What an outline is made of: sections, measures and their items over the cleaned text."""

from __future__ import annotations

from dataclasses import dataclass, field

MEASURE_KINDS = ("bcn", "ar", "dec", "par", "bar", "circ", "dash")


@dataclass(frozen=True, slots=True)
class Section:
    """一、 with its title; `start`..`end` is the whole section."""

    number: str
    title: str
    start: int
    end: int
    body: int


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a measure's outermost enumeration."""

    number: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure; `body` is where its text begins behind number and title."""

    number: str
    title: str | None
    start: int
    end: int
    body: int
    section: int | None
    items: tuple[Item, ...] = ()
    columns: dict[str, tuple[int, int]] | None = None


@dataclass
class Outline:
    """The structure of a paper over its cleaned text; `gaps` are places of wide white space."""

    text: str
    shadow: str
    title: str | None = None
    year: int | None = None
    issuer: str | None = None
    document_number: str | None = None
    preamble: tuple[int, int] = (0, 0)
    gaps: frozenset[int] = frozenset()
    measure_kinds: tuple[str, ...] = MEASURE_KINDS
    sections: list[Section] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
