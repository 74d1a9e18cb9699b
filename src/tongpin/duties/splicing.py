"""Lay what a bureau adopted over the published editions, so that ended windows keep their judgement.

A version takes effect on a day. Windows that ended before that day stay with the edition that held
then; the window under way is the first that the new edition judges. A longer period begins with its
next window where shorter ones have ended in the present one: none is lost and none judged twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from tongpin.rules.book import Book
from tongpin.rules.export import notice_year
from tongpin.rules.interval import Interval, Period, closed, windows
from tongpin.rules.parameters import Article, Parameter, Plain
from tongpin.rules.regulation import Citation, Confidence, DutyEdition, Rule, Severity, Source
from tongpin.rules.workdays import Workdays

DAY = timedelta(days=1)
GAP = "此前一段时间本单位停止执行"
E = TypeVar("E", DutyEdition, Article)


@dataclass(frozen=True, slots=True)
class Adopted:
    """A local book in force from a day; `ends` is the first day on which it no longer is.

    `carried_on` are the keys that the next version goes on with, each with the first day on which
    that one no longer holds either (None: open): the next version parts the windows itself.
    """

    book: Book
    starts: date
    ends: date | None = None
    carried_on: Mapping[str, date | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """The bureau's own values of a parameter between two days (the last one included, or open)."""

    parameter: str
    values: Mapping[str, object]
    days: Interval
    source: Source
    place: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The days of one yearly notice."""

    year: int
    holidays: frozenset[date]
    makeup: frozenset[date]


def lay(
    book: Book,
    adopted: Iterable[Adopted],
    settings: Iterable[Setting] = (),
    notices: Iterable[Notice] = (),
) -> Book:
    """The book with local books, settings and notices laid over it, in the order given."""
    rules = {rule.key: rule for rule in book.rules}
    parameters = dict(book.parameters)
    sources = dict(book.sources)
    for item in adopted:
        if item.ends is not None and item.ends <= item.starts:
            continue
        sources |= item.book.sources
        for rule in item.book.rules:
            ends = item.carried_on.get(rule.key, item.ends)
            rules[rule.key] = _rule(rules.get(rule.key), rule, item.starts, ends)
        for parameter in item.book.parameters.values():
            ends = item.carried_on.get(parameter.key, item.ends)
            before = parameters.get(parameter.key)
            parameters[parameter.key] = _parameter(before, parameter, item.starts, ends)
    for setting in settings:
        found = parameters.get(setting.parameter)
        if found is not None:
            sources[setting.source.key] = setting.source
            parameters[setting.parameter] = _set(found, setting)
    return replace(
        book,
        rules=tuple(rule for rule in rules.values() if rule.editions),
        parameters={key: item for key, item in parameters.items() if item.editions},
        sources=sources,
        workdays=_announced(book.workdays, notices),
    )


def window_start(period: Period | None, day: date) -> date:
    """The first day of the window that holds a day; without a period, that of the year."""
    found = next(window for window in windows(period, day.year) if day in window)
    return closed(found)[0]


def _rule(before: Rule | None, own: Rule, starts: date, ends: date | None) -> Rule:
    """Name, subject and force stay those that the key had first: ended windows carry them."""
    editions = before.editions if before is not None else ()
    for edition in own.editions:
        days = _days(edition, editions, starts, ends)
        if days is not None:
            editions = _spliced(editions, replace(edition, in_force=days))
    return replace(before or own, editions=editions)


def _days(
    own: DutyEdition, under: tuple[DutyEdition, ...], starts: date, ends: date | None
) -> Interval | None:
    """When an edition of a local rule holds, or None when never."""
    written, last = own.in_force.start or starts, own.in_force.end
    day = max(written, starts)
    first = _parting(day, own, _held(under, day), written)
    if ends is not None:
        until = window_start(own.every, ends)
        resumed = _held(under, ends)
        if resumed is not None:
            until = _parting(ends, resumed, own, resumed.in_force.start or date.min)
        last = until - DAY if last is None or until - DAY < last else last
    return None if last is not None and last < first else Interval(first, last)


def _held(editions: tuple[DutyEdition, ...], day: date) -> DutyEdition | None:
    return next((edition for edition in editions if day in edition.in_force), None)


def _parting(day: date, coming: DutyEdition, going: DutyEdition | None, earliest: date) -> date:
    """The first day of an edition that takes over on `day`, not before it was itself in force.

    The window under way is its first one. Where that window began before windows of the other
    edition ended in it, the shorter windows run on and the longer one begins with the next.
    """
    start = window_start(coming.every, day)
    if going is not None and _per_year(coming) < _per_year(going):
        if start >= max(window_start(going.every, day), earliest):
            return start
        return _next_window(coming.every, day)
    return max(start, earliest)


def _per_year(edition: DutyEdition) -> int:
    return 1 if edition.every is None else edition.every.per_year


def _next_window(period: Period | None, day: date) -> date:
    found = next(window for window in windows(period, day.year) if day in window)
    return closed(found)[1] + DAY


def _spliced(editions: tuple[E, ...], own: E) -> tuple[E, ...]:
    """The editions with one laid over them; a gap that comes about says so."""
    parts: list[E] = []
    for edition in editions:
        parts += _without(edition, own.in_force)
    parts.append(own)
    parts.sort(key=lambda item: item.in_force.start or date.min)
    result: list[E] = []
    for item in parts:
        end = result[-1].in_force.end if result else None
        if end is not None and end + DAY != item.in_force.start and not item.note:
            item = replace(item, note=GAP)
        result.append(item)
    return tuple(result)


def _without(edition: E, taken: Interval) -> list[E]:
    """What is left of an edition outside of some days."""
    common = edition.in_force.intersect(taken)
    if common is None:
        return [edition]
    parts: list[E] = []
    start, end = edition.in_force.start, edition.in_force.end
    if common.start is not None and (start is None or start < common.start):
        parts.append(replace(edition, in_force=Interval(start, common.start - DAY)))
    if common.end is not None and (end is None or common.end < end):
        parts.append(replace(edition, in_force=Interval(common.end + DAY, end)))
    return parts


def _parameter(
    before: Parameter | None, own: Parameter, starts: date, ends: date | None
) -> Parameter:
    """A number holds for steps by their own day, so no window has to be looked at."""
    held = Interval(starts, None if ends is None else ends - DAY)
    editions = before.editions if before is not None else ()
    for article in own.editions:
        days = article.in_force.intersect(held)
        if days is not None:
            editions = _spliced(editions, replace(article, in_force=days))
    return replace(own, editions=editions)


def _set(parameter: Parameter, setting: Setting) -> Parameter:
    """The parameter with the bureau's values over those days; the wording stays that of the text."""
    editions = parameter.editions
    for article in parameter.editions:
        days = article.in_force.intersect(setting.days)
        if days is None:
            continue
        own = replace(
            article,
            in_force=days,
            cite=Citation(setting.source, setting.place, Confidence.LOCAL),
            worded=article.worded if article.worded is Severity.HARD else Severity.CONFIG,
            values={**article.values, **frozen(setting.values)},
            note=f"本单位按{setting.source.name}{setting.place}执行",
        )
        editions = _spliced(editions, own)
    return replace(parameter, editions=editions)


def frozen(values: Mapping[str, object]) -> dict[str, Plain]:
    """JSON lists as the tuples that an article holds."""

    def plain(value: object) -> Plain:
        return tuple(plain(item) for item in value) if isinstance(value, list) else str(value)

    return {name: plain(value) for name, value in values.items()}


def _announced(days: Workdays, notices: Iterable[Notice]) -> Workdays:
    holidays, makeup, years = set(days.holidays), set(days.makeup), set(days.years)
    for notice in notices:
        holidays = {day for day in holidays if notice_year(day) != notice.year} | notice.holidays
        makeup = {day for day in makeup if notice_year(day) != notice.year} | notice.makeup
        years.add(notice.year)
    return Workdays.of(holidays, makeup, years)
