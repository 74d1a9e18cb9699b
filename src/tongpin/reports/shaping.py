"""Judgements put into tallies, summaries and lists; pure, no statement is made here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tongpin.duties.models import Finding
from tongpin.duties.queries import DONE, OPEN, RANK, STANDING
from tongpin.rules.model import Verdict

GENERAL, STANDING_KEY = "general", "standing"
GENERAL_TITLE = "总体要求"
NOT_OWED = frozenset({Verdict.WAIVED.value, Verdict.NOT_APPLICABLE.value})
AHEAD = timedelta(days=35)


def limit(row: Finding) -> date:
    """The last day on which the duty can be met in time."""
    return row.deadline or row.ends_on


def urgency(row: Finding) -> tuple[int, date, str]:
    """Sort key: the most urgent verdict first, then the oldest limit, then the title."""
    return (RANK[row.verdict], limit(row), row.title)


@dataclass(slots=True)
class Tally:
    """How many windows have which verdict."""

    counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, rows: Iterable[Finding]) -> Tally:
        """The tally of some judgements."""
        return cls(Counter(row.verdict for row in rows))

    def add(self, verdict: str, number: int = 1) -> None:
        """Count more windows of a verdict."""
        self.counts[verdict] += number

    @property
    def done(self) -> int:
        """Windows met, in time or late."""
        return sum(self.counts[v] for v in DONE)

    @property
    def late(self) -> int:
        """Windows met after their limit."""
        return self.counts[Verdict.MET_LATE]

    @property
    def owed(self) -> int:
        """Windows that somebody owes in the year, past and to come."""
        return sum(n for verdict, n in self.counts.items() if verdict not in NOT_OWED)

    @property
    def overdue(self) -> int:
        """Windows past their limit without a record."""
        return self.counts[Verdict.OVERDUE]

    @property
    def soon(self) -> int:
        """Windows whose limit is near."""
        return self.counts[Verdict.DUE_SOON]

    @property
    def pending(self) -> int:
        """Windows running now whose limit is not yet near."""
        return self.counts[Verdict.DUE]

    @property
    def to_come(self) -> int:
        """Windows that have not begun or are not asked yet."""
        return self.counts[Verdict.NOT_YET]

    @property
    def unclear(self) -> int:
        """Windows that cannot be told."""
        return self.counts[Verdict.CANNOT_TELL]

    @property
    def open(self) -> int:
        """Windows that ask for an act now."""
        return sum(self.counts[v] for v in OPEN)

    @property
    def percent(self) -> int:
        """Share of the year's windows that is done, rounded down: 100 only when all are."""
        return self.done * 100 // self.owed if self.owed else 0

    @property
    def verdict(self) -> str:
        """The verdict that stands for all; 不适用 where there is nothing."""
        return min(
            (v for v, n in self.counts.items() if n),
            key=RANK.__getitem__,
            default=Verdict.NOT_APPLICABLE.value,
        )


@dataclass(frozen=True, slots=True)
class Count:
    """How many windows of one duty of one unit have a verdict; the unit is 0 where not asked."""

    duty_key: str
    unit_id: int
    verdict: str
    number: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where judgements stand on the board: a measure, the general part, or the standing rules.

    `key` is `m<pk>`, `general` or `standing`. `section` numbers the section it belongs to.
    """

    key: str
    number: str
    title: str
    section: str = ""
    duty_keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.number}{self.title}"


@dataclass(frozen=True, slots=True)
class Summary:
    """A place of the board with its tally, in all and by unit."""

    place: Place
    tally: Tally
    by_unit: Mapping[int, Tally]

    def cells(self, unit_ids: Sequence[int]) -> list[Tally]:
        """One tally for each unit, empty where it owes nothing."""
        return [self.by_unit.get(pk) or Tally() for pk in unit_ids]


def summaries(places: Iterable[Place], counts: Iterable[Count]) -> list[Summary]:
    """The places with their tallies; general and standing ones only where something is judged."""
    places = list(places)
    of_duty = {key: place.key for place in places for key in place.duty_keys}
    total: dict[str, Tally] = defaultdict(Tally)
    by_unit: dict[str, dict[int, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for count in counts:
        key = of_duty.get(count.duty_key, STANDING_KEY if not count.duty_key else GENERAL)
        total[key].add(count.verdict, count.number)
        by_unit[key][count.unit_id].add(count.verdict, count.number)
    shown = [p for p in places if p.key not in (GENERAL, STANDING_KEY) or p.key in total]
    return [Summary(p, total[p.key], dict(by_unit[p.key])) for p in shown]


def by_unit(counts: Iterable[Count]) -> dict[int, Tally]:
    """Tallies by unit."""
    result: dict[int, Tally] = defaultdict(Tally)
    for count in counts:
        result[count.unit_id].add(count.verdict, count.number)
    return dict(result)


def standing_place() -> Place:
    """The place of what the regulations demand beside the paper."""
    return Place(STANDING_KEY, "", STANDING)


# ---------------------------------------------------------------------------------- workbench


def is_of_month(row: Finding, day: date) -> bool:
    """Whether it belongs on the month's list: late, near, in doubt, or due within the month."""
    if row.verdict != Verdict.DUE:
        return row.verdict in OPEN
    last = limit(row)
    return (last.year, last.month) <= (day.year, day.month)


def month_list(rows: Iterable[Finding], day: date) -> list[Finding]:
    """What is to do this month, the most urgent first."""
    return sorted((r for r in rows if is_of_month(r, day)), key=urgency)


def done_this_month(rows: Iterable[Finding], day: date) -> list[Finding]:
    """What was asked of this month alone and is done."""
    month = (day.year, day.month)
    return [
        r
        for r in rows
        if r.verdict in DONE
        and (r.starts_on.year, r.starts_on.month) == month == (r.ends_on.year, r.ends_on.month)
    ]


def behind(rows: Iterable[Finding], *, each: int = 3) -> list[tuple[int, list[Finding]]]:
    """Overdue judgements by unit: `(unit, its oldest few)`, the unit with the oldest first."""
    of_unit: dict[int, list[Finding]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (limit(r), r.title)):
        of_unit[row.unit_id].append(row)
    return [(unit_id, found[:each]) for unit_id, found in of_unit.items()]


def grouped_by_day(items: Iterable[tuple[date, str]]) -> list[tuple[date, list[str]]]:
    """What falls on the same day, in order of days."""
    found: dict[date, list[str]] = defaultdict(list)
    for on, words in items:
        found[on].append(words)
    return sorted(found.items())
