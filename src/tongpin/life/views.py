"""Pages of 组织生活."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Conflict, Refused
from tongpin.audit.queries import history
from tongpin.documents.actions import detach
from tongpin.documents.queries import attachment, attachments
from tongpin.duties.queries import counted_for
from tongpin.duties.queries import preview as preview_of
from tongpin.life import actions, queries
from tongpin.life.facts import minutes_facts
from tongpin.life.forms import CHOICES, REASONS, GatheringForm, WithdrawForm, initial_of
from tongpin.life.models import LATE_AFTER, Draft, Gathering, Kind, State
from tongpin.org.access import PageRequest, page
from tongpin.org.models import Unit
from tongpin.ui.listing import Column, Filter, Listing, respond

NEW = "life:new"
DRAFT_BYTES = 200_000


@page("life.view")
def listing(request: PageRequest) -> HttpResponse:
    """The records of the chosen unit and everything below it."""
    place = request.page
    rows = queries.gatherings(place.scope).filter(held_on__year=place.year)
    if place.unit is not None:
        rows = rows.filter(unit__path__startswith=place.unit.path)
    months = [(str(m), f"{m}月") for m in range(1, 13)]
    table = Listing(
        request,
        rows,
        [
            Column("held_on", "日期", sort="held_on", kind="date"),
            Column("kinds", "种类", cell=lambda r: r.kind_labels),
            Column(
                "topic", "主题", sort="topic", link=lambda r: reverse("life:detail", args=[r.pk])
            ),
            Column("unit", "党组织", cell=lambda r: str(r.unit), sort="unit__order"),
            Column("present", "实到", kind="int"),
            Column("entitled", "应到", kind="int"),
            Column("state", "状态", cell=_state_label),
        ],
        title="组织生活",
        filters=[
            Filter("kind", "种类", Kind.choices, lambda q, v: q.filter(kinds__kind=v)),
            Filter("month", "月份", months, lambda q, v: q.filter(held_on__month=int(v))),
            Filter("state", "状态", State.choices, lambda q, v: q.filter(state=v)),
            Filter(
                "late",
                "登记",
                [("1", "补记")],
                lambda q, v: q.filter(recorded_on__gt=F("held_on") + LATE_AFTER),
            ),
        ],
        search=lambda q, text: q.filter(topic__icontains=text),
        search_label="主题",
        default_sort="-held_on",
        empty=f"{place.year}年还没有登记组织生活。开完会记一次，三会一课、主题党日、学习各项自动计入。",
        empty_action=("登记组织生活", reverse("life:new")) if place.can("life.write") else None,
    )
    return respond(request, table, "life/list.html", can_write=place.can("life.write"))


def _state_label(row: Gathering) -> str:
    late = "（补记）" if row.is_late and row.state == State.RECORDED else ""
    return f"{row.get_state_display()}{late}"


@page("life.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One record: minutes, who was there, what it counted for, its history."""
    row = _row(request, pk)
    return render(
        request,
        "life/detail.html",
        {
            "row": row,
            "attendances": row.attendances.all(),
            "files": attachments(row.ref),
            "counted": counted_for(row.ref),
            "history": history(row),
            "can_write": request.page.can("life.write", row.unit),
            "withdraw_form": WithdrawForm(),
        },
    )


@page("life.write")
def new(request: PageRequest) -> HttpResponse:
    """Write a gathering down."""
    unit = _unit(request)
    kept = queries.draft(request.page.actor.account_id, unit, NEW)
    if request.method == "POST":
        form = GatheringForm(request.POST, request.FILES, unit=unit)
        if form.is_valid():
            try:
                row = actions.record_gathering(
                    request.page.actor, unit=unit, minutes=form.minutes(),
                    draft="draft" in request.POST, files=form.uploads,
                )  # fmt: skip
            except Refused as refusal:
                _show(form, refusal)
            else:
                actions.discard_draft(request.page.actor, unit=unit, key=NEW)
                messages.success(
                    request, "已登记。" if row.state == State.RECORDED else "已存为草稿，尚未计入。"
                )
                return redirect("life:detail", row.pk)
        return _form_page(request, form, unit, status=400)
    if kept is not None and "fresh" not in request.GET:
        return _form_page(request, _from_draft(kept, unit), unit, kept=kept)
    return _form_page(request, GatheringForm(initial=_carried_over(request, unit), unit=unit), unit)


