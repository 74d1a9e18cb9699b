"""Schemes: the editions, one edition, its items, from a spreadsheet and to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.queries import history
from tongpin.documents.sheet_import import sheet_views
from tongpin.ledgers.assessment import actions, queries, sheets
from tongpin.ledgers.assessment.forms import ItemForm, LinesForm, SchemeForm, lines_of
from tongpin.ledgers.assessment.models import Item, Scheme, Way
from tongpin.ledgers.assessment.points import shown
from tongpin.ledgers.assessment.scheme_text import VETO, shipped
from tongpin.ledgers.assessment.views.place import scheme_of, unit_of
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.rectification.queries import narrowed
from tongpin.ui.listing import XLSX, Column, Filter, Listing, download, respond

sheet = sheet_views(sheets.IMPORTER)
STATES = [("use", "在用"), ("draft", "编写中"), ("retired", "已停用")]


def _in_state(rows: Any, value: str) -> Any:
    if value == "retired":
        return rows.filter(retired_on__isnull=False)
    return rows.filter(retired_on=None, published_on__isnull=value == "draft")


@page("assessment.manage")
def listing(request: PageRequest) -> HttpResponse:
    """Every edition of the chosen unit and below."""
    place = request.page
    table = Listing(
        request, queries.schemes(narrowed(place.scope, place.unit)),
        [
            Column("name", "考评细则", sort="name",
                   link=lambda r: reverse("assessment:scheme", args=[r.pk])),
            Column("edition", "版次", cell=lambda r: f"第{r.edition}版"),
            Column("unit", "制定", cell=lambda r: str(r.unit)),
            Column("size", "项目", kind="int"),
            Column("lines", "达标线、示范线",
                   cell=lambda r: f"{shown(r.pass_line)}、{shown(r.model_line)}"),
            Column("published_on", "发布", kind="date"),
            Column("state", "状态", cell=lambda r: r.state),
        ],
        title="考评细则", filters=[Filter("state", "状态", STATES, _in_state)], default_sort="name",
        empty="还没有考评细则。可以采用内置的“五个标准化”细则，改成本单位的分值再发布；也可以用表格导入。",
    )  # fmt: skip
    return respond(request, table, "assessment/schemes.html", shipped=shipped())


@page("assessment.manage")
def new(request: PageRequest) -> HttpResponse:
    """An empty scheme."""
    unit = unit_of(request)
    first = {"full": 1000, "pass_line": 800, "model_line": 900, "judged_percent": 80}
    form = SchemeForm(request.POST or None, initial=first)
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.draft_scheme(request.page.actor, unit=unit, **form.cleaned_data),
        )
        if row is not None:
            messages.success(request, "细则已建立，请逐项编写项目。")
            return redirect("assessment:scheme", row.pk)
    return form_page(
        request, form, title="编写考评细则", cancel=reverse("assessment:schemes"),
        intro=f"制定单位：{unit}",
    )  # fmt: skip


@require_POST
@page("assessment.manage")
def take_shipped(request: PageRequest) -> HttpResponse:
    """A draft of the shipped scheme."""
    try:
        row = actions.take_shipped(request.page.actor, unit=unit_of(request))
    except Forbidden:
        raise
    except Refused as error:
        messages.error(request, error.message)
        return redirect("assessment:schemes")
    messages.success(request, "已采用为草稿，核对、修改以后发布。")
    return redirect("assessment:scheme", row.pk)


@page("assessment.manage")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One edition with its items by dimension, and what keeps it from being published."""
    row = scheme_of(request, pk)
    sources = queries.sources()
    labels = dict(sources.duties) | {k: v.label for k, v in sources.evidence.items()}
    groups: dict[str, list[tuple[Item, str]]] = {d.title: [] for d in row.dimensions.all()}
    for item in sorted(row.items.all(), key=lambda i: i.number):
        title = item.dimension.title if item.dimension else VETO
        groups.setdefault(title, []).append(
            (item, "、".join(labels.get(k, k) for k in item.keys) or Way(item.way).label)
        )
    weights = {d.title: d.weight for d in row.dimensions.all()}
    return render(
        request, "assessment/scheme.html",
        {
            "row": row, "groups": [(t, weights.get(t), items) for t, items in groups.items()],
            "faults": [] if row.published_on else queries.faults(row), "history": history(row),
        },
    )  # fmt: skip


