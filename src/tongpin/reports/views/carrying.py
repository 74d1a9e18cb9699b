"""Into the next year: the paper, what is unfinished and the open problems in one step."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongpin.audit.errors import Refused
from tongpin.duties.actions import carry_over
from tongpin.duties.models import Plan
from tongpin.org.access import PageContext, PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.org.models import Unit
from tongpin.rectification.actions import extend
from tongpin.reports import carrying
from tongpin.reports.forms import CarryForm
from tongpin.reports.queries import narrowed
from tongpin.reports.views.leading import chosen


@page("duties.write")
def carry(request: PageRequest) -> HttpResponse:
    """What goes on, what ends, what is finished later; then the draft of the next year's paper."""
    place, unit = request.page, chosen(request)
    found = carrying.step(
        narrowed(place.scope, unit), unit, year=place.year, as_of=place.as_of,
        may_extend=lambda other: place.can("rectification.manage", other),
    )  # fmt: skip
    context: dict[str, Any] = {"title": f"转入{place.year + 1}年度", "step": found}
    if found is None or found.next is not None:
        if request.method == "POST":
            messages.warning(request, "没有可以转入的工作意见，或者下一年度已经有了。")
        return render(request, "reports/carry.html", context)
    form = CarryForm(
        request.POST or None,
        initial={"due_on": date(found.year, 3, 31)},
        duties=[g.duty.key for g in found.going],
        owed=list(found.owed),
        problems=found.problems,
    )
    if request.method == "POST":
        plan = carried_out(form, lambda: _carried(place, unit, found, form))
        if plan is not None:
            messages.success(
                request, f"已生成{found.year}年工作意见草稿。请逐条核对措施和责任，再采用。"
            )
            return redirect("duties:check", plan.pk)
    given = request.POST if form.is_bound else None
    going = None if given is None else set(given.getlist("going_on"))
    context |= {
        "rows": [(g, g.recurs if going is None else g.duty.key in going) for g in found.going],
        "picked": set(found.owed if given is None else given.getlist("unfinished")),
        "problems": [(p, form.day_of(p.problem.pk)) for p in found.problems],
        "extended": set(() if given is None else given.getlist("problems")),
        "can_extend": any(p.later is not None for p in found.problems),
        "is_cut": len(found.problems) == carrying.MOST_PROBLEMS,
    }
    return form_page(request, form, "reports/carry.html", **context)


@transaction.atomic
def _carried(place: PageContext, unit: Unit, found: carrying.Step, form: CarryForm) -> Plan:
    """All of it or nothing: the draft, and the later deadlines of the problems."""
    data = form.cleaned_data
    plan = carry_over(
        place.actor, unit=unit, plan=found.plan, going_on=data["going_on"],
        unfinished={k: v for k, v in found.owed.items() if k in data["unfinished"]},
        due_on=data["due_on"],
    )  # fmt: skip
    by_key = {str(p.problem.pk): p.problem for p in found.problems}
    for key in data["problems"]:
        problem = by_key[key]
        try:
            extend(
                place.actor, unit=problem.unit, problem=problem, version=problem.version,
                due_on=form.later(problem.pk), approver=data["approver"],
                reason=f"转入{found.year}年度继续整改",
            )  # fmt: skip
        except Refused as error:
            said = f"问题“{problem.title[:20]}”：{error.message}"
            raise Refused(said, field=f"later_{key}") from error
    return plan
