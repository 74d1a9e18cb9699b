"""Bases and decisions to lower them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.queries import history
from tongpin.ledgers.dues import actions, queries
from tongpin.ledgers.dues.forms import BaseForm, ReasonForm, ReliefForm, proofs
from tongpin.ledgers.dues.models import CATEGORIES, BaseState, Declaration, ReliefKind
from tongpin.ledgers.dues.views.place import member, month_asked
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page, found, unit_of
from tongpin.rules.dues import FIXED, PAY_ITEMS, WITHHELD_ITEMS
from tongpin.ui.listing import Column, Filter, Listing, download, respond

STATES = [choice for choice in BaseState.choices if choice[0] != BaseState.WITHDRAWN]


@page("dues.view")
def listing(request: PageRequest) -> HttpResponse:
    """The year's declarations of the chosen unit and everything below it."""
    unit, year = unit_of(request), request.page.year
    rows = queries.declarations(request.page.scope, year).filter(unit__path__startswith=unit.path)
    table = Listing(
        request,
        rows,
        [
            Column("person", "姓名", cell=lambda r: r.person.name, sort="person__search_text",
                   link=lambda r: reverse("dues:base", args=[r.pk])),
            Column("unit", "党支部", cell=lambda r: str(r.unit), sort="unit__order"),
            Column("category", "党员类别", cell=lambda r: r.get_category_display(), sort="category"),
            Column("base_fen", "基数（元）", kind="fen", sort="base_fen"),
            Column("starts_on", "起始月份", cell=lambda r: f"{r.starts_on:%Y-%m}", sort="starts_on"),
            Column("state", "状态", cell=lambda r: r.get_state_display(), sort="state"),
        ],
        title=f"{year}年党费基数",
        filters=[
            Filter("category", "党员类别", CATEGORIES, lambda q, v: q.filter(category=v)),
            Filter("state", "状态", STATES, lambda q, v: q.filter(state=v)),
            Filter("base", "基数", [("unknown", "待核")],
                   lambda q, v: q.filter(base_fen__isnull=True).exclude(category__in=FIXED)),
        ],
        search=lambda q, text: q.filter(person__search_text__contains=text.lower()),
        search_label="姓名、拼音首字母",
        default_sort="person",
        empty=f"{year}年还没有申报基数。年初导入工资表，或者逐人填写，党员本人确认后作为全年交纳的依据。",
        empty_action=("导入工资表", reverse("dues:payroll")),
    )  # fmt: skip
    missing = queries.undeclared(unit, month_asked(request))
    return respond(
        request, table, "dues/bases.html", missing=missing[:30], missing_count=len(missing),
        can_write=request.page.can("dues.write", unit),
    )  # fmt: skip


@page("dues.write")
@never_cache
def new(request: PageRequest, pk: int) -> HttpResponse:
    """Declare a member's base."""
    person = member(request, pk)
    form = BaseForm(
        request.POST or None, initial={"starts_on": month_asked(request).replace(month=1)}
    )
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.declare_base(
                request.page.actor, unit=person.home, person=person, proofs=proofs(request.FILES),
                **form.values(),
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, "已申报，请党员本人在“我的党费”里确认。")
            return redirect("dues:base", done.pk)
    return form_page(request, form, "dues/base_form.html", title=f"申报{person}的党费基数",
                     person=person)  # fmt: skip


@page("dues.view")
@never_cache
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One declaration; the items behind it only by a step that leaves a trace."""
    return _detail(request, found(request, queries.declaration, pk))


@page("dues.pay")
@require_POST
@never_cache
def items(request: PageRequest, pk: int) -> HttpResponse:
    """The same page with the pay items, this once."""
    row = found(request, queries.declaration, pk)
    kept = actions.read_pay(request.page.actor, unit=row.unit, declaration=row)
    return _detail(
        request, row, items=named(kept), words=row.words, proof_line=queries.proof_line(row)
    )


@page("dues.pay")
@require_POST
@never_cache
def proof(request: PageRequest, pk: int) -> HttpResponse:
    """A proof for those who collect; the reading leaves a trace."""
    row = queries.proof(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    unit = request.page.require(row.declaration.unit)
    data = actions.read_proof(request.page.actor, unit=unit, proof=row)
    return download(data, row.name, row.media_type)


def named(kept: dict[str, Any]) -> list[tuple[str, str]]:
    """Pay items with their Chinese names, in the notice's order."""
    lines = [(label, kept["pay"][k]) for k, label in PAY_ITEMS.items() if k in kept.get("pay", {})]
    lines += [
        (f"扣：{label}", kept["withheld"][k])
        for k, label in WITHHELD_ITEMS.items()
        if k in kept.get("withheld", {})
    ]
    return lines + ([("上季度纯收入", kept["net"])] if "net" in kept else [])


