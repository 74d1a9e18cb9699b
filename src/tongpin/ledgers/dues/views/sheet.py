"""The month sheet: assessed, typed, closed, corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.documents.printing import printed
from tongpin.ledgers.dues import actions, papers, queries
from tongpin.ledgers.dues.actions.assessing import seal
from tongpin.ledgers.dues.amounts import month_words, shifted
from tongpin.ledgers.dues.forms import CorrectForm, SheetForm
from tongpin.ledgers.dues.models import Method
from tongpin.ledgers.dues.views.place import member, month_asked
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page, unit_of
from tongpin.org.models import BRANCH_KINDS, Unit
from tongpin.rules.refusal import Refusal


@page("dues.view")
def sheet(request: PageRequest) -> HttpResponse:
    """A branch's month with a field to type into; above a branch, its branches in one line each."""
    unit, month = unit_of(request), month_asked(request)
    if unit.kind not in BRANCH_KINDS:
        return _overview(request, unit, month)
    rows = queries.sheet(unit, month)
    name = f"{unit}{month_words(month)}党费收缴表"
    asked = request.GET.get("export", "")
    file = printed(asked, lambda: papers.month_sheet(unit, month, rows), name)
    if file is not None:
        return file
    form = SheetForm(initial={"paid_on": site_day(), "method": Method.CASH}, rows=rows)
    if request.method == "POST":
        form = SheetForm(request.POST, rows=rows)
        done = _typed(request, unit, month, form)
        if done is not None:
            return done
    return _sheet(request, unit, month, form)


def _typed(request: PageRequest, unit: Unit, month: date, form: SheetForm) -> HttpResponse | None:
    """Record what was typed, all lines or none."""
    request.page.require(unit, "dues.write")
    form.status = 400  # type: ignore[attr-defined]
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        made = actions.record_sheet(
            request.page.actor, unit=unit, month=month, entries=form.entries,
            paid_on=data["paid_on"], method=data["method"],
        )  # fmt: skip
    except Forbidden:
        raise
    except Refused as error:
        form.status = error.status  # type: ignore[attr-defined]
        form.refuse(error.code if isinstance(error, Conflict) else error.field, error.message)
        return None
    total = sum(row.amount_fen for row in made)
    messages.success(request, f"已登记 {len(made)} 人，共 {total / 100:.2f} 元。")
    return redirect(f"{reverse('dues:sheet')}?unit={unit.code}&month={month:%Y-%m}")


def _sheet(request: PageRequest, unit: Unit, month: date, form: SheetForm) -> HttpResponse:
    rows = form.rows
    closed = queries.month_row(unit, month)
    context = {
        "unit": unit, "month": month, "form": form, "lines": form.lines(),
        "before": shifted(month, -1), "after": shifted(month, 1),
        "closed": closed if closed is not None and closed.closed_on else None,
        "due": sum(r.due or 0 for r in rows), "paid": sum(r.paid for r in rows),
        "left": sum(max(r.left or 0, 0) for r in rows),
        "unknown": sum(r.due is None for r in rows),
        "can_write": request.page.can("dues.write", unit),
        "can_close": month < site_day().replace(day=1),
    }  # fmt: skip
    status = getattr(form, "status", 200)
    return render(request, "dues/sheet.html", context, status=status)


def _overview(request: PageRequest, unit: Unit, month: date) -> HttpResponse:
    rows = queries.overview(unit, month)
    asked, name = request.GET.get("export", ""), f"{unit}{month_words(month)}党费收缴汇总表"
    file = printed(asked, lambda: papers.overview(unit, month, rows), name)
    if file is not None:
        return file
    context = {
        "unit": unit, "month": month, "rows": rows, "before": shifted(month, -1),
        "after": shifted(month, 1), "can_write": request.page.can("dues.write", unit),
        "due": sum(r.due for r in rows), "paid": sum(r.paid for r in rows),
        "left": sum(r.left for r in rows), "unknown": sum(r.unknown for r in rows),
    }  # fmt: skip
    return render(request, "dues/overview.html", context)


@page("dues.write")
def assess(request: PageRequest) -> HttpResponse:
    """What a (new) assessment of the month would change; adopted by a second look."""
    unit, month = unit_of(request), month_asked(request)
    status = 200
    if request.method == "POST":
        try:
            count = actions.adopt_assessment(
                request.page.actor, unit=unit, month=month, seen=request.POST.get("seen", "")[:40]
            )
        except Conflict as error:
            messages.error(request, error.message)
            status = error.status
        else:
            messages.success(request, f"已核定，{count} 人有变化。")
            return redirect(f"{reverse('dues:sheet')}?unit={unit.code}&month={month:%Y-%m}")
    try:
        changes = queries.changes(unit, month)
    except Refusal as error:
        raise Refused(error.message, field="month") from error
    context = {
        "unit": unit, "month": month, "changes": changes, "before": shifted(month, -1),
        "after": shifted(month, 1), "seen": seal([(c.before, c.after) for c in changes]),
        "unknown": sum(c.after is not None and c.after.due_fen is None for c in changes),
    }  # fmt: skip
    return render(request, "dues/assess.html", context, status=status)


@page("dues.write")
@require_POST
def close(request: PageRequest) -> HttpResponse:
    """Close the branch's month."""
    unit, month = unit_of(request), month_asked(request)
    actions.close_month(request.page.actor, unit=unit, month=month)
    messages.success(request, f"{month_words(month)}已结账，以后的变化另记更正。")
    return redirect(f"{reverse('dues:sheet')}?unit={unit.code}&month={month:%Y-%m}")


@page("dues.write")
def correct(request: PageRequest, pk: int) -> HttpResponse:
    """Set what a member owes for a closed month."""
    person, month = member(request, pk), month_asked(request)
    unit = _collector(person, month)
    request.page.require(unit)
    form = CorrectForm(request.POST or None)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.correct(
                request.page.actor, unit=unit, person=person, month=month, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已记更正。")
            return redirect("dues:member", person.pk)
    return form_page(
        request, form, title=f"更正{person}{month_words(month)}应交党费", submit="记更正",
        intro="结账的月份不改动，差额另记一条更正，写明理由。",
        cancel=reverse("dues:member", args=[person.pk]),
    )  # fmt: skip


def _collector(person: Any, month: date) -> Unit:
    """The branch that assessed the month, else the present one."""
    for row in queries.member_months(person, year=month.year):
        if row.month == month and row.assessment is not None:
            unit: Unit = row.assessment.unit
            return unit
    home: Unit = person.home
    return home
