"""半年和年度报告 drawn from the ledgers: each part as text that the office goes on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from tongpin.audit.clock import site_day
from tongpin.capability import figures
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.reports import progress, queries
from tongpin.reports.models import Period, YearReport

LAST_DAY = {Period.HALF: (6, 30), Period.YEAR: (12, 31)}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the ledgers gave for a report on a day."""

    title: str
    as_of: date
    parts: list[dict[str, Any]]
    table: list[list[Any]]


def last_day(year: int, period: str) -> date:
    """Up to when a report tells: the end of its period, or today where that lies ahead."""
    return min(date(year, *LAST_DAY[Period(period)]), site_day())


def drawn(scope: Scope, unit: Unit, *, year: int, period: str) -> Drawn:
    """The report of a unit and what lies below it, from one state of the database."""
    as_of = last_day(year, period)
    scope = queries.narrowed(scope, unit)
    with one_state():
        numbers = figures(scope, date(year, 1, 1), as_of)
        report = progress.build(scope, unit, year=year, as_of=as_of, figures=numbers)
    opening = {"key": "", "level": 0, "heading": "开头", "text": "\n".join(report.opening)}
    parts = [opening, *(_part(p) for p in report.parts)]
    words = "上半年" if period == Period.HALF else ""
    return Drawn(
        title=f"{unit.name}{year}年{words}党建工作情况报告",
        as_of=as_of,
        parts=[part | {"drawn": part["text"]} for part in parts],
        table=[[str(cell) for cell in row] for row in report.table],
    )


def _part(part: progress.Part) -> dict[str, Any]:
    items = [f"{n}.{words}" for n, words in enumerate(part.items, 1)]
    return {
        "key": part.heading,
        "level": part.level,
        "heading": part.heading,
        "text": "\n".join([*part.paragraphs, *items]),
        "evidence": [[f"{f.label}{f.shown}", f.url] for f in part.figures if f.url],
    }


def redrawn(before: list[dict[str, Any]], fresh: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Parts drawn anew: who changed a part keeps the words, and sees beside them what is drawn now."""
    own = {part["key"]: part for part in before if part["text"] != part["drawn"]}
    parts = [part | {"text": own[part["key"]]["text"]} if part["key"] in own else part
             for part in fresh]  # fmt: skip
    known = {part["key"] for part in fresh}
    return parts + [part for key, part in own.items() if key not in known]


def as_paper(row: YearReport) -> progress.Report:
    """The report as it is set in Word."""
    opening = [t for p in row.parts if p["level"] == 0 for t in _lines(p)]
    parts = [
        progress.Part(p["level"], p["heading"], _lines(p)) for p in row.parts if p["level"] > 0
    ]
    return progress.Report(
        title=row.title,
        opening=opening,
        parts=parts,
        table_title="各党组织完成情况",
        table=row.table,
        issuer=row.unit.name,
        on=row.issued_on or site_day(),
        addressee=row.addressee,
    )


def _lines(part: dict[str, Any]) -> list[str]:
    return [line.strip() for line in part["text"].splitlines() if line.strip()]


@contextmanager
def one_state() -> Iterator[None]:
    """Reads within see the database as at one moment, whoever writes meanwhile.

    SQLite's transaction is such a state; PostgreSQL has to be asked for it, and can be asked only
    before the first statement of the outermost transaction.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
