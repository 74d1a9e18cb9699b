"""The papers of a case, filled in."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from tongpin.audit.clock import site_day
from tongpin.documents import papers as service
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import papers, queries
from tongpin.ledgers.development.models import Case
from tongpin.org.access import PageRequest, page
from tongpin.ui.listing import download

ZIP = "application/zip"


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
