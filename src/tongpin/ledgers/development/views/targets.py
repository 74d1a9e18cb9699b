"""发展计划."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.development import actions, queries
from tongpin.ledgers.development.forms import TargetForm, WithdrawForm
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.org.models import Unit
from tongpin.org.queries import unit_by_code
from tongpin.ui.listing import XLSX, download


@page("development.view")
def listing(request: PageRequest) -> HttpResponse:
    """Planned, used and left, of the unit and everything below it."""
    place = request.page
    rows = queries.quotas(place.scope, place.unit, place.year, place.as_of) if place.unit else []
    if request.GET.get("export") == "xlsx":
        heads = ("党组织", "计划", "已用", "剩余", "女性", "35岁及以下", "生产、工作一线", "提醒")
        return download(
            write_sheet(
                [(h, "text" if h in ("党组织", "提醒") else "int") for h in heads],
                [
                    (
                        str(q.unit), q.target.total if q.target else None, q.used.total, q.left,
                        q.used.women, q.used.under_35, q.used.front_line, "；".join(q.lacking),
                    )
                    for q in rows
                ],
                title=f"{place.year}年发展计划",
            ),
            f"{place.year}年发展计划.xlsx",
            XLSX,
        )  # fmt: skip
    return render(
        request,
        "development/targets.html",
        {"rows": rows, "can_set": place.can("development.target")},
    )


@page("development.target")
def edit(request: PageRequest, code: str) -> HttpResponse:
    """Set the number of a unit's year."""
    unit, year = _unit(request, code), request.page.year
    row = queries.target(unit, year)
    form = TargetForm(request.POST or None, target=row)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.set_target(
                request.page.actor, unit=unit, year=year, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, f"{unit}{year}年发展计划已保存。")
            return redirect(f"{reverse('development:targets')}?year={year}")
    return form_page(
        request, form, "development/form.html", title=f"{year}年发展计划", eyebrow=str(unit),
        cancel=f"{reverse('development:targets')}?year={year}",
    )  # fmt: skip


@page("development.target")
def remove(request: PageRequest, code: str) -> HttpResponse:
    """Take a target away with a reason."""
    unit, year = _unit(request, code), request.page.year
    form = WithdrawForm(request.POST or None)
    row = queries.target(unit, year)
    if request.method == "POST":
        if row is None:
            raise Http404

        def act() -> bool:
            actions.remove_target(
                request.page.actor, unit=unit, target=row, reason=form.cleaned_data["reason"]
            )
            return True

        if carried_out(form, act):
            messages.success(request, "计划已取消。")
            return redirect(f"{reverse('development:targets')}?year={year}")
    return form_page(
        request, form, "development/form.html", title=f"取消{year}年发展计划", eyebrow=str(unit),
        submit="取消计划", cancel=f"{reverse('development:targets')}?year={year}",
    )  # fmt: skip


def _unit(request: PageRequest, code: str) -> Unit:
    unit = unit_by_code(code[:40].replace("\x00", ""))
    if unit is None:
        raise Http404
    return request.page.require(unit)
