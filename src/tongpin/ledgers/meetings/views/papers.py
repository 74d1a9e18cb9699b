"""The file set as Word: one paper, or everything that the reader may read in one archive."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache

from tongpin.audit.errors import Refused
from tongpin.documents import papers as documents
from tongpin.ledgers.meetings import actions, queries, sheets
from tongpin.ledgers.meetings.models import Meeting
from tongpin.ledgers.meetings.views.place import row_of
from tongpin.org.access import PageRequest, page
from tongpin.ui.listing import download


@page("meetings.view")
@never_cache
def paper(request: PageRequest, pk: int, which: str) -> HttpResponse:
    """One paper of the set."""
    row = row_of(request, pk)
    if which not in sheets.TITLES:
        raise Http404
    who = queries.reader(request.page.actor, row)
    data = sheets.paper(row, which, who, request.page.as_of)
    if data is None:
        raise Refused(f"{sheets.TITLES[which]}还没有内容，填写以后再打印。")
    return download(data, f"{row.unit}{row}{sheets.TITLES[which]}.docx", documents.DOCX)


@page("meetings.view")
@never_cache
def bundle(request: PageRequest, pk: int) -> HttpResponse:
    """Everything in one archive; materials only for who may read them, each reading kept."""
    row = row_of(request, pk)
    who = queries.reader(request.page.actor, row)
    day = request.page.as_of
    papers = [(title, sheets.paper(row, which, who, day)) for which, title in sheets.TITLES.items()]
    papers += _materials(request, row, who)
    found = sheets.present(papers)
    if not found:
        raise Refused("档案里还没有可以打印的材料。")
    return download(documents.bundle(found), f"{row.unit}{row}档案.zip", "application/zip")


def _materials(
    request: PageRequest, row: Meeting, who: queries.Reader
) -> list[tuple[str, bytes | None]]:
    found: list[tuple[str, bytes | None]] = []
    for sheet in queries.sheets(row, queries.team(row)):
        if sheet.material is None or not who.may_read(sheet.material.person_id):
            continue
        texts = actions.read_material(request.page.actor, meeting=row, material=sheet.material)
        if texts:
            name = f"对照检查材料（{sheet.title}）"
            found.append((name, sheets.material_paper(row, sheet.title, texts[0])))
    return found
