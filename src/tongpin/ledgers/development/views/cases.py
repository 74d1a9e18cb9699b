"""One person's case: the timeline, and everything that is recorded on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.casework.queries import papers as attached
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import actions, queries
from tongpin.ledgers.development.forms import (
    ApplicationForm,
    CaseForm,
    CloseForm,
    RecordForm,
    WithdrawForm,
)
from tongpin.ledgers.development.models import Case
from tongpin.ledgers.development.papers import CONFIDENTIAL, of_step, people_of
from tongpin.ledgers.development.vocabulary import NUMBERS, PROCEDURE, UPPER, WHO
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.rules.procedure import StepVerdict


@page("development.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """The timeline: done, allowed, earliest, latest, missing and broken, each with its article."""
    row = _row(request, pk)
    place, book = request.page, current_book()
    found = queries.course(book, row, place.as_of)
    can_write = place.can("development.write", row.person.home) and row.closed_on is None
    can_approve = place.can("development.approve", row.person.home)
    sees_all = place.can("development.review", row.person.home)
    late = set(found.overdue)
    files = attached(row.records.all())
    article = book.article("dev-first-talk-months", place.as_of)
    rungs: list[dict[str, Any]] = [
        {
            "rung": rung,
            "limit": found.progress.limits.get(rung.step.key),
            "warns": any(j.verdict is StepVerdict.WARN for j in rung.judgements),
            "is_late": rung.step.key in late,
            "may": can_write and (can_approve or rung.step.key not in UPPER),
            "waits_for_upper": rung.step.key in UPPER and not can_approve,
            "again": rung.step.is_repeated and rung.next is not None,
            "records": [_told(item, files, sees_all) for item in rung.records],
            "papers": of_step(rung.step.key),
        }
        for rung in queries.asked_rungs(found)
    ]
    return render(
        request,
        "development/detail.html",
        {
            "row": row,
            "found": found,
            "rungs": rungs,
            "first": next((r for r in rungs if found.next and r["rung"].step.key == found.next[0].step), None),
            "source": article.cite.source if article else None,
            "missing": [found.title_of(key) for key in found.progress.missing],
            "probation_ends": found.progress.days.get("probation_ends"),
            "history": history(row),
            "can_write": can_write,
            "can_reopen": place.can("development.write", row.person.home),
        },
    )  # fmt: skip


def _told(item: Any, files: Any, sees_all: bool) -> dict[str, Any]:
    """A record as the page shows it; the political review only for who may read it."""
    vote = item.values.get("vote") or {}
    hidden = item.step in CONFIDENTIAL and not sees_all
    numbers = (
        f"应到{vote.get('entitled', '—')} 实到{vote.get('present', '—')} 赞成{vote.get('yes', '—')}"
        + (f" 书面赞成{vote['written_yes']}" if vote.get("written_yes") else "")
        if vote
        else ""
    )
    facts = [
        numbers,
        people_of(item),
        f"至{item.values['to']}" if item.values.get("to") else "",
        f"{item.values['days']}天" if item.values.get("days") else "",
        f"{item.values['hours']}学时" if item.values.get("hours") else "",
        f"{WHO.get(item.step, '')}：{item.values['who']}" if item.values.get("who") else "",
        f"{NUMBERS.get(item.step, '')}：{item.values['number']}"
        if item.values.get("number") else "",
        f"特殊情况：{item.values['reason']}" if item.values.get("reason") else "",
    ]  # fmt: skip
    return {
        "row": item,
        "facts": [f for f in facts if f],
        "note": "（内容保密）" if hidden and item.note else item.note,
        "files": [] if hidden else files.get(item.ref, []),
    }


@page("development.write")
def new(request: PageRequest) -> HttpResponse:
    """Somebody applies."""
    unit = request.page.unit
    if unit is None:
        raise Refused("还没有党支部，请先建立党组织。")
    form = ApplicationForm(request.POST or None, request.FILES or None, unit=unit)
    if request.method == "POST":

        def act() -> Case:
            data = form.cleaned_data
            branch = data.get("unit") or unit
            common = {
                "applied_on": data["applied_on"], "is_front_line": data["is_front_line"],
                "files": data["papers"],
            }  # fmt: skip
            if data["person"] is not None:
                return actions.open_case(
                    request.page.actor, unit=branch, person=data["person"], **common
                )
            return actions.register(request.page.actor, unit=branch, **common, **form.particulars())

        row = carried_out(form, act)
        if row is not None:
            messages.success(request, "已登记入党申请，接下来一个月内派人谈话。")
            return redirect("development:detail", row.pk)
    return form_page(
        request, form, "development/form.html", title="登记入党申请", eyebrow=str(unit),
        submit="登记", cancel=reverse("development:board"),
    )  # fmt: skip


@page("development.write")
def record(request: PageRequest, pk: int, step: str) -> HttpResponse:
    """Record one step."""
    row, book = _row(request, pk), current_book()
    wanted = book.procedure(PROCEDURE).by_key.get(step)
    if wanted is None or step == "application":
        raise Http404
    if step in UPPER:
        request.page.require(row.person.home, "development.approve")
    form = RecordForm(
        request.POST or None, request.FILES or None, case=row, step=wanted,
        initial={"on": site_day()},
    )  # fmt: skip
    if request.method == "POST":
        saved = carried_out(
            form,
            lambda: actions.record_step(
                request.page.actor, unit=row.person.home, case=row, **form.arguments()
            ),
        )
        if saved is not None:
            messages.success(request, f"“{wanted.title}”已登记。")
            return redirect(f"{reverse('development:detail', args=[row.pk])}#step-{step}")
    found = queries.course(book, row, site_day())
    rung = next((r for r in queries.asked_rungs(found) if r.step.key == step), None)
    return form_page(
        request, form, "development/form.html", title=wanted.title, eyebrow=row.person.name,
        rung=rung, papers=of_step(step), row=row,
        cancel=reverse("development:detail", args=[row.pk]),
    )  # fmt: skip


@page("development.write")
def withdraw(request: PageRequest, pk: int, record: int) -> HttpResponse:
    """Take a record back with a reason."""
    row = _row(request, pk)
    item = queries.record(row, record) if record < 2**63 else None
    if item is None:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.withdraw_step(
                request.page.actor, unit=row.person.home, case=row, record=item,
                reason=form.cleaned_data["reason"],
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, "已撤回，各步骤和党籍阶段已重新计算。")
            return redirect("development:detail", row.pk)
    title = current_book().procedure(PROCEDURE).title_of(item.step)
    return form_page(
        request, form, "development/form.html", title=f"撤回“{title}”", eyebrow=row.person.name,
        submit="撤回", cancel=reverse("development:detail", args=[row.pk]),
    )  # fmt: skip


@page("development.write")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change what belongs to the case itself."""
    row = _row(request, pk)
    initial = {"is_front_line": row.is_front_line, "version": row.version}
    form = CaseForm(request.POST or None, initial=initial)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.change_case(
                request.page.actor, unit=row.person.home, case=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已保存。")
            return redirect("development:detail", row.pk)
    return form_page(
        request, form, "development/form.html", title="修改档案", eyebrow=row.person.name,
        cancel=reverse("development:detail", args=[row.pk]),
    )  # fmt: skip


@page("development.write")
def close(request: PageRequest, pk: int) -> HttpResponse:
    """End a case before its last step."""
    row = _row(request, pk)
    form = CloseForm(request.POST or None, initial={"closed_on": site_day()})
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.close_case(
                request.page.actor, unit=row.person.home, case=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "档案已结束。")
            return redirect("development:detail", row.pk)
    return form_page(
        request, form, "development/form.html", title="结束档案", eyebrow=row.person.name,
        submit="结束", cancel=reverse("development:detail", args=[row.pk]),
    )  # fmt: skip


@require_POST
@page("development.write")
def reopen(request: PageRequest, pk: int) -> HttpResponse:
    """Undo an ending."""
    row = _row(request, pk)
    actions.reopen_case(request.page.actor, unit=row.person.home, case=row)
    messages.success(request, "已恢复办理。")
    return redirect("development:detail", row.pk)


def _row(request: PageRequest, pk: int) -> Case:
    row = queries.case(request.page.visible, pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    request.page.require(row.person.home)
    return row
