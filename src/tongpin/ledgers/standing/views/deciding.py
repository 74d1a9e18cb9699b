"""Decisions on membership: the register, a new one, one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.ledgers.standing import actions, queries
from tongpin.ledgers.standing.forms import DecisionForm, ReasonForm
from tongpin.ledgers.standing.models import Cause, Decision, Kind
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.queries import person as person_in
from tongpin.ui.listing import Column, Filter, Listing, respond


@page("standing.view")
def decisions(request: PageRequest) -> HttpResponse:
    """党籍决定登记 of the chosen unit and everything below it."""
    place = request.page
    years = [(str(y), f"{y}年") for y in range(place.as_of.year, place.as_of.year - 6, -1)]
    table = Listing(
        request, queries.decisions(place.scope, place.unit),
        [
            Column("name", "姓名", sort="person__search_text", cell=lambda r: r.person.name,
                   link=lambda r: reverse("standing:decision", args=[r.pk])),
            Column("unit", "党支部", cell=lambda r: str(r.unit)),
            Column("kind", "决定", cell=lambda r: r.get_kind_display()),
            Column("cause", "事由", cell=lambda r: r.get_cause_display()),
            Column("decided_by", "决定机关", cell=lambda r: r.decided_by or "—"),
            Column("decided_on", "决定日期", sort="decided_on", kind="date"),
            Column("number", "文号", cell=lambda r: r.approval_number or r.number or "—"),
            Column("effective_on", "生效", sort="effective_on", kind="date"),
            Column("withdrawn", "备注", cell=lambda r: "登记已撤回" if r.is_withdrawn else ""),
        ],
        title="党籍决定登记",
        filters=[
            Filter("kind", "决定", Kind.choices, lambda q, v: q.filter(kind=v)),
            Filter("cause", "事由", Cause.choices, lambda q, v: q.filter(cause=v)),
            Filter("year", "年度", years, lambda q, v: q.filter(effective_on__year=int(v))),
        ],
        search=lambda q, text: q.filter(person__name__icontains=text), search_label="姓名",
        default_sort="-effective_on",
        empty="没有党籍决定。停止党籍、除名、死亡等在党员个人页面登记，须有决定机关、日期和文号。",
    )  # fmt: skip
    return respond(request, table, "standing/list.html")


@page("standing.decide")
def decide(request: PageRequest, person: int) -> HttpResponse:
    """Enter a decision about a person."""
    found = person_in(request.page.visible, person) if person <= BIGGEST_KEY else None
    if found is None:
        raise Http404
    unit = request.page.require(found.home)
    kinds = queries.possible(queries.last_decision(found))
    if not kinds:
        raise Refused(f"{found.name}的党籍已经终止，没有可以登记的决定。登记错的请撤回原来的登记。")
    form = DecisionForm(request.POST or None, kinds=kinds)
    if request.method == "POST":
        made = carried_out(
            form,
            lambda: actions.decide(
                request.page.actor, unit=unit, person=found, ruling=form.ruling()
            ),
        )
        if made is not None:
            messages.success(
                request, f"已登记，{made.get_kind_display()}自{made.effective_on}起生效。"
            )
            return redirect("standing:decision", made.pk)
    restore = queries.article("rel-restore", site_day())
    return form_page(
        request, form, title=f"登记{found.name}的党籍决定", submit="登记",
        cancel=reverse("org:person", args=[found.pk]),
        intro="系统不作决定，只登记党组织已经作出的决定。登记后自生效之日起，表决名册、党费和统计随之变化。"
        + (f"{restore.text}。" if restore and Kind.RESTORED in kinds else ""),
    )  # fmt: skip


@page("standing.view")
@never_cache
def decision(request: PageRequest, pk: int) -> HttpResponse:
    """One decision."""
    row = _row(request, pk)
    last = queries.last_decision(row.person)
    context = {
        "title": f"{row.person.name} {row.get_kind_display()}",
        "row": row,
        "can_withdraw": request.page.can("standing.decide", row.unit)
        and last is not None and last.pk == row.pk and row.kind != Kind.RESTORED,
        "history": history(row),
    }  # fmt: skip
    return render(request, "standing/decision.html", context)


@page("standing.decide")
def decision_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take a wrong entry back."""
    row = _row(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        made = carried_out(
            form,
            lambda: actions.withdraw_decision(
                request.page.actor, unit=row.unit, decision=row, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, "登记已撤回，党籍和所在支部恢复原状。")
            return redirect("standing:decision", row.pk)
    return form_page(request, form, title=f"撤回{row.person.name}“{row.get_kind_display()}”的登记",
                     submit="撤回", cancel=reverse("standing:decision", args=[row.pk]))  # fmt: skip


def _row(request: PageRequest, pk: int) -> Decision:
    row = queries.decision(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
