"""An app's part of the shared pages: lines that wait, cards, hits of a search, records to name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SOON = timedelta(days=15)
"""临近: a day this near is said on the workbench and marked in the ledgers."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the reader: a line of the workbench, and a day of the calendar.

    `why` says what is asked and on what ground; `due_on` the day it is due, None where there is none.
    """

    words: str
    url: str
    why: str = ""
    due_on: date | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a panel: what it is, how it stands, and the page that shows it."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A small form on a card: one of `options` as `(value, label)` is posted to `url` as `choice`."""

    url: str
    label: str
    options: tuple[tuple[str, str], ...]
    submit: str


@dataclass(frozen=True, slots=True)
class Panel:
    """An app's card on the page of a person, a unit or a record; `url` opens the whole ledger."""

    title: str
    lines: tuple[Line, ...] = ()
    url: str = ""
    empty: str = "没有记录。"
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Linkable:
    """A record that another ledger may name: its reference, such as `life:12`, what it is called, and
    the key of the unit whose record it is.
    """

    ref: str
    label: str
    unit: int


@dataclass(frozen=True, slots=True)
class Hold:
    """A record of a ledger that rests on another app's record: what it is called, and what to do first
    where the other should change. `is_closed`: it is concluded, so that numbers may not move either.
    """

    record: str
    cure: str
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that a search found; `parts` is a piece of its text as `(words, whether searched)`."""

    label: str
    url: str
    note: str = ""
    parts: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """What a ledger found; `url` opens all of it where `rows` are not all."""

    title: str
    rows: tuple[Hit, ...]
    url: str = ""
