"""What the board shows: the paper with its progress, and the duties of one measure by unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.duties.board import Line, board
from tongpin.duties.marking import Piece, pieces
from tongpin.duties.models import Measure, Plan
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.reports import queries
from tongpin.reports.shaping import GENERAL, Summary, Tally, summaries
from tongpin.rules.model import Verdict

# Up to this many units stand side by side as columns; more of them become rows, page by page.
COLUMNS = 12
UNITS_A_PAGE = 25
STATES = {v.value: v.label for v in Verdict}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the board; anything unknown is no wish."""

    measure: str = ""
    section: str = ""
    state: str = ""
    page: int = 1
    everything: bool = False
    overview: bool = False

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """Read the address."""
        number = parameters.get("page", "1")
        state = parameters.get("state", "")
        return cls(
            measure=parameters.get("measure", "")[:24],
            section=parameters.get("section", "")[:6],
            state=state if state in STATES else "",
            page=int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1,
            overview=parameters.get("view") == "overview",
            everything=parameters.get("export", "") in ("xlsx", "detail"),
        )


@dataclass(frozen=True, slots=True)
class SeenCell:
    """A cell with the page of its evidence; `note` is `8/9` where there are several windows."""

    verdict: str
    note: str
    url: str


@dataclass
class BoardPage:
    """The board as seen. `lines` are the duties of the chosen place, `units` those on this page."""

    plan: Plan | None
    year: int
    as_of: date
    judgements: queries.Judgements
    every_unit: list[Unit]
    summaries: list[Summary]
    shown: list[Summary]
    chosen: Summary | None
    sections: list[tuple[str, str]]
    asked: Asked
    page: Page[Unit] | None = None
    units: list[Unit] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    measure: Measure | None = None
    text: list[Piece] = field(default_factory=list)

    @property
    def is_wide(self) -> bool:
        """Whether there are too many units to stand side by side."""
        return len(self.every_unit) > COLUMNS

    @property
    def number_of_duties(self) -> int:
        """How many duties the paper holds."""
        if self.plan is None:
            return 0
        return len(self.plan.duties.all())

    def seen(self, line: Line, unit: Unit) -> SeenCell | None:
        """The cell of a duty and a unit; a person's duty that several persons owe has a page of its own."""
        cell = line.cells.get(unit.pk)
        if cell is None:
            return None
        url = cell.url
        if len({row.subject for row in cell.rows}) > 1:
            asked = {"unit": unit.code, "rule": line.rule_key, "year": self.year}
            url = f"{reverse('reports:cell')}?{urlencode(asked | self._day())}"
        return SeenCell(cell.verdict, cell.note, url)

    def _day(self) -> dict[str, str]:
        return {} if self.as_of == site_day() else {"as_of": self.as_of.isoformat()}

    @property
    def grid(self) -> list[tuple[Line, list[tuple[Unit, SeenCell | None]]]]:
        """Duties by units."""
        return [(line, [(u, self.seen(line, u)) for u in self.units]) for line in self.lines]

    @property
    def cards(self) -> list[tuple[Unit, list[tuple[Line, SeenCell | None]]]]:
        """Units by duties."""
        return [(u, [(line, self.seen(line, u)) for line in self.lines]) for u in self.units]

    @property
    def owing_cards(self) -> list[tuple[Unit, list[tuple[Line, SeenCell]]]]:
        """Units with the duties they owe, for a narrow screen; units that owe none are left out."""
        found = [(u, [(line, c) for line, c in cells if c is not None]) for u, cells in self.cards]
        return [(u, cells) for u, cells in found if cells]

    @property
    def heat(self) -> list[tuple[Summary, list[Tally]]]:
        """Places by the units of this page."""
        ids = [u.pk for u in self.units]
        return [(summary, summary.cells(ids)) for summary in self.shown]

    @property
    def heat_by_unit(self) -> list[tuple[Unit, list[tuple[Summary, Tally]]]]:
        """Units of this page by places."""
        return [
            (u, [(summary, summary.cells([u.pk])[0]) for summary in self.shown]) for u in self.units
        ]


def build(scope: Scope, unit: Unit | None, *, year: int, as_of: date, asked: Asked) -> BoardPage:
    """The board of a scope; as many statements for five hundred units as for one."""
    scope = queries.narrowed(scope, unit)
    plan = queries.plan_of(unit, year)
    judgements = queries.Judgements(scope, year, as_of)
    found = summaries(queries.places(plan), judgements.counts())
    shown = [s for s in found if _is_shown(s, asked)]
    page = BoardPage(
        plan=plan,
        year=year,
        as_of=as_of,
        judgements=judgements,
        every_unit=queries.owing_units(scope, year),
        summaries=found,
        shown=shown,
        chosen=_chosen(shown, asked.measure),
        sections=[(str(s.order), str(s)) for s in plan.sections.all()] if plan else [],
        asked=asked,
    )
    _choose_units(page)
    if page.chosen is not None and not asked.overview:
        _fill(page, page.chosen)
    return page


def _is_shown(summary: Summary, asked: Asked) -> bool:
    if asked.section and summary.place.section != asked.section:
        return False
    return not asked.state or summary.tally.counts[asked.state] > 0


def _chosen(shown: Sequence[Summary], key: str) -> Summary | None:
    """The place asked for; else the first that something is judged in, else the first."""
    by_key = {s.place.key: s for s in shown}
    first = next((s for s in shown if s.tally.counts), shown[0] if shown else None)
    return by_key.get(key, first)


def _choose_units(page: BoardPage) -> None:
    if page.asked.everything or not page.is_wide:
        page.units = page.every_unit
        return
    page.page = Paginator(page.every_unit, UNITS_A_PAGE).get_page(page.asked.page)
    page.units = list(page.page.object_list)


def _fill(page: BoardPage, chosen: Summary) -> None:
    """The duties of the chosen place with their cells, and the words they came from."""
    keys = chosen.place.duty_keys or ("",)
    rows = page.judgements.rows(duty_keys=keys, unit_ids=[u.pk for u in page.units])
    groups = board(page.plan, page.units, rows, page.as_of).groups
    wanted = chosen.place.key
    for group in groups:
        key = f"m{group.measure.pk}" if group.measure else GENERAL
        if (group.measure is None and group.title == str(chosen.place)) or key == wanted:
            page.lines, page.measure = group.lines, group.measure
    if page.asked.state:
        page.lines = [
            line
            for line in page.lines
            if any(cell.verdict == page.asked.state for cell in line.cells.values())
        ]
    if page.plan is not None and page.measure is not None:
        live = [d for d in page.plan.duties.all() if d.measure_id == page.measure.pk]
        page.text = pieces(page.plan.text, page.measure.start, page.measure.end, live)
