"""Reports on the roster: statistics, changes, tables for the year, what to mend, terms, secretaries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Refused
from tongpin.org import actions
from tongpin.org.access import PageRequest, page
from tongpin.org.models import Unit
from tongpin.org.queries import dated_people
from tongpin.reports import sheets, statistics, yearly
from tongpin.reports.changes import CONVERSIONS, GAINS, LABELS, LOSSES, Changes, changes, named
from tongpin.reports.contradictions import KINDS, Contradiction, contradictions, meetings
from tongpin.reports.secretaries import secretaries
from tongpin.reports.terms import STATES, term_lines
from tongpin.reports.views import can_export, require_export
from tongpin.ui.listing import XLSX, download

PAGE_SIZE = 200


def paged(request: PageRequest, rows: Sequence[Any]) -> Page[Any]:
    """The page asked for of a list that is in memory."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return Paginator(rows, PAGE_SIZE).get_page(number)


def _unit(request: PageRequest) -> Unit:
    if request.page.unit is None:
        raise Http404
    return request.page.unit


@page("org.view")
def members(request: PageRequest) -> HttpResponse:
    """党员统计 of the chosen unit as of the day."""
    place = request.page
    if place.unit is None:
        raise Http404
    rows = statistics.members(place.scope, place.unit, place.as_of)
    units = statistics.unit_numbers(place.scope, place.unit, place.as_of)
    table = statistics.blocks(rows, units, place.as_of)
    if request.GET.get("export"):
        require_export(place)
        name = f"{place.unit}党员统计（截至{place.as_of:%Y%m%d}）.xlsx"
        return download(sheets.statistics(table, str(place.unit), place.as_of), name, XLSX)
    context = {"blocks": table, "title": "党员统计", "can_export": can_export(place)}
    return render(request, "reports/statistics.html", context)


@page("org.view")
def members_behind(request: PageRequest, key: str) -> HttpResponse:
    """The people that one number of 党员统计 counts."""
    place = request.page
    if place.unit is None:
        raise Http404
    rows = statistics.members(place.scope, place.unit, place.as_of)
    try:
        title, counted = statistics.behind(rows, place.as_of, key)
    except LookupError as error:
        raise Http404 from error
    return render(
        request, "reports/behind.html", {"title": title, "list_page": paged(request, counted)}
    )


@page("org.view")
def terms(request: PageRequest) -> HttpResponse:
    """届满一览: the committees' terms as of the day."""
    place = request.page
    if place.unit is None:
        raise Http404
    lines = term_lines(place.scope, place.unit, place.as_of)
    state = request.GET.get("state", "")
    if state in STATES:
        lines = [line for line in lines if line.state == state]
    if request.GET.get("export"):
        require_export(place)
        return download(
            sheets.terms(lines), f"{place.unit}届满一览（截至{place.as_of:%Y%m%d}）.xlsx", XLSX
        )
    context = {
        "lines": lines,
        "title": "届满一览",
        "states": STATES,
        "state": state,
        "can_export": can_export(place),
    }
    return render(request, "reports/terms.html", context)


@page("org.view")
def secretary_duties(request: PageRequest) -> HttpResponse:
    """Courses and lectures of the secretaries in the year."""
    place = request.page
    if place.unit is None:
        raise Http404
    day = min(place.as_of, date(place.year, 12, 31))
    lines, asked = secretaries(place.scope, place.unit, place.year, day)
    if request.GET.get("export"):
        require_export(place)
        name = f"{place.unit}{place.year}年书记培训和党课.xlsx"
        return download(sheets.secretaries(lines, asked), name, XLSX)
    context = {
        "lines": lines,
        "asked": asked,
        "title": f"{place.year}年书记培训和党课",
        "can_export": can_export(place),
    }
    return render(request, "reports/secretaries.html", context)


def _period(request: PageRequest) -> tuple[date, date, str]:
    """`(first day, last day, its key)`: the half year or the year up to the day of the report."""
    year, day = request.page.year, request.page.as_of
    key = "half" if request.GET.get("period") == "half" else "year"
    last = date(year, 6, 30) if key == "half" else date(year, 12, 31)
    first = date(year, 1, 1)
    return first, max(first, min(last, day)), key


