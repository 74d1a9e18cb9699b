"""The papers of a case, filled in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.documents import papers as service
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import papers, queries
from tongpin.ledgers.development.models import Case
from tongpin.org.access import PageRequest, page
from tongpin.ui.listing import download

ZIP = "application/zip"
MOST = 1_000


@page("development.view")
def one(request: PageRequest, pk: int, key: str) -> HttpResponse:
    """One paper of a case; what is not recorded yet stays blank."""
    row = _row(request, pk)
    titles = {name: title for name, title, _ in papers.PAPERS}
    if key not in titles:
        raise Http404
    return download(
        _filled(request, row, key), f"{row.person.name} {titles[key]}.docx", service.DOCX
    )


@page("development.view")
def everything(request: PageRequest, pk: int) -> HttpResponse:
    """Every paper of the steps that are recorded, in one file."""
    row = _row(request, pk)
    done = {r.step for r in row.records.all() if not r.is_withdrawn}
    made = [
        (f"{number:02d} {title}", _filled(request, row, key))
        for number, (key, title, step) in enumerate(papers.PAPERS, 1)
        if step in done
    ]
    return download(service.bundle(made), f"{row.person.name} 发展党员材料.zip", ZIP)


@page("development.view")
def batch(request: PageRequest) -> HttpResponse:
    """Each paper with how many people its step was recorded for in the year: all of them at once."""
    rows = _of_year(request)
    lines = [
        {"key": key, "title": title, "count": len(_taken(rows, step, request.page.year))}
        for key, title, step in papers.PAPERS
    ]
    context = {
        "title": f"{request.page.year}年文书批量生成",
        "lines": [line for line in lines if line["count"]],
        "without": [line["title"] for line in lines if not line["count"]],
    }
    return render(request, "development/batch.html", context)


@page("development.view")
def batch_file(request: PageRequest, key: str) -> HttpResponse:
    """One paper for everybody whose step was recorded in the year, as one zip."""
    found = next((item for item in papers.PAPERS if item[0] == key), None)
    if found is None:
        raise Http404
    taken = _taken(_of_year(request), found[2], request.page.year)
    if not taken:
        raise Refused(f"{request.page.year}年没有登记过“{found[1]}”对应的步骤。")
    if len(taken) > MOST:
        raise Refused(f"一次最多生成{MOST}份，现有{len(taken)}份，请切换到下级党组织分批生成。")
    made = [
        (f"{row.person.home} {row.person.name} {found[1]}", data)
        for row, data in zip(taken, _many(request, taken, key), strict=True)
    ]
    return download(service.bundle(made), f"{request.page.year}年{found[1]}.zip", ZIP)


def _of_year(request: PageRequest) -> list[Case]:
    place = request.page
    return list(queries.below(queries.cases(place.scope), place.unit))


def _taken(rows: list[Case], step: str, year: int) -> list[Case]:
    """The cases whose step was recorded in the year, branch by branch."""
    found = [row for row in rows if (r := queries.latest(row, step)) and r.on.year == year]
    return sorted(found, key=lambda row: (row.person.home_id, row.person.search_text))


def _many(request: PageRequest, rows: list[Case], key: str) -> Iterator[bytes]:
    """The papers in order; neighbours of one branch share the template that is in use there."""
    day, book = site_day(), current_book()
    for _, group in groupby(rows, key=lambda row: row.person.home_id):
        near = list(group)
        home = near[0].person.home
        sees_all = request.page.can("development.review", home)
        told = (
            papers.values(queries.course(book, row, day), key, day, sees_all=sees_all)
            for row in near
        )
        yield from service.rendered_many(home, f"development.{key}", told)


def _filled(request: PageRequest, row: Case, key: str) -> bytes:
    home, day = row.person.home, site_day()
    found = queries.course(current_book(), row, day)
    sees_all = request.page.can("development.review", home)
    told = papers.values(found, key, day, sees_all=sees_all)
    return service.rendered(home, f"development.{key}", told)


def _row(request: PageRequest, pk: int) -> Case:
    row = queries.case(request.page.visible, pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    request.page.require(row.person.home)
    return row
