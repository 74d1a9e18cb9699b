"""Pages of 意见建议: the public letter box, and the handling behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.queries import history
from tongpin.ledgers.opinions import actions, queries
from tongpin.ledgers.opinions.forms import (
    AnswerForm,
    AssignForm,
    LetterForm,
    ProblemForm,
    RateForm,
    ReceiptForm,
    SettleForm,
)
from tongpin.ledgers.opinions.models import Category, Opinion, Satisfaction, State
from tongpin.ledgers.opinions.receipts import is_flooding, is_searching
from tongpin.org.access import PageRequest, page
from tongpin.org.address import client_address
from tongpin.org.editing import form_page, handled
from tongpin.org.models import Unit
from tongpin.org.queries import bodies
from tongpin.rectification.queries import problems_of
from tongpin.ui.forms import TongpinForm
from tongpin.ui.listing import Column, Filter, Listing, respond


@login_not_required
@never_cache
@sensitive_post_parameters()
def letter(request: HttpRequest) -> HttpResponse:
    """Write an opinion: nothing of who writes is read, not even a log-in that is there."""
    units = queries.addressees()
    if not units:
        raise Http404
    form = LetterForm(request.POST if request.method == "POST" else None, units=units)
    if request.method == "POST" and is_flooding(client_address(request)):
        form.add_error(None, "提交得太频繁了，请过一会儿再写；写好的内容还在下面。")
        form.status = 429  # type: ignore[attr-defined]
    elif request.method == "POST":
        form.status = 400  # type: ignore[attr-defined]
        if form.is_valid():
            data = form.cleaned_data
            code = actions.drop(
                unit=data["unit"], category=data["category"],
                content=data["content"], contact=data["contact"],
            )  # fmt: skip
            return render(request, "opinions/thanks.html", {"code": code, "title": "已经收到"})
    return form_page(request, form, "opinions/letter.html", title="提意见建议",
                     published=queries.published(5))  # fmt: skip


@login_not_required
@never_cache
@sensitive_post_parameters()
def receipt(request: HttpRequest) -> HttpResponse:
    """Read the answer with the receipt code, and say whether it satisfies."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    row = None
    if request.method == "POST" and is_searching(client_address(request)):
        form.add_error(None, "查询得太频繁了，请过一会儿再试。")
        form.status = 429  # type: ignore[attr-defined]
    elif request.method == "POST":
        form.status = 400  # type: ignore[attr-defined]
        if form.is_valid():
            row = queries.by_receipt(form.cleaned_data["code"])
            if row is None:
                form.add_error("code", "没有这个回执码，请核对字母和数字。")
            else:
                form.status = 200  # type: ignore[attr-defined]
    is_record = isinstance(row, Opinion)
    can_rate = isinstance(row, Opinion) and row.state == State.ANSWERED
    said = queries.rating_waiting(row) if isinstance(row, Opinion) else None
    rating = RateForm(initial={"code": form.data.get("code", "")}) if can_rate else None
    return form_page(
        request, form, "opinions/receipt.html", title="查看答复", row=row,
        is_record=is_record, rating=rating, said=said,
    )  # fmt: skip


@login_not_required
@require_POST
@sensitive_post_parameters()
def rate(request: HttpRequest) -> HttpResponse:
    """The sender's word on the answer."""
    if is_searching(client_address(request)):
        messages.error(request, "提交得太频繁了，请过一会儿再试。")
        return redirect("opinions:receipt")
    form = RateForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择满意或者不满意。")
        return redirect("opinions:receipt")
    row = queries.by_receipt(form.cleaned_data["code"])
    if not isinstance(row, Opinion):
        raise Http404
    actions.rate(
        opinion=row, satisfaction=form.cleaned_data["satisfaction"],
        comment=form.cleaned_data["comment"],
    )  # fmt: skip
    messages.success(request, "谢谢，您的评价已经收到，明天转给承办的党组织。")
    return redirect("opinions:receipt")


