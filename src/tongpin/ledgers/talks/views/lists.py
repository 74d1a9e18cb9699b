"""The list, the four forms, and the two ways to begin."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Forbidden, Refused
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.talks import actions, queries
from tongpin.ledgers.talks.forms import OpenForm, SanctionForm
from tongpin.ledgers.talks.models import Kind
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.ui.listing import Column, Filter, Listing, respond


@page("talks.view")
@never_cache
def listing(request: PageRequest) -> HttpResponse:
    """The matters that the reader may know; of others not even the number."""
    place, book = request.page, current_book()
    rows = queries.knowable(place.actor)
    table = Listing(
        request,
        rows,
        [
            Column("number", "编号", cell=str, link=lambda r: reverse("talks:detail", args=[r.pk])),
            Column("kind", "方式", cell=lambda r: r.get_kind_display(), sort="kind"),
            Column("person", "谈话对象", cell=lambda r: r.person.name, sort="person__name"),
            Column("unit", "党组织", cell=lambda r: str(r.unit), sort="unit__path"),
            Column("opened_on", "开始", sort="opened_on", kind="date"),
            Column("talker", "谈话人", cell=lambda r: r.talker.name if r.talker else ""),
            Column("phase", "状态", cell=lambda r: queries.phase(book, r, place.as_of)[1]),
        ],
        title="谈话提醒",
        filters=[
            Filter("kind", "方式", Kind.choices, lambda q, v: q.filter(kind=v)),
            Filter("year", "年度", [(str(y), f"{y}年") for y in place.years],
                   lambda q, v: q.filter(opened_on__year=int(v))),
            Filter("open", "办理", [("1", "在办"), ("0", "已移交或者撤销")],
                   lambda q, v: q.filter(handed_on=None, withdrawn_reason="") if v == "1"
                   else q.exclude(handed_on=None, withdrawn_reason="")),
        ],
        search=lambda q, text: q.filter(person__name__icontains=text),
        search_label="谈话对象",
        default_sort="-opened_on",
        empty="没有您需要知情的事项。谈话提醒只对办理人、谈话人和指定的知情人可见。",
        empty_action=("登记谈话", reverse("talks:new")) if place.can("talks.write") else None,
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        actions.note_export(place.actor, count=table.queryset.count())
    return respond(
        request, table, "talks/list.html",
        can_write=place.can("talks.write"), can_all=place.can("talks.all"),
        can_count=place.can("talks.count"),
    )  # fmt: skip


@page("talks.count")
def forms(request: PageRequest) -> HttpResponse:
    """四种形态: numbers by organisation and year, no names and no way to the matters."""
    place = request.page
    rows = queries.forms(Scope.of(place.actor, "talks.count"), place.year)
    article = current_book().article("forms-four", place.as_of)
    sums = [
        sum(getattr(row, name) for row in rows)
        for name in ("first", "second", "third", "fourth", "total")
    ]
    return render(
        request, "talks/forms.html",
        {"rows": rows, "sums": sums, "article": article, "year": place.year,
         "years": place.years, "can_view": place.can("talks.view")},
    )  # fmt: skip


@page("talks.write")
@never_cache
def new(request: PageRequest) -> HttpResponse:
    """Begin a talk or an inquiry."""
    unit, actor = _place(request), request.page.actor
    form = OpenForm(
        request.POST or None, actor=actor, unit=unit, day=site_day(), initial={"on": site_day()}
    )
    if request.method == "POST":
        row = carried_out(
            form, lambda: actions.open_matter(actor, unit=unit, opening=form.opening())
        )
        if row is not None:
            messages.success(request, "已登记，按程序办理。")
            return redirect("talks:detail", row.pk)
    return form_page(
        request, form, title="登记谈话", submit="登记", eyebrow=str(unit),
        cancel=reverse("talks:list"),
        intro="发现苗头及时谈，谈之前先经批准。事由从表中选，只写核实过的事实，不记猜测和议论。",
    )  # fmt: skip


@page("talks.all")
@never_cache
def sanction_new(request: PageRequest) -> HttpResponse:
    """Enter a sanction that was decided."""
    unit, actor = _place(request), request.page.actor
    form = SanctionForm(request.POST or None, actor=actor, unit=unit, day=site_day())
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.open_matter(
                actor, unit=unit, opening=form.opening(), decision=form.decision()
            ),
        )
        if row is not None:
            messages.success(request, "已登记处分决定，影响期已算出。")
            return redirect("talks:detail", row.pk)
    return form_page(
        request, form, title="登记处分决定", submit="登记", eyebrow=str(unit),
        cancel=reverse("talks:list"), intro="处分由有权限的党组织作出决定以后才登记。",
    )  # fmt: skip


def _place(request: PageRequest) -> Unit:
    unit = request.page.unit
    if unit is None:
        raise Refused("您没有可以登记的党组织。")
    if not request.page.can(request.page.permission, unit):
        raise Forbidden
    return unit
