"""Links made and taken back, from the item and from the record, and the board that shows the gaps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Forbidden, Refused
from tongpin.ledgers.integration import actions, queries
from tongpin.ledgers.integration.forms import LinkForm, ReasonForm
from tongpin.ledgers.integration.models import LinkKind, MarkKind
from tongpin.ledgers.integration.views.place import seen
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page, unit_of
from tongpin.org.models import Unit
from tongpin.org.queries import branches, unit_by_key
from tongpin.rectification.queries import narrowed
from tongpin.ui.addresses import record_url


@page("integration.view")
def board(request: PageRequest) -> HttpResponse:
    """Which business work has no Party-side support, and the reverse."""
    place, unit = request.page, unit_of(request)
    found = queries.board(narrowed(place.scope, unit), unit, place.year, place.as_of)
    return render(
        request,
        "integration/board.html",
        {
            "board": found, "unit": unit, "year": place.year,
            "marks": list(MarkKind), "kinds": list(LinkKind),
            "can_write": place.can("integration.write"),
        },
    )  # fmt: skip


@page("integration.link")
def link(request: PageRequest, pk: int) -> HttpResponse:
    """Link the item to measures, branches and records of one's own units."""
    row, place = seen(request, pk), request.page
    keeps = place.can("integration.link", row.unit)
    form = LinkForm(
        request.POST or None,
        measures=queries.measure_options(row.unit, row.due_on.year) if keeps else None,
        branches=branches(place.scope, as_of=place.as_of).order_by("path"),
        records=queries.records(place.scope),
    )
    if request.method == "POST":

        def act() -> int:
            chosen = form.chosen()
            with transaction.atomic():
                for ref, key in chosen:
                    actions.link_item(place.actor, unit=_unit(row, key), item=row, ref=ref)
            return len(chosen)

        if (done := carried_out(form, act)) is not None:
            messages.success(request, f"已关联{done}项。")
            if "again" in request.POST:
                return redirect("integration:link", pk)
            return redirect("integration:detail", pk)
    return form_page(
        request, form, "integration/link.html", title="关联", submit="关联", row=row,
        cancel=reverse("integration:detail", args=[pk]),
    )  # fmt: skip


def _unit(row: Any, key: int | None) -> Unit:
    """The unit whose thing is linked; a measure is linked by who keeps the item."""
    found: Unit | None = row.unit if key is None else unit_by_key(key)
    if found is None:
        raise Http404
    return found


@page("integration.link")
def unlink(request: PageRequest, pk: int, link: int) -> HttpResponse:
    """Take a link back."""
    row = seen(request, pk)
    found = queries.link(row, link) if link <= BIGGEST_KEY else None
    if found is None:
        raise Http404
    place = request.page
    side = row.unit
    if not place.can("integration.link", side):
        side = found.unit
    if side is None or not place.can("integration.link", side):
        raise Forbidden
    form = ReasonForm(request.POST or None)
    if request.method == "POST":

        def act() -> Any:
            return actions.unlink_item(
                place.actor, unit=side, item=row, link=found, reason=form.cleaned_data["reason"]
            )

        if carried_out(form, act) is not None:
            messages.success(request, "已取消关联。")
            return redirect("integration:detail", pk)
    return form_page(
        request, form, "integration/verb.html", title="取消关联", submit="取消关联", row=row,
        intro=f"{found.get_kind_display()}：{found.label}",
        cancel=reverse("integration:detail", args=[pk]),
    )  # fmt: skip


@require_POST
@page("integration.link")
def attach(request: PageRequest) -> HttpResponse:
    """From the page of a gathering, post or directive: link it to the chosen item in one step."""
    ref = request.GET.get("ref", "")[:48]
    choice = request.POST.get("choice", "")
    unit = _owner(request, ref)
    if not (choice.isascii() and choice.isdigit() and len(choice) < 19):
        raise Refused("请选择要关联的业务工作。", field="choice")
    row = seen(request, int(choice))
    try:
        actions.link_item(request.page.actor, unit=unit, item=row, ref=ref)
        messages.success(request, f"已关联到“{row.name}”。")
    except Refused as error:
        messages.error(request, error.message)
    return redirect(record_url(ref) or reverse("integration:detail", args=[row.pk]))


def _owner(request: PageRequest, ref: str) -> Unit:
    """The unit whose record the reference names; 404 where the reader may not link it."""
    place = request.page
    kind, _, key = ref.partition(":")
    if kind == LinkKind.GATHERING and key.isascii() and key.isdigit() and len(key) < 19:
        held = queries.gathering(place.visible, int(key))
        if held is not None:
            return place.require(held.unit)
    for _, rows in queries.records(place.scope) if kind in queries.FARTHER else ():
        for found in rows:
            if found.ref == ref:
                unit = unit_by_key(found.unit)
                if unit is not None:
                    return place.require(unit)
    raise Http404