@page("assessment.manage")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Lines and dimensions of a draft."""
    row = scheme_of(request, pk)
    form = LinesForm(request.POST or None, initial=lines_of(row))
    return _carry(
        request, row, form,
        lambda: actions.revise_scheme(
            request.page.actor, unit=row.unit, scheme=row, **form.cleaned_data
        ),
        "已保存。", title=f"{row}：类别和分数线",
    )  # fmt: skip


@page("assessment.manage")
def item_new(request: PageRequest, pk: int) -> HttpResponse:
    """Add an item."""
    row = scheme_of(request, pk)
    asked = request.GET.get("dimension", "")
    form = ItemForm(
        request.POST or None, scheme=row, initial={"dimension": asked, "way": Way.EVIDENCE}
    )
    return _carry(
        request, row, form,
        lambda: actions.put_item(
            request.page.actor, unit=row.unit, scheme=row, text=form.text()
        ),
        "项目已增加。", title="增加项目",
    )  # fmt: skip


def _item(row: Scheme, key: int) -> Item:
    found = queries.item(row, key) if key <= BIGGEST_KEY else None
    if found is None:
        raise Http404
    return found


@page("assessment.manage")
def item(request: PageRequest, pk: int, item: int) -> HttpResponse:
    """Change an item."""
    row = scheme_of(request, pk)
    found = _item(row, item)
    form = ItemForm(request.POST or None, scheme=row, item=found)
    return _carry(
        request, row, form,
        lambda: actions.put_item(
            request.page.actor, unit=row.unit, scheme=row, text=form.text(), item=found
        ),
        "已保存。", title=f"修改项目：{found.title}",
    )  # fmt: skip


@require_POST
@page("assessment.manage")
def item_drop(request: PageRequest, pk: int, item: int) -> HttpResponse:
    """Take an item out of a draft."""
    row = scheme_of(request, pk)
    actions.drop_item(request.page.actor, unit=row.unit, scheme=row, item=_item(row, item))
    messages.success(request, "项目已删除。")
    return redirect("assessment:scheme", pk)


@page("assessment.manage")
def export(request: PageRequest, pk: int) -> HttpResponse:
    """The spreadsheet that can be read back."""
    row = scheme_of(request, pk)
    return download(sheets.scheme_sheet(row), f"{row}.xlsx", XLSX)


@require_POST
@page("assessment.manage")
def carry(request: PageRequest, pk: int, verb: str) -> HttpResponse:
    """Publish, retire, delete, begin the next edition."""
    row = scheme_of(request, pk)
    if verb not in VERBS:
        raise Http404
    act, said = VERBS[verb]
    try:
        done = act(request, row)
    except (Forbidden, Conflict):
        raise
    except Refused as error:
        messages.error(request, error.message)
        return redirect("assessment:scheme", pk)
    messages.success(request, said)
    return redirect("assessment:scheme", done.pk) if done else redirect("assessment:schemes")


def _versioned(act: Callable[..., Scheme]) -> Callable[[PageRequest, Scheme], Scheme]:
    """An action on the edition as it was seen on the page."""

    def run(request: PageRequest, row: Scheme) -> Scheme:
        seen = request.POST.get("version", "")
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else row.version
        return act(request.page.actor, unit=row.unit, scheme=row, version=version)

    return run


VERBS: dict[str, tuple[Callable[[PageRequest, Scheme], Scheme | None], str]] = {
    "publish": (_versioned(actions.publish_scheme), "已发布，以前的版次同时停用。"),
    "retire": (_versioned(actions.retire_scheme), "已停用。"),
    "delete": (
        lambda request, row: actions.delete_scheme(request.page.actor, unit=row.unit, scheme=row),
        "草稿已删除。",
    ),
    "edition": (
        lambda request, row: actions.new_edition(request.page.actor, unit=row.unit, scheme=row),
        "新的一版已建立，修改以后发布。",
    ),
}


def _carry(
    request: PageRequest, row: Scheme, form: Any, act: Callable[[], Any], said: str, *, title: str
) -> HttpResponse:
    if row.published_on is not None:
        raise Refused("已经发布的细则不能改动，需要调整请编写新的一版。")
    if request.method == "POST":
        done = carried_out(form, act)
        if done is not None:
            messages.success(request, said)
            return redirect("assessment:scheme", row.pk)
    return form_page(request, form, title=title, cancel=reverse("assessment:scheme", args=[row.pk]))
