"""Duties of a paper: correct, add, drop, bring back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.duties import actions, queries
from tongpin.duties.forms import AddDutyForm, DutyForm
from tongpin.duties.models import Duty
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page


@page("duties.write")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Correct one duty beside its words."""
    duty = _duty(request, pk)
    form = DutyForm(request.POST or None, initial=DutyForm.initial_of(duty), unit=duty.plan.unit)

    def correct() -> Duty:
        version = form.cleaned_data.get("version") or 0
        return actions.correct_duty(
            request.page.actor, unit=duty.plan.unit, duty=duty, version=version, **form.values()
        )

    if request.method == "POST" and carried_out(form, correct):
        messages.success(request, f"“{form.cleaned_data['title']}”已更正。")
        return redirect(_place(duty))
    return form_page(request, form, "duties/duty.html", duty=duty, plan=duty.plan)


@page("duties.write")
def add(request: PageRequest, pk: int) -> HttpResponse:
    """Add a duty to a measure of the paper."""
    plan = queries.plan(request.page.visible, pk) if pk < 2**63 else None
    if plan is None:
        raise Http404
    request.page.require(plan.unit)
    wanted = request.GET.get("measure", "")
    measure = next((m for m in plan.measures.all() if str(m.pk) == wanted), None)
    selected = " ".join(request.GET.get("quote", "").replace("\x00", "").split())[:1000]
    initial = {"kind": "other", "quote": selected}
    form = AddDutyForm(request.POST or None, initial=initial, unit=plan.unit)

    def added() -> Duty:
        return actions.add_duty(
            request.page.actor, unit=plan.unit, plan=plan, measure=measure,
            quote=form.cleaned_data["quote"], **form.values(),
        )  # fmt: skip

    if request.method == "POST" and carried_out(form, added):
        messages.success(request, "已添加责任。")
        return redirect("duties:check", plan.pk)
    return form_page(request, form, "duties/duty.html", plan=plan, measure=measure)


@require_POST
@page("duties.write")
def drop(request: PageRequest, pk: int) -> HttpResponse:
    """Say that a sentence is no duty."""
    duty = _duty(request, pk)
    actions.drop_duty(request.page.actor, unit=duty.plan.unit, duty=duty)
    return redirect(_place(duty))


@require_POST
@page("duties.write")
def restore(request: PageRequest, pk: int) -> HttpResponse:
    """Bring a dropped duty back."""
    duty = _duty(request, pk)
    actions.restore_duty(request.page.actor, unit=duty.plan.unit, duty=duty)
    return redirect(_place(duty))


def _place(duty: Duty) -> str:
    return f"{reverse('duties:check', args=[duty.plan_id])}#duty-{duty.pk}"


def _duty(request: PageRequest, pk: int) -> Duty:
    duty = queries.duty(request.page.visible, pk) if pk < 2**63 else None
    if duty is None:
        raise Http404
    request.page.require(duty.plan.unit)
    return duty
