"""The rulebook in force in this bureau: the published one with what the bureau adopted laid over it.

Composed once for each state of the adopted rows and kept in memory. The state is named by the hash
of the last audit entry about them, so that one small statement tells whether the memory still holds,
in any process.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from tongpin.audit.models import Entry
from tongpin.duties.models import LocalRulebook, ParameterSetting, RulebookState, WorkdayNotice
from tongpin.duties.splicing import Adopted, Notice, Setting, lay
from tongpin.rules.book import Book
from tongpin.rules.interval import Interval
from tongpin.rules.loader import RulebookError, load_builtin, load_text
from tongpin.rules.regulation import Source

TABLES = tuple(
    model._meta.label_lower for model in (LocalRulebook, ParameterSetting, WorkdayNotice)
)
KEPT = 8


@dataclass(frozen=True, slots=True)
class Composed:
    """The book, and what could not be laid over it, in Chinese sentences."""

    book: Book
    problems: tuple[str, ...] = ()


def last_adoption() -> QuerySet[Entry, str]:
    """The hash of the last entry about adopted rows; also the sub-query that brings it along."""
    found = Entry.objects.filter(target_type__in=TABLES).order_by("-number")
    return found.values_list("hash", flat=True)[:1]


def current_book() -> Book:
    """The rulebook in force; one statement, and four when something was adopted since."""
    return book_at(last_adoption().first())


def problems() -> tuple[str, ...]:
    """What the bureau adopted and the present program does not understand any more."""
    return _composed(last_adoption().first() or "").problems


def book_at(stamp: str | None) -> Book:
    """The rulebook as of a stamp (`last_adoption`); None where nothing was ever adopted."""
    return _composed(stamp or "").book


@lru_cache(maxsize=KEPT)
def _composed(stamp: str) -> Composed:
    return compose(in_force()) if stamp else Composed(load_builtin())


@dataclass(frozen=True, slots=True)
class Local:
    """One local rulebook as it enters the composition."""

    identity: str
    title: str
    text: str
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """Everything that a bureau adopted, as plain data: a preview changes it and composes again."""

    locals: tuple[Local, ...] = ()
    settings: tuple[Setting, ...] = ()
    notices: tuple[Notice, ...] = ()


def in_force() -> Holding:
    """What is adopted now, and what once was and still judges the windows of its time."""
    rows = LocalRulebook.objects.filter(effective_on__isnull=False)
    settings = ParameterSetting.objects.filter(is_withdrawn=False)
    notices = WorkdayNotice.objects.filter(state=RulebookState.ADOPTED)
    return Holding(
        tuple(local_of(row) for row in rows.order_by("effective_on", "pk")),
        tuple(setting_of(row) for row in settings.order_by("from_on", "pk")),
        tuple(notice_of(row) for row in notices.order_by("year")),
    )


def local_of(row: LocalRulebook) -> Local:
    """A stored version as it enters the composition."""
    starts = row.effective_on or date.max
    return Local(row.identity, row.title, row.text, starts, row.ended_on)


def setting_of(row: ParameterSetting) -> Setting:
    """A stored setting with the bureau's document as its source."""
    days = Interval(row.from_on, row.to_on)
    source = Source(
        f"setting-{row.parameter}-{row.from_on:%Y%m%d}", row.source_title.strip("《》"),
        "本单位", row.source_number, days,
    )  # fmt: skip
    return Setting(row.parameter, dict(row.values), days, source, row.place)


def notice_of(row: WorkdayNotice) -> Notice:
    """A stored notice with its days."""
    return Notice(row.year, _dates(row.holidays), _dates(row.makeup))


def _dates(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


def compose(holding: Holding) -> Composed:
    """The published book with the holding laid over it; what no longer loads is named, not lost."""
    books: list[tuple[Local, Book]] = []
    troubles = []
    for item in holding.locals:
        try:
            books.append((item, parsed(item.text, item.title)))
        except RulebookError as error:
            troubles.append(f"《{item.title}》与现在的规则库不相容，暂未计入：{error}")
    builtin = load_builtin()
    for setting in holding.settings:
        if setting.parameter not in builtin.parameters:
            troubles.append(f"参数“{setting.parameter}”已不在规则库中，本单位的设定暂未计入。")
    adopted = [_adopted(item, book, books[n + 1 :]) for n, (item, book) in enumerate(books)]
    return Composed(lay(builtin, adopted, holding.settings, holding.notices), tuple(troubles))


def _adopted(item: Local, book: Book, later: Sequence[tuple[Local, Book]]) -> Adopted:
    """A version knows which keys the next version of the same rulebook goes on with."""
    following = (b for i, b in later if i.identity == item.identity and i.starts == item.ends)
    carried: dict[str, date | None] = {}
    for after in following:
        lasts = {rule.key: rule.editions[-1].in_force.end for rule in after.rules}
        lasts |= {key: p.editions[-1].in_force.end for key, p in after.parameters.items()}
        carried |= {k: None if day is None else day + timedelta(days=1) for k, day in lasts.items()}
    return Adopted(book, item.starts, item.ends, carried)


@lru_cache(maxsize=64)
def parsed(text: str, title: str) -> Book:
    """A local rulebook through the strict loader; RulebookError names the line."""
    return load_text(text, title)


def stamp_column() -> Coalesce:
    """The stamp as a column of another query, to save a statement."""
    from django.db.models import Subquery

    return Coalesce(Subquery(last_adoption()), Value(""))