@page("life.write")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a record; a second editor is told and loses nothing."""
    row = _row(request, pk)
    form: GatheringForm
    if request.method == "POST":
        form = GatheringForm(request.POST, request.FILES, unit=row.unit)
        if form.is_valid():
            try:
                actions.change_gathering(
                    request.page.actor, unit=row.unit, gathering=row,
                    version=form.cleaned_data.get("version") or 0, minutes=form.minutes(),
                    draft="draft" in request.POST, files=form.uploads,
                )  # fmt: skip
            except Conflict as conflict:
                return _conflict(request, form, row, conflict)
            except Refused as refusal:
                _show(form, refusal)
            else:
                messages.success(request, "修改已保存。")
                return redirect("life:detail", row.pk)
        return _form_page(request, form, row.unit, row=row, status=400)
    form = GatheringForm(initial=initial_of(row), unit=row.unit, day=row.held_on)
    return _form_page(request, form, row.unit, row=row)


@require_POST
@page("life.write")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Withdraw a record with a reason."""
    row = _row(request, pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明撤回理由。")
        return redirect("life:detail", row.pk)
    actions.withdraw_gathering(
        request.page.actor, unit=row.unit, gathering=row, reason=form.cleaned_data["reason"]
    )
    messages.success(request, "已撤回，各项责任已重新判定。可以随时恢复。")
    return redirect("life:detail", row.pk)


@require_POST
@page("life.write")
def restore(request: PageRequest, pk: int) -> HttpResponse:
    """Undo a withdrawal."""
    row = _row(request, pk)
    actions.restore_gathering(request.page.actor, unit=row.unit, gathering=row)
    messages.success(request, "已恢复。")
    return redirect("life:detail", row.pk)


@require_POST
@page("life.write")
def remove_file(request: PageRequest, pk: int, file: int) -> HttpResponse:
    """Take an attachment off a record."""
    row = _row(request, pk)
    found = attachment(request.page.visible, file)
    if found is None or found.owner != row.ref:
        raise Http404
    detach(request.page.actor, unit=row.unit, attachment=found)
    messages.success(request, f"已移除附件“{found.name}”。")
    return redirect("life:edit", row.pk)


@require_POST
@page("life.write")
def draft(request: PageRequest) -> HttpResponse:
    """Keep what is typed so far; answers without content."""
    unit = _unit(request)
    data = {k: request.POST.getlist(k) for k in request.POST if k != "csrfmiddlewaretoken"}
    if sum(len(v) for values in data.values() for v in values) > DRAFT_BYTES:
        raise Refused("草稿过大，请精简后再保存。")
    clean = {k: [v.replace("\x00", "") for v in values] for k, values in data.items()}
    actions.save_draft(request.page.actor, unit=unit, key=NEW, data=clean)
    return HttpResponse(status=204)


@require_POST
@page("life.write")
def preview(request: PageRequest) -> HttpResponse:
    """What the record would count for if it were saved now."""
    unit = _unit(request)
    form = GatheringForm(request.POST, unit=unit)
    form.is_valid()
    day, kinds = form.cleaned_data.get("held_on"), form.cleaned_data.get("kinds")
    found: list[Any] = []
    if day and kinds:
        found = preview_of(unit, list(minutes_facts(unit, form.cleaned_data, day)))
    return render(
        request, "life/partials/preview.html", {"counted": found, "asked": bool(day and kinds)}
    )


def _unit(request: PageRequest) -> Unit:
    if request.page.unit is None:
        raise Refused("还没有可以登记的党组织，请先建立党组织。")
    return request.page.unit


def _row(request: PageRequest, pk: int) -> Gathering:
    row = queries.gathering(request.page.visible, pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


def _show(form: GatheringForm, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def _carried_over(request: PageRequest, unit: Unit) -> dict[str, Any]:
    """Place and people of last time; kind and day from the address, as the workbench links them."""
    last = queries.last_gathering(unit)
    initial: dict[str, Any] = {"held_on": site_day(), "kinds": request.GET.getlist("kind")}
    if last is not None:
        initial |= {"place": last.place, "chair": last.chair_id, "recorder": last.recorder_id}
    with contextlib.suppress(ValueError):
        initial["held_on"] = date.fromisoformat(request.GET.get("on", ""))
    return initial


def _from_draft(kept: Draft, unit: Unit) -> GatheringForm:
    """The form as it was left: values shown, not yet judged."""
    data = QueryDict(mutable=True)
    for name, values in kept.data.items():
        data.setlist(name, values)
    return GatheringForm(data, unit=unit)


def _form_page(
    request: PageRequest, form: GatheringForm, unit: Unit, *,
    row: Gathering | None = None, kept: Draft | None = None, status: int = 200,
    **extra: Any,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form,
        "grid": form.grid(),
        "choices": CHOICES,
        "reasons": REASONS,
        "unit": unit,
        "row": row,
        "kept": kept,
        "files": attachments(row.ref) if row else [],
        **extra,
    }
    return render(request, "life/form.html", context, status=status)


def _conflict(
    request: PageRequest, form: GatheringForm, row: Gathering, conflict: Conflict
) -> HttpResponse:
    """Both versions on one page: what was typed stays in the form, what is stored stands above."""
    fresh = queries.gathering(request.page.visible, row.pk)
    assert fresh is not None
    form.add_error(None, conflict.message)
    typed = request.POST.copy()
    typed["version"] = str(fresh.version)
    form.data = typed
    return _form_page(
        request, form, row.unit, row=fresh, status=409, theirs=fresh, history=history(fresh)[:1]
    )
