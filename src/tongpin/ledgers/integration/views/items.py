"""The list, one item, and what is entered about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.queries import history
from tongpin.ledgers.integration import actions, queries
from tongpin.ledgers.integration.forms import ItemForm, MarkForm, ReasonForm, StepForm, StopForm
from tongpin.ledgers.integration.models import LinkKind, MarkKind
from tongpin.ledgers.integration.standing import LABELS
from tongpin.ledgers.integration.views.place import own, seen
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, filled, form_page, handled, unit_of
from tongpin.org.queries import members_on
from tongpin.rectification.queries import narrowed
from tongpin.ui.addresses import record_url
from tongpin.ui.forms import TongpinForm
from tongpin.ui.listing import Column, Filter, Listing, respond


def _columns(day: date) -> list[Column]:
    return [
        Column("name", "业务工作", link=lambda r: reverse("integration:detail", args=[r.pk])),
        Column("category", "类别", sort="category"),
        Column("unit", "登记党组织", cell=lambda r: str(r.unit)),
        Column("department", "承办科室（单位）", sort="department"),
        Column("owner_name", "责任人"),
        Column("starts_on", "开始", sort="starts_on", kind="date"),
        Column("due_on", "时限", sort="due_on", kind="date"),
        Column("percent", "完成（%）", cell=lambda r: r.percent or 0, kind="int"),
        Column("standing", "情况", cell=lambda r: queries.standing_of(r, day).words),
        Column("support", "党建支撑", cell=lambda r: r.support or "没有"),
        Column("measures", "措施", kind="int"),
        Column("marked", "四同", cell=lambda r: f"{r.marked} / 4"),
    ]


@page("integration.view")
def listing(request: PageRequest) -> HttpResponse:
    """Items of the chosen unit, below it, and of the units above."""
    place = request.page
    day, scope = place.as_of, narrowed(place.scope, place.unit)
    rows = queries.items(scope)
    measure = request.GET.get("measure", "")[:32]
    if measure:
        rows = queries.linked_to(rows, scope, Q(ref=f"{LinkKind.MEASURE.value}:{measure}"))
    table = Listing(
        request,
        rows,
        _columns(day),
        title="业务工作",
        filters=[
            Filter("stage", "情况", [(k.value, v) for k, v in LABELS.items()],
                   lambda q, v: queries.in_stage(q, v, day)),
            Filter("support", "党建支撑", [("no", "没有"), ("yes", "有")],
                   lambda q, v: q.filter(support=0) if v == "no" else q.filter(support__gt=0)),
            Filter("marked", "四同", [("no", "没有做全"), ("yes", "已做全")],
                   lambda q, v: q.filter(marked__lt=4) if v == "no" else q.filter(marked=4)),
            Filter("year", "年度", [(str(y), f"{y}年") for y in place.years],
                   lambda q, v: queries.of_year(q, int(v))),
        ],
        search=lambda q, text: q.filter(
            Q(name__icontains=text) | Q(owner_name__icontains=text) | Q(department__icontains=text)
        ),
        search_label="工作、科室、责任人",
        default_sort="due_on",
        empty="还没有登记业务工作。把全年重点业务工作登记或者导入进来，再关联措施、支部和活动，"
        "就能看出哪项工作还没有党建支撑。",
        empty_action=("登记业务工作", reverse("integration:new"))
        if place.can("integration.write")
        else None,
    )  # fmt: skip
    return respond(
        request, table, "integration/list.html", can_write=place.can("integration.write")
    )


@page("integration.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One item with its Party-side work and the four marks."""
    row, place = seen(request, pk), request.page
    linked = queries.links(row)
    groups = [
        (kind.label, [(f, record_url(f.link.ref) or _page_of(f.link)) for f in linked if f.link.kind == kind])
        for kind in LinkKind
    ]  # fmt: skip
    marks = queries.marks(row, linked)
    return render(
        request,
        "integration/detail.html",
        {
            "row": row,
            "standing": queries.standing_of(row, place.as_of),
            "groups": [(label, rows) for label, rows in groups if rows],
            "marks": marks,
            "done": sum(m.mark is not None and m.is_standing for m in marks),
            "steps": queries.steps(row),
            "can_write": place.can("integration.write", row.unit) and row.stopped_on is None,
            "can_resume": place.can("integration.write", row.unit) and row.stopped_on is not None,
            "can_link": place.can("integration.link") and row.stopped_on is None,
            "history": history(row),
        },
    )


