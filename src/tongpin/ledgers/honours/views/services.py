"""Volunteer service: the own page, the branch's ledger, the totals."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Refused
from tongpin.documents.printing import printed
from tongpin.ledgers.honours import actions, papers, queries
from tongpin.ledgers.honours.forms import ServeAtForm, ServiceForm, VersionReasonForm
from tongpin.ledgers.honours.models import Service
from tongpin.ledgers.honours.queries.services import STATES
from tongpin.ledgers.honours.views.place import handled
from tongpin.life.queries import gathering as gathering_of
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, found, unit_of
from tongpin.org.models import Person
from tongpin.org.queries import members_on
from tongpin.org.queries import person as person_of
from tongpin.org.scope import Scope
from tongpin.rectification.queries import narrowed
from tongpin.ui.listing import Column, Filter, Listing, respond

WRITE = "honours.write"
COLUMNS = [
    Column("on", "日期", sort="on", kind="date"),
    Column("person", "服务人", cell=lambda r: r.person.name, sort="person__search_text",
           link=lambda r: reverse("org:person", args=[r.person_id])),
    Column("unit", "党支部", cell=lambda r: str(r.unit), sort="unit__order"),
    Column("what", "服务内容", link=lambda r: reverse("honours:service", args=[r.pk])),
    Column("hours", "时长", cell=lambda r: queries.hours(r.minutes), sort="minutes"),
    Column("station", "岗队", cell=lambda r: str(r.station) if r.station else ""),
    Column("state", "情况", cell=lambda r: STATES[queries.state_of(r)]),
]  # fmt: skip


@page("honours.ledger")
def listing(request: PageRequest) -> HttpResponse:
    """Service of the chosen unit and below."""
    place = request.page
    may = place.can(WRITE)
    table = Listing(
        request,
        queries.services(narrowed(place.scope, place.unit)),
        COLUMNS,
        title="志愿服务",
        filters=[
            Filter("state", "情况", list(STATES.items()), queries.in_state),
            Filter("year", "年度", [(str(y), f"{y}年") for y in place.years],
                   lambda q, v: q.filter(on__year=int(v))),
        ],
        search=lambda q, text: q.filter(person__name__icontains=text)
        | q.filter(what__icontains=text),
        search_label="姓名、内容",
        default_sort="-on",
        empty="还没有登记志愿服务。党员可以在“我的志愿服务”里登记，支部确认后计入；"
        "集体活动在组织生活记录页上按到会名单一次登记。",
        empty_action=("登记志愿服务", reverse("honours:service-new")) if may else None,
    )  # fmt: skip
    return respond(request, table, "honours/services.html", can_write=may)


@page("honours.ledger")
def totals(request: PageRequest) -> HttpResponse:
    """Confirmed hours of the year by person, as a page, a table or a PDF."""
    place, unit = request.page, unit_of(request)
    rows = queries.person_totals(narrowed(place.scope, unit), place.year)
    found = printed(
        request.GET.get("export", ""),
        lambda: papers.service_totals(unit, rows[: papers.MOST], place.year),
        f"{place.year}年志愿服务登记表",
    )
    if found is not None:
        return found
    shown = [row | {"hours": queries.hours(row["minutes"])} for row in rows[: papers.MOST]]
    return render(request, "honours/totals.html", {"rows": shown, "unit": unit, "year": place.year})


def _me(request: PageRequest) -> Person | None:
    key = request.page.actor.person_id
    return person_of(Scope.everything(), key) if key is not None else None


@page("honours.serve")
def own(request: PageRequest) -> HttpResponse:
    """My service of the year."""
    person, year = _me(request), request.page.year
    rows: list[Any] = []
    minutes = times = 0
    if person is not None:
        found = Service.objects.filter(person=person, on__year=year).select_related("station")
        rows = [
            (row, queries.state_of(row), STATES[queries.state_of(row)], queries.hours(row.minutes))
            for row in found
        ]
        minutes, times = queries.minutes_of(person.pk, year)
    return render(
        request,
        "honours/own.html",
        {"person": person, "rows": rows, "hours": queries.hours(minutes), "times": times, "year": year},
    )  # fmt: skip


@page("honours.serve")
def own_new(request: PageRequest) -> HttpResponse:
    """Enter my service."""
    person = _me(request)
    if person is None:
        raise Refused("您的账号没有对应名册上的人员，请联系党支部。")
    stations = queries.running(Scope(((person.home.path, False),)), request.page.as_of)
    form = ServiceForm(request.POST or None, people=None, stations=stations)

    def act(data: dict[str, Any]) -> Any:
        data.pop("hours")
        return actions.record_service(
            request.page.actor, person=person, minutes=form.minutes, **data
        )

    return handled(
        request, form, act, back=reverse("honours:own"), title="登记志愿服务", submit="登记",
        said="已登记，支部确认后计入。", template="ui/form.html",
    )  # fmt: skip


@page(WRITE)
def new(request: PageRequest) -> HttpResponse:
    """Enter somebody's service for the branch."""
    unit = unit_of(request)
    day = request.page.as_of
    form = ServiceForm(
        request.POST or None, people=members_on(unit, day),
        stations=queries.running(Scope(((unit.path, True),)), day),
    )  # fmt: skip

    def act(data: dict[str, Any]) -> Any:
        data.pop("hours")
        return actions.record_service(request.page.actor, minutes=form.minutes, **data)

    return handled(
        request, form, act, back=reverse("honours:services"), title="登记志愿服务", submit="登记",
        said="已登记。", template="ui/form.html", eyebrow=str(unit),
    )  # fmt: skip


