"""Roster import: template, upload, preview, confirmation, undo."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.formats.mapping import Columns, Table
from tongpin.org import actions, queries, roster, sheets
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.forms.roster import ConfirmForm, UploadForm
from tongpin.org.identity import masked_identity
from tongpin.org.models import BRANCH_KINDS, RosterImport, Stage, Unit
from tongpin.org.particulars import MASKS
from tongpin.org.roster_rows import CHOICES
from tongpin.org.vocabulary import LABELS
from tongpin.ui.listing import XLSX, download

PAGE_SIZE = 200
RECENT = 10
SHOWN = (
    ("all", "全部"),
    ("error", "有错，不能导入"),
    ("warning", "有提醒"),
    ("new", "新增"),
    ("update", "更新"),
    ("same", "与名册相同"),
)
STATES = {"preview": "待确认", "done": "已导入", "undone": "已撤销"}


@page("org.import")
@never_cache
def upload(request: PageRequest) -> HttpResponse:
    """Choose a file; it is judged and kept for confirmation."""
    sent = request.method == "POST"
    form = UploadForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        scope=request.page.scope,
        initial={"unit": request.page.unit},
    )
    if sent:
        kept = carried_out(form, lambda: _judged(request, form))
        if kept is not None:
            is_clear = bool(json.loads(kept.rows))
            return redirect("org:roster-preview" if is_clear else "org:roster-columns", kept.pk)
    return form_page(
        request,
        form,
        "org/roster_import.html",
        title="导入名册",
        recent=[(row, STATES[row.state]) for row in queries.recent_imports(request.page.scope)],
        is_first=not queries.has_people(),
    )


def _judged(request: PageRequest, form: UploadForm) -> RosterImport:
    file, unit = form.cleaned_data["file"], form.cleaned_data["unit"]
    data = file.read()
    remembered = queries.roster_columns()
    table = sheets.table_of(data, file.name, remembered)
    columns = sheets.meant(table, remembered)
    is_clear = not (
        sheets.missing(columns, needs_unit=unit.kind not in BRANCH_KINDS)
        or sheets.doubled(table, remembered)
    )
    kept = actions.preview_roster(
        _importer(request),
        unit=unit,
        file_name=file.name,
        file_hash=hashlib.sha256(data).hexdigest(),
        rows=_rows_of(unit, table, columns) if is_clear else [],
        table=table,
        columns=columns,
    )
    left = sheets.unread(columns)
    if left and is_clear:
        shown = "、".join(head[:20] for head in left[:10])
        messages.warning(request, f"这些列没有读取：{shown}{'等' if len(left) > 10 else ''}。")
    return kept


def _rows_of(unit: Unit, table: Table, columns: Columns) -> list[dict[str, Any]]:
    lines = sheets.lines_of(table, columns)
    return [row.plain() for row in roster.judge(unit, lines, today=site_day())]


@page("org.import")
@never_cache
def columns(request: PageRequest, pk: int) -> HttpResponse:
    """Say which column of the sheet means what; remembered for the bureau's next roster."""
    found = _import(request, pk)
    if found.state != "preview" or not found.table:
        raise Refused("这份名册已经导入或撤销，不能再改列对应。")
    table = Table(**json.loads(found.table))
    chosen = dict(found.columns)
    fault = ""
    needs_unit = found.unit.kind not in BRANCH_KINDS
    if request.method == "POST":
        chosen = {
            head: key if (key := request.POST.get(f"column-{n}", "")) in LABELS else ""
            for n, head in enumerate(table.heads)
        }
        lacking, doubled = sheets.missing(chosen, needs_unit=needs_unit), sheets.twice(chosen)
        if doubled:
            fault = f"有两列都对应“{'”“'.join(doubled)}”，请只留一列。"
        elif lacking:
            fault = f"还没有指明“{'”“'.join(lacking)}”是哪一列。"
        else:
            rows = _rows_of(found.unit, table, chosen)
            actions.set_roster_columns(
                _importer(request), unit=found.unit, upload=found, columns=chosen, rows=rows
            )
            messages.success(request, "已按这样的对应重新核对，下次导入会记住。")
            return redirect("org:roster-preview", pk)
    else:
        lacking = sheets.missing(chosen, needs_unit=needs_unit)
        both = sheets.doubled(table, queries.roster_columns())
        if lacking:
            fault = f"没有认出“{'”“'.join(lacking)}”是哪一列，请在下面指明。"
        elif both:
            fault = f"有两列都像是“{'”“'.join(both)}”，请只留一列，另一列选“不读取”。"
    context = {
        "title": "列对应",
        "upload": found,
        "fault": fault,
        "heads": [
            (n, head, chosen.get(head, ""), "、".join(_sample(chosen.get(head, ""), table, n)))
            for n, head in enumerate(table.heads)
            if head
        ],
        "labels": LABELS,
    }
    return render(
        request, "org/roster_columns.html", context,
        status=400 if fault and request.method == "POST" else 200,
    )  # fmt: skip


def _sample(key: str, table: Table, column: int) -> list[str]:
    """What a column holds; numbers that look like identity or telephone numbers are masked."""
    return [re.sub(r"\d(?=\d{4})", "*", text) for text in table.samples(column)]


def _importer(request: PageRequest) -> Actor:
    return replace(request.page.actor, via="import")


