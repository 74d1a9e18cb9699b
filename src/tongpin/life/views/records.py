"""The list, the form and the page of a gathering."""

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
from tongpin.documents.queries import attachment, attachments
from tongpin.duties.queries import preview as preview_of
from tongpin.life import actions, queries
from tongpin.life.facts import minutes_facts
from tongpin.life.forms import CHOICES, REASONS, GatheringForm, WithdrawForm, initial_of, like
from tongpin.life.models import LATE_AFTER, Content, Draft, Form, Gathering, Kind, State
from tongpin.life.views.finding import found, show
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import unit_of
from tongpin.org.models import Unit
from tongpin.ui.listing import Column, Filter, Listing, respond
from tongpin.ui.once import FIELD, keep_key, sent_key

NEW = "life:new"
DRAFT_BYTES = 200_000


@page("life.view")
def listing(request: PageRequest) -> HttpResponse:
    """The records of the chosen unit and everything below it."""
    place = request.page
    rows = queries.gatherings(place.scope).filter(held_on__year=place.year)
    if place.unit is not None:
        rows = queries.held_under(rows, place.unit)
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
            Filter("tag", "内容和形式", [*Content.choices, *Form.choices], queries.with_tag),
            Filter("month", "月份", months, lambda q, v: q.filter(held_on__month=int(v))),
            Filter("state", "状态", State.choices, lambda q, v: q.filter(state=v)),
            Filter(
                "late",
                "登记",
                [("1", "补记")],
                lambda q, v: q.filter(recorded_on__gt=F("held_on") + LATE_AFTER),
            ),
        ],
        search=queries.matching,
        search_label="主题、议程、内容、附件",
        default_sort="-held_on",
        empty=f"{place.year}年还没有登记组织生活。开完会记一次，三会一课、主题党日、学习各项自动计入。",
        empty_action=("登记组织生活", reverse("life:new")) if place.can("life.write") else None,
    )
    return respond(request, table, "life/list.html", can_write=place.can("life.write"))


def _state_label(row: Gathering) -> str:
    if row.is_archived:
        return "已归档"
    if row.state == State.PLANNED and row.convened_at is not None:
        return "已通知"
    late = "（补记）" if row.is_late and row.state == State.RECORDED else ""
    return f"{row.get_state_display()}{late}"


@page("life.write")
def new(request: PageRequest) -> HttpResponse:
    """Write a gathering down, or plan one."""
    unit = unit_of(request)
    if request.method == "POST":
        form = GatheringForm(request.POST, request.FILES, unit=unit)
        if "refresh" in request.POST:
            return _form_page(request, form, unit, fresh_list=True)
        answer = _created(request, form, unit) if form.is_valid() else None
        return answer or _form_page(request, form, unit, status=400)
    kept = queries.draft(request.page.actor.account_id, unit, NEW)
    if kept is not None and not {"fresh", "like"} & set(request.GET):
        keep_key(request, next(iter(kept.data.get(FIELD, ())), ""))
        return _form_page(request, _from_draft(kept, unit), unit, kept=kept)
    initial = _carried_over(request, unit)
    return _form_page(
        request, GatheringForm(initial=initial, unit=unit, day=initial["held_on"]), unit
    )


def _created(request: PageRequest, form: GatheringForm, unit: Unit) -> HttpResponse | None:
    """Save what was typed; None where it was refused and the form says why."""
    actor, key = request.page.actor, sent_key(request)
    known = queries.by_request(key)
    try:
        if "plan" in request.POST and known is None:
            row = actions.plan_gathering(
                actor, unit=unit, minutes=form.minutes(), files=form.files_read(), request_key=key
            )
            words = "已列入计划。下一步发通知，或者开完会再登记。"
        else:
            row, is_new = actions.record_once(
                actor, unit=unit, minutes=form.minutes(), draft="draft" in request.POST,
                files=form.files_read(), request_key=key,
            )  # fmt: skip
            words = "已登记。" if row.state == State.RECORDED else "已存为草稿，尚未计入。"
            if not is_new:
                words = "这份记录刚才已经保存过，没有重复登记；需要更正请按“修改”。"
    except Refused as refusal:
        show(form, refusal)
        return None
    actions.discard_draft(actor, unit=unit, key=NEW)
    messages.success(request, words)
    return redirect("life:detail", row.pk)


