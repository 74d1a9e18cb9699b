"""The calendar of working days: a year's grid, its editor, the import of a yearly notice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.duties import actions, catalogue, trying
from tongpin.duties.actions.rulebook import FIRST_YEAR, LAST_YEAR, new_notice
from tongpin.duties.calendar_grid import months
from tongpin.duties.forms import NoticeForm, PasteNoticeForm, ReasonForm
from tongpin.duties.models import RulebookState, WorkdayNotice
from tongpin.duties.notices import read_notice, written
from tongpin.duties.rulebook import current_book
from tongpin.duties.views.preview import preview_page, typed_before
from tongpin.duties.views.rulebook import bureau, can_write
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.rules.export import notice_year

YEARS_AHEAD = 2


@page("rulebook.view")
def workdays(request: PageRequest) -> HttpResponse:
    """The year with its days off and the weekend days worked; a year without notice says so."""
    year, days = request.page.year, current_book().workdays
    rows = catalogue.notices(year)
    grid = months(days, year)
    context = {
        "year": year, "months": grid, "tab": "workdays", "can_write": can_write(request),
        "total": sum(month.workdays for month in grid), "notices": rows,
        "present": next((row for row in rows if row.state == RulebookState.ADOPTED), None),
        "is_certain": year in days.years, "known": sorted(days.years),
        "holidays": written(d for d in days.holidays if notice_year(d) == year).splitlines(),
        "makeup": written(d for d in days.makeup if notice_year(d) == year).splitlines(),
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
    }  # fmt: skip
    return render(request, "duties/rulebook/workdays.html", context)


@page("rulebook.write")
def workdays_edit(request: PageRequest) -> HttpResponse:
    """Type or correct a year's days, see what changes, put them in force."""
    unit, form = (
        bureau(request),
        NoticeForm(typed_before(request), initial=_known(request.page.year)),
    )

    def announced() -> WorkdayNotice:
        return actions.announce_workdays(request.page.actor, unit=unit, **form.cleaned_data)

    if request.method == "POST":
        row = carried_out(form, announced)
        if row is not None:
            messages.success(request, f"{row.year}年的节假日安排已登记。")
            return redirect(_url(row.year))
    elif form.is_bound:
        row = carried_out(form, lambda: new_notice(request.page.actor, unit, **form.cleaned_data))
        if row is not None:
            found = trying.tried(trying.with_notice(row), [site_day().year - 1, site_day().year])
            return preview_page(
                request, found, title=f"{row.year}年节假日安排", submit="登记",
                since=site_day(), back=_url(row.year), tab="workdays", facts=True,
                summary=f"放假 {len(row.holidays)} 天，周末上班 {len(row.makeup)} 天。",
            )  # fmt: skip
    year = request.page.year
    return form_page(
        request, form, "duties/rulebook/notice.html", title=f"{year}年节假日安排",
        cancel=_url(year), tab="workdays",
    )  # fmt: skip


def _known(year: int) -> dict[str, Any]:
    days = current_book().workdays
    present = next((r for r in catalogue.notices(year) if r.state == RulebookState.ADOPTED), None)
    return {
        "year": year,
        "title": present.title if present else f"国务院办公厅关于{year}年部分节假日安排的通知",
        "number": present.number if present else "",
        "holidays": written(d for d in days.holidays if notice_year(d) == year),
        "makeup": written(d for d in days.makeup if notice_year(d) == year),
    }


@page("rulebook.write")
def workdays_import(request: PageRequest) -> HttpResponse:
    """Paste the notice; what was read is shown to be corrected, nothing is stored yet."""
    bureau(request)
    form = PasteNoticeForm(request.POST or None)
    if request.method == "POST":
        found = carried_out(
            form, lambda: read_notice(form.cleaned_data["text"], form.cleaned_data["year"])
        )
        if found is not None:
            initial = {
                "year": found.year, "title": found.title, "number": found.number,
                "holidays": written(found.holidays), "makeup": written(found.makeup),
            }  # fmt: skip
            return form_page(
                request, NoticeForm(initial=initial), "duties/rulebook/notice.html",
                title=f"{found.year}年节假日安排", rests=found.rests, cancel=_url(found.year),
                tab="workdays",
            )  # fmt: skip
    return form_page(
        request, form, title="导入节假日通知", submit="读取",
        cancel=reverse("rulebook:workdays"),
        intro="粘贴国务院办公厅每年的放假通知。读出的日子先给您核对，确认后才登记。",
    )  # fmt: skip


@page("rulebook.write")
def workdays_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Go back to what the published rulebook knows of a year."""
    unit = bureau(request)
    row = catalogue.notice(pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    if row.state != RulebookState.ADOPTED:
        raise Refused("这份安排已经不在执行。")
    form = ReasonForm(request.POST or None, initial={"version": row.version})

    def withdrawn() -> WorkdayNotice:
        return actions.withdraw_notice(
            request.page.actor, unit=unit, notice=row, **form.cleaned_data
        )

    if request.method == "POST" and carried_out(form, withdrawn):
        messages.success(request, "已停用本单位登记的安排，恢复规则库自带的安排。")
        return redirect(_url(row.year))
    return form_page(
        request, form, title=f"停用{row.year}年节假日安排", submit="停用", cancel=_url(row.year),
        intro="停用后恢复规则库自带的安排；规则库没有这一年的，按周一至周五推算，结果注明“暂算”。",
    )  # fmt: skip


def _url(year: int) -> str:
    return f"{reverse('rulebook:workdays')}?year={year}"
