"""Members out of reach: the ledger, one registration, its searches."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit.queries import history
from tongpin.ledgers.standing import actions, queries
from tongpin.ledgers.standing.forms import FoundForm, LostForm, SearchForm
from tongpin.ledgers.standing.models import LostCause, LostContact
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page, handled
from tongpin.org.queries import people
from tongpin.org.scope import Scope
from tongpin.ui.listing import Column, Filter, Listing, respond


def state_of(row: LostContact) -> str:
    """Where a registration stands, in words."""
    if row.found_on:
        return "已取得联系"
    held = max(row.decisions.all(), key=lambda d: (d.effective_on, d.pk), default=None)
    return held.get_kind_display() if held is not None else "查找中"


@page("standing.view")
def lost(request: PageRequest) -> HttpResponse:
    """失联党员台账 of the chosen unit and everything below it."""
    place = request.page
    table = Listing(
        request, queries.lost(place.scope, place.unit),
        [
            Column("name", "姓名", sort="person__search_text", cell=lambda r: r.person.name,
                   link=lambda r: reverse("standing:lost-detail", args=[r.pk])),
            Column("unit", "党支部", cell=lambda r: str(r.unit)),
            Column("lost_on", "失联日期", sort="lost_on", kind="date"),
            Column("cause", "原因", cell=lambda r: r.get_cause_display()),
            Column("searches", "查找次数", kind="int", cell=lambda r: len(r.searches.all())),
            Column("last", "最近查找", kind="date",
                   cell=lambda r: max((s.on for s in r.searches.all()), default=None)),
            Column("state", "状态", cell=state_of),
            Column("found_on", "取得联系", kind="date"),
        ],
        title="失联党员台账",
        filters=[
            Filter("now", "状态", [("open", "未取得联系"), ("found", "已取得联系")],
                   lambda q, v: q.filter(found_on__isnull=v == "open")),
            Filter("cause", "原因", LostCause.choices, lambda q, v: q.filter(cause=v)),
        ],
        search=lambda q, text: q.filter(person__name__icontains=text), search_label="姓名",
        default_sort="-lost_on",
        empty="没有失联党员。一时联系不上的，先登记在这里，每次查找的日期、方式、对象和结果都要留下记录。",
        empty_action=("登记失联党员", reverse("standing:lost-new")),
    )  # fmt: skip
    return respond(request, table, "standing/list.html", add=reverse("standing:lost-new"),
                   add_label="登记失联党员")  # fmt: skip


@page("standing.write")
def lost_new(request: PageRequest) -> HttpResponse:
    """Register somebody out of reach."""
    unit = request.page.unit
    if unit is None:
        raise Http404
    rows = people(Scope(((unit.path, True),))).order_by("search_text", "pk")
    form = LostForm(request.POST or None, people=rows)
    return handled(
        request, form,
        lambda: actions.report_lost(
            request.page.actor, unit=form.cleaned_data["person"].home, **form.cleaned_data
        ),
        "standing:lost", made="standing:lost-detail", said="已登记，请继续查找并记录。",
        title="登记失联党员", submit="登记",
    )  # fmt: skip


@page("standing.view")
def lost_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One registration with its searches, its decisions and the rulebook's word."""
    row = _row(request, pk)
    context = {
        "title": f"{row.person.name} 失联",
        "row": row,
        "state": state_of(row),
        "judgements": queries.lost_judgements(row, request.page.as_of),
        "cases": queries.cases_of(row.person, "lost_contact"),
        "can_write": request.page.can("standing.write", row.unit) and row.found_on is None,
        "can_decide": request.page.can("standing.decide", row.unit),
        "history": history(row),
    }
    return render(request, "standing/lost.html", context)


@page("standing.write")
def lost_step(request: PageRequest, pk: int, verb: str) -> HttpResponse:
    """A search, or found."""
    row = _row(request, pk)
    data = request.POST or None
    forms: dict[str, tuple[str, Any, Any]] = {
        "search": ("登记查找", SearchForm(data), actions.record_search),
        "found": ("登记取得联系", FoundForm(data, initial={"version": row.version}),
                  actions.record_found),
    }  # fmt: skip
    if verb not in forms:
        raise Http404
    title, form, act = forms[verb]
    if request.method == "POST":
        made = carried_out(
            form,
            lambda: act(request.page.actor, unit=row.unit, lost=row, **form.cleaned_data),
        )
        if made is not None:
            messages.success(request, "已登记。")
            return redirect("standing:lost-detail", row.pk)
    return form_page(request, form, title=f"{row.person.name}：{title}", submit=title,
                     cancel=reverse("standing:lost-detail", args=[row.pk]))  # fmt: skip


def _row(request: PageRequest, pk: int) -> LostContact:
    row = queries.lost_contact(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
