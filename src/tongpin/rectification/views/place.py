"""What the pages share: the unit at hand, a problem within sight, a form that carries out a verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tongpin.audit.errors import Forbidden, Refused
from tongpin.org.access import PageRequest
from tongpin.org.editing import carried_out, form_page
from tongpin.org.models import Unit
from tongpin.rectification import queries
from tongpin.rectification.models import Problem, Round
from tongpin.ui.forms import TongpinForm

BIGGEST = 2**63 - 1


def unit_of(request: PageRequest) -> Unit:
    """The chosen unit; `Refused` on a site without units."""
    unit = request.page.unit
    if unit is None:
        raise Refused("还没有党组织，请先建立党组织。")
    return unit


def problem_of(request: PageRequest, pk: int) -> Problem:
    """A problem that the reader sees; 404 outside, 403 without the permission on either side."""
    row = queries.problem(request.page.visible, pk) if pk <= BIGGEST else None
    if row is None:
        raise Http404
    place = request.page
    if not place.can(place.permission, row.unit) and not place.can(
        place.permission, row.responsible_unit
    ):
        raise Forbidden
    return row


def round_of(request: PageRequest, pk: int) -> Round:
    """A round that the reader sees."""
    row = queries.round_(request.page.visible, pk) if pk <= BIGGEST else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


def side(request: PageRequest, row: Problem) -> Unit:
    """The unit on which the reader holds the page's permission: the doer's, else the raiser's."""
    allowed = request.page.can(request.page.permission, row.responsible_unit)
    return row.responsible_unit if allowed else row.unit


def carried(
    request: PageRequest,
    row: Problem,
    form: TongpinForm,
    verb: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    said: str,
    intro: str = "",
) -> HttpResponse:
    """The form of one verb: carried out, or shown (again) with what is wrong."""
    if request.method == "POST":
        done = carried_out(form, lambda: verb(form.cleaned_data))
        if done is not None:
            messages.success(request, said)
            return redirect("rectification:detail", row.pk)
    return form_page(
        request, form, "rectification/verb.html", title=title, submit=title, row=row, intro=intro,
        cancel=reverse("rectification:detail", args=[row.pk]),
    )  # fmt: skip
