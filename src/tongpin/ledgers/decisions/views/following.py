"""Pages of resolutions and of their being carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tongpin.audit.clock import site_day
from tongpin.audit.queries import history
from tongpin.ledgers.decisions import actions, queries, sheets
from tongpin.ledgers.decisions.forms import (
    EvaluationForm,
    NoteForm,
    TaskForm,
    VersionedReasonForm,
)
from tongpin.ledgers.decisions.models import Category, Resolution, Task
from tongpin.ledgers.decisions.views.meeting import DOCX
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.queries import bodies
from tongpin.ui.forms import TongpinForm
from tongpin.ui.listing import Column, Filter, Listing, download, respond

KNOWN_BY = "resolution__item__topic__"


@page("decisions.view")
def listing(request: PageRequest) -> HttpResponse:
    """The register of resolutions."""
    place = request.page
    rows = queries.resolutions(place.scope)
    if place.unit is not None:
        rows = rows.filter(unit__path__startswith=place.unit.path)
    table = Listing(
        request,
        rows,
        [
            Column("number", "编号", cell=str, sort="number",
                   link=lambda r: reverse("decisions:resolution", args=[r.pk])),
            Column("topic", "议题", cell=lambda r: queries.title_for(place.actor, r.item.topic)),
            Column("category", "事项类别", cell=lambda r: r.item.topic.get_category_display()),
            Column("amount", "金额（元）", cell=lambda r: r.item.topic.amount_fen, kind="fen"),
            Column("adopted_on", "作出日期", sort="adopted_on", kind="date"),
            Column("text", "决定事项", cell=lambda r: r.text
                   if queries.may_know(place.actor, r.item.topic) else ""),
            Column("unit", "决策机构", cell=lambda r: str(r.unit)),
            Column("progress", "落实", cell=_progress),
        ],
        title="三重一大决议登记簿",
        filters=[
            Filter("year", "年度", [(str(y), f"{y}年") for y in place.years],
                   lambda q, v: q.filter(year=int(v))),
            Filter("category", "事项类别", Category.choices,
                   lambda q, v: q.filter(item__topic__category=v)),
            Filter("standing", "效力", [("1", "现行"), ("0", "已变更")],
                   lambda q, v: q.filter(replaced_by__isnull=v == "1")),
        ],
        search=lambda q, text: queries.knowable(q, place.actor, "item__topic__").filter(
            item__topic__title__icontains=text
        ),
        search_label="议题",
        default_sort="-adopted_on",
        empty="还没有决议。议题在会议上通过以后，决议自动编号登记在这里。",
    )  # fmt: skip
    return respond(request, table, "decisions/list.html", is_resolutions=True)


def _progress(row: Any) -> str:
    if row.replaced_by_id:
        return f"已变更为{row.replaced_by}"
    return f"{row.tasks_done}/{row.tasks_all}项完成" if row.tasks_all else "未分解任务"


@page("decisions.view")
def tasks(request: PageRequest) -> HttpResponse:
    """Every task with its day, the earliest first."""
    place, day = request.page, request.page.as_of
    rows = queries.knowable(queries.tasks(place.scope), place.actor, KNOWN_BY)
    if place.unit is not None:
        rows = rows.filter(resolution__unit__path__startswith=place.unit.path)
    table = Listing(
        request,
        rows,
        [
            Column("words", "任务", link=lambda r: reverse("decisions:resolution", args=[r.resolution_id])),
            Column("resolution", "决议", cell=lambda r: str(r.resolution)),
            Column("unit", "责任单位", cell=lambda r: str(r.unit)),
            Column("person", "责任人"),
            Column("due_on", "时限", sort="due_on", kind="date"),
            Column("done_on", "完成", sort="done_on", kind="date"),
            Column("state", "状态", cell=lambda r: _state(r, day)),
        ],
        title="决议落实任务",
        filters=[
            Filter("state", "状态", [("open", "办理中"), ("late", "逾期"), ("done", "已完成")],
                   lambda q, v: q.filter(queries.late(day)) if v == "late"
                   else q.filter(done_on__isnull=v == "open")),
        ],
        search=lambda q, text: q.filter(words__icontains=text),
        search_label="任务",
        default_sort="due_on",
        empty="还没有落实任务。打开一项决议，把它分解给责任单位和责任人。",
    )  # fmt: skip
    return respond(request, table, "decisions/list.html", is_tasks=True)


def _state(row: Task, day: Any) -> str:
    if row.done_on:
        return "已完成" if row.done_on <= row.due_on else "逾期完成"
    return f"逾期{(day - row.due_on).days}天" if row.due_on < day else "办理中"


@page("decisions.view")
@never_cache
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One resolution: its words, its tasks, the look back."""
    row = _row(request, pk)
    place = request.page
    known = queries.may_know(place.actor, row.item.topic)
    standing = row.replaced_by_id is None
    return render(
        request,
        "decisions/resolution.html",
        {
            "row": row,
            "title": f"{row} {queries.title_for(place.actor, row.item.topic)}",
            "may_know": known,
            "day": place.as_of,
            "can_write": place.can("decisions.write", row.unit) and standing and known,
            "history": history(row) if known else [],
        },
    )