@page("org.import")
def template(request: PageRequest) -> HttpResponse:
    """The empty sheet, with the branches of the chosen unit to choose from."""
    unit, scope = request.page.unit, request.page.scope
    branches = [
        u
        for u in queries.branches(scope, as_of=site_day())
        if unit is None or u.path.startswith(unit.path)
    ]
    return download(sheets.template(branches), "党员名册模板.xlsx", XLSX)


@page("org.import")
@never_cache
def preview(request: PageRequest, pk: int) -> HttpResponse:
    """Every cell judged; on confirmation, the summary with the way back."""
    found = _import(request, pk)
    if found.state == "preview" and not json.loads(found.rows):
        return redirect("org:roster-columns", pk)
    if found.state != "preview":
        return render(
            request,
            "org/roster_done.html",
            {
                "title": "名册导入结果",
                "upload": found,
                "state": STATES[found.state],
                "added": len(found.people),
                "updated": len(found.updated),
                "history": history(found),
            },
        )
    return _preview(request, found, ConfirmForm())


@page("org.import")
@require_POST
@never_cache
def confirm(request: PageRequest, pk: int) -> HttpResponse:
    """Write the chosen rows."""
    found = _import(request, pk)
    form = ConfirmForm(request.POST)
    done = carried_out(
        form,
        lambda: actions.confirm_roster(
            _importer(request),
            unit=found.unit,
            upload=found,
            numbers=_chosen(request, found, form),
        ),
    )
    if done is None and found.state == "preview":
        return _preview(request, found, form, status=getattr(form, "status", 400))
    if done is None:
        messages.error(request, "这份名册已经导入或撤销，不能重复导入。")
    else:
        messages.success(request, f"已新增 {len(done.people)} 人，更新 {len(done.updated)} 人。")
    return redirect("org:roster-preview", pk)


def _chosen(request: PageRequest, found: RosterImport, form: ConfirmForm) -> frozenset[int] | None:
    """The line numbers to import; None for all that can be."""
    choice = form.cleaned_data["choice"]
    if queries.same_file(found.unit, found.file_hash) and not form.cleaned_data["again"]:
        raise Refused("这份文件以前已经导入过。确实要再导入的，请勾选“仍要再导入”。", field="again")
    if choice == "all":
        return None
    if choice == "clean":
        return frozenset(r["number"] for r in _rows(found) if not r.get("warnings"))
    ticked = {
        int(value)
        for value in request.POST.getlist("row")
        if value.isascii() and value.isdigit() and len(value) < 9
    }
    return frozenset(ticked) | form.cleaned_data["numbers"]


@page("org.import")
@require_POST
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Take an import back."""
    found = _import(request, pk)
    actions.undo_roster(_importer(request), unit=found.unit, upload=found)
    messages.success(request, "导入已撤销，名册恢复到导入前。")
    return redirect("org:roster-preview", pk)


def _import(request: PageRequest, pk: int) -> RosterImport:
    found = queries.roster_import(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if found is None:
        raise Http404
    request.page.require(found.unit)
    return found


def _rows(found: RosterImport) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(found.rows)
    return rows


def _preview(
    request: PageRequest, found: RosterImport, form: ConfirmForm, *, status: int = 200
) -> HttpResponse:
    rows = _rows(found)
    counts = {key: sum(_is(row, key) for row in rows) for key, _ in SHOWN}
    shown = request.GET.get("show", "all")
    if shown not in counts:
        shown = "all"
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    pages = Paginator([r for r in rows if _is(r, shown)], PAGE_SIZE).get_page(number)
    names = queries.unit_names({r.get(k) for r in pages for k in ("unit", "group") if r.get(k)})
    earlier = queries.same_file(found.unit, found.file_hash)
    if earlier is None:
        del form.fields["again"]
    context = {
        "title": "核对名册",
        "upload": found,
        "form": form,
        "action": reverse("org:roster-confirm", args=[found.pk]),
        "tabs": [(key, label, counts[key]) for key, label in SHOWN if counts[key]],
        "shown": shown,
        "counts": counts,
        "importable": counts["new"] + counts["update"],
        "list_page": pages,
        "rows": [_told(row, names) for row in pages],
        "earlier": earlier,
    }
    return render(request, "org/roster_preview.html", context, status=status)


def _is(row: dict[str, Any], key: str) -> bool:
    if key == "warning":
        return bool(row.get("warnings")) and row["how"] != "error"
    return key in ("all", row["how"])


def _told(row: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    """A row as the page shows it; numbers masked."""
    values = row.get("values", {})
    changes: dict[str, Any] = row.get("changes", {})
    return {
        "number": row["number"],
        "name": row.get("name", ""),
        "identity": masked_identity(values.get("identity_number", "")),
        "born_on": values.get("born_on", ""),
        "stage": Stage(row["stage"]).label if row.get("stage") else "",
        "unit": names.get(row.get("unit", 0), ""),
        "joined_on": values.get("joined_on", ""),
        "how": row["how"],
        "how_label": {"new": "新增", "update": "更新", "same": "相同", "error": "有错"}[row["how"]],
        "can_import": row["how"] in {"new", "update"},
        "errors": row.get("errors", []),
        "warnings": row.get("warnings", []),
        "changes": [_change(key, value, names) for key, value in changes.items()],
    }


def _change(key: str, value: Any, names: dict[int, str]) -> str:
    shown = str(value)
    if key in MASKS:
        shown = MASKS[key](shown)
    elif key in CHOICES:
        shown = next((str(v.label) for v in CHOICES[key].values() if v == value), shown)
    elif key == "group":
        shown = names.get(value, "")
    return f"{LABELS[key]}改为“{shown}”"
