"""The tree of units, a unit's page and the verbs on it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from tongpin.audit.queries import history
from tongpin.capability import unit_panels
from tongpin.formats.xlsx import write_sheet
from tongpin.org import actions, queries
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.forms.units import DissolveForm, EditUnitForm, NewUnitForm
from tongpin.org.models import BRANCH_KINDS, COMMITTEE_TITLES, Stage, Unit, UnitKind
from tongpin.org.tree import Node, tree
from tongpin.ui.listing import XLSX, Column, Listing, download, respond

PAGE_SIZE = 100


@page("org.view")
def units(request: PageRequest) -> HttpResponse:
    """Every unit in the order of the tree, with its members on the day."""
    day, scope = request.page.as_of, request.page.scope
    everything = request.GET.get("all") == "1"
    text = request.GET.get("q", "").replace("\x00", "").strip()[:50]
    kind = request.GET.get("kind", "")
    found = queries.units(scope, as_of=None if everything else day)
    if text:
        found = queries.named(found, text)
    if kind in UnitKind.values:
        found = found.filter(kind=kind)
    nodes = tree(list(found), queries.unit_counts(scope, day))
    if request.GET.get("export") == "xlsx":
        return _export(nodes, day)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return render(
        request,
        "org/units.html",
        {
            "title": "党组织",
            "list_page": Paginator(nodes, PAGE_SIZE).get_page(number),
            "kinds": UnitKind.choices,
            "kind": kind,
            "q": text,
            "all": everything,
            "is_filtered": bool(text or kind in UnitKind.values),
            "can_add": request.page.can("org.units"),
        },
    )


@page("org.self")
def pick(request: PageRequest) -> HttpResponse:
    """Look for the unit to which another page shall turn; the switcher offers only some of many."""
    to = request.GET.get("to", "")
    if not to.startswith("/") or not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        to = "/"
    listing = Listing(
        request=request,
        queryset=queries.bodies(request.page.visible, as_of=request.page.as_of),
        title="选择党组织",
        columns=(
            Column("name", "党组织", link=lambda u: f"{to}?{urlencode({'unit': u.code})}"),
            Column("code", "代码"),
            Column("kind", "类型", cell=lambda u: u.get_kind_display()),
            Column("parent", "上级党组织", cell=lambda u: str(u.parent or "—")),
        ),
        search=queries.named,
        search_label="名称、拼音或首字母",
    )
    return respond(request, listing, "org/pick.html", to=to)


def _export(nodes: list[Node], day: date) -> HttpResponse:
    columns = [
        ("党组织代码", "text"),
        ("党组织名称", "text"),
        ("类型", "text"),
        ("上级党组织", "text"),
        ("成立日期", "date"),
        ("撤销日期", "date"),
        (f"党员人数（{day}）", "int"),
    ]
    rows = [
        [
            node.unit.code,
            node.unit.name,
            node.unit.get_kind_display(),
            str(node.unit.parent or ""),
            node.unit.founded_on,
            node.unit.dissolved_on,
            node.members,
        ]
        for node in nodes
    ]
    return download(write_sheet(columns, rows, title="党组织"), "党组织.xlsx", XLSX)


@page("org.view")
@never_cache
def unit(request: PageRequest, pk: int) -> HttpResponse:
    """A unit's page, as of a day."""
    found = found_unit(request, pk)
    day = request.page.as_of
    posts = list(queries.posts_on(found, day))
    below = queries.children(found, day)
    counts = queries.stage_counts(found, day)
    context = {
        "title": found.name,
        "unit": found,
        "day": day,
        "posts": [p for p in posts if p.title in COMMITTEE_TITLES],
        "leaders": {p.unit_id: p.person for p in queries.group_leaders(found, day)},
        "groups": [u for u in below if u.kind == UnitKind.GROUP],
        "children": [u for u in below if u.kind != UnitKind.GROUP],
        "stages": [(s, counts.get(s.value, 0)) for s in reversed(Stage)],
        "panels": unit_panels(request.page, found),
        "history": history(found),
        "events": queries.unit_events(found),
        "terms": queries.unit_terms(found) if found.kind != UnitKind.GROUP else [],
        "is_branch": found.kind in BRANCH_KINDS,
        "can_change": request.page.can("org.units", found),
        "can_people": request.page.can("org.view", found),
        "is_group": found.kind == UnitKind.GROUP,
    }
    return render(request, "org/unit.html", context)


def found_unit(request: PageRequest, pk: int) -> Unit:
    """The unit; 404 outside of what the reader sees, 403 without the page's permission there."""
    found = queries.unit(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if found is None:
        raise Http404
    return request.page.require(found)


@page("org.units")
def new(request: PageRequest) -> HttpResponse:
    """Make a unit below another one."""
    above: Any = request.GET.get("above", "")
    initial = {"unit": above if above.isascii() and above.isdigit() else request.page.unit}
    form = NewUnitForm(request.POST or None, scope=request.page.scope, initial=initial)
    if request.method == "POST":
        made = carried_out(form, lambda: actions.add_unit(request.page.actor, **form.values()))
        if made is not None:
            messages.success(request, f"{made}已建立。")
            return redirect("org:unit", made.pk)
    return form_page(request, form, title="新增党组织", submit="建立", cancel=reverse("org:units"))


@page("org.units")
@never_cache
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change names, dates, order or theme day."""
    found = found_unit(request, pk)
    form = EditUnitForm(request.POST or None, unit=found)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.change_unit(
                request.page.actor,
                unit=found,
                version=form.cleaned_data["version"],
                **form.values(),
            ),
        )
        if done is not None:
            messages.success(request, "已保存。")
            return redirect("org:unit", pk)
    conflict = getattr(form, "status", 200) == 409
    return form_page(
        request,
        form,
        "org/edit.html",
        title=f"修改{found}",
        cancel=reverse("org:unit", args=[pk]),
        current=[
            (str(field.label), str(getattr(found, name) or "（空）"))
            for name, field in form.fields.items()
            if conflict and name != "version" and getattr(found, name) != form.cleaned_data[name]
        ],
        fresh_version=found.version,
    )


@page("org.units")
def dissolve(request: PageRequest, pk: int) -> HttpResponse:
    """Close a unit."""
    found = found_unit(request, pk)
    form = DissolveForm(request.POST or None)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.dissolve_unit(request.page.actor, unit=found, **form.cleaned_data),
        )
        if done is not None:
            messages.success(request, f"{found}已撤销，历史记录保留。")
            return redirect("org:unit", pk)
    return form_page(
        request,
        form,
        title=f"撤销{found}",
        submit="撤销党组织",
        intro="撤销前须先办理全部党员的组织关系转接，并撤销或转移下级党组织。",
        cancel=reverse("org:unit", args=[pk]),
    )
