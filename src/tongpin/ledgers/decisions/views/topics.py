"""Pages of topics: the list, one topic, and what is done before the meeting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.decisions import actions, queries
from tongpin.ledgers.decisions.forms import (
    AcceptForm,
    PutOnForm,
    ReasonForm,
    ReportForm,
    StepForm,
    TopicForm,
    VersionedReasonForm,
)
from tongpin.ledgers.decisions.models import Category, Topic
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.models import Unit
from tongpin.ui.forms import TongpinForm
from tongpin.ui.listing import Column, Filter, Listing, respond


@page("decisions.view")
def listing(request: PageRequest) -> HttpResponse:
    """The topics of the chosen unit and everything below it."""
    place = request.page
    rows = queries.topics(place.scope)
    if place.unit is not None:
        rows = rows.filter(unit__path__startswith=place.unit.path)
    table = Listing(
        request,
        rows,
        [
            Column("title", "议题", cell=lambda r: queries.title_for(place.actor, r),
                   link=lambda r: reverse("decisions:topic", args=[r.pk])),
            Column("category", "事项类别", cell=lambda r: r.get_category_display(), sort="category"),
            Column("amount_fen", "金额（元）", sort="amount_fen", kind="fen"),
            Column("department", "承办部门"),
            Column("proposed_on", "提出", sort="proposed_on", kind="date"),
            Column("accepted_on", "审定", sort="accepted_on", kind="date"),
            Column("meeting", "会议", cell=_meeting),
            Column("phase", "状态", cell=lambda r: queries.phase(r).label),
        ],
        title="三重一大议题",
        filters=[
            Filter("category", "事项类别", Category.choices, lambda q, v: q.filter(category=v)),
            Filter("phase", "状态", [(p.value, p.label) for p in queries.Phase], queries.in_phase),
            Filter("year", "年度", [(str(y), f"{y}年") for y in place.years],
                   lambda q, v: q.filter(proposed_on__year=int(v))),
        ],
        search=lambda q, text: queries.knowable(q, place.actor).filter(title__icontains=text),
        search_label="议题",
        default_sort="-proposed_on",
        empty="还没有议题。属于“三重一大”的事项从这里提出，办完会前程序、审定以后列入会议。",
        empty_action=("提出议题", reverse("decisions:topic-new"))
        if place.can("decisions.write") else None,
    )  # fmt: skip
    return respond(request, table, "decisions/list.html", can_write=place.can("decisions.write"))


def _meeting(row: Topic) -> str:
    days = sorted(i.gathering.held_on for i in queries.standing_items(row))
    return f"{days[-1]:%Y-%m-%d}" if days else ""


@page("decisions.view")
@never_cache
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One topic: what it says, what was done, where it stands."""
    return _shown(request, _row(request, pk))


@page("decisions.view")
@require_POST
@never_cache
def reveal(request: PageRequest, pk: int) -> HttpResponse:
    """The sealed substance, this once; the reading is on record."""
    row = _row(request, pk)
    words = actions.read_details(request.page.actor, unit=row.unit, topic=row)
    return _shown(request, row, details=words)


def _shown(request: PageRequest, row: Topic, **extra: Any) -> HttpResponse:
    book, place = current_book(), request.page
    can_write = place.can("decisions.write", row.unit) and not row.withdrawn_reason
    phase = queries.phase(row)
    article = queries.steps_article(book, row.category, row.proposed_on)
    return render(
        request,
        "decisions/topic.html",
        {
            "row": row,
            "title": queries.title_for(place.actor, row),
            "may_know": queries.may_know(place.actor, row),
            "phase": phase,
            "chip": queries.CHIPS[phase],
            "lacking": queries.lacking_steps(book, row, site_day()),
            "basis": article,
            "remark": queries.below_threshold(book, row),
            "can_write": can_write,
            "is_before": phase in (queries.Phase.PREPARING, queries.Phase.ACCEPTED,
                                   queries.Phase.POSTPONED),
            "is_undecided": phase not in (queries.Phase.PASSED, queries.Phase.REJECTED),
            "history": history(row) if queries.may_know(place.actor, row) else [],
            **extra,
        },
    )  # fmt: skip


@page("decisions.write")
def new(request: PageRequest) -> HttpResponse:
    """Propose a topic, or write down an emergency that was already handled."""
    unit = _body(request)
    urgent = "emergency" in request.GET
    form = TopicForm(
        request.POST or None, unit=unit, is_emergency=urgent,
        initial={"proposed_on": site_day(), "category": request.GET.get("category", "")},
    )  # fmt: skip
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.propose(
                request.page.actor, unit=unit, proposal=form.proposal(), emergency=form.emergency()
            ),
        )
        if row is not None:
            messages.success(request, "议题已经登记。")
            return redirect("decisions:topic", row.pk)
    return form_page(
        request, form, title="登记紧急处置" if urgent else "提出议题", submit="登记",
        eyebrow=str(unit), cancel=reverse("decisions:list"),
    )  # fmt: skip


