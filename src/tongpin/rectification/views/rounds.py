"""Rounds: the list, a page with deadlines and progress, the form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.audit.queries import history
from tongpin.documents.papers import DOCX
from tongpin.duties.rulebook import current_book
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page, unit_of
from tongpin.rectification import actions, papers, queries
from tongpin.rectification.forms import RoundForm
from tongpin.rectification.models import Round, Source
from tongpin.rectification.views.place import round_of
from tongpin.ui.addresses import record_url
from tongpin.ui.listing import Column, Filter, Listing, download, respond

FIELDS = (
    "source name level team feedback_on due_on responsible plan_sent_on report_sent_on"
    " report_number case_ref"
).split()


@page("rectification.view")
def rounds(request: PageRequest) -> HttpResponse:
    """The rounds of the chosen unit and below."""
    place = request.page
    book = current_book()

    def report(row: Round) -> object:
        if row.report_sent_on:
            return row.report_sent_on
        due = queries.periods(book, row).report
        return due.on if due is not None else row.due_on

    table = Listing(
        request,
        queries.rounds(queries.narrowed(place.scope, place.unit)),
        [
            Column("name", "轮次", link=lambda r: reverse("rectification:round", args=[r.pk])),
            Column("source", "来源", cell=lambda r: r.get_source_display()),
            Column("unit", "被反馈党组织", cell=lambda r: str(r.unit)),
            Column("feedback_on", "反馈日期", sort="feedback_on", kind="date"),
            Column("report", "整改报告", cell=lambda r: "已报送" if r.report_sent_on else "未报送"),
            Column("day", "报送日期或者期限", cell=report, kind="date"),
        ],
        title="整改轮次",
        filters=[
            Filter("source", "来源", Source.choices, lambda q, v: q.filter(source=v)),
        ],
        default_sort="-feedback_on",
        empty="还没有登记轮次。收到巡察反馈、审计报告后先登记轮次，期限自动推算，问题归到它的名下。",
        empty_action=("登记轮次", reverse("rectification:round-new"))
        if place.can("rectification.manage")
        else None,
    )
    return respond(
        request, table, "rectification/rounds.html", can_manage=place.can("rectification.manage")
    )


@page("rectification.view")
def round_page(request: PageRequest, pk: int) -> HttpResponse:
    """One round: its days with their grounds, how far its problems are."""
    row = round_of(request, pk)
    scope = request.page.scope
    rows = queries.problems(scope).filter(round=row)
    return render(
        request,
        "rectification/round.html",
        {
            "row": row,
            "dues": queries.periods(current_book(), row).all,
            "tally": queries.totals(rows, request.page.as_of),
            "problems": rows.order_by("number", "pk")[:300],
            "case": record_url(row.case_ref),
            "can_manage": request.page.can("rectification.manage", row.unit),
            "history": history(row),
            "today": request.page.as_of,
        },
    )


@page("rectification.manage")
def round_new(request: PageRequest) -> HttpResponse:
    """Register a round."""
    unit = unit_of(request)
    form = RoundForm(request.POST or None, initial={"feedback_on": site_day()})
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.open_round(
                request.page.actor, unit=unit,
                **{k: v for k, v in form.cleaned_data.items() if k != "version"},
            ),
        )  # fmt: skip
        if row is not None:
            messages.success(request, "轮次已登记，接着把反馈的问题登记或者导入进来。")
            return redirect("rectification:round", row.pk)
    return form_page(
        request, form, title="登记整改轮次", cancel=reverse("rectification:rounds"),
        intro=f"被反馈党组织：{unit}。",
    )  # fmt: skip


@page("rectification.manage")
def round_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Correct a round, or enter what was sent up."""
    row = round_of(request, pk)
    initial = {name: getattr(row, name) for name in FIELDS} | {"version": row.version}
    form = RoundForm(request.POST or None, initial=initial)
    if request.method == "POST":
        done = carried_out(form, lambda: _revised(request, row, form))
        if done is not None:
            messages.success(request, "已保存。")
            return redirect("rectification:round", pk)
    return form_page(
        request, form, title="修改轮次", cancel=reverse("rectification:round", args=[pk])
    )


@page("rectification.view")
def report(request: PageRequest, pk: int) -> HttpResponse:
    """整改进展情况报告 in Word."""
    row = round_of(request, pk)
    rows = queries.problems(request.page.scope).filter(round=row)
    data = papers.report(row, rows, request.page.as_of)
    return download(data, f"{row.name}整改进展情况报告.docx", DOCX)


def _revised(request: PageRequest, row: Round, form: RoundForm) -> Round:
    values = dict(form.cleaned_data)
    version = values.pop("version") or 0
    return actions.revise_round(
        request.page.actor, unit=row.unit, round=row, version=version, **values
    )
