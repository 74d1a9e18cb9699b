"""两年对比: the same span of two years, by kind of duty and by the numbers of the ledgers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tongpin.capability import Figure, figures
from tongpin.duties.queries import STANDING
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.reports import queries
from tongpin.reports.shaping import Count, Tally
from tongpin.rules.local import local_kind_titles


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of duty in both years."""

    label: str
    before: Tally
    now: Tally


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in both years; None where a year has none."""

    label: str
    before: Figure | None
    now: Figure | None

    @property
    def change(self) -> int:
        """By how much it grew."""
        return (self.now.value if self.now else 0) - (self.before.value if self.before else 0)

    @property
    def shown_change(self) -> str:
        """+3, -1, or with fen +12.50."""
        figure = self.now or self.before
        if figure is not None and figure.money:
            return f"{self.change / 100:+,.2f}"
        return f"{self.change:+d}" if self.change else "0"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two spans of equal length: the year before up to `before_to`, the year up to `to`."""

    year: int
    before_to: date
    to: date
    kinds: list[Kind]
    numbers: list[Number]


def same_day_before(day: date) -> date:
    """The day a year earlier; 28 February for a leap day."""
    return date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def compared(scope: Scope, unit: Unit, *, year: int, as_of: date) -> Comparison:
    """The year against the one before, both up to the same day."""
    to = as_of if as_of.year == year else date(year, 12, 31)
    before_to = same_day_before(to)
    scope = queries.narrowed(scope, unit)
    now, before = _tallies(scope, unit, year, to), _tallies(scope, unit, year - 1, before_to)
    labels = [k for k in (*local_kind_titles().values(), STANDING) if k in now or k in before]
    return Comparison(
        year,
        before_to,
        to,
        [Kind(k, before.get(k, Tally()), now.get(k, Tally())) for k in labels],
        paired(
            figures(scope, date(year - 1, 1, 1), before_to), figures(scope, date(year, 1, 1), to)
        ),
    )


def _tallies(scope: Scope, unit: Unit, year: int, as_of: date) -> dict[str, Tally]:
    """`{kind of duty: its tally}` as of a day, those beside the paper together."""
    titles = local_kind_titles()
    kinds = {key: duty.kind for key, duty in queries.duties_of(unit, year).items()}
    counts: Iterable[Count] = queries.Judgements(scope, year, as_of).counts()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for count in counts:
        label = titles.get(kinds.get(count.duty_key, ""), STANDING)
        found[label][count.verdict] += count.number
    return {label: Tally(counted) for label, counted in found.items()}


def paired(before: Iterable[Figure], now: Iterable[Figure]) -> list[Number]:
    """Figures of two years side by side, in the order of the ledgers."""
    old = {f.key: f for f in before}
    rows = [Number(f.label, old.pop(f.key, None), f) for f in now]
    return rows + [Number(f.label, f, None) for f in old.values()]