@page("decisions.view")
@never_cache
def paper(request: PageRequest, pk: int) -> HttpResponse:
    """The resolution as Word; 404 for who may not know."""
    row = _row(request, pk)
    if not queries.may_know(request.page.actor, row.item.topic):
        raise Http404
    return download(sheets.resolution(row), f"决议{row}.docx", DOCX)


@page("decisions.write")
def task_new(request: PageRequest, pk: int) -> HttpResponse:
    """Give a part of it to somebody."""
    row = _row(request, pk)
    units = bodies(request.page.scope, as_of=site_day())
    form = TaskForm(request.POST or None, units=units, initial={"to": row.unit_id})
    return _done(
        request, row, form, "分解落实任务", "任务已登记。",
        lambda: actions.assign(
            request.page.actor, unit=row.unit, resolution=row, **form.cleaned_data
        ),
    )  # fmt: skip


@page("decisions.write")
def task_note(request: PageRequest, pk: int, task: int) -> HttpResponse:
    """How far a task is."""
    row, found = _task(request, pk, task)
    initial = {"version": found.version, "on": site_day()}
    form = NoteForm(request.POST or None, initial=initial)
    return _done(
        request, row, form, f"登记落实情况：{found.words}", "已登记。",
        lambda: actions.note(request.page.actor, unit=row.unit, task=found, **form.cleaned_data),
    )  # fmt: skip


@page("decisions.write")
def task_reopen(request: PageRequest, pk: int, task: int) -> HttpResponse:
    """A task that was not done after all."""
    row, found = _task(request, pk, task)
    form = VersionedReasonForm(request.POST or None, initial={"version": found.version})
    return _done(
        request, row, form, f"恢复办理：{found.words}", "已恢复办理。",
        lambda: actions.reopen(request.page.actor, unit=row.unit, task=found, **form.cleaned_data),
    )  # fmt: skip


@page("decisions.write")
def evaluate(request: PageRequest, pk: int) -> HttpResponse:
    """Look back at it."""
    row = _row(request, pk)
    form = EvaluationForm(request.POST or None, initial={"on": site_day()})
    return _done(
        request, row, form, "登记后评价", "已登记。",
        lambda: actions.evaluate(
            request.page.actor, unit=row.unit, resolution=row, **form.cleaned_data
        ),
    )  # fmt: skip


def _done(
    request: PageRequest, row: Resolution, form: TongpinForm, title: str, said: str,
    act: Callable[[], Any],
) -> HttpResponse:  # fmt: skip
    if request.method == "POST" and carried_out(form, act) is not None:
        messages.success(request, said)
        return redirect("decisions:resolution", row.pk)
    return form_page(
        request, form, title=title, submit="保存", eyebrow=str(row),
        cancel=reverse("decisions:resolution", args=[row.pk]),
    )  # fmt: skip


def _row(request: PageRequest, pk: int) -> Resolution:
    row = queries.resolution(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    if request.page.permission == "decisions.write" and not queries.may_know(
        request.page.actor, row.item.topic
    ):
        raise Http404
    return row


def _task(request: PageRequest, pk: int, task: int) -> tuple[Resolution, Task]:
    row = _row(request, pk)
    found = queries.task(row, task)
    if found is None:
        raise Http404
    return row, found
