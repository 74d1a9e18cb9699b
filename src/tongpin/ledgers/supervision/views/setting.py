"""Teams and lists: what supervision works with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.queries import history
from tongpin.ledgers.supervision import actions, queries, sheets
from tongpin.ledgers.supervision.forms import ChecklistFileForm, ChecklistForm, TeamForm
from tongpin.ledgers.supervision.models import Checklist, Team
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page, unit_of
from tongpin.org.models import Unit
from tongpin.org.queries import bodies, members_on
from tongpin.rectification.queries import narrowed
from tongpin.ui.listing import XLSX, Column, Filter, Listing, download, respond


@page("supervision.manage")
def teams(request: PageRequest) -> HttpResponse:
    """The teams of the chosen unit and below."""
    place = request.page
    table = Listing(
        request,
        queries.teams(narrowed(place.scope, place.unit)),
        [
            Column("name", "督查组", link=lambda r: reverse("supervision:team", args=[r.pk])),
            Column("unit", "组建", cell=lambda r: str(r.unit)),
            Column("members", "成员", cell=_members),
            Column("covers", "范围", cell=lambda r: "、".join(str(u) for u in r.covers.all())),
            Column("is_active", "在用", cell=lambda r: "在用" if r.is_active else "停用"),
        ],
        title="督查组",
        default_sort="",
        empty="还没有督查组。先组建督查组：谁是组长、成员，负责哪些支部。",
        empty_action=("组建督查组", reverse("supervision:team-new")),
    )
    return respond(request, table, "supervision/teams.html")


def _members(row: Team) -> str:
    names = [f"{m.person}（组长）" if m.is_leader else str(m.person) for m in row.members.all()]
    return "、".join(names)


def _team_form(request: PageRequest, unit: Unit, **kwargs: Any) -> TeamForm:
    people = members_on(unit, site_day())
    units = bodies(narrowed(request.page.scope, unit), as_of=site_day()).order_by("path")
    return TeamForm(request.POST or None, people=people, units=units, **kwargs)


@page("supervision.manage")
def team_new(request: PageRequest) -> HttpResponse:
    """Set up a team."""
    unit = unit_of(request)
    form = _team_form(request, unit)
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.form_team(
                request.page.actor, unit=unit,
                **{k: form.cleaned_data[k] for k in ("name", "leader", "members", "covers")},
            ),
        )  # fmt: skip
        if row is not None:
            messages.success(request, "督查组已组建。")
            return redirect("supervision:teams")
    return form_page(request, form, title="组建督查组", cancel=reverse("supervision:teams"))


@page("supervision.manage")
def team(request: PageRequest, pk: int) -> HttpResponse:
    """Change a team."""
    row = queries.teams(request.page.visible).filter(pk=min(pk, BIGGEST_KEY)).first()
    if row is None:
        raise Http404
    request.page.require(row.unit)
    people = list(row.members.all())
    first = {
        "version": row.version, "name": row.name, "is_active": row.is_active,
        "leader": next((m.person_id for m in people if m.is_leader), None),
        "members": [m.person_id for m in people if not m.is_leader],
        "covers": [u.pk for u in row.covers.all()],
    }  # fmt: skip
    form = _team_form(request, row.unit, initial=first)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.revise_team(
                request.page.actor, unit=row.unit, team=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已保存。")
            return redirect("supervision:teams")
    return form_page(request, form, title="调整督查组", cancel=reverse("supervision:teams"))


@page("supervision.manage")
def checklists(request: PageRequest) -> HttpResponse:
    """Every edition of the lists."""
    place = request.page
    states = [("use", "在用"), ("draft", "待启用"), ("retired", "已停用")]
    table = Listing(
        request,
        queries.checklists(narrowed(place.scope, place.unit)),
        [
            Column("name", "清单", sort="name",
                   link=lambda r: reverse("supervision:checklist", args=[r.pk])),
            Column("purpose", "用途", cell=lambda r: r.get_purpose_display()),
            Column("edition", "版次", kind="int"),
            Column("size", "条数", kind="int"),
            Column("released_on", "启用", kind="date"),
            Column("state", "状态", cell=_state),
        ],
        title="督查清单",
        filters=[Filter("state", "状态", states, _in_state)],
        default_sort="name",
        empty="还没有督查清单。把要看什么写成清单，现场一条一条登记。",
        empty_action=("编写清单", reverse("supervision:checklist-new")),
    )  # fmt: skip
    return respond(request, table, "supervision/checklists.html")


def _state(row: Checklist) -> str:
    if row.retired_on:
        return "已停用"
    return "在用" if row.released_on else "待启用"


def _in_state(rows: Any, value: str) -> Any:
    if value == "retired":
        return rows.filter(retired_on__isnull=False)
    return rows.filter(retired_on=None, released_on__isnull=value == "draft")


@page("supervision.manage")
def checklist_new(request: PageRequest) -> HttpResponse:
    """Write a list, or the next edition of one."""
    unit = unit_of(request)
    asked = request.GET.get("from", "")
    old = None
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        old = queries.checklist(request.page.scope, int(asked))
    first = {}
    if old is not None:
        lines = [
            "｜".join([i.area, i.text, i.basis, i.method]).rstrip("｜") for i in old.items.all()
        ]
        first = {"name": old.name, "purpose": old.purpose, "lines": "\n".join(lines)}
    form = ChecklistForm(request.POST or None, initial=first)
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.draft_checklist(
                request.page.actor, unit=unit, name=form.cleaned_data["name"],
                purpose=form.cleaned_data["purpose"], questions=form.questions(),
            ),
        )  # fmt: skip
        if row is not None:
            messages.success(request, "清单已保存，核对以后启用。")
            return redirect("supervision:checklist", row.pk)
    return form_page(
        request, form, "supervision/checklist_form.html", title="编写清单",
        cancel=reverse("supervision:checklists"),
    )  # fmt: skip


@page("supervision.manage")
def checklist_import(request: PageRequest) -> HttpResponse:
    """A list from a spreadsheet; what was read is shown before it is put to use."""
    unit = unit_of(request)
    form = ChecklistFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":

        def act() -> Checklist:
            file = form.cleaned_data["file"]
            return actions.draft_checklist(
                request.page.actor, unit=unit, name=form.cleaned_data["name"],
                purpose=form.cleaned_data["purpose"],
                questions=sheets.read_questions(file.read(), file.name),
            )  # fmt: skip

        row = carried_out(form, act)
        if row is not None:
            messages.success(request, "表格已读入，请核对以后启用。")
            return redirect("supervision:checklist", row.pk)
    return form_page(
        request, form, "supervision/checklist_file.html", title="导入清单",
        cancel=reverse("supervision:checklists"),
    )  # fmt: skip


@page("supervision.manage")
def checklist_template(request: PageRequest) -> HttpResponse:
    """The empty spreadsheet."""
    return download(sheets.template(), "督查清单模板.xlsx", XLSX)


def _checklist(request: PageRequest, pk: int) -> Checklist:
    row = queries.checklist(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


@page("supervision.manage")
def checklist(request: PageRequest, pk: int) -> HttpResponse:
    """One edition."""
    row = _checklist(request, pk)
    context = {"row": row, "state": _state(row), "history": history(row)}
    return render(request, "supervision/checklist.html", context)


@page("supervision.manage")
@require_POST
def checklist_release(request: PageRequest, pk: int) -> HttpResponse:
    """Put it to use."""
    row = _checklist(request, pk)
    actions.release_checklist(request.page.actor, unit=row.unit, checklist=row, version=row.version)
    messages.success(request, "已启用，以前的版次同时停用。")
    return redirect("supervision:checklist", pk)


@page("supervision.manage")
@require_POST
def checklist_retire(request: PageRequest, pk: int) -> HttpResponse:
    """Take it out of use."""
    row = _checklist(request, pk)
    actions.retire_checklist(request.page.actor, unit=row.unit, checklist=row, version=row.version)
    messages.success(request, "已停用。")
    return redirect("supervision:checklist", pk)
