"""谈心谈话覆盖 of a unit over a year."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from tongpin.ledgers.meetings import sheets
from tongpin.life.queries import coverage as coverage_of
from tongpin.org.access import PageRequest, page
from tongpin.ui.listing import XLSX, download


@page("meetings.view")
def coverage(request: PageRequest) -> HttpResponse:
    """Who has talked with whom this year, what is still wanted; the matrix as a spreadsheet."""
    place = request.page
    if place.unit is None:
        return render(request, "meetings/coverage.html", {"coverage": None})
    start, end = date(place.year, 1, 1), min(place.as_of, date(place.year, 12, 31))
    found = coverage_of(place.unit, start, max(start, end))
    if request.GET.get("export") == "xlsx":
        name = f"{place.unit}{place.year}年谈心谈话情况表"
        return download(sheets.coverage_sheet(found, name), f"{name}.xlsx", XLSX)
    context = {
        "coverage": found,
        "matrix": found.matrix(),
        "can_write": place.can("life.write", place.unit),
    }
    return render(request, "meetings/coverage.html", context)