@page("opinions.view")
def listing(request: PageRequest) -> HttpResponse:
    """The opinions of the chosen unit and everything below it."""
    place, today = request.page, site_day()
    actions.collect_waiting()
    rows = queries.opinions(place.scope)
    if place.unit is not None:
        rows = rows.filter(unit__path__startswith=place.unit.path)
    table = Listing(
        request,
        rows,
        [
            Column("received_on", "收到", sort="received_on", kind="date"),
            Column("category", "类别", cell=lambda r: r.get_category_display(),
                   link=lambda r: reverse("opinions:detail", args=[r.pk])),
            Column("unit", "承办党组织", cell=lambda r: str(r.unit)),
            Column("handler", "承办人"),
            Column("due_on", "答复期限", sort="due_on", kind="date"),
            Column("state", "状态", cell=lambda r: _state(r, today)),
            Column("satisfaction", "评价", cell=lambda r: r.get_satisfaction_display()),
        ],
        title="意见建议",
        filters=[
            Filter("category", "类别", Category.choices, lambda q, v: q.filter(category=v)),
            Filter("state", "状态", State.choices, lambda q, v: q.filter(state=v)),
            Filter("late", "期限", [("1", "逾期未答复")], lambda q, v: q.filter(queries.overdue(today))),
            Filter("rated", "评价", [c for c in Satisfaction.choices if c[0]],
                   lambda q, v: q.filter(satisfaction=v)),
        ],
        default_sort="-received_on",
        empty="还没有收到意见建议。把“提意见建议”页面的地址发给党员和群众，来信第二天在这里交办。",
    )  # fmt: skip
    return respond(
        request, table, "opinions/list.html", tally=queries.tally(rows, today),
        address=request.build_absolute_uri(reverse("opinions:letter")),
    )  # fmt: skip


def _state(row: Opinion, today: date) -> str:
    late = row.state in queries.OPEN_STATES and row.due_on is not None and row.due_on < today
    return "逾期未答复" if late else row.get_state_display()


@page("opinions.view")
def detail(request: PageRequest, key: UUID) -> HttpResponse:
    """One opinion with its handling."""
    row = _row(request, key)
    can_write = request.page.can("opinions.write", row.unit)
    versioned = {"version": row.version}
    return render(
        request,
        "opinions/detail.html",
        {
            "row": row,
            "history": history(row),
            "problems": problems_of(row.ref),
            "can_write": can_write,
            "can_rectify": can_write and row.state != State.SETTLED,
            "assigning": AssignForm(units=_units(request), initial=versioned | _handed(row))
            if can_write and row.state in queries.OPEN_STATES else None,
            "answering": AnswerForm(initial=versioned | {"words": row.answer})
            if can_write and row.state in (State.ASSIGNED, State.ANSWERED) else None,
            "settling": SettleForm(initial=versioned)
            if can_write and row.state == State.ANSWERED else None,
        },
    )  # fmt: skip


@page("opinions.write")
def assign(request: PageRequest, key: UUID) -> HttpResponse:
    """Give it to who answers."""
    row = _row(request, key)
    form = AssignForm(request.POST or None, units=_units(request), initial={"version": row.version})
    return _handled(request, row, form, actions.assign, "已交办。", "交办")


@page("opinions.write")
def answer(request: PageRequest, key: UUID) -> HttpResponse:
    """Answer it."""
    row = _row(request, key)
    form = AnswerForm(request.POST or None, initial={"version": row.version})
    return _handled(request, row, form, actions.answer, "已答复，来信人凭回执码可以看到。", "答复")


@page("opinions.write")
def settle(request: PageRequest, key: UUID) -> HttpResponse:
    """End it."""
    row = _row(request, key)
    form = SettleForm(request.POST or None, initial={"version": row.version})
    return _handled(request, row, form, actions.settle, "已办结。", "办结")


@page("opinions.write")
def to_problem(request: PageRequest, key: UUID) -> HttpResponse:
    """Hand it down to the problem loop."""
    row = _row(request, key)
    form = ProblemForm(request.POST or None, initial={"version": row.version})
    return _handled(
        request,
        row,
        form,
        actions.to_problem,
        "已转为问题，整改情况在“问题整改”里登记。",
        "转为问题",
    )


def _handled(
    request: PageRequest,
    row: Opinion,
    form: TongpinForm,
    verb: Callable[..., object],
    said: str,
    title: str,
) -> HttpResponse:
    """The form of one verb about an opinion."""

    def act() -> bool:
        verb(request.page.actor, unit=row.unit, opinion=row, **form.cleaned_data)
        return True

    return handled(
        request, form, act, "opinions:detail", row.pk, said=said, title=title,
        template="opinions/form.html",
    )  # fmt: skip


def _handed(row: Opinion) -> dict[str, object]:
    """What the form of handing out begins with: a deadline that is over has to be set anew."""
    is_ahead = row.due_on is not None and row.due_on >= site_day()
    return {"to": row.unit_id, "handler": row.handler} | (
        {"due_on": row.due_on} if is_ahead else {}
    )


def _units(request: PageRequest) -> list[Unit]:
    return list(bodies(request.page.scope, as_of=site_day()).order_by("path"))


def _row(request: PageRequest, key: UUID) -> Opinion:
    row = queries.opinion(request.page.visible, key)
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
