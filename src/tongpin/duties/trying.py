"""What an adoption would change: judged with and without it, window by window, nothing stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tongpin.audit.clock import site_day
from tongpin.capability import Rejudged, rejudged
from tongpin.duties.judging import as_row, judge, people_of
from tongpin.duties.models import Finding, LocalRulebook, ParameterSetting, WorkdayNotice
from tongpin.duties.rulebook import (
    Holding,
    Local,
    compose,
    in_force,
    local_of,
    notice_of,
    setting_of,
)
from tongpin.org.models import Unit
from tongpin.org.queries import bodies
from tongpin.org.scope import Scope
from tongpin.rules.book import Book

NEW, GONE, OTHER, WORDS = "新增", "取消", "要求或判定变化", "说明变化"
ASKED = ("verdict", "needed", "deadline", "ends_on")
SHOWN = ("verdict", "needed", "deadline", "reason", "citation", "title", "ends_on", "window_label")


@dataclass(frozen=True)
class Change:
    """One finding that would not be what it is; `before` or `after` is None where there is none."""

    before: Finding | None
    after: Finding | None
    unit: str
    person: str
    today: date

    @property
    def row(self) -> Finding:
        """The finding as it would be, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def what(self) -> str:
        """新增, 取消, 要求或判定变化, or only the words around them."""
        if self.before is None or self.after is None:
            return NEW if self.before is None else GONE
        is_same = all(getattr(self.before, n) == getattr(self.after, n) for n in ASKED)
        return WORDS if is_same else OTHER

    @property
    def is_closed(self) -> bool:
        """Whether the window has ended."""
        return self.row.ends_on < self.today

    @property
    def order(self) -> tuple[str, str, date]:
        """By unit, duty and window."""
        return self.unit, self.row.title, self.row.starts_on


def changes(trial: Book, present: Book, years: Iterable[int]) -> list[Change]:
    """Every finding of these years, all units, that another book would judge differently."""
    day = site_day()
    units = list(bodies(Scope.everything()))
    names = {unit.pk: str(unit) for unit in units}
    found: list[tuple[Finding | None, Finding | None]] = []
    for year in sorted(set(years)):
        before = _judged(units, year, day, present)
        after = _judged(units, year, day, trial)
        for key in before.keys() | after.keys():
            old, new = before.get(key), after.get(key)
            if old is None or new is None or _differs(old, new):
                found.append((old, new))
    people = people_of(row for pair in found for row in pair if row is not None)
    rows = [_change(old, new, names, people, day) for old, new in found]
    return sorted(rows, key=lambda change: change.order)


def _judged(
    units: Sequence[Unit], year: int, day: date, book: Book
) -> dict[tuple[str, str, date], Finding]:
    rows = (as_row(item, year, day) for item in judge(units, year=year, as_of=day, rulebook=book))
    return {(row.subject, row.rule_key, row.starts_on): row for row in rows}


def _differs(one: Finding, other: Finding) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in SHOWN)


def _change(
    old: Finding | None,
    new: Finding | None,
    units: dict[int, str],
    people: dict[int, str],
    day: date,
) -> Change:
    row = new or old
    assert row is not None
    person = people.get(row.person_id, "") if row.person_id else ""
    return Change(old, new, units.get(row.unit_id, ""), person, day)


@dataclass(frozen=True)
class Matter:
    """An open matter outside the duties that would stand otherwise; None where it is not asked."""

    before: Rejudged | None
    after: Rejudged | None

    @property
    def row(self) -> Rejudged:
        """The matter as it would be, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found


def matters(trial: Book, present: Book) -> list[Matter]:
    """Open cases and calculations that another book would answer differently."""
    before, after = rejudged(present), rejudged(trial)
    keys = sorted(before.keys() | after.keys())
    pairs = (Matter(before.get(key), after.get(key)) for key in keys)
    return [pair for pair in pairs if pair.before != pair.after]


def summed(rows: Iterable[Change]) -> list[tuple[str, int]]:
    """How many changes of which sort, those of judgements first."""
    counts = Counter(row.what for row in rows)
    return [(what, counts[what]) for what in (NEW, GONE, OTHER, WORDS) if counts[what]]


# ------------------------------------------------------------- what each adoption would make


def years_from(day: date) -> list[int]:
    """The years that are kept judged and that something in force from a day may touch."""
    today = site_day()
    return [y for y in (today.year - 1, today.year) if y >= min(day.year, today.year)]


def with_local(row: LocalRulebook, effective_on: date) -> Holding:
    """The holding if a version were adopted: the one before it ends on that day."""
    held = in_force()
    kept = tuple(
        replace(item, ends=effective_on)
        if item.identity == row.identity and item.ends is None
        else item
        for item in held.locals
    )
    own = replace(local_of(row), starts=effective_on, ends=None)
    return replace(held, locals=in_order((*kept, own)))


def without_local(row: LocalRulebook, day: date) -> Holding:
    """The holding if a version were no longer in force from a day on."""
    held = in_force()
    kept = tuple(
        replace(item, ends=day) if item.identity == row.identity and item.ends is None else item
        for item in held.locals
    )
    return replace(held, locals=kept)


def with_setting(row: ParameterSetting) -> Holding:
    """The holding with one more setting, in the order in which it will be read back."""
    held = in_force()
    rows = (*held.settings, setting_of(row))
    return replace(held, settings=tuple(sorted(rows, key=lambda s: s.days.start or date.min)))


def with_notice(row: WorkdayNotice) -> Holding:
    """The holding with a notice in place of the one of its year."""
    held = in_force()
    others = tuple(item for item in held.notices if item.year != row.year)
    rows = sorted((*others, notice_of(row)), key=lambda item: item.year)
    return replace(held, notices=tuple(rows))


def in_order(rows: Iterable[Local]) -> tuple[Local, ...]:
    """By the day of effect, as they are read back; the sort is stable for equal days."""
    return tuple(sorted(rows, key=lambda item: item.starts))


@dataclass(frozen=True)
class Tried:
    """What an adoption would change: findings of duties, and open matters judged elsewhere."""

    findings: list[Change]
    matters: list[Matter]


NOTHING = Tried([], [])


def tried(holding: Holding, years: Iterable[int]) -> Tried:
    """What would change if the holding were this one."""
    trial, present = compose(holding).book, compose(in_force()).book
    return Tried(changes(trial, present, years), matters(trial, present))
