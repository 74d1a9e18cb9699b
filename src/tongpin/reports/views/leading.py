"""Pages for who answers for the whole: the overview, two years compared, the letters to chase by."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.documents.papers import bundle
from tongpin.org.access import PageRequest, page
from tongpin.org.models import Unit
from tongpin.reports import actions, chasing, comparing, overview, secretary_sheet, sheets
from tongpin.reports.queries import narrowed
from tongpin.reports.views import can_export, require_export
from tongpin.ui.listing import DOCX, XLSX, download

ZIP = "application/zip"


def chosen(request: PageRequest) -> Unit:
    """The chosen unit; 404 on a site without units."""
    if request.page.unit is None:
        raise Http404
    return request.page.unit


@page("reports.overview")
def leaders(request: PageRequest) -> HttpResponse:
    """领导总览: heat map, months, the ten oldest, the branches' load."""
    place, unit = request.page, chosen(request)
    context = {
        "title": f"{place.year}年总览",
        "seen": overview.build(place, unit),
        "heads": overview.heads(),
    }
    return render(request, "reports/leaders.html", context)


@page("reports.overview")
def two_years(request: PageRequest) -> HttpResponse:
    """The year against the one before, up to the same day."""
    place, unit = request.page, chosen(request)
    seen = comparing.compared(place.scope, unit, year=place.year, as_of=place.as_of)
    title = f"{seen.year - 1}年与{seen.year}年对比"
    if request.GET.get("export"):
        require_export(place)
        return download(sheets.comparison(seen, title), f"{unit}{title}.xlsx", XLSX)
    context = {"title": title, "seen": seen, "can_export": can_export(place)}
    return render(request, "reports/two_years.html", context)


@page("reports.overview")
def secretary(request: PageRequest) -> HttpResponse:
    """述职数据表 of the chosen unit's secretary, on the page and in Word."""
    place, unit = request.page, chosen(request)
    sheet = secretary_sheet.build(unit, year=place.year, as_of=place.as_of)
    if request.GET.get("export"):
        require_export(place)
        return download(secretary_sheet.as_document(sheet), f"{sheet.title}.docx", DOCX)
    context = {"title": "述职数据表", "sheet": sheet, "can_export": can_export(place)}
    return render(request, "reports/secretary_sheet.html", context)


@page("reports.overview")
def chase(request: PageRequest) -> HttpResponse:
    """催办: a letter for each unit that is behind, to read, copy, print and send."""
    place, unit = request.page, chosen(request)
    found = chasing.letters(narrowed(place.scope, unit), year=place.year, as_of=place.as_of)
    if request.GET.get("export"):
        require_export(place)
        return _papers(found, unit)
    context = {
        "title": "催办单",
        "letters": found,
        "can_send": place.can("reports.chase", unit),
        "can_export": can_export(place),
    }
    return render(request, "reports/chase.html", context)


def _papers(found: list[chasing.Letter], unit: Unit) -> HttpResponse:
    """One paper where there is one letter, else all in a zip."""
    papers = [(f"{x.unit}催办单", sheets.letter(x, unit.name)) for x in found]
    if not papers:
        raise Http404
    if len(papers) == 1:
        return download(papers[0][1], f"{papers[0][0]}.docx", DOCX)
    return download(bundle(papers), f"{unit}催办单.zip", ZIP)


@require_POST
@page("reports.chase")
def chase_send(request: PageRequest) -> HttpResponse:
    """Put the letters of the named units into the inboxes of their secretaries."""
    place, unit = request.page, chosen(request)
    place.require(unit)
    found = chasing.letters(narrowed(place.scope, unit), year=place.year, as_of=place.as_of)
    wanted = set(request.POST.getlist("to"))
    chosen_letters = [x for x in found if x.unit.code in wanted]
    told = {person.pk: x.message for x in chosen_letters for person in x.people}
    number = (
        actions.chase(
            place.actor, unit=unit, letters=told, title=f"催办：{place.as_of:%m月%d日}前后事项"
        )
        if told
        else 0
    )
    nobody = [str(x.unit) for x in chosen_letters if not x.people]
    if number:
        messages.success(request, f"已提醒 {number} 人，在他们的“消息”里可以看到。")
    elif told:
        messages.info(request, "这些同志今天已经提醒过，没有重复发送。")
    else:
        messages.warning(request, "没有发出提醒：请至少选择一个党组织。")
    if nobody:
        messages.warning(request, f"没有登记书记，无法提醒：{'、'.join(nobody)}。请先登记任职。")
    return redirect(f"{reverse('reports:chase')}?unit={unit.code}")
