"""What has to be looked at, and members away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit.queries import history
from tongpin.ledgers.standing import actions, queries
from tongpin.ledgers.standing.forms import ContactForm, FloatEndForm, FloatingForm, IdentifyForm
from tongpin.ledgers.standing.models import Direction, Floating
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page, handled
from tongpin.org.identity import masked_phone
from tongpin.org.models import BRANCH_KINDS
from tongpin.org.queries import people
from tongpin.org.scope import Scope
from tongpin.ui.listing import Column, Filter, Listing, respond


@page("standing.view")
def alerts(request: PageRequest) -> HttpResponse:
    """What people have to look at, each with who decides and the article."""
    place = request.page
    rows = queries.alerts(place.scope, place.unit, place.as_of)
    return render(request, "standing/alerts.html", {"title": "流动和失联党员", "alerts": rows})


@page("standing.view")
def floating(request: PageRequest) -> HttpResponse:
    """流动党员台账 of the chosen unit and everything below it."""
    place = request.page
    table = Listing(
        request, queries.floatings(place.scope, place.unit),
        [
            Column("name", "姓名", sort="name",
                   link=lambda r: reverse("standing:floating-detail", args=[r.pk])),
            Column("direction", "方向", cell=lambda r: r.get_direction_display()),
            Column("unit", "党支部", cell=lambda r: str(r.unit)),
            Column("left_on", "外出（到达）", sort="left_on", kind="date"),
            Column("place", "外出（居住）地"),
            Column("other_unit", "对方党组织", cell=lambda r: r.other_unit or "—"),
            Column("identified_on", "认定", kind="date"),
            Column("contact", "最近联系", kind="date",
                   cell=lambda r: max((c.on for c in r.contacts.all()), default=None)),
            Column("ended_on", "结束", kind="date"),
        ],
        title="流动党员台账",
        filters=[
            Filter("direction", "方向", Direction.choices, lambda q, v: q.filter(direction=v)),
            Filter("now", "状态", [("open", "流动中"), ("ended", "已结束")],
                   lambda q, v: q.filter(ended_on__isnull=v == "open")),
            Filter("abroad", "出国（境）", [("1", "是")], lambda q, v: q.filter(is_abroad=True)),
        ],
        search=lambda q, text: q.filter(name__icontains=text), search_label="姓名",
        default_sort="-left_on",
        empty="没有登记流动党员。外出6个月以上、不能正常参加本支部活动的党员，流出地和流入地都要登记。",
        empty_action=("登记流动党员", reverse("standing:floating-new")),
    )  # fmt: skip
    return respond(request, table, "standing/list.html", add=reverse("standing:floating-new"),
                   add_label="登记流动党员")  # fmt: skip


@page("standing.write")
def floating_new(request: PageRequest) -> HttpResponse:
    """Register an outflow or an inflow in the chosen branch."""
    unit = request.page.unit
    if unit is None:
        raise Http404
    rows = people(Scope(((unit.path, True),))).order_by("search_text", "pk")
    form = FloatingForm(request.POST or None, people=rows)
    if unit.kind not in BRANCH_KINDS:
        form.fields["direction"].help_text = "流入党员请先在页面上方切换到接收的党支部。"
    return handled(
        request, form, lambda: _registered(request, form), "standing:floating",
        made="standing:floating-detail", said="已登记。", title="登记流动党员", submit="登记",
    )  # fmt: skip


def _registered(request: PageRequest, form: FloatingForm) -> Floating:
    person, unit = form.cleaned_data["person"], request.page.unit
    assert unit is not None
    home = person.home if person is not None else unit
    return actions.register_floating(request.page.actor, unit=home, away=form.away(), person=person)


@page("standing.view")
def floating_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One member away."""
    row = _row(request, pk)
    context = {
        "title": f"{row.name} {row.get_direction_display()}",
        "row": row,
        "phone": masked_phone(row.phone),
        "judgements": queries.floating_judgements(row, request.page.as_of),
        "cases": queries.cases_of(row.person, "floating"),
        "can_write": request.page.can("standing.write", row.unit),
        "history": history(row),
    }
    return render(request, "standing/floating.html", context)


@page("standing.write")
def floating_step(request: PageRequest, pk: int, verb: str) -> HttpResponse:
    """Recognise, contact, end."""
    row = _row(request, pk)
    data, version = request.POST or None, {"version": row.version}
    forms: dict[str, tuple[str, Any, Any]] = {
        "identify": ("认定流动党员", IdentifyForm(data, floating=row, initial=version),
                     actions.identify),
        "contact": ("登记联系", ContactForm(data), actions.record_contact),
        "end": ("结束流动", FloatEndForm(data, initial=version), actions.end_floating),
    }  # fmt: skip
    if verb not in forms:
        raise Http404
    title, form, act = forms[verb]
    if request.method == "POST":
        made = carried_out(form, lambda: act(request.page.actor, unit=row.unit, floating=row,
                                             **form.cleaned_data))  # fmt: skip
        if made is not None:
            messages.success(request, "已登记。")
            return redirect("standing:floating-detail", row.pk)
    return form_page(request, form, title=f"{row.name}：{title}", submit=title,
                     cancel=reverse("standing:floating-detail", args=[row.pk]))  # fmt: skip


def _row(request: PageRequest, pk: int) -> Floating:
    row = queries.floating(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
