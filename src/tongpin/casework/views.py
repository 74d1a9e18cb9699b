"""Pages of 程序办理."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.capability import guide, guided_steps
from tongpin.casework import actions, queries
from tongpin.casework.forms import CloseForm, OpenForm, StepForm, WithdrawForm
from tongpin.casework.models import Case
from tongpin.duties.rulebook import current_book
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.ui.listing import Column, Filter, Listing, respond


@page("casework.view")
def listing(request: PageRequest) -> HttpResponse:
    """The cases of the chosen unit and everything below it."""
    place = request.page
    rows = queries.cases(place.scope)
    if place.unit is not None:
        rows = rows.filter(unit__path__startswith=place.unit.path)
    day, book = place.as_of, current_book()
    table = Listing(
        request,
        rows,
        [
            Column("title", "事项", sort="title", link=lambda r: reverse("casework:detail", args=[r.pk])),
            Column("procedure", "程序", cell=lambda r: book.procedure(r.procedure).title),
            Column("unit", "党组织", cell=lambda r: str(r.unit), sort="unit__order"),
            Column("opened_on", "开始", sort="opened_on", kind="date"),
            Column("standing", "情况", cell=lambda r: queries.summary(book, r, day)[0]),
            Column("next", "下一步", cell=lambda r: queries.summary(book, r, day)[1]),
        ],
        title="程序办理",
        filters=[
            Filter(
                "procedure",
                "程序",
                [(p.key, p.title) for p in queries.procedures(book).values()],
                lambda q, v: q.filter(procedure=v),
            ),
            Filter(
                "state",
                "状态",
                [("open", "办理中"), ("closed", "已办结")],
                lambda q, v: q.filter(closed_on__isnull=v == "open"),
            ),
        ],
        search=lambda q, text: q.filter(title__icontains=text),
        search_label="事项",
        default_sort="-opened_on",
        empty="还没有办理中的程序。民主生活会、组织生活会、换届选举等要分步办理的事项，从这里开始，"
        "系统提示下一步做什么、最迟哪天、缺什么材料。",
        empty_action=("开始办理", reverse("casework:new")) if place.can("casework.write") else None,
    )  # fmt: skip
    return respond(request, table, "casework/list.html", can_write=place.can("casework.write"))


@page("casework.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One case: every step, what was recorded, what the rules say, what may be done now."""
    row = _row(request, pk)
    book = current_book()
    found = queries.progress(book, row, request.page.as_of)
    return render(
        request,
        "casework/detail.html",
        {
            "row": row,
            "procedure": book.procedure(row.procedure),
            "rungs": queries.ladder(book, row, found),
            "papers": queries.papers(row.records.all()),
            "standing": queries.standing(found),
            "days": queries.derived_days(book, row, found),
            "history": history(row),
            "guide": guide(row.procedure),
            "guided": guided_steps(row.procedure),
            "can_write": request.page.can("casework.write", row.unit) and row.closed_on is None,
            "can_reopen": request.page.can("casework.write", row.unit),
        },
    )


@page("casework.write")
def new(request: PageRequest) -> HttpResponse:
    """Begin a case."""
    unit = request.page.unit
    if unit is None:
        raise Refused("还没有可以办理事项的党组织，请先建立党组织。")
    initial = {"procedure": request.GET.get("procedure", "")}
    form = OpenForm(request.POST or None, unit=unit, initial=initial)
    if request.method == "POST":
        row = carried_out(
            form, lambda: actions.open_case(request.page.actor, unit=unit, **form.cleaned_data)
        )
        if row is not None:
            messages.success(request, "已开始办理，按顺序登记各步骤即可。")
            return redirect("casework:detail", row.pk)
    return form_page(
        request, form, "casework/form.html", title="开始办理程序", submit="开始办理",
        eyebrow=str(unit), cancel=reverse("casework:list"),
    )  # fmt: skip


@page("casework.write")
def record(request: PageRequest, pk: int, step: str) -> HttpResponse:
    """Record one step."""
    row = _row(request, pk)
    book = current_book()
    found = book.procedure(row.procedure).by_key.get(step)
    if found is None:
        raise Http404
    if step in guided_steps(row.procedure):
        return _guided(request, row, found.title)
    form = StepForm(
        request.POST or None, request.FILES or None, unit=row.unit, step=found,
        initial={"on": site_day()},
    )  # fmt: skip
    if request.method == "POST":
        saved = carried_out(
            form,
            lambda: actions.record_step(
                request.page.actor, unit=row.unit, case=row, happening=form.happening(),
                files=form.cleaned_data["papers"],
            ),
        )  # fmt: skip
        if saved is not None:
            messages.success(request, f"“{found.title}”已登记。")
            return redirect("casework:detail", row.pk)
    progress = queries.progress(book, row, site_day())
    rung = next(item for item in queries.ladder(book, row, progress) if item.step.key == step)
    return form_page(
        request, form, "casework/form.html", title=found.title, eyebrow=row.title, rung=rung,
        cancel=reverse("casework:detail", args=[row.pk]),
    )  # fmt: skip


@page("casework.write")
def withdraw(request: PageRequest, pk: int, record: int) -> HttpResponse:
    """Take a record back with a reason."""
    row = _row(request, pk)
    item = queries.record(row, record)
    if item is None:
        raise Http404
    if item.step in guided_steps(row.procedure):
        return _guided(request, row, current_book().procedure(row.procedure).title_of(item.step))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.withdraw_step(
                request.page.actor, unit=row.unit, case=row, record=item,
                reason=form.cleaned_data["reason"],
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, "已撤回，各步骤已重新判定。")
            return redirect("casework:detail", row.pk)
    title = current_book().procedure(row.procedure).title_of(item.step)
    return form_page(
        request, form, "casework/form.html", title=f"撤回“{title}”的记录", eyebrow=row.title,
        submit="撤回", cancel=reverse("casework:detail", args=[row.pk]),
    )  # fmt: skip


@page("casework.write")
def close(request: PageRequest, pk: int) -> HttpResponse:
    """End a case."""
    row = _row(request, pk)
    form = CloseForm(request.POST or None, initial={"closed_on": site_day()})
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.close_case(
                request.page.actor, unit=row.unit, case=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已办结。")
            return redirect("casework:detail", row.pk)
    return form_page(
        request, form, "casework/form.html", title="办结", eyebrow=row.title, submit="办结",
        cancel=reverse("casework:detail", args=[row.pk]),
    )  # fmt: skip


@require_POST
@page("casework.write")
def reopen(request: PageRequest, pk: int) -> HttpResponse:
    """Undo a closing."""
    row = _row(request, pk)
    actions.reopen_case(request.page.actor, unit=row.unit, case=row)
    messages.success(request, "已恢复办理。")
    return redirect("casework:detail", row.pk)


def _guided(request: PageRequest, row: Case, title: str) -> HttpResponse:
    """The page that records the step itself."""
    messages.info(request, f"“{title}”在这里逐项登记，结果自动记入办理步骤。")
    return redirect(guide(row.procedure) or "casework:detail", row.pk)


def _row(request: PageRequest, pk: int) -> Case:
    row = queries.case(request.page.visible, pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
