"""Pages of the workbench, the board, the year ledger and the progress report."""

from __future__ import annotations

import io
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tongpin.duties.queries import finding_url
from tongpin.life.sheets import ledger_book
from tongpin.org.access import PageContext, PageRequest, page
from tongpin.org.models import BRANCH_KINDS, Unit
from tongpin.org.queries import unit_by_code
from tongpin.org.scope import Scope
from tongpin.reports import board as boards
from tongpin.reports import desk, ledgers, progress, queries, sheets
from tongpin.ui.listing import DOCX, XLSX, download


@page("reports.home")
def workbench(request: PageRequest) -> HttpResponse:
    """What is due, late and waiting, by what the reader may do in the chosen unit."""
    place = request.page
    unit = place.unit
    if unit is None or not place.can("reports.view", unit):
        return render(request, "reports/officer.html", {"jobs": desk.officer(place)})
    scope = Scope.of(place.actor, "reports.view")
    if unit.kind not in BRANCH_KINDS:
        return render(request, "reports/bureau.html", desk.bureau(place, unit, scope))
    if not place.can("reports.export", unit):
        return render(request, "reports/member.html", desk.member(place, unit))
    return render(request, "reports/branch.html", desk.branch(place, unit))


@page("reports.view")
def board(request: PageRequest) -> HttpResponse:
    """The paper with its progress; the duties of one measure by unit; or all measures by unit."""
    place = request.page
    seen = boards.build(
        place.scope,
        place.unit,
        year=place.year,
        as_of=place.as_of,
        asked=boards.Asked.of(request.GET),
    )
    export = request.GET.get("export")
    if export:
        return _board_export(place, seen, export)
    context = {
        "board": seen,
        "title": f"{place.year}年度工作",
        "can_import": place.can("duties.write"),
        "can_export": can_export(place),
        "states": boards.STATES.items(),
    }
    return render(
        request, "reports/overview.html" if seen.asked.overview else "reports/board.html", context
    )


def _board_export(place: PageContext, seen: boards.BoardPage, export: str) -> HttpResponse:
    require_export(place)
    day = f"{place.as_of:%Y%m%d}"
    if export == "detail":
        rows = queries.status_rows(place.scope, place.as_of, place.year, place.unit)
        return download(sheets.detail(rows), f"{place.year}年责任判定明细（截至{day}）.xlsx", XLSX)
    if seen.asked.overview:
        return download(sheets.overview(seen), f"{place.year}年措施总览（截至{day}）.xlsx", XLSX)
    name = str(seen.chosen.place) if seen.chosen else "年度工作"
    return download(sheets.board(seen), f"{name[:40]}（截至{day}）.xlsx", XLSX)


@page("reports.view")
def cell(request: PageRequest) -> HttpResponse:
    """Every window of one duty of one unit, each with its reason and its evidence."""
    place = request.page
    unit = _named_unit(request)
    rule = request.GET.get("rule", "")[:140]
    own = queries.Judgements(Scope(((unit.path, False),)), place.year, place.as_of)
    rows = [r for r in own.rows(unit_ids=[unit.pk]) if r.rule_key == rule]
    if not rows:
        raise Http404
    plan = queries.plan_of(unit, place.year)
    found = desk.tasks(rows, {unit.pk: unit}, desk.duties_by_key(plan), place.can)
    addresses = [finding_url(row, place.as_of) for row in rows]
    context = {
        "unit": unit,
        "title": rows[0].title,
        "citation": rows[0].citation,
        "rows": list(zip(found, addresses, strict=True)),
    }
    return render(request, "reports/cell.html", context)


@page("reports.view")
def ledger(request: PageRequest) -> HttpResponse:
    """A unit's year: twelve months by kinds of gatherings, and its duties window by window."""
    place = request.page
    if place.unit is None:
        raise Http404
    if request.GET.get("export"):
        require_export(place)
        stream = io.BytesIO()
        ledger_book(place.unit, place.year, stream)
        name = f"{place.unit}{place.year}年组织生活台账.xlsx"
        return download(stream.getvalue(), name, XLSX)
    seen = ledgers.build(place.unit, year=place.year, as_of=place.as_of)
    context = {
        "ledger": seen,
        "title": f"{place.year}年组织生活台账",
        "can_write": place.can("life.write", place.unit),
        "can_export": can_export(place),
    }
    return render(request, "reports/ledger.html", context)


@page("reports.export")
def progress_report(request: PageRequest) -> HttpResponse:
    """The progress report by measure as a Word document."""
    place = request.page
    if place.unit is None:
        raise Http404
    report = progress.build(place.scope, place.unit, year=place.year, as_of=place.as_of)
    name = f"{place.unit}{place.year}年党建工作进展情况报告（截至{_chinese(place.as_of)}）.docx"
    return download(sheets.report(report), name, DOCX)


def _chinese(day: date) -> str:
    return f"{day.month}月{day.day}日"


def can_export(place: PageContext) -> bool:
    """Whether the reader may take reports of the unit away as files."""
    return place.can("reports.export", place.unit)


def require_export(place: PageContext) -> None:
    """403 where the reader may not."""
    if place.unit is not None:
        place.require(place.unit, "reports.export")


def _named_unit(request: PageRequest) -> Unit:
    unit = unit_by_code(request.GET.get("unit", "").replace("\x00", "")[:40])
    if unit is None:
        raise Http404
    return request.page.require(unit)
