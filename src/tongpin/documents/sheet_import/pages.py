"""The five pages of an importer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.actor import Actor
from tongpin.audit.errors import Forbidden, Refused
from tongpin.audit.queries import history
from tongpin.documents.models import SheetImport
from tongpin.documents.sheet_import.adopting import adopt_sheet, preview_sheet, undo_sheet
from tongpin.documents.sheet_import.reading import SheetColumn, SheetImporter
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.identity import masked_identity
from tongpin.ui.forms import TongpinForm
from tongpin.ui.listing import XLSX, download

PAGE_SIZE = 100


class SheetForm(TongpinForm):
    """Choose a table."""

    file = forms.FileField(label="表格", help_text="xlsx，第一行是表头；最多5000行。")


@dataclass(frozen=True, slots=True)
class SheetViews:
    """The views of one importer, to be put under `sheet/…` addresses of its ledger."""

    template: Callable[..., Any]
    upload: Callable[..., Any]
    preview: Callable[..., Any]
    confirm: Callable[..., Any]
    undo: Callable[..., Any]


def sheet_views(importer: SheetImporter) -> SheetViews:
    """The five pages of an importer behind its permission."""
    guard = page(importer.permission)

    def url(name: str, *args: Any) -> str:
        return reverse(f"{importer.namespace}:{name}", args=args)

    def found(request: PageRequest, pk: int) -> SheetImport:
        rows = SheetImport.objects.within(request.page.visible).filter(kind=importer.kind)
        row = rows.select_related("unit").filter(pk=min(pk, BIGGEST_KEY)).first()
        if row is None:
            raise Http404
        request.page.require(row.unit)
        return row

    def template(request: PageRequest) -> HttpResponse:
        return download(importer.template(), f"{importer.title}模板.xlsx", XLSX)

    def upload(request: PageRequest) -> HttpResponse:
        unit = request.page.unit
        if unit is None:
            raise Refused("还没有党组织，请先建立党组织。")
        form = SheetForm(request.POST or None, request.FILES or None)
        if request.method == "POST":

            def act() -> SheetImport:
                file = form.cleaned_data["file"]
                rows = importer.read(unit, file.read(), file.name)
                return preview_sheet(
                    _importing(request),
                    unit=unit,
                    importer=importer,
                    file_name=file.name,
                    rows=rows,
                )

            row = carried_out(form, act)
            if row is not None:
                return redirect(url("sheet", row.pk))
        return form_page(
            request, form, "documents/sheet_upload.html", title=f"导入{importer.title}",
            submit="上传核对", template_url=url("sheet-template"), cancel=url("list"), unit=unit,
        )  # fmt: skip

    def preview(request: PageRequest, pk: int) -> HttpResponse:
        row = found(request, pk)
        return _preview_page(request, row, importer, url)

    def confirm(request: PageRequest, pk: int) -> HttpResponse:
        row = found(request, pk)
        return _carry(request, row, importer, adopt_sheet, "已导入{}行，可以撤销。", url)

    def undo(request: PageRequest, pk: int) -> HttpResponse:
        row = found(request, pk)
        return _carry(request, row, importer, undo_sheet, "已撤销导入的{}行。", url)

    return SheetViews(
        guard(template), guard(never_cache(upload)), guard(never_cache(preview)),
        guard(require_POST(confirm)), guard(require_POST(undo)),
    )  # fmt: skip


def _importing(request: PageRequest) -> Actor:
    return replace(request.page.actor, via="import")


def _carry(
    request: PageRequest, row: SheetImport, importer: SheetImporter, verb: Any, said: str,
    url: Callable[..., str],
) -> HttpResponse:  # fmt: skip
    try:
        done = verb(_importing(request), unit=row.unit, importer=importer, sheet=row)
        messages.success(request, said.format(len(done.made)))
    except Forbidden:
        raise
    except Refused as error:
        messages.error(request, error.message)
    return redirect(url("sheet", row.pk))


def _shown(column: SheetColumn, cells: dict[str, str]) -> str:
    text = cells.get(column.key, "")
    return masked_identity(text) if column.is_secret else text


def _preview_page(
    request: HttpRequest, row: SheetImport, importer: SheetImporter, url: Callable[..., str]
) -> HttpResponse:
    faulty = sum(bool(line["faults"]) for line in row.rows)
    only = request.GET.get("show") == "faults"
    lines = [line for line in row.rows if line["faults"] or not only]
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    pages = Paginator(lines, PAGE_SIZE).get_page(number)
    context = {
        "title": f"核对{importer.title}" if row.state == "preview" else f"{importer.title}导入结果",
        "sheet": row,
        "heads": [c.head for c in importer.columns],
        "lines": [
            {**line, "texts": [(c.head, _shown(c, line["cells"])) for c in importer.columns]}
            for line in pages
        ],
        "list_page": pages, "faulty": faulty, "good": len(row.rows) - faulty, "only": only,
        "confirm_url": url("sheet-confirm", row.pk), "undo_url": url("sheet-undo", row.pk),
        "upload_url": url("sheet-upload"), "list_url": url("list"), "history": history(row),
    }  # fmt: skip
    return render(request, "documents/sheet.html", context)
