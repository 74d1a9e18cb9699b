"""Payrolls and statements: uploaded, looked at, adopted once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.actor import Actor
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.ledgers.dues import actions, queries, sheets, tables
from tongpin.ledgers.dues.actions.uploads import judged, unpacked
from tongpin.ledgers.dues.forms import UploadForm, this_month
from tongpin.ledgers.dues.models import Upload, UploadKind, UploadState
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page, found, unit_of
from tongpin.ui.listing import XLSX, download

PAGE_SIZE = 50
SHOWN = (("all", "全部"), ("ok", "可以采用"), ("check", "要核对"), ("error", "有错"))
HOW = {"ok": ("met", "可以采用"), "check": ("due_soon", "要核对"), "error": ("overdue", "有错")}


@page("dues.write")
def payroll(request: PageRequest) -> HttpResponse:
    """Upload a payroll: the base of every member at once."""
    return _upload(request, UploadKind.PAYROLL, "导入工资表")


@page("dues.write")
def statement(request: PageRequest) -> HttpResponse:
    """Upload a statement of a bank or a payment platform."""
    return _upload(request, UploadKind.STATEMENT, "导入账单")


def _upload(request: PageRequest, kind: str, title: str) -> HttpResponse:
    unit = unit_of(request)
    month = this_month()
    first = month.replace(month=1) if kind == UploadKind.PAYROLL else month
    form = UploadForm(request.POST or None, request.FILES or None, initial={"starts_on": first})
    if kind == UploadKind.STATEMENT:
        form.fields["starts_on"].required = False
        form.fields["starts_on"].widget = form.fields["starts_on"].hidden_widget()
    if request.method == "POST":
        done = carried_out(form, lambda: _kept(request, form, kind))
        if done is not None:
            return redirect("dues:upload", done.pk)
    return form_page(
        request, form, "dues/upload_form.html", title=title, kind=kind, unit=unit,
        recent=queries.recent_uploads(request.page.scope, kind),
    )  # fmt: skip


def _kept(request: PageRequest, form: UploadForm, kind: str) -> Upload:
    file = form.cleaned_data["file"]
    data = file.read()
    table = tables.read(data, file.name, kind)
    return actions.keep_upload(
        _importer(request), unit=unit_of(request), kind=kind,
        starts_on=form.cleaned_data["starts_on"] or this_month(), file_name=file.name,
        table=table,
    )  # fmt: skip


def _importer(request: PageRequest) -> Actor:
    return replace(request.page.actor, via="import")


@page("dues.write")
def payroll_template(request: PageRequest) -> HttpResponse:
    """The empty payroll sheet with the names of the unit."""
    unit, month = unit_of(request), this_month()
    owing = [person for person, _ in queries.members_due(unit, [month])[month]]
    names = {pk: name for pk, name, _, _ in queries.candidates(unit)}
    data = sheets.payroll_template([names[pk] for pk in owing if pk in names])
    return download(data, "党费基数申报表.xlsx", XLSX)


@page("dues.write")
def statement_template(request: PageRequest) -> HttpResponse:
    """The empty statement."""
    return download(sheets.statement_template(), "党费账单模板.xlsx", XLSX)


@page("dues.write")
@never_cache
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """Every line with whom it means and what is wrong with it."""
    row = found(request, queries.upload, pk)
    kept = unpacked(row)
    if row.state != UploadState.PREVIEW:
        context: dict[str, Any] = {
            "upload": row,
            "left": kept.get("left", []),
            "history": history(row),
        }
        return render(request, "dues/upload_done.html", context)
    lines, fault = [], ""
    try:
        lines = judged(row, kept)
    except Refused as error:
        fault = error.message
    counts = {k: sum(n.how == k for n in lines) if k != "all" else len(lines) for k, _ in SHOWN}
    shown = request.GET.get("show", "all")
    shown = shown if shown in counts else "all"
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    pages = Paginator([n for n in lines if shown in ("all", n.how)], PAGE_SIZE).get_page(number)
    names = {k: (name, b) for k, name, _, b in queries.candidates(row.unit)} if lines else {}
    labels = tables.labels(row.kind)
    context = {
        "title": "核对账单" if row.kind == UploadKind.STATEMENT else "核对工资表",
        "upload": row, "fault": fault, "list_page": pages, "shown": shown,
        "tabs": [(key, label, counts[key]) for key, label in SHOWN],
        "rows": [{"line": n, "names": names, "chip": HOW[n.how],
                  "person": names.get(n.person or 0, ("", 0))[0],
                  "options": [(k, names[k][0]) for k in n.people if k in names]} for n in pages],
        "everybody": sorted((name, k) for k, (name, _) in names.items()) if counts["check"] else [],
        "heads": [(n, h, kept["columns"].get(h, "")) for n, h in enumerate(kept["table"]["heads"]) if h],
        "labels": labels, "ok": counts["ok"], "check": counts["check"],
    }  # fmt: skip
    return render(request, "dues/upload.html", context)


@page("dues.write")
@require_POST
def columns(request: PageRequest, pk: int) -> HttpResponse:
    """Say which column means what."""
    row = found(request, queries.upload, pk)
    heads = unpacked(row).get("table", {}).get("heads", [])
    chosen = {h: request.POST.get(f"column-{n}", "")[:40] for n, h in enumerate(heads) if h}
    actions.set_columns(_importer(request), unit=row.unit, upload=row, columns=chosen)
    messages.success(request, "列对应已改，下次自动按这次的来。")
    return redirect("dues:upload", pk)


@page("dues.write")
@require_POST
def choose(request: PageRequest, pk: int) -> HttpResponse:
    """Say whom doubtful lines mean."""
    row = found(request, queries.upload, pk)
    chosen = {}
    for key in request.POST:
        line, person = key.removeprefix("person-"), str(request.POST[key])
        if key != line and _is_number(line) and _is_number(person):
            chosen[int(line)] = int(person)
    actions.choose_people(_importer(request), unit=row.unit, upload=row, chosen=chosen)
    messages.success(request, f"已指定 {len(chosen)} 行。")
    return redirect(f"{reverse('dues:upload', args=[pk])}?show=check")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@page("dues.write")
@require_POST
def adopt(request: PageRequest, pk: int) -> HttpResponse:
    """Adopt every clear line."""
    row = found(request, queries.upload, pk)
    verb = actions.adopt_statement if row.kind == UploadKind.STATEMENT else _adopt_payroll(request)
    try:
        done = verb(_importer(request), unit=row.unit, upload=row)
    except Refused as error:
        if error.status == 403:
            raise
        messages.error(request, error.message)
        return redirect("dues:upload", pk)
    messages.success(request, f"已采用 {done.adopted} 行。")
    return redirect("dues:upload", pk)


def _adopt_payroll(request: PageRequest) -> Any:
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:200]
    return lambda actor, **values: actions.adopt_payroll(actor, reason=reason, **values)


@page("dues.write")
@require_POST
def discard(request: PageRequest, pk: int) -> HttpResponse:
    """Throw the sheet away."""
    row = found(request, queries.upload, pk)
    actions.discard_upload(request.page.actor, unit=row.unit, upload=row)
    messages.success(request, "已放弃，没有改动任何数据。")
    return redirect("dues:statement" if row.kind == UploadKind.STATEMENT else "dues:payroll")
