"""Finding what an address names: within the reader's units, or by standing on the roll."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tongpin.ledgers.appraisals import queries
from tongpin.ledgers.appraisals.models import Appraisal, Participant
from tongpin.org.access import PageRequest
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.scope import Scope
from tongpin.ui.forms import TongpinForm


def row_of(request: PageRequest, pk: int) -> Appraisal:
    """The appraisal: 404 outside of the reader's units, 403 without the page's permission."""
    row = queries.appraisal(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


def shared_row(request: PageRequest, pk: int) -> tuple[Appraisal, queries.Reader]:
    """The appraisal for who stands on its roll or reviews it, wherever the account's units lie."""
    row = queries.appraisal(Scope.everything(), pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    who = queries.reader(request.page.actor, row)
    if not who.is_reviewer and queries.own_line(row, who.person) is None:
        raise Http404
    return row, who


def line_of(row: Appraisal, pk: int) -> Participant:
    """A line of the roll."""
    found = queries.participant(row, pk) if pk <= BIGGEST_KEY else None
    if found is None:
        raise Http404
    return found


def handled(
    request: PageRequest, row: Appraisal, form: TongpinForm, act: Callable[[], Any], said: str, *,
    title: str, back: str, submit: str = "保存", template: str = "ui/form.html", **context: Any,
) -> HttpResponse:  # fmt: skip
    """A form about an appraisal: carried out, or shown again with what is wrong. An action that gives
    words has something to add.
    """
    if request.method == "POST":
        done = carried_out(form, act)
        if done is not None:
            messages.success(request, said)
            if isinstance(done, str) and done:
                messages.warning(request, f"步骤还没有登记：{done}")
            return redirect(back, row.pk)
    context.setdefault("intro", f"{row.unit} {row}")
    return form_page(
        request, form, template, title=title, submit=submit, row=row,
        cancel=reverse(back, args=[row.pk]), **context,
    )  # fmt: skip
