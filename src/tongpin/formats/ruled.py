"""Ruled papers such as ledgers, receipts and vouchers: what stands on them, whoever prints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

NUMBERS = ("int", "money")


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, its kind (text, int, money or date) and its share of the page's width."""

    label: str
    kind: str = "text"
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table under its title; money in yuan as a number, or a word where there is none.

    `above` stands left and right over the table, `sums` is a last row in bold, `notes` and the
    `foot` to sign stand below.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    above: tuple[str, str] = ("", "")
    sums: Sequence[Any] | None = None
    notes: Sequence[str] = ()
    foot: Sequence[str] = ()
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A form of labelled fields, one or two to a line, printed once for each of `copies`."""

    title: str
    lines: Sequence[Sequence[tuple[str, str]]]
    above: tuple[str, str] = ("", "")
    notes: Sequence[str] = ()
    foot: Sequence[str] = ()
    copies: Sequence[str] = ("",)


Paper = Ledger | Slip


def shown(value: Any, kind: str) -> str:
    """A cell as it is printed: 1,234.50 for money, 2020-09-20 for a day, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int | float) and kind == "money":
        return f"{value:,.2f}"
    return str(value)
