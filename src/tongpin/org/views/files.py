"""The personal file: circumstances, courses and the printed form."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.org import actions, papers, queries
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.forms.files import (
    CircumstanceForm,
    EndCircumstanceForm,
    ReasonForm,
    TrainingForm,
)
from tongpin.org.models import Person
from tongpin.org.views.people import found_person
from tongpin.ui.listing import DOCX, download


@page("org.view")
@never_cache
def paper(request: PageRequest, pk: int) -> HttpResponse:
    """党员基本信息表 in Word, numbers masked."""
    found = found_person(request, pk)
    private = request.page.can("org.private", found.home)
    data = papers.file_form(found, request.page.as_of, queries.trainings(found), private=private)
    return download(data, f"{found.name}党员基本信息表.docx", DOCX)


@page("org.reveal")
@require_POST
@never_cache
def full_paper(request: PageRequest, pk: int) -> HttpResponse:
    """党员基本信息表 with full numbers and address; the look is an entry."""
    found = found_person(request, pk)
    numbers = actions.reveal_identity(request.page.actor, unit=found.home, person=found)
    data = papers.file_form(
        found, request.page.as_of, queries.trainings(found), private=True, revealed=numbers
    )
    return download(data, f"{found.name}党员基本信息表（含完整号码）.docx", DOCX)


@page("org.private")
@never_cache
def new_circumstance(request: PageRequest, pk: int) -> HttpResponse:
    """Note hardship or a stay abroad."""
    found = found_person(request, pk)
    form = CircumstanceForm(request.POST or None)
    if request.method == "POST":
        made = carried_out(
            form,
            lambda: actions.add_circumstance(
                request.page.actor, unit=found.home, person=found, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, "个人情况已登记。")
            return redirect("org:person", pk)
    return form_page(
        request, form, title=f"登记{found.name}的个人情况", submit="登记", cancel=_back(found)
    )


@page("org.private")
@never_cache
def end_circumstance(request: PageRequest, pk: int) -> HttpResponse:
    """Say until when a circumstance held."""
    row = queries.circumstance(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    home = request.page.require(row.person.home)
    form = EndCircumstanceForm(request.POST or None, initial={"on": site_day()})
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.end_circumstance(
                request.page.actor, unit=home, row=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "终止日期已登记。")
            return redirect("org:person", row.person_id)
    return form_page(
        request, form, title=f"{row.person.name}的{row.get_kind_display()}终止",
        submit="登记", cancel=_back(row.person),
    )  # fmt: skip


@page("org.write")
@never_cache
def trainings(request: PageRequest, pk: int) -> HttpResponse:
    """A person's courses, with the form for one more."""
    found = found_person(request, pk)
    form = TrainingForm(request.POST or None)
    if request.method == "POST":
        made = carried_out(
            form,
            lambda: actions.add_training(
                request.page.actor, unit=found.home, person=found, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, "培训已登记。")
            return redirect("org:trainings", pk)
    return form_page(
        request, form, "org/trainings.html", title=f"{found.name}的教育培训", person=found,
        rows=queries.trainings(found),
    )  # fmt: skip


@page("org.write")
@never_cache
def withdraw_training(request: PageRequest, pk: int) -> HttpResponse:
    """Take back a course that was entered wrongly."""
    row = queries.training(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    home = request.page.require(row.person.home)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.withdraw_training(
                request.page.actor, unit=home, row=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "培训记录已撤回。")
            return redirect("org:trainings", row.person_id)
    return form_page(
        request, form, title=f"撤回“{row.title}”", submit="撤回",
        cancel=reverse("org:trainings", args=[row.person_id]),
    )  # fmt: skip


def _back(found: Person) -> str:
    return reverse("org:person", args=[found.pk])