@page("decisions.write")
@never_cache
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a topic; the sealed substance is read, and so on record, when the form opens."""
    row = _row(request, pk)
    details = actions.read_details(request.page.actor, unit=row.unit, topic=row)
    names = ("category", "title", "proposed_on", "department", "proposer", "responsible",
             "summary", "changes", "version")  # fmt: skip
    initial = {name: getattr(row, name) for name in names} | {"details": details}
    initial["amount"] = None if row.amount_fen is None else row.amount_fen / 100
    form = TopicForm(request.POST or None, unit=row.unit, topic=row, initial=initial)
    return _done(
        request, row, form, "修改议题", "已保存，请重新审定。",
        lambda: actions.change_topic(
            request.page.actor, unit=row.unit, topic=row,
            version=form.cleaned_data["version"], proposal=form.proposal(),
        ),
    )  # fmt: skip


@page("decisions.write")
def step_new(request: PageRequest, pk: int) -> HttpResponse:
    """Record what was done before the meeting."""
    row = _row(request, pk)
    names = queries.step_names(current_book(), row.category, row.proposed_on)
    initial = {"on": site_day(), "name": request.GET.get("name", "")}
    form = StepForm(request.POST or None, names=names, initial=initial)
    return _done(
        request, row, form, "登记会前程序", "已登记。",
        lambda: actions.record_step(
            request.page.actor, unit=row.unit, topic=row, **form.cleaned_data
        ),
    )  # fmt: skip


@page("decisions.write")
def step_withdraw(request: PageRequest, pk: int, step: int) -> HttpResponse:
    """Take a record back with a reason."""
    row = _row(request, pk)
    found = queries.step(row, step)
    if found is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    return _done(
        request, row, form, f"撤回“{found.name}”的记录", "已撤回。",
        lambda: actions.withdraw_step(
            request.page.actor, unit=row.unit, topic=row, step=found, **form.cleaned_data
        ),
    )  # fmt: skip


@page("decisions.write")
def accept(request: PageRequest, pk: int) -> HttpResponse:
    """The main leader lets it go to the meeting."""
    row = _row(request, pk)
    first = queries.leader(row.unit, site_day())
    form = AcceptForm(
        request.POST or None,
        initial={"version": row.version, "on": site_day(), "by": first.name if first else ""},
    )
    return _done(
        request, row, form, "审定议题", "已审定，可以列入会议。",
        lambda: actions.accept(request.page.actor, unit=row.unit, topic=row, **form.cleaned_data),
    )  # fmt: skip


@page("decisions.write")
def report(request: PageRequest, pk: int) -> HttpResponse:
    """An emergency was reported."""
    row = _row(request, pk)
    form = ReportForm(request.POST or None, initial={"version": row.version, "on": site_day()})
    return _done(
        request, row, form, "登记报告", "已登记，下一步提请会议追认。",
        lambda: actions.report_emergency(
            request.page.actor, unit=row.unit, topic=row, **form.cleaned_data
        ),
    )  # fmt: skip


@page("decisions.write")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take a topic back."""
    row = _row(request, pk)
    form = VersionedReasonForm(request.POST or None, initial={"version": row.version})
    return _done(
        request, row, form, "撤回议题", "议题已撤回，记录保留。",
        lambda: actions.withdraw_topic(
            request.page.actor, unit=row.unit, topic=row, **form.cleaned_data
        ),
    )  # fmt: skip


@page("decisions.write")
def put_on(request: PageRequest, pk: int) -> HttpResponse:
    """Choose the meeting."""
    row = _row(request, pk)
    form = PutOnForm(request.POST or None, unit=row.unit)
    return _done(
        request, row, form, "列入会议", "已列入会议。",
        lambda: actions.put_on(request.page.actor, unit=row.unit, topic=row, **form.cleaned_data),
        template="decisions/put_on.html",
    )  # fmt: skip


def _done(
    request: PageRequest, row: Topic, form: TongpinForm, title: str, said: str,
    act: Callable[[], Any], template: str = "ui/form.html",
) -> HttpResponse:  # fmt: skip
    """A form about a topic: carried out, or shown again with what is wrong."""
    if request.method == "POST" and carried_out(form, act) is not None:
        messages.success(request, said)
        return redirect("decisions:topic", row.pk)
    return form_page(
        request, form, template, title=title, submit=title, row=row,
        eyebrow=queries.title_for(request.page.actor, row),
        cancel=reverse("decisions:topic", args=[row.pk]),
    )  # fmt: skip


def _body(request: PageRequest) -> Unit:
    """The leading body of the chosen unit, or the only one that the reader may write for."""
    units = queries.bodies_of(request.page.scope)
    if request.page.unit is not None and request.page.unit in units:
        return request.page.unit
    if not units:
        raise Refused("三重一大由党委（党组）集体决定，您没有可以登记的决策机构。")
    return units[0]


def _row(request: PageRequest, pk: int) -> Topic:
    row = queries.topic(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
