"""学习强国: shares by branch, the own months, and the import."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Refused
from tongpin.ledgers.ideology import actions, queries
from tongpin.ledgers.ideology.forms import ColumnsForm, SheetForm
from tongpin.ledgers.ideology.learning import guessed, read
from tongpin.ledgers.ideology.models import Import, ImportState
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page


@page("ideology.view")
def overview(request: PageRequest) -> HttpResponse:
    """Shares of the branches in a month, in the order of the tree; nobody's number."""
    place = request.page
    month = date(place.year, _month(request, place.as_of), 1)
    return render(
        request,
        "ideology/learning.html",
        {
            "rows": queries.shares(place.scope, month), "month": month, "year": place.year,
            "months": range(1, 13), "can_import": place.can("ideology.import"),
        },
    )  # fmt: skip


@page("ideology.own")
@never_cache
def own(request: PageRequest) -> HttpResponse:
    """The member's own months."""
    person = request.page.actor.person_id
    rows = queries.own(person) if person is not None else []
    return render(request, "ideology/own.html", {"rows": rows, "has_person": person is not None})


@page("ideology.import")
def imports(request: PageRequest) -> HttpResponse:
    """Upload a sheet; what was uploaded before."""
    unit = request.page.unit
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and unit is not None:

        def act() -> Import:
            file = form.cleaned_data["file"]
            return actions.keep(
                request.page.actor, unit=unit, month=form.cleaned_data["month"],
                file_name=file.name or "学习情况", sheet=read(file.read(), file.name or "", queries.learned_columns(unit)),
            )  # fmt: skip

        row = carried_out(form, act)
        if row is not None:
            return redirect("ideology:import", row.pk)
    return form_page(
        request, form, "ideology/imports.html", unit=unit,
        rows=queries.imports(request.page.scope)[:20],
    )  # fmt: skip


@page("ideology.import")
@never_cache
def preview(request: PageRequest, pk: int) -> HttpResponse:
    """Which column is which and whom each line means; no number is shown. Confirmed by POST."""
    row = _row(request, pk)
    if row.state != ImportState.PREVIEW:
        return form_page(request, SheetForm(), "ideology/import.html", row=row)
    heads = actions.sheet_of(row).heads
    chosen: dict[str, Any] = dict(guessed(heads, queries.learned_columns(row.unit)))
    form = ColumnsForm(request.POST or request.GET or None, heads=heads, initial=chosen)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.adopt(
                request.page.actor, unit=row.unit, upload=row, columns=form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, f"已导入{done.count}人。原表已清除，各人只能看到自己的积分。")
            return redirect("ideology:import", row.pk)
    lines = actions.lines_of(row, chosen)
    return form_page(
        request, form, "ideology/import.html", row=row, lines=lines,
        good=sum(not x.fault for x in lines), wrong=[x for x in lines if x.fault],
    )  # fmt: skip


@page("ideology.import")
@require_POST
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Forget what an import brought."""
    row = _row(request, pk)
    actions.undo(request.page.actor, unit=row.unit, upload=row)
    messages.success(request, "已撤销，导入的内容已经删除。")
    return redirect(reverse("ideology:imports"))


def _month(request: PageRequest, day: date) -> int:
    asked = request.GET.get("month", "")
    if not asked:
        return day.month
    if not (asked.isascii() and asked.isdigit() and len(asked) < 3 and 1 <= int(asked) <= 12):
        raise Refused("月份须为1至12。", field="month")
    return int(asked)


def _row(request: PageRequest, pk: int) -> Import:
    row = queries.learning_import(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
