"""The paper against the units: judgements arranged under measures, no statement of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tongpin.duties.judging import grouped
from tongpin.duties.models import Duty, Finding, Measure, Plan
from tongpin.duties.queries import DONE, RANK, STANDING, finding_url
from tongpin.duties.rulebook import current_book
from tongpin.org.models import Unit
from tongpin.rules.book import Book


@dataclass
class Cell:
    """One duty of one unit over the year: the worst verdict and how many windows are done."""

    rows: list[Finding]
    url: str

    @property
    def verdict(self) -> str:
        """The worst of the windows that have begun; not_yet where none has."""
        return min((r.verdict for r in self.rows), key=RANK.__getitem__)

    @property
    def done(self) -> int:
        """Windows that are met, in time or late."""
        return sum(r.verdict in DONE for r in self.rows)

    @property
    def asked(self) -> int:
        """Windows that count: applicable, begun and not waived."""
        return sum(r.verdict not in ("not_applicable", "not_yet", "waived") for r in self.rows)

    @property
    def note(self) -> str:
        """`8/9` where there is more than one window."""
        return f"{self.done}/{self.asked}" if len(self.rows) > 1 and self.asked else ""


@dataclass
class Line:
    """One duty (or standing rule) on the board, with its cells by unit key."""

    rule_key: str
    title: str
    subtitle: str
    citation: str
    duty: Duty | None
    cells: dict[int, Cell] = field(default_factory=dict)


@dataclass
class Group:
    """The duties of one measure, or the standing ones."""

    measure: Measure | None
    title: str
    lines: list[Line]

    @property
    def rows(self) -> list[Finding]:
        """All judgements of the group."""
        return [r for line in self.lines for cell in line.cells.values() for r in cell.rows]

    @property
    def verdict(self) -> str:
        """The worst verdict of the group; not_yet for a measure without judgements."""
        return min((r.verdict for r in self.rows), key=RANK.__getitem__, default="not_yet")

    @property
    def progress(self) -> tuple[int, int]:
        """`(windows done, windows asked over the whole year)`; not applicable and waived left out."""
        rows = [r for r in self.rows if r.verdict not in ("not_applicable", "waived")]
        return sum(r.verdict in DONE for r in rows), len(rows)


@dataclass
class Board:
    """The paper against the units."""

    plan: Plan | None
    units: list[Unit]
    groups: list[Group]
    as_of: date


def board(plan: Plan | None, units: Sequence[Unit], rows: Iterable[Finding], as_of: date) -> Board:
    """Arrange judgements under the paper's measures; one small statement, for the rulebook."""
    arrange = _Lines(current_book(), as_of)
    cells = grouped(rows)
    by_rule: dict[str, dict[int, list[Finding]]] = defaultdict(dict)
    for (key, unit_id), found in cells.items():
        by_rule[key][unit_id] = found
    groups: list[Group] = []
    if plan is not None:
        duties = [d for d in plan.duties.all() if not d.is_dropped]
        for measure in plan.measures.all():
            own = [d for d in duties if d.measure_id == measure.pk]
            lines = [line for duty in own for line in arrange.of_duty(duty, by_rule)]
            groups.append(Group(measure, str(measure), lines))
        rest = [
            line for d in duties if d.measure_id is None for line in arrange.of_duty(d, by_rule)
        ]
        if rest:
            groups.append(Group(None, "总体要求", rest))
    standing = [
        arrange.line(key, found, None) for key, found in sorted(by_rule.items())
        if not next(iter(found.values()))[0].duty_key
    ]  # fmt: skip
    if standing:
        groups.append(Group(None, STANDING, standing))
    return Board(plan, list(units), groups, as_of)


@dataclass(frozen=True)
class _Lines:
    """Makes the lines of a board by the rulebook in force, as of a day."""

    book: Book
    as_of: date

    def of_duty(self, duty: Duty, by_rule: dict[str, dict[int, list[Finding]]]) -> list[Line]:
        keys = [duty.key, *(f"{duty.key}/{rule}" for rule in duty.rules)]
        found = [self.line(key, by_rule[key], duty) for key in keys if key in by_rule]
        return found or [Line(duty.key, duty.title, duty.frequency_label, "", duty)]

    def line(self, key: str, found: dict[int, list[Finding]], duty: Duty | None) -> Line:
        first = next(iter(found.values()))[0]
        line = Line(key, first.title, self._subtitle(key, duty), first.citation, duty)
        for unit_id, rows in found.items():
            worst = min(rows, key=lambda r: (RANK[r.verdict], r.starts_on))
            line.cells[unit_id] = Cell(rows, finding_url(worst, self.as_of))
        return line

    def _subtitle(self, key: str, duty: Duty | None) -> str:
        """How often: as the paper says, else as the rule that it names."""
        if duty is not None and (duty.per or duty.deadline):
            return duty.frequency_label
        rules = [
            key.rpartition("/")[2],
            *(duty.rules if duty is not None and len(duty.rules) == 1 else ()),
        ]
        rule = next((r for k in rules if (r := self.book.get(k)) is not None), None)
        if rule is not None:
            return rule.editions[-1].frequency_label
        return duty.frequency_label if duty is not None else ""
