"""One problem: entered, seen with what may be done now, begun; handed over with all of a person's."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.queries import history
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page, unit_of
from tongpin.rectification import actions, queries
from tongpin.rectification.forms import HandOverAllForm, ProblemForm, narrowed_units
from tongpin.rectification.models import Problem, StepKind
from tongpin.rectification.moves import can_move
from tongpin.rectification.views.lists import standing
from tongpin.rectification.views.place import problem_of, side
from tongpin.rectification.views.verbs import VERBS
from tongpin.ui.addresses import record_url


@page("rectification.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """Everything about one problem, and what may be done now."""
    row = problem_of(request, pk)
    place = request.page
    steps = queries.steps(row)
    open_verbs = [
        (verb.title, reverse(f"rectification:{verb.name}", args=[row.pk]))
        for verb in VERBS
        if verb.is_open(request, row)
    ]
    can_start = can_move(row.state, StepKind.START) and place.can(
        "rectification.write", row.responsible_unit
    )
    return render(
        request,
        "rectification/detail.html",
        {
            "row": row,
            "steps": steps,
            "evidence": queries.evidence(steps),
            "origin": record_url(row.ref),
            "standing": standing(row, place.as_of),
            "chip": _chip(row, place.as_of),
            "verbs": open_verbs,
            "can_start": can_start,
            "history": history(row),
        },
    )


def _chip(row: Problem, day: date) -> str:
    if row.is_overdue(day):
        return "overdue"
    return {"closed": "met", "long_term": "met_late", "cancelled": "not_applicable",
            "submitted": "due_soon", "returned": "overdue", "reopened": "overdue"}.get(row.state, "due")  # fmt: skip


@page("rectification.open")
def new(request: PageRequest) -> HttpResponse:
    """Enter a problem."""
    unit = unit_of(request)
    form = ProblemForm(
        request.POST or None, unit=unit, units=narrowed_units(request.page.scope, unit),
        rounds=queries.rounds_over(unit), initial={"round": request.GET.get("round", "")},
    )  # fmt: skip
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.open_problem(
                request.page.actor, unit=unit, ref="", **form.cleaned_data
            ),
        )
        if row is not None:
            messages.success(request, "问题已登记。")
            return redirect("rectification:detail", row.pk)
    return form_page(
        request, form, title="登记问题", submit="登记", cancel=reverse("rectification:list")
    )


@page("rectification.write")
@require_POST
def start(request: PageRequest, pk: int) -> HttpResponse:
    """Begin."""
    row = problem_of(request, pk)
    actions.start(request.page.actor, unit=side(request, row), problem=row, version=row.version)
    messages.success(request, "已开始整改，每做一步登记一次进展并上传佐证。")
    return redirect("rectification:detail", pk)


@page("rectification.manage")
def hand_over_all(request: PageRequest) -> HttpResponse:
    """Everything that somebody answers for goes to somebody else."""
    unit = unit_of(request)
    names = queries.open_names(queries.narrowed(request.page.scope, unit))
    form = HandOverAllForm(request.POST or None, names=names, unit=unit)
    if request.method == "POST":
        number = carried_out(
            form,
            lambda: actions.hand_over_all(request.page.actor, unit=unit, **form.cleaned_data),
        )
        if number is not None:
            messages.success(request, f"已交接{number}个问题。")
            return redirect("rectification:list")
    return form_page(
        request, form, title="批量交接", submit="交接", cancel=reverse("rectification:list"),
        intro="班子成员或者责任人变动时，把他名下没有销号的问题一次交给接手的同志。",
    )  # fmt: skip
