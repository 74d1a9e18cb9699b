"""What an outline is made of: sections, measures and their items over the cleaned text."""

from __future__ import annotations

from typing import NamedTuple

MEASURE_KINDS = ("bcn", "ar", "dec", "par", "bar", "circ", "dash")


class Section(NamedTuple):
    """一、 with its title; `start`..`end` is the whole section."""

    number: str
    title: str
    start: int
    end: int
    body: int


class Item(NamedTuple):
    """One entry of a measure's outermost enumeration."""

    number: str
    text: str
    start: int
    end: int


class Measure(NamedTuple):
    """A measure; `body` is where its text begins behind number and title."""

    number: str
    title: str | None
    start: int
    end: int
    body: int
    section: int | None
    items: tuple[Item, ...] = ()
    columns: dict[str, tuple[int, int]] | None = None


class Outline:
    """The structure of a paper over its cleaned text; `gaps` are places of wide white space."""

    def __init__(self, text: str, shadow: str) -> None:
        self.text = text
        self.shadow = shadow
        self.title: str | None = None
        self.year: int | None = None
        self.issuer: str | None = None
        self.document_number: str | None = None
        self.preamble = (0, 0)
        self.gaps: frozenset[int] = frozenset()
        self.measure_kinds: tuple[str, ...] = MEASURE_KINDS
        self.sections: list[Section] = []
        self.measures: list[Measure] = []
        self.warnings: list[str] = []
