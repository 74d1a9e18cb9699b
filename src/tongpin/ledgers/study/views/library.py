"""Pages of the library and of reading lists."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.queries import history
from tongpin.documents.queries import attachments, content
from tongpin.ledgers.study import actions, queries
from tongpin.ledgers.study.forms import MaterialForm, ReadingListForm, ReasonForm
from tongpin.ledgers.study.models import Material, MaterialKind, ReadingList
from tongpin.ledgers.study.views.place import handled
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, pressed, unit_of
from tongpin.ui.listing import Column, Filter, Listing, download, respond

FIELDS = ("title", "kind", "category", "author", "address", "note")


@page("study.view")
def listing(request: PageRequest) -> HttpResponse:
    """The library that the reader may read, with the year's lists."""
    place = request.page
    rows = queries.materials(place.scope, place.unit)
    categories = [(c, c) for c in queries.categories(rows)]
    table = Listing(
        request,
        rows,
        [
            Column("title", "名称", link=lambda r: reverse("study:material", args=[r.pk])),
            Column("kind", "种类", cell=lambda r: r.get_kind_display()),
            Column("category", "专题"),
            Column("author", "作者或者发文单位"),
            Column("unit", "来自", cell=lambda r: str(r.unit)),
            Column("created_on", "上传日期", sort="created_on", kind="date"),
        ],
        title="学习资料",
        filters=[
            Filter("kind", "种类", MaterialKind.choices, lambda q, v: q.filter(kind=v)),
            Filter("category", "专题", categories, lambda q, v: q.filter(category=v)),
        ],
        search=queries.searched,
        search_label="名称、作者",
        default_sort="-created_on",
        empty="还没有学习资料。上传文件、登记网页链接或者书目，编排计划和书单时就能选到。",
    )
    return respond(
        request, table, "study/materials.html", can_write=place.can("study.write"),
        lists=queries.reading_lists(place.scope, place.unit, place.year),
    )  # fmt: skip


@page("study.write")
def new(request: PageRequest) -> HttpResponse:
    """Add a material."""
    unit = unit_of(request)
    form = MaterialForm(request.POST or None, request.FILES or None)
    return handled(
        request, form, "添加学习资料",
        lambda: actions.add_material(request.page.actor, unit=unit, **_typed(form)),
        "study:materials",
    )  # fmt: skip


def _typed(form: MaterialForm | ReadingListForm) -> dict[str, Any]:
    return {k: v for k, v in form.cleaned_data.items() if k != "version"}


def _material(request: PageRequest, pk: int) -> Material:
    place = request.page
    row = queries.material(place.scope, place.unit, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    return row


def _owned(request: PageRequest, pk: int) -> Material:
    """A material that the reader keeps: 404 where it cannot be seen, 403 where it is another's."""
    row = (
        queries.material(request.page.visible, request.page.unit, pk) if pk <= BIGGEST_KEY else None
    )
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


@page("study.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """A material with its files."""
    row = _material(request, pk)
    can_write = request.page.can("study.write", row.unit) and not row.withdrawn_reason
    context = {"row": row, "files": attachments(row.owner), "can_write": can_write,
               "history": history(row)}  # fmt: skip
    return render(request, "study/material.html", context)


@page("study.view")
def file(request: PageRequest, pk: int, file: int) -> HttpResponse:
    """A file of a material, saved and never run in the site's own pages."""
    row = _material(request, pk)
    found = next((f for f in attachments(row.owner) if f.pk == file), None)
    if found is None:
        raise Http404
    try:
        data = content(found.stored)
    except FileNotFoundError as error:
        raise Http404 from error
    answer = download(data, found.name, found.stored.media_type)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@page("study.write")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a material, add files."""
    row = _owned(request, pk)
    initial = {name: getattr(row, name) for name in FIELDS} | {"version": row.version}
    form = MaterialForm(request.POST or None, request.FILES or None, initial=initial)
    return handled(
        request, form, "修改学习资料",
        lambda: actions.change_material(
            request.page.actor, unit=row.unit, material=row,
            version=form.cleaned_data["version"] or 0, **_typed(form),
        ),
        "study:material", row.pk,
    )  # fmt: skip


@page("study.write")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Offer it no more."""
    row = _owned(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return handled(
        request, form, "停用学习资料",
        lambda: actions.withdraw_material(
            request.page.actor, unit=row.unit, material=row,
            version=form.cleaned_data["version"] or 0, reason=form.cleaned_data["reason"],
        ),
        "study:materials", intro=row.title,
    )  # fmt: skip


@require_POST
@page("study.write")
def remove(request: PageRequest, pk: int, file: int) -> HttpResponse:
    """Take a file off."""
    row = _owned(request, pk)
    found = next((f for f in attachments(row.owner) if f.pk == file), None)
    if found is None:
        raise Http404
    return pressed(
        request,
        lambda: actions.remove_file(
            request.page.actor, unit=row.unit, material=row, attachment=found
        ),
        "已移除。", "study:material", row.pk,
    )  # fmt: skip


# ------------------------------------------------------------------------------ reading lists


@page("study.write")
def list_new(request: PageRequest) -> HttpResponse:
    """A list of what to read."""
    unit = unit_of(request)
    form = ReadingListForm(
        request.POST or None, materials=queries.materials(request.page.scope, unit),
        initial={"year": request.page.year, "title": f"{request.page.year}年党员学习书单"},
    )  # fmt: skip
    return handled(
        request, form, "拟订书单",
        lambda: actions.add_reading_list(request.page.actor, unit=unit, **_chosen(form)),
        "study:materials",
    )  # fmt: skip


def _chosen(form: ReadingListForm) -> dict[str, Any]:
    return _typed(form) | {"materials": list(form.cleaned_data["materials"].order_by("pk"))}


@page("study.write")
def list_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Another choice."""
    row = _list(request, pk)
    initial = {"version": row.version, "year": row.year, "title": row.title, "note": row.note,
               "materials": [i.material_id for i in row.items.all()]}  # fmt: skip
    form = ReadingListForm(
        request.POST or None, materials=queries.materials(request.page.scope, row.unit),
        initial=initial,
    )  # fmt: skip
    return handled(
        request, form, "修改书单",
        lambda: actions.change_reading_list(
            request.page.actor, unit=row.unit, reading_list=row,
            version=form.cleaned_data["version"] or 0, **_chosen(form),
        ),
        "study:materials",
    )  # fmt: skip


@page("study.write")
def list_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Offer the list no more."""
    row = _list(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return handled(
        request, form, "停用书单",
        lambda: actions.withdraw_reading_list(
            request.page.actor, unit=row.unit, reading_list=row,
            version=form.cleaned_data["version"] or 0, reason=form.cleaned_data["reason"],
        ),
        "study:materials", intro=row.title,
    )  # fmt: skip


def _list(request: PageRequest, pk: int) -> ReadingList:
    place = request.page
    row = queries.reading_list(place.visible, place.unit, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    place.require(row.unit)
    return row