@page(WRITE)
def serve_at(request: PageRequest, pk: int) -> HttpResponse:
    """Enter the service of everybody who was at a gathering."""
    held = gathering_of(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if held is None:
        raise Http404
    request.page.require(held.unit)
    people = [(str(a.person_id), a.person.name) for a in queries.presents(held)]
    stations = queries.running(Scope(((held.unit.path, False),)), held.held_on)
    form = ServeAtForm(
        request.POST or None, people=people, stations=stations,
        initial={"people": [key for key, _ in people]},
    )  # fmt: skip

    def act(data: dict[str, Any]) -> Any:
        return actions.record_gathering_service(
            request.page.actor, unit=held.unit, gathering=held, minutes=form.minutes,
            people=[int(key) for key in data["people"]], station=data["station"],
        )  # fmt: skip

    return handled(
        request, form, act, back=reverse("life:detail", args=[pk]), title="登记志愿服务时间",
        submit="登记", said="服务时间已登记。", template="ui/form.html", eyebrow=str(held),
        intro="按到会名单登记，每人同样的时间；没有参加服务的去掉勾选。",
    )  # fmt: skip


def _seen(request: PageRequest, pk: int) -> Service:
    row: Service = found(request, queries.service, pk)
    return row


@page("honours.ledger")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One row, to confirm, send back or withdraw."""
    row = _seen(request, pk)
    may = request.page.can(WRITE, row.unit)
    state = queries.state_of(row)
    return render(
        request,
        "honours/service.html",
        {
            "row": row, "state": state, "word": STATES[state], "hours": queries.hours(row.minutes),
            "can_confirm": may and state == "waiting"
            and row.person_id != request.page.actor.person_id,
            "can_withdraw": may and state in {"waiting", "confirmed"},
        },
    )  # fmt: skip


@require_POST
@page(WRITE)
def confirm(request: PageRequest, pk: int) -> HttpResponse:
    """Confirm it."""
    row = _seen(request, pk)
    try:
        actions.confirm_service(request.page.actor, unit=row.unit, service=row, version=row.version)
        messages.success(request, "已确认。")
    except Refused as error:
        messages.error(request, error.message)
    return redirect(f"{reverse('honours:services')}?state=waiting")


@page(WRITE)
def decline(request: PageRequest, pk: int) -> HttpResponse:
    """Send it back."""
    row = _seen(request, pk)
    form = VersionReasonForm(request.POST or None, initial={"version": row.version})
    return handled(
        request, form,
        lambda data: actions.decline_service(
            request.page.actor, unit=row.unit, service=row, **data
        ),
        back=reverse("honours:services"), title="退回", said="已退回，本人能看到理由。", intro=str(row),
        template="ui/form.html",
    )  # fmt: skip


@page("honours.view")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take it back: the branch at any time, oneself while it waits."""
    row = queries.service(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    own = row is not None and row.person_id == request.page.actor.person_id
    if row is None:
        raise Http404
    if not own:
        request.page.require(row.unit, WRITE)
    form = VersionReasonForm(request.POST or None, initial={"version": row.version})
    return handled(
        request, form,
        lambda data: actions.withdraw_service(request.page.actor, service=row, **data),
        back=reverse("honours:own") if own else reverse("honours:services"), title="撤回",
        said="已撤回。", intro=str(row), template="ui/form.html",
    )  # fmt: skip
