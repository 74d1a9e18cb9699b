"""补录: upload, preview with what is wrong in which cell, confirm, undo."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.ledgers.development import actions, queries, tables
from tongpin.ledgers.development.actions.imports import judged
from tongpin.ledgers.development.forms import UploadForm, WithdrawForm
from tongpin.ledgers.development.models import DateImport, ImportState
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.ui.listing import XLSX, download


@page("development.import")
def listing(request: PageRequest) -> HttpResponse:
    """Upload a sheet; what was uploaded before."""
    unit = request.page.unit
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and unit is not None:

        def act() -> DateImport:
            file = form.cleaned_data["file"]
            data = file.read()
            return actions.keep_dates(
                request.page.actor, unit=unit, file_name=file.name or "补录表",
                file_hash=hashlib.sha256(data).hexdigest(), lines=tables.read(data, file.name or ""),
            )  # fmt: skip

        row = carried_out(form, act)
        if row is not None:
            return redirect("development:import", row.pk)
    return form_page(
        request, form, "development/imports.html", unit=unit,
        rows=queries.date_imports(request.page.scope)[:20],
    )  # fmt: skip


@page("development.import")
def template(request: PageRequest) -> HttpResponse:
    """An empty sheet."""
    return download(tables.template(), "发展党员日期补录模板.xlsx", XLSX)


@page("development.import")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """The preview: each row with whom it means and what is wrong; after that, what came in."""
    row = _row(request, pk)
    lines = judged(row) if row.state == ImportState.PREVIEW else []
    return form_page(
        request, WithdrawForm(), "development/import.html", row=row, lines=lines,
        wrong=sum(bool(line.errors) for line, _, _ in lines), steps=len(row.steps),
        deviating=sum(bool(line.deviating) for line, _, _ in lines),
    )  # fmt: skip


@require_POST
@page("development.import")
def adopt(request: PageRequest, pk: int) -> HttpResponse:
    """Enter every row."""
    row = _row(request, pk)
    done = actions.adopt_dates(request.page.actor, unit=row.unit, upload=row)
    messages.success(request, f"已补录{len(done.cases)}人、{len(done.steps)}步。")
    return redirect("development:import", row.pk)


@page("development.import")
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Take an import back with a reason."""
    row = _row(request, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.undo_dates(
                request.page.actor, unit=row.unit, upload=row, reason=form.cleaned_data["reason"]
            ),
        )
        if done is not None:
            messages.success(request, "已撤销，名册恢复到补录以前。")
            return redirect("development:import", row.pk)
    return form_page(
        request, form, "development/form.html", title="撤销补录", eyebrow=row.file_name,
        submit="撤销", cancel=reverse("development:import", args=[row.pk]),
    )  # fmt: skip


def _row(request: PageRequest, pk: int) -> DateImport:
    row = queries.date_import(request.page.visible, pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