@page("life.write")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a record or a plan; a second editor is told and loses nothing."""
    row = found(request, pk)
    if row.is_archived:
        raise Refused("这条记录已经归档，不能修改；内容确有错误的，请撤回并写明理由后再更正。")
    if request.method == "POST":
        form = GatheringForm(request.POST, request.FILES, unit=row.unit, row=row)
        if "refresh" in request.POST:
            return _form_page(request, form, row.unit, row=row, fresh_list=True)
        if form.is_valid():
            try:
                return _changed(request, form, row)
            except Conflict as conflict:
                return _conflict(request, form, row, conflict)
            except Refused as refusal:
                show(form, refusal)
        return _form_page(request, form, row.unit, row=row, status=400)
    form = GatheringForm(initial=initial_of(row), unit=row.unit, day=row.held_on, row=row)
    return _form_page(request, form, row.unit, row=row)


def _changed(request: PageRequest, form: GatheringForm, row: Gathering) -> HttpResponse:
    actor, version = request.page.actor, form.cleaned_data.get("version") or 0
    shared: dict[str, Any] = {
        "unit": row.unit, "gathering": row, "version": version, "minutes": form.minutes(),
        "files": form.files_read(),
    }  # fmt: skip
    if "plan" in request.POST:
        actions.change_plan(actor, **shared)
        messages.success(
            request, "计划已修改。" + ("已通知的同志会收到变更。" if row.convened_at else "")
        )
    else:
        actions.change_gathering(actor, draft="draft" in request.POST, **shared)
        planned = row.state == State.PLANNED
        messages.success(request, "已登记。" if planned else "修改已保存。")
    return redirect("life:detail", row.pk)


@require_POST
@page("life.write")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Withdraw a record with a reason."""
    row = found(request, pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明撤回理由。")
        return redirect("life:detail", row.pk)
    actions.withdraw_gathering(
        request.page.actor, unit=row.unit, gathering=row, reason=form.cleaned_data["reason"]
    )
    planned = row.state == State.PLANNED
    messages.success(
        request,
        "已取消，通知过的同志会收到消息。"
        if planned
        else "已撤回，各项责任已重新判定。可以随时恢复。",
    )
    return redirect("life:detail", row.pk)


@require_POST
@page("life.write")
def restore(request: PageRequest, pk: int) -> HttpResponse:
    """Undo a withdrawal."""
    row = found(request, pk)
    actions.restore_gathering(request.page.actor, unit=row.unit, gathering=row)
    messages.success(request, "已恢复。")
    return redirect("life:detail", row.pk)


@require_POST
@page("life.write")
def remove_file(request: PageRequest, pk: int, file: int) -> HttpResponse:
    """Take an attachment off a record."""
    row = found(request, pk)
    item = attachment(request.page.visible, file)
    if item is None or item.owner != row.ref:
        raise Http404
    actions.remove_file(request.page.actor, unit=row.unit, gathering=row, attachment=item)
    messages.success(request, f"已移除附件“{item.name}”。")
    return redirect("life:edit", row.pk)


@require_POST
@page("life.write")
def draft(request: PageRequest) -> HttpResponse:
    """Keep what is typed so far; answers without content."""
    unit = unit_of(request)
    data = {k: request.POST.getlist(k) for k in request.POST if k != "csrfmiddlewaretoken"}
    if sum(len(v) for values in data.values() for v in values) > DRAFT_BYTES:
        raise Refused("草稿过大，请精简后再保存。")
    clean = {k: [v.replace("\x00", "") for v in values] for k, values in data.items()}
    actions.save_draft(request.page.actor, unit=unit, key=NEW, data=clean)
    return HttpResponse(status=204)


@require_POST
@page("life.write")
def preview(request: PageRequest) -> HttpResponse:
    """What the record would count for if it were saved now, and who is expected elsewhere."""
    unit = unit_of(request)
    form = GatheringForm(request.POST, unit=unit)
    form.is_valid()
    data = form.cleaned_data
    day, kinds = data.get("held_on"), data.get("kinds")
    counted: list[Any] = []
    clashes: list[queries.Clash] = []
    twins: list[Gathering] = []
    if day and kinds:
        counted = preview_of(unit, list(minutes_facts(unit, data, day)))
        asked = {pk for pk, line in data["attendance"].items() if line[0] == "present"}
        people = [p for p in form.people if p.pk in asked]
        but = int(request.GET["but"]) if request.GET.get("but", "").isdecimal() else 0
        but = min(but, 2**62)
        clashes = queries.clashes(
            people, day, data.get("starts_at"), data.get("ends_at"), but=but
        )  # fmt: skip
        twins = queries.twins(unit, day, kinds, group=data.get("group"), but=but)
    context = {
        "counted": counted, "asked": bool(day and kinds), "clashes": clashes[:10],
        "twins": twins[:3],
    }  # fmt: skip
    return render(request, "life/partials/preview.html", context)


def _carried_over(request: PageRequest, unit: Unit) -> dict[str, Any]:
    """Place and people of last time, or all of an earlier gathering; kind and day from the address."""
    day = site_day()
    with contextlib.suppress(ValueError):
        day = date.fromisoformat(request.GET.get("on", ""))
    key = request.GET.get("like", "")
    if key.isdecimal() and len(key) < 19:
        return like(found(request, int(key)), day)
    last = queries.last_gathering(unit)
    initial: dict[str, Any] = {"held_on": day, "kinds": request.GET.getlist("kind")}
    if last is not None:
        initial |= {"place": last.place, "chair": last.chair_id, "recorder": last.recorder_id}
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
    fresh_list: bool = False, **extra: Any,
) -> HttpResponse:  # fmt: skip
    planned = row is not None and row.state == State.PLANNED
    context = {
        "form": form,
        "grid": form.grid(),
        "choices": CHOICES,
        "reasons": REASONS,
        "unit": unit,
        "row": row,
        "kept": kept,
        "quiet": kept is not None or fresh_list,
        "files": attachments(row.ref) if row else [],
        "can_plan": row is None or planned,
        "plans_only": planned and "record" not in request.GET,
        "ahead": form.day > site_day(),
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
