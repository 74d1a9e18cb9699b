"""我的信息: a member's own file, and the changes that the member asks for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.capability import person_panels
from tongpin.org import actions, queries
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.forms.files import AnswerForm, AskForm
from tongpin.org.models import ChangeRequest, Person, RequestState
from tongpin.org.particulars import items, written
from tongpin.org.scope import Scope
from tongpin.org.timeline import timeline
from tongpin.org.vocabulary import FILE_LABELS
from tongpin.ui.listing import Column, Filter, Listing, respond


@page("org.own")
@never_cache
def own(request: PageRequest) -> HttpResponse:
    """The own file, with what was asked for and how it was answered."""
    return _own_page(request)


@page("org.own")
@require_POST
@never_cache
def reveal(request: PageRequest) -> HttpResponse:
    """The own file with full numbers, this once."""
    found = _me(request)
    if found is None:
        raise Http404
    return _own_page(request, revealed=actions.reveal_own(request.page.actor, person=found))


def _own_page(request: PageRequest, **extra: Any) -> HttpResponse:
    found = _me(request)
    if found is None:
        return render(request, "org/own.html", {"title": "我的信息", "person": None})
    day = request.page.as_of
    asked = queries.own_requests(found)
    context = {
        "title": "我的信息",
        "person": found,
        "items": items(found, day, private=True, revealed=extra.get("revealed")),
        "timeline": timeline(found),
        "panels": person_panels(request.page, found),
        "asked": [(row, _shown(row)) for row in asked],
        "waiting": next((row for row in asked if row.state == RequestState.WAITING), None),
        **extra,
    }
    return render(request, "org/own.html", context)


@page("org.own")
@never_cache
def ask(request: PageRequest) -> HttpResponse:
    """Ask for a change; it waits for the branch."""
    found = _me(request)
    if found is None:
        raise Http404
    form = AskForm(request.POST or None, person=found)
    if request.method == "POST":
        made = carried_out(
            form,
            lambda: actions.ask_change(
                request.page.actor, person=found, wanted=form.values(),
                reason=form.cleaned_data["reason"],
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, "申请已提交，支部确认以后生效。")
            return redirect("org:own")
    return form_page(
        request, form, title="申请变更本人信息", submit="提交申请", cancel=reverse("org:own"),
        intro="只改需要变更的项目。支部核对确认以前，登记的信息不变。",
    )  # fmt: skip


@page("org.own")
@require_POST
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take the own request back."""
    found = _me(request)
    mine = queries.own_requests(found) if found is not None else []
    row = next((r for r in mine if r.pk == pk), None)
    if row is None:
        raise Http404
    actions.withdraw_request(request.page.actor, request=row)
    messages.success(request, "申请已撤回。")
    return redirect("org:own")


def _me(request: PageRequest) -> Person | None:
    pk = request.page.actor.person_id
    return queries.person(Scope.everything(), pk) if pk is not None else None


def _shown(row: ChangeRequest) -> list[tuple[str, str, str]]:
    """`(label, as it is, as it is asked for)` of each item."""
    asked = actions.wanted(row)
    changed = Person(**{k: v for k, v in asked.items() if k in FILE_LABELS})
    full = {k: str(v) for k, v in asked.items()}
    return [
        (FILE_LABELS[name], written(row.person, name), written(changed, name, full))
        for name in asked
    ]


# ---------------------------------------------------------------- the branch's side


@page("org.write")
def requests(request: PageRequest) -> HttpResponse:
    """What members asked for, those that wait first."""
    rows = queries.change_requests(request.page.scope)
    if request.page.unit is not None:
        rows = rows.filter(person__home__path__startswith=request.page.unit.path)
    listing = Listing(
        request=request,
        queryset=rows.order_by("decided_on", "-made_on", "-pk"),
        title="信息变更申请",
        columns=(
            Column("person", "姓名", link=_url, cell=lambda r: r.person.name),
            Column("home", "所在党支部", cell=lambda r: str(r.person.home)),
            Column("items", "变更项目", cell=_items),
            Column("made_on", "申请日期", sort="made_on", kind="date"),
            Column("state", "状态", cell=lambda r: r.get_state_display()),
            Column("decided_by", "办理人", cell=lambda r: r.decided_by or "—"),
            Column("decided_on", "办理日期", sort="decided_on", kind="date"),
        ),
        filters=(Filter("state", "状态", RequestState.choices, lambda q, v: q.filter(state=v)),),
        empty="还没有党员申请变更信息。党员登录后在“我的信息”里提出，支部在这里确认。",
    )
    return respond(request, listing)


def _url(row: ChangeRequest) -> str:
    return reverse("org:request", args=[row.pk])


def _items(row: ChangeRequest) -> str:
    return "、".join(FILE_LABELS[name] for name in actions.wanted(row))


@page("org.write")
@never_cache
def change_request(request: PageRequest, pk: int) -> HttpResponse:
    """One request: what is and what is asked for, side by side."""
    return _request_page(request, _request(request, pk), AnswerForm())


@page("org.write")
@require_POST
@never_cache
def decide(request: PageRequest, pk: int) -> HttpResponse:
    """Confirm or refuse."""
    row = _request(request, pk)
    form = AnswerForm(request.POST)
    confirms = request.POST.get("decision") == "confirm"
    act = actions.confirm_request if confirms else actions.refuse_request
    done = carried_out(
        form,
        lambda: act(request.page.actor, unit=row.person.home, request=row, **form.cleaned_data),
    )
    if done is None:
        return _request_page(request, row, form)
    messages.success(request, "已确认，信息已变更。" if confirms else "已答复申请人，信息不变。")
    return redirect("org:requests")


def _request_page(request: PageRequest, row: ChangeRequest, form: AnswerForm) -> HttpResponse:
    return form_page(
        request, form, "org/request.html", title=f"{row.person.name}的信息变更申请", row=row,
        changes=_shown(row), is_waiting=row.state == RequestState.WAITING,
        is_own=row.person_id == request.page.actor.person_id,
    )  # fmt: skip


def _request(request: PageRequest, pk: int) -> ChangeRequest:
    row = queries.change_request(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.person.home)
    return row
