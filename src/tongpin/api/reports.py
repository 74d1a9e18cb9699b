"""/figures, /reports, /chase, /query: what the ledgers say of a period, for other programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest, QueryDict
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today
from tongpin.audit.errors import Forbidden
from tongpin.capability import datasets, figures
from tongpin.org.scope import Scope
from tongpin.reports import asking, chasing, queries

router = Router(tags=["报表"])
KEY_LIMIT = 2**63 - 1
Year = Annotated[int, Query(), Field(ge=2000, le=2099)]


class FigureOut(Schema):
    """A number of a period; `money` says that the value is fen."""

    key: str
    label: str
    value: int
    word: str
    money: bool


class ReportOut(Schema):
    """A half-year or year report; `parts` are its headings and words."""

    id: int
    unit: str
    year: int
    period: str
    title: str
    as_of: date
    state: str
    issued_on: date | None
    parts: list[dict[str, str]]


class ReportPage(Schema):
    """A page of reports."""

    count: int
    page: int
    size: int
    items: list[ReportOut]


class LetterOut(Schema):
    """What a unit is to be reminded of this month."""

    unit: str
    overdue: int
    message: str


class ColumnOut(Schema):
    """A column that a query may name."""

    key: str
    label: str
    kind: str
    choices: list[str]


class DatasetOut(Schema):
    """A ledger that a query may read."""

    key: str
    title: str
    columns: list[ColumnOut]


class AnswerOut(Schema):
    """A page of an answer: heads, and rows of plain values under them (money in fen)."""

    count: int
    heads: list[str]
    rows: list[list[Any]]


@router.get("/figures", response={200: list[FigureOut], **ERRORS}, operation_id="figures")
def list_figures(request: HttpRequest, year: Year) -> Any:
    """The numbers of all ledgers in a year up to today, of the caller's units."""
    found = figures(scope(request, "reports.overview"), date(year, 1, 1), date(year, 12, 31))
    return [
        FigureOut(key=f.key, label=f.label, value=f.value, word=f.word, money=f.money)
        for f in found
    ]


@router.get("/reports", response={200: ReportPage, **ERRORS}, operation_id="reports")
def list_reports(request: HttpRequest, paging: Annotated[Paging, PAGED]) -> Any:
    """Half-year and year reports, the newest first."""
    found = page(queries.year_reports(scope(request, "reports.overview")), paging)
    return found | {"items": [_report(row) for row in found["items"]]}


@router.get("/reports/{pk}", response={200: ReportOut, **ERRORS}, operation_id="report")
def get_report(request: HttpRequest, pk: Annotated[int, Field(ge=1, le=KEY_LIMIT)]) -> Any:
    """One report."""
    row = queries.year_report(scope(request, "reports.overview"), pk)
    if row is None:
        raise Http404
    return _report(row)


def _report(row: Any) -> ReportOut:
    return ReportOut(
        id=row.pk, unit=row.unit.code, year=row.year, period=row.period, title=row.title,
        as_of=row.as_of, state=row.state, issued_on=row.issued_on,
        parts=[{"heading": p["heading"], "text": p["text"]} for p in row.parts],
    )  # fmt: skip


@router.get("/chase", response={200: list[LetterOut], **ERRORS}, operation_id="chase")
def list_letters(request: HttpRequest, year: Year) -> Any:
    """A letter for each unit that is late or has something due this month."""
    found = chasing.letters(scope(request, "reports.overview"), year=year, as_of=today())
    return [LetterOut(unit=x.unit.code, overdue=x.overdue, message=x.message) for x in found]


@router.get("/datasets", response={200: list[DatasetOut], **ERRORS}, operation_id="datasets")
def list_datasets(request: HttpRequest) -> Any:
    """The ledgers that the caller may query, with their columns."""
    return [
        DatasetOut(
            key=d.key, title=d.title,
            columns=[
                ColumnOut(key=c.key, label=c.label, kind=c.kind, choices=[w for _, w in c.choices])
                for c in d.columns
            ],
        )
        for d in _allowed(request)
    ]  # fmt: skip


@router.get("/query", response={200: AnswerOut, **ERRORS}, operation_id="query")
def query(
    request: HttpRequest,
    question: Annotated[str, Query(max_length=2000)],
    paging: Annotated[Paging, PAGED],
) -> Any:
    """A question as the page of 自由查询 keeps it in its address, such as
    `data=life&c1=kind&o1=is&v1=党课&by=unit`.
    """
    asked = asking.asked(QueryDict(question.replace("\x00", "")), _allowed(request))
    if asked is None:
        raise Http404
    who = actor(request)
    found = asking.answer(asked, Scope.of(who, asked.dataset.permission), who)
    first = (paging.page - 1) * paging.size
    rows = found.lines(list(found.rows[first : first + paging.size]))
    return AnswerOut(count=found.number, heads=asked.heads, rows=rows)


def _allowed(request: HttpRequest) -> list[Any]:
    if not actor(request).can("reports.query"):
        raise Forbidden
    return [d for d in datasets() if actor(request).can(d.permission)]
