"""Numbers of a regulation as dated data: each value with its article, edition and confidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .interval import Interval
from .regulation import Citation, Severity

UNITS = ("workdays", "days", "months", "years")
"""The values that name an interval, the first found counts."""

Plain = str | tuple["Plain", ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One dated wording: `text` is what the regulation says, `values` the numbers in it.

    `worded` is the force of its words; `severity` is the force it has here: what was not read in the
    text itself is soft at most, until the bureau confirms it by a setting of its own.
    """

    in_force: Interval
    cite: Citation
    worded: Severity
    text: str
    values: Mapping[str, Plain]
    note: str = ""

    @property
    def severity(self) -> Severity:
        """The force it has."""
        is_held = self.worded is Severity.HARD and self.cite.confidence.is_doubtful
        return Severity.SOFT if is_held else self.worded

    def integer(self, name: str) -> int:
        """A whole number."""
        return int(self._scalar(name))

    def decimal(self, name: str) -> Decimal:
        """A decimal number."""
        return Decimal(self._scalar(name))

    def fraction(self, name: str) -> tuple[int, int]:
        """`[2, 3]` as numerator and denominator."""
        numerator, denominator = self._items(name)
        return int(str(numerator)), int(str(denominator))

    def words(self, name: str) -> tuple[str, ...]:
        """A list of words."""
        return tuple(str(item) for item in self._items(name))

    def brackets(self, name: str) -> tuple[tuple[Decimal | None, Decimal], ...]:
        """`[[3000, 0.005], …, [over, 0.02]]` as (upper bound included, rate); None is no bound."""
        rows = []
        for row in self._items(name):
            upper, rate = (str(item) for item in row)
            rows.append((None if upper == "over" else Decimal(upper), Decimal(rate)))
        return tuple(rows)

    def flag(self, name: str) -> bool:
        """True or false; a value that is not given is false."""
        return self.values.get(name) == "true"

    def _scalar(self, name: str) -> str:
        value = self.values[name]
        if not isinstance(value, str):
            raise TypeError(f"{name} is a list")
        return value

    def _items(self, name: str) -> tuple[Plain, ...]:
        value = self.values[name]
        if isinstance(value, str):
            raise TypeError(f"{name} is no list")
        return value


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named number (or several) of a regulation with its editions in order.

    `is_reference`: kept to be read, no calculation, gate or ledger asks for it.
    """

    key: str
    title: str
    editions: tuple[Article, ...]
    is_reference: bool = False

    def on(self, day: date) -> Article | None:
        """The wording in force on a day: the day of the step chooses, not the day of the case."""
        return next((edition for edition in self.editions if day in edition.in_force), None)
