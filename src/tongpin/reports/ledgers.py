"""A unit's year on one page: gatherings by month and kind, duties window by window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongpin.duties.models import Duty, Finding
from tongpin.duties.queries import finding_url
from tongpin.life.models import Gathering, Kind
from tongpin.life.queries import year_grid
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.reports import queries
from tongpin.reports.shaping import Tally

MONTHS = range(1, 13)
QUOTE = 40  # characters of the paper's words shown beside a duty


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of gathering over twelve months."""

    kind: Kind
    months: list[list[Gathering]]

    @property
    def label(self) -> str:
        """The kind's name."""
        return self.kind.label

    @property
    def number(self) -> int:
        """How many records the year has, drafts left out."""
        return sum(g.state == "recorded" for month in self.months for g in month)

    @property
    def by_month(self) -> list[tuple[int, list[Gathering]]]:
        """`(month, records)`."""
        return list(zip(MONTHS, self.months, strict=True))


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty of the unit (or of one of its cadres) with its windows in order."""

    title: str
    person: str
    quote: str
    citation: str
    windows: list[tuple[Finding, str]]
    tally: Tally


@dataclass(frozen=True, slots=True)
class Ledger:
    """The year of a unit."""

    unit: Unit
    year: int
    as_of: date
    kinds: list[KindLine]
    duties: list[DutyLine]
    tally: Tally

    @property
    def gatherings(self) -> list[tuple[int, list[Gathering]]]:
        """`(month, records)` of the months with records, each record once; for a narrow screen."""
        found: dict[int, dict[int, Gathering]] = defaultdict(dict)
        for line in self.kinds:
            for month, rows in line.by_month:
                found[month].update({g.pk: g for g in rows})
        return [
            (month, sorted(rows.values(), key=lambda g: (g.held_on, g.pk)))
            for month, rows in sorted(found.items())
            if rows
        ]


def build(unit: Unit, *, year: int, as_of: date) -> Ledger:
    """The ledger of a unit; a constant number of statements."""
    grid = year_grid(unit, year)
    judgements = queries.Judgements(Scope(((unit.path, False),)), year, as_of)
    rows = judgements.rows(unit_ids=[unit.pk])
    kinds = [KindLine(Kind(key), months) for key, months in grid.items()]
    return Ledger(unit, year, as_of, kinds, _duty_lines(unit, year, as_of, rows), Tally.of(rows))


def _duty_lines(unit: Unit, year: int, as_of: date, rows: Sequence[Finding]) -> list[DutyLine]:
    """In the order of the paper, then what the regulations demand; with the paper's own words."""
    names = queries.names_of(rows)
    duties = queries.duties_of(unit, year)
    order = {key: n for n, key in enumerate(duties)}
    of_line: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: order.get(r.duty_key, len(order))):
        of_line[row.rule_key, row.subject].append(row)
    return [
        DutyLine(
            title=found[0].title,
            person=names.get(found[0].person_id or 0, ""),
            quote=_quoted(duties.get(found[0].duty_key)),
            citation=found[0].citation,
            windows=[(row, finding_url(row, as_of)) for row in found],
            tally=Tally.of(found),
        )
        for found in of_line.values()
    ]


def _quoted(duty: Duty | None) -> str:
    """The paper's words in quotation marks; marks inside become single ones (GB/T 15834)."""
    if duty is None:
        return ""
    words = duty.quote.replace("“", "‘").replace("”", "’")
    return f"“{words if len(words) <= QUOTE else words[:QUOTE] + '……'}”"
