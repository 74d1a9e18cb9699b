"""What other ledgers and the reports draw from an app: handovers of dues, figures, data sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Handover:
    """Where a person's dues pass to another payee: the source has them up to `paid_until` (the first
    day of a month), the target those after. `received_on` is the day the target took the person
    over, None while the letter is on its way.
    """

    person: int
    paid_until: date
    received_on: date | None


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What a rulebook says of one open matter: `key` is the same under another book, `state` a word
    or an amount, `words` the sentence, `url` its page.
    """

    key: str
    unit: str
    what: str
    state: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a period, drawn from a ledger: 发展党员 3 名.

    `kinds` are the kinds of duty it belongs to (`rules.local.local_kind_titles`), by which a report
    finds its measure; `money` says that the value is fen and read as 元. `url` shows what it counts.
    """

    key: str
    label: str
    value: int
    word: str = "次"
    kinds: frozenset[str] = frozenset()
    url: str = ""
    money: bool = False

    @property
    def shown(self) -> str:
        """`3名`, or `1,024.50元`."""
        return f"{self.value / 100:,.2f}元" if self.money else f"{self.value}{self.word}"


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column that a free query may show, ask about and group by.

    `path` leads from a row of the data set to one value, never to several. `kind` is one of text,
    choice, date, int, fen (hundredths, shown with two places), flag; `choices` are the `(value, label)` of a choice. A column that names
    a person does not group: persons are not counted against each other.
    """

    key: str
    label: str
    path: str
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    groups: bool = True


@dataclass(frozen=True, slots=True)
class Dataset:
    """A ledger as a table for free queries. `rows` is `(scope) -> QuerySet`, within the scope of
    `permission`; `day` is the key of the date column that a year narrows. `known`: `(rows, actor) ->
    QuerySet` leaves out what the actor need not know, where the permission alone does not say it.
    """

    key: str
    title: str
    permission: str
    rows: Callable[[Any], Any]
    columns: tuple[DataColumn, ...]
    day: str = ""
    known: Callable[[Any, Any], Any] | None = None

    def rows_for(self, scope: Any, actor: Any) -> Any:
        """The rows of a scope that the actor may know."""
        rows = self.rows(scope)
        return rows if self.known is None else self.known(rows, actor)

    def column(self, key: str) -> DataColumn | None:
        """The column with this key."""
        return next((c for c in self.columns if c.key == key), None)
