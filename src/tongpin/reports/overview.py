"""领导总览: where the year stands, month by month, what is oldest, and what the records cost and give."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from tongpin.org.access import PageContext
from tongpin.org.models import BRANCH_KINDS, Unit
from tongpin.reports import queries
from tongpin.reports.desk import Task, tasks
from tongpin.reports.queries import Judgements
from tongpin.reports.shaping import Summary, Tally, by_unit, summaries
from tongpin.rules.model import Verdict

OLDEST, MOST_UNITS = 10, 30
# What a bar shows, bottom to top: the verdicts that it sums and its word.
BANDS = (
    ("met", "按期完成", (Verdict.MET,)),
    ("late", "逾期完成", (Verdict.MET_LATE,)),
    ("overdue", "逾期未办", (Verdict.OVERDUE,)),
    ("unclear", "待核", (Verdict.CANNOT_TELL,)),
    ("ahead", "尚未完成", (Verdict.DUE, Verdict.DUE_SOON, Verdict.NOT_YET)),
)
HEIGHT, WIDTH, STEP = 120, 26, 44  # of the drawing, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a month's column: where it lies in the drawing."""

    key: str
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Month:
    """What falls due in a month and how it stands; `bars` draw it."""

    month: int
    numbers: list[tuple[str, str, int]]
    bars: list[Bar]
    x: int

    @property
    def total(self) -> int:
        """All windows whose limit lies in the month."""
        return sum(n for _, _, n in self.numbers)


@dataclass(frozen=True, slots=True)
class Load:
    """What a unit typed and where it counted."""

    unit: Unit
    typed: int
    counted: int
    places: int

    @property
    def each(self) -> str:
        """How many duties a record that counted serves on the average: 2.4."""
        return f"{self.places / self.counted:.1f}" if self.counted else "—"


@dataclass(frozen=True)
class Overview:
    """The page."""

    tally: Tally
    branches: int
    behind: int
    months: list[Month]
    measures: list[Summary]
    oldest: list[Task]
    load: list[Load]
    unlisted: int

    @property
    def late_measures(self) -> int:
        """How many measures have something overdue."""
        return sum(bool(s.tally.overdue) for s in self.measures)


def build(place: PageContext, unit: Unit) -> Overview:
    """The page of a unit; a constant number of statements for any number of branches."""
    scope = queries.narrowed(place.scope, unit)
    plan = queries.plan_of(unit, place.year)
    units = {u.pk: u for u in queries.owing_units(scope, place.year)}
    judgements = Judgements(scope, place.year, place.as_of)
    counts = judgements.counts()
    tallies = by_unit(counts)
    load = _load(units, judgements, queries.records_by_unit(scope, place.year, place.as_of))
    return Overview(
        tally=Tally(sum((t.counts for t in tallies.values()), Counter())),
        branches=sum(u.kind in BRANCH_KINDS for u in units.values()),
        behind=sum(bool(t.overdue) for t in tallies.values()),
        months=months(judgements.by_month()),
        measures=summaries(queries.places(plan), counts),
        oldest=tasks(judgements.oldest_overdue(OLDEST), units, {}, lambda *_: False),
        load=load[:MOST_UNITS],
        unlisted=max(0, len(load) - MOST_UNITS),
    )


def months(rows: list[tuple[int, str, int]]) -> list[Month]:
    """The twelve columns of the drawing, the highest filling it."""
    band_of = {v.value: key for key, _, verdicts in BANDS for v in verdicts}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for month, verdict, number in rows:
        if verdict in band_of:
            found[month][band_of[verdict]] += number
    highest = max((sum(c.values()) for c in found.values()), default=0)
    return [_month(m, found[m], highest) for m in range(1, 13)]


def _month(month: int, counted: Counter[str], highest: int) -> Month:
    x, y = (month - 1) * STEP, float(HEIGHT)
    bars = []
    for key, _, _ in BANDS:
        if counted[key]:
            height = round(counted[key] * HEIGHT / highest, 1)
            y = round(y - height, 1)
            bars.append(Bar(key, x, max(y, 0), height))
    return Month(month, [(key, label, counted[key]) for key, label, _ in BANDS], bars, x)


def _load(units: dict[int, Unit], judgements: Judgements, typed: dict[int, int]) -> list[Load]:
    uses = judgements.uses()
    rows = [Load(u, typed.get(pk, 0), *uses.get(pk, (0, 0))) for pk, u in units.items()]
    return sorted(rows, key=lambda r: (-r.typed, r.unit.order, r.unit.path))


def heads() -> list[tuple[str, str]]:
    """Key and word of each band, for the table beside the drawing."""
    return [(key, label) for key, label, _ in BANDS]