def _detail(request: PageRequest, row: Declaration, **extra: Any) -> HttpResponse:
    can_read = request.page.can("dues.pay", row.unit)
    context = {
        "row": row, "files": queries.proofs(row) if can_read else [], "history": history(row),
        "can_read": can_read, "can_write": request.page.can("dues.write", row.unit),
        "withdraw_form": ReasonForm(), **extra,
    }  # fmt: skip
    return render(request, "dues/base.html", context)


@page("dues.write")
@require_POST
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take a wrong declaration back."""
    row = found(request, queries.declaration, pk)
    actions.withdraw_base(
        request.page.actor, unit=row.unit, declaration=row,
        reason=request.POST.get("reason", "")[:200],
    )  # fmt: skip
    messages.success(request, "已撤回。重新核定后，相关月份按新的依据计算。")
    return redirect("dues:bases")


@page("dues.view")
def reliefs(request: PageRequest) -> HttpResponse:
    """Decisions to lower or waive."""
    unit = unit_of(request)
    rows = queries.reliefs(request.page.scope).filter(unit__path__startswith=unit.path)
    can_write = request.page.can("dues.write", unit)
    table = Listing(
        request,
        rows,
        [
            Column("person", "姓名", cell=lambda r: r.person.name, sort="person__search_text",
                   link=lambda r: reverse("dues:member", args=[r.person_id])),
            Column("unit", "党支部", cell=lambda r: str(r.unit), sort="unit__order"),
            Column("kind", "种类", cell=lambda r: r.get_kind_display()),
            Column("starts_on", "起", cell=lambda r: f"{r.starts_on:%Y-%m}", sort="starts_on"),
            Column("ends_on", "止", cell=lambda r: f"{r.ends_on:%Y-%m}", sort="ends_on"),
            Column("amount_fen", "每月交纳（元）", kind="fen"),
            Column("approved_by", "批准单位"),
            Column("approval_number", "批准文号"),
            Column("is_withdrawn", "状态", cell=lambda r: "已撤回" if r.is_withdrawn else "有效"),
        ],
        title="党费减免",
        filters=[
            Filter("kind", "种类", ReliefKind.choices, lambda q, v: q.filter(kind=v)),
            Filter("state", "状态", [("0", "有效"), ("1", "已撤回")],
                   lambda q, v: q.filter(is_withdrawn=v == "1")),
        ],
        search=lambda q, text: q.filter(person__search_text__contains=text.lower()),
        search_label="姓名、拼音首字母",
        default_sort="-starts_on",
        empty="没有减免。党员交纳确有困难的，支部讨论、上级党委批准后，在党员的党费页登记批准文号。",
    )  # fmt: skip
    return respond(request, table, "dues/reliefs.html", can_write=can_write)


@page("dues.write")
def relief_new(request: PageRequest, pk: int) -> HttpResponse:
    """Write an approved decision down."""
    person = member(request, pk)
    form = ReliefForm(request.POST or None)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.add_relief(
                request.page.actor, unit=person.home, person=person, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已登记，重新核定相关月份后生效。")
            return redirect("dues:member", person.pk)
    return form_page(
        request, form, title=f"登记{person}的党费减免", cancel=reverse("dues:member", args=[pk]),
        intro="先由支部讨论，报上一级党委批准；离退休党员确有困难的，支部同意即可。",
    )  # fmt: skip


@page("dues.write")
@require_POST
def relief_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take a wrong decision back."""
    row = found(request, queries.relief, pk)
    actions.withdraw_relief(
        request.page.actor, unit=row.unit, relief=row, reason=request.POST.get("reason", "")[:200]
    )
    messages.success(request, "已撤回。")
    return redirect("dues:member", row.person_id)
