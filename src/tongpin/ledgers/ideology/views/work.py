"""The year's duties, and the four parts of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.ideology import actions, queries
from tongpin.ledgers.ideology.forms import (
    ActivityForm,
    ApprovalForm,
    ChargeForm,
    EntryForm,
    KeyDayForm,
    ReasonForm,
    RiskForm,
)
from tongpin.ledgers.ideology.models import Activity, Approval, Charge, Entry, KeyDay
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.ui.listing import Column, Listing, respond

AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the ledger: its table, form, columns and what an empty list teaches."""

    title: str
    verb: str
    model: type[Entry]
    form: type[EntryForm]
    rows: Callable[[Scope], ScopedQuerySet]
    columns: tuple[Column, ...]
    sort: str
    empty: str


def _day(key: str, label: str) -> Column:
    return Column(key, label, sort=key, kind="date")


def _shown(key: str, label: str) -> Column:
    return Column(key, label, cell=lambda r: getattr(r, f"get_{key}_display")(), sort=key)


PARTS = {
    "work": Part(
        "责任落实", "登记工作", Activity, ActivityForm, queries.activities,
        (_shown("kind", "类别"), Column("title", "事项"), _day("on", "日期"),
         Column("gathering", "会议", cell=lambda r: str(r.gathering or "")),
         Column("addressee", "报送或者通报范围")),
        "-on", "还没有登记。专题研究、分析研判、报告和通报，做完一次登记一次。",
    ),
    "charges": Part(
        "责任分工", "登记分工", Charge, ChargeForm, queries.charges,
        (_shown("field", "工作领域"), Column("title", "阵地名称"), Column("leader", "分管负责人"),
         Column("responsible", "责任人和职务"), _day("since", "起"), _day("until", "止")),
        "field", "还没有分工。网站、公众号、讲座论坛等阵地，逐个写明分管负责人和责任人。",
    ),
    "approvals": Part(
        "活动审批", "登记审批", Approval, ApprovalForm, queries.approvals,
        (Column("title", "活动名称"), _shown("form", "形式"), _day("on", "举办"),
         Column("organiser", "主办部门"), Column("speaker_post", "主讲人单位职务"),
         Column("approved_by", "审批人"), _day("approved_on", "审批")),
        "-on", "还没有登记。讲座、论坛、报告会一事一报，先审批后举办。",
    ),
    "days": Part(
        "重要节点", "登记节点", KeyDay, KeyDayForm, queries.key_days,
        (Column("title", "节点"), _day("on", "日期"), Column("preparation", "准备工作"),
         Column("responsible", "责任人和职务"), _day("ready_on", "准备完成")),
        "on", "还没有登记。把需要提前准备的日子写上，到期前在工作台提醒。",
    ),
}  # fmt: skip


@page("ideology.view")
def board(request: PageRequest) -> HttpResponse:
    """What the year asks, what was done, and what lies ahead."""
    place = request.page
    unit = _unit(request)
    scope = Scope(((unit.path, True),))
    return render(
        request,
        "ideology/board.html",
        {
            "unit": unit, "year": place.year, "day": place.as_of,
            "asked": [
                (row, row.is_late(place.as_of))
                for row in queries.asked(current_book(), unit, place.year)
            ],
            "charges": queries.charges(scope).filter(withdrawn_reason="", until=None),
            "days": queries.days_to_prepare(scope, place.as_of, place.as_of + AHEAD),
            "events": current_book().article("ideo-approval-events", place.as_of),
            "parts": [(key, part.title) for key, part in PARTS.items()],
            "can_write": place.can("ideology.write", unit),
        },
    )  # fmt: skip


@page("ideology.view")
def listing(request: PageRequest, part: str) -> HttpResponse:
    """One part of the ledger."""
    place, found = request.page, _part(part)
    rows = found.rows(place.scope)
    if place.unit is not None:
        rows = rows.filter(unit__path__startswith=place.unit.path)
    can_write = place.can("ideology.write")
    table = Listing(
        request,
        rows,
        [
            *found.columns,
            Column("unit", "党组织", cell=lambda r: str(r.unit), sort="unit__path"),
            Column("state", "登记", cell=lambda r: f"已撤回：{r.withdrawn_reason}"
                   if r.withdrawn_reason else r.recorded_by,
                   link=(lambda r: reverse("ideology:withdraw", args=[part, r.pk]))
                   if can_write else None),
        ],
        title=found.title,
        search=lambda q, text: q.filter(title__icontains=text),
        search_label="名称",
        default_sort=found.sort,
        empty=found.empty,
        empty_action=(found.verb, reverse("ideology:new", args=[part])) if can_write else None,
    )  # fmt: skip
    return respond(
        request, table, "ideology/list.html", part=part, verb=found.verb, can_write=can_write
    )


@page("ideology.write")
def new(request: PageRequest, part: str) -> HttpResponse:
    """Write a line."""
    found, unit = _part(part), _unit(request)
    form = found.form(
        request.POST or None, unit=unit, initial={"kind": request.GET.get("kind", "")}
    )
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.enter(
                request.page.actor, unit=unit, model=found.model, values=form.cleaned_data
            ),
        )
        if row is not None:
            messages.success(request, "已登记。")
            return redirect("ideology:list", part)
    return form_page(
        request, form, title=found.verb, submit="登记", eyebrow=str(unit),
        cancel=reverse("ideology:list", args=[part]),
    )  # fmt: skip


@page("ideology.write")
def withdraw(request: PageRequest, part: str, pk: int) -> HttpResponse:
    """Take a line back."""
    found = _part(part)
    row = _row(request, found.model, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.withdraw(
                request.page.actor, unit=row.unit, row=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已撤回，记录保留。")
            return redirect("ideology:list", part)
    return form_page(
        request, form, title=f"撤回：{row}", submit="撤回", eyebrow=found.title,
        cancel=reverse("ideology:list", args=[part]),
    )  # fmt: skip


@page("ideology.write")
@require_POST
def ready(request: PageRequest, pk: int) -> HttpResponse:
    """The preparation for a day is finished."""
    row = _row(request, KeyDay, pk)
    assert isinstance(row, KeyDay)
    actions.make_ready(request.page.actor, unit=row.unit, row=row)
    messages.success(request, "已登记准备完成。")
    return redirect("ideology:board")


@page("ideology.write")
def risk(request: PageRequest) -> HttpResponse:
    """A risk item of work becomes a problem of the one loop."""
    unit = _unit(request)
    units = queries.units_of(request.page.scope, unit)
    form = RiskForm(request.POST or None, unit=unit, units=units, initial={"to": unit.pk})
    if request.method == "POST":
        row = carried_out(
            form, lambda: actions.raise_risk(request.page.actor, unit=unit, **form.cleaned_data)
        )
        if row is not None:
            messages.success(request, "已转入问题整改，请制定措施。")
            return redirect("rectification:detail", row.pk)
    return form_page(
        request, form, title="登记风险事项", submit="登记", eyebrow=str(unit),
        cancel=reverse("ideology:board"),
        intro=f"{site_day():%Y-%m-%d}发现的工作漏洞，转入问题整改，有措施、时限和核验。",
    )  # fmt: skip


def _part(key: str) -> Part:
    if key not in PARTS:
        raise Http404
    return PARTS[key]


def _unit(request: PageRequest) -> Unit:
    if request.page.unit is None:
        raise Refused("您没有可以打开的党组织。")
    return request.page.require(request.page.unit)


def _row(request: PageRequest, model: type[Entry], pk: int) -> Any:
    row = queries.entry(request.page.visible, model, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