@page("org.view")
def member_changes(request: PageRequest) -> HttpResponse:
    """党员增减表 of the period."""
    place, unit = request.page, _unit(request)
    first, last, key = _period(request)
    table = changes(place.scope, unit, first, last)
    numbers = table.numbers
    context = {
        "title": f"{place.year}年{'上半年' if key == 'half' else ''}党员增减",
        "table": table,
        "period": key,
        "gains": [(k, label, numbers[k]) for k, label in GAINS.items()],
        "losses": [(k, label, numbers[k]) for k, label in LOSSES.items()],
        "conversions": [(k, label, numbers[k]) for k, label in CONVERSIONS.items()],
        "can_export": can_export(place),
    }
    return render(request, "reports/changes.html", context)


@page("org.view")
def changes_behind(request: PageRequest, key: str) -> HttpResponse:
    """The people behind one number of the changes."""
    if key not in LABELS:
        raise Http404
    first, last, period = _period(request)
    table: Changes = changes(request.page.scope, _unit(request), first, last)
    rows = named(row for row in table.rows if row.what == key)
    context = {
        "title": LABELS[key],
        "table": table,
        "period": period,
        "list_page": paged(request, rows),
    }
    return render(request, "reports/changes_behind.html", context)


@page("reports.export")
def year_tables(request: PageRequest) -> HttpResponse:
    """The half year's or the year's tables as one workbook."""
    place, unit = request.page, _unit(request)
    first, last, key = _period(request)
    data = yearly.workbook(place.scope, unit, first, last)
    name = f"{unit}{place.year}年{'半年' if key == 'half' else '年度'}党内统计（截至{last:%Y%m%d}）.xlsx"
    return download(data, name, XLSX)


# ---------------------------------------------------------------- what to mend


@page("org.view")
def checks(request: PageRequest) -> HttpResponse:
    """数据核对: what on the roster contradicts itself, and what was looked at."""
    place = request.page
    found = _found(request)
    shown = request.GET.get("show", "open")
    kind = request.GET.get("kind", "")
    pairs = [(row, row.note) for row in found if kind not in KINDS or row.kind == kind]
    if request.GET.get("export"):
        require_export(place)
        return download(sheets.checks(pairs), f"{_unit(request)}数据核对.xlsx", XLSX)
    rows = [pair for pair in pairs if (pair[1] is not None) == (shown == "noted")]
    context = {
        "title": "数据核对",
        "list_page": paged(request, rows),
        "shown": "noted" if shown == "noted" else "open",
        "open": sum(note is None for _, note in pairs),
        "noted": sum(note is not None for _, note in pairs),
        "kinds": KINDS,
        "kind": kind,
        "can_export": can_export(place),
        "can_note": place.can("org.write", place.unit),
    }
    return render(request, "reports/checks.html", context)


def _found(request: PageRequest) -> list[Contradiction]:
    people = dated_people(request.page.scope, _unit(request))
    homes = sorted({p.home_id for p in people})
    return contradictions(people, request.page.as_of, meetings(homes))


@page("org.write")
@require_POST
def note_check(request: PageRequest) -> HttpResponse:
    """已核实无误 with its reason, or open again."""
    mark = request.POST.get("mark", "")[:64]
    row = next((r for r in _found(request) if r.mark == mark and _same(r, request)), None)
    if row is None:
        raise Refused("这一处已经不存在了，可能刚被更正。请刷新页面。")
    home = request.page.require(row.person.home)
    if row.note is not None:
        actions.reopen_check(request.page.actor, unit=home, note=row.note)
        messages.success(request, "已恢复为待核对。")
    else:
        actions.note_checked(
            request.page.actor, unit=home, person=row.person, kind=row.kind, mark=mark,
            words=row.words, reason=request.POST.get("reason", "").replace("\x00", "").strip(),
        )  # fmt: skip
        messages.success(request, "已记为核实无误。登记的日期以后有变动的，会重新提示。")
    return redirect(reverse("reports:checks"))


def _same(row: Contradiction, request: PageRequest) -> bool:
    return str(row.person.pk) == request.POST.get("person", "")