def _page_of(link: Any) -> str:
    """The page of a branch; a measure is read in the year's paper."""
    if link.kind == LinkKind.BRANCH:
        return reverse("org:unit", args=[link.unit_id])
    return f"{reverse('integration:list')}?measure={link.ref.partition(':')[2]}"


@page("integration.write")
def new(request: PageRequest) -> HttpResponse:
    """Enter an item."""
    unit = unit_of(request)
    people = members_on(unit, site_day())
    form = ItemForm(request.POST or None, people=people, initial={"starts_on": site_day()})
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.add_item(
                request.page.actor, unit=unit,
                **{name: form.cleaned_data[name] for name in actions.COLUMNS},
            ),
        )  # fmt: skip
        if row is not None:
            messages.success(request, "已登记，接着关联措施、支部和活动。")
            return redirect("integration:link", row.pk)
    return form_page(
        request, form, title="登记业务工作", submit="登记", cancel=reverse("integration:list")
    )


def _handled(
    request: PageRequest, row: Any, form: TongpinForm, verb: Callable[..., Any], *, title: str,
    said: str, intro: str = "", submit: str = "", **given: Any,
) -> HttpResponse:  # fmt: skip
    """The form of one verb about an item."""

    def act() -> Any:
        return verb(request.page.actor, unit=row.unit, item=row, **given, **filled(form)) or True

    return handled(
        request, form, act, "integration:detail", row.pk, said=said, title=title,
        submit=submit or title, template="integration/verb.html", row=row, intro=intro,
    )  # fmt: skip


@page("integration.write")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Correct it."""
    row = own(request, pk)
    first = {n: getattr(row, n) for n in actions.COLUMNS} | {"version": row.version}
    form = ItemForm(request.POST or None, people=members_on(row.unit, site_day()), initial=first)
    return _handled(
        request, row, form, actions.revise_item, title="修改", submit="保存", said="已保存。"
    )


@page("integration.write")
def step(request: PageRequest, pk: int) -> HttpResponse:
    """How far it has come."""
    row = own(request, pk)
    form = StepForm(
        request.POST or None, request.FILES or None,
        initial={"version": row.version, "percent": row.percent},
    )  # fmt: skip
    return _handled(request, row, form, actions.record_step, title="登记进展", said="进展已登记。")


@page("integration.write")
def step_withdraw(request: PageRequest, pk: int, step: int) -> HttpResponse:
    """Take a step back."""
    row = own(request, pk)
    found = queries.step(row, step) if step <= 2**31 else None
    if found is None:
        raise Http404
    return _handled(
        request, row, ReasonForm(request.POST or None), actions.withdraw_step, title="撤回进展",
        said="已撤回。", intro=f"{found.on} {found.percent}%：{found.note[:60]}", step=found,
    )  # fmt: skip


@page("integration.write")
def mark(request: PageRequest, pk: int) -> HttpResponse:
    """One of the four marks."""
    row = own(request, pk)
    kind = request.GET.get("kind", "")
    form = MarkForm(
        request.POST or None, request.FILES or None, links=queries.evidence(row),
        initial={"kind": kind if kind in MarkKind.values else MarkKind.PLANNED},
    )  # fmt: skip
    return _handled(request, row, form, actions.record_mark, title="登记四同", said="已登记。")


@page("integration.write")
def mark_withdraw(request: PageRequest, pk: int, mark: int) -> HttpResponse:
    """Take a mark back."""
    row = own(request, pk)
    found = queries.mark(row, mark) if mark <= 2**31 else None
    if found is None:
        raise Http404
    return _handled(
        request, row, ReasonForm(request.POST or None), actions.withdraw_mark,
        title=f"撤回{found.get_kind_display()}", said="已撤回。", intro=found.note, mark=found,
    )  # fmt: skip


@page("integration.write")
def stop(request: PageRequest, pk: int) -> HttpResponse:
    """Call it off."""
    row = own(request, pk)
    form = StopForm(request.POST or None, initial={"version": row.version})
    return _handled(
        request,
        row,
        form,
        actions.stop_item,
        title="终止",
        said="已终止，记录仍可查到，也可以恢复。",
    )


@require_POST
@page("integration.write")
def resume(request: PageRequest, pk: int) -> HttpResponse:
    """Undo the stop."""
    row = own(request, pk)
    actions.resume_item(request.page.actor, unit=row.unit, item=row, version=row.version)
    messages.success(request, "已恢复。")
    return redirect("integration:detail", pk)
