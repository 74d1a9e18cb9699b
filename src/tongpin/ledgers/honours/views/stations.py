"""Posts and teams: the ledger, one post, and what is entered about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.casework.queries import gatherings_of
from tongpin.documents.papers import DOCX
from tongpin.documents.printing import printed
from tongpin.ledgers.honours import actions, papers, queries
from tongpin.ledgers.honours.forms import (
    ActivityForm,
    EndForm,
    LeaveForm,
    MemberForm,
    ReasonForm,
    ResultForm,
    StationForm,
    VersionReasonForm,
)
from tongpin.ledgers.honours.models import StationKind
from tongpin.ledgers.honours.queries.stations import LABELS
from tongpin.ledgers.honours.views.place import handled
from tongpin.life.models import Gathering
from tongpin.life.queries import recorded
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import found, unit_of
from tongpin.org.queries import members_on
from tongpin.rectification.queries import narrowed
from tongpin.ui.addresses import record_url
from tongpin.ui.listing import Column, Filter, Listing, download, respond

VIEW, WRITE = "honours.view", "honours.write"


def _columns(day: date) -> list[Column]:
    return [
        Column("kind", "类别", cell=lambda r: r.get_kind_display(), sort="kind"),
        Column("name", "名称", link=lambda r: reverse("honours:station", args=[r.pk])),
        Column("unit", "党组织", cell=lambda r: str(r.unit), sort="unit__order"),
        Column("place", "岗位（区域）"),
        Column("starts_on", "设立", sort="starts_on", kind="date"),
        Column("ends_on", "期满", sort="ends_on", kind="date"),
        Column("manned", "人数", kind="int"),
        Column("held", "活动", kind="int"),
        Column("achieved", "成果", kind="int"),
        Column("stage", "情况", cell=lambda r: queries.stage_of(r, day).label),
    ]


@page(VIEW)
def listing(request: PageRequest) -> HttpResponse:
    """Posts of the chosen unit and below."""
    place, day = request.page, request.page.as_of
    may = place.can(WRITE)
    table = Listing(
        request,
        queries.stations(narrowed(place.scope, place.unit)),
        _columns(day),
        title="岗队",
        filters=[
            Filter("kind", "类别", StationKind.choices, lambda q, v: q.filter(kind=v)),
            Filter("stage", "情况", [(k.value, v) for k, v in LABELS.items()],
                   lambda q, v: queries.in_stage(q, v, day)),
        ],
        search=lambda q, text: q.filter(name__icontains=text) | q.filter(place__icontains=text),
        search_label="名称、岗位",
        default_sort="-starts_on",
        empty="还没有设立岗队。党员示范岗、党员先锋队、青年志愿岗设立后登记在这里：谁在岗、承诺什么、"
        "开展了哪些活动、做出什么成果。",
        empty_action=("设立岗队", reverse("honours:station-new")) if may else None,
    )  # fmt: skip
    form = request.GET.get("export", "")
    if form == "pdf":
        paper = printed(
            form,
            lambda: papers.posts(unit_of(request), table.queryset[: papers.MOST], day),
            "岗队台账",
        )
        if paper is not None:
            return paper
    return respond(request, table, "honours/stations.html", can_write=may)


@page(VIEW)
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One post with its people, activities and results."""
    row, place = found(request, queries.station, pk), request.page
    is_open = not row.withdrawn_reason and row.ended_on is None
    return render(
        request,
        "honours/station.html",
        {
            "row": row,
            "stage": queries.stage_of(row, place.as_of),
            "members": queries.members(row),
            "activities": queries.activities(row),
            "results": queries.results(row),
            "can_write": place.can(WRITE, row.unit) and is_open,
            "history": history(row),
        },
    )  # fmt: skip


def _own(request: PageRequest, pk: int) -> Any:
    return found(request, queries.station, pk)


def _page(row: Any) -> str:
    return reverse("honours:station", args=[row.pk])


@page(WRITE)
def new(request: PageRequest) -> HttpResponse:
    """Set a post up."""
    unit = unit_of(request)
    day = site_day()
    form = StationForm(
        request.POST or None,
        initial={"starts_on": day, "ends_on": date(day.year, 12, 31)},
    )

    def act(data: dict[str, Any]) -> Any:
        data.pop("version")
        return actions.add_station(request.page.actor, unit=unit, **data)

    return handled(
        request, form, act, back=reverse("honours:stations"), made="honours:station",
        title="设立岗队", said="已设立，接着登记成员和承诺。", template="ui/form.html",
        eyebrow=str(unit),
    )  # fmt: skip


@page(WRITE)
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Correct a post, or prolong its term."""
    row = _own(request, pk)
    first = {n: getattr(row, n) for n in actions.STATION_COLUMNS} | {"version": row.version}
    form = StationForm(request.POST or None, initial=first)
    return handled(
        request, form,
        lambda data: actions.revise_station(request.page.actor, unit=row.unit, station=row, **data),
        back=_page(row), title="修改岗队", submit="保存", said="已保存。", row=row,
    )  # fmt: skip


@page(WRITE)
def end(request: PageRequest, pk: int) -> HttpResponse:
    """Take a post down."""
    row = _own(request, pk)
    form = EndForm(request.POST or None, initial={"version": row.version, "on": site_day()})
    return handled(
        request, form,
        lambda data: actions.end_station(request.page.actor, unit=row.unit, station=row, **data),
        back=_page(row), title="撤下岗队", said="已撤下，记录仍可查到。", row=row,
    )  # fmt: skip


@page(WRITE)
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """A post that was entered by mistake."""
    row = _own(request, pk)
    form = VersionReasonForm(request.POST or None, initial={"version": row.version})
    return handled(
        request, form,
        lambda data: actions.withdraw_station(
            request.page.actor, unit=row.unit, station=row, **data
        ),
        back=_page(row), title="撤销登记", said="已撤销登记。", row=row,
        intro="只用于登记有误；不再设立的岗队请用“撤下”。",
    )  # fmt: skip


@page(WRITE)
def member_new(request: PageRequest, pk: int) -> HttpResponse:
    """Somebody joins."""
    row = _own(request, pk)
    day = site_day()
    form = MemberForm(
        request.POST or None, people=members_on(row.unit, day),
        initial={"starts_on": max(row.starts_on, min(day, row.ends_on))},
    )  # fmt: skip
    return handled(
        request, form,
        lambda data: actions.add_member(request.page.actor, unit=row.unit, station=row, **data),
        back=_page(row), title="加入成员", said="已加入。", row=row,
    )  # fmt: skip


@page(WRITE)
def member_leave(request: PageRequest, pk: int, member: int) -> HttpResponse:
    """Somebody leaves."""
    row = _own(request, pk)
    found = queries.member(row, member) if member <= 2**31 else None
    if found is None:
        raise Http404
    form = LeaveForm(request.POST or None, initial={"on": site_day()})
    return handled(
        request, form,
        lambda data: actions.leave_station(
            request.page.actor, unit=row.unit, station=row, member=found, **data
        ),
        back=_page(row), title="登记离岗", said="已登记离岗。", row=row, intro=f"{found}离岗",
    )  # fmt: skip


@page(WRITE)
def activity_new(request: PageRequest, pk: int) -> HttpResponse:
    """Cite a gathering."""
    row = _own(request, pk)
    held = gatherings_of(row.unit).filter(held_on__gte=row.starts_on)
    form = ActivityForm(request.POST or None, gatherings=held)
    return handled(
        request, form,
        lambda data: actions.add_activity(request.page.actor, unit=row.unit, station=row, **data),
        back=_page(row), title="关联活动", said="已关联。", row=row,
        intro="活动先在组织生活里登记一次，再在这里关联，不用重复录入。",
    )  # fmt: skip


@page(WRITE)
def activity_drop(request: PageRequest, pk: int, activity: int) -> HttpResponse:
    """Take a citation back."""
    row = _own(request, pk)
    found = next((a for a in queries.activities(row) if a.pk == activity), None)
    if found is None:
        raise Http404
    return handled(
        request, ReasonForm(request.POST or None),
        lambda data: actions.drop_activity(
            request.page.actor, unit=row.unit, station=row, activity=found, **data
        ),
        back=_page(row), title="取消关联", said="已取消关联。", row=row, intro=str(found),
    )  # fmt: skip


@page(WRITE)
def result_new(request: PageRequest, pk: int) -> HttpResponse:
    """What was done."""
    row = _own(request, pk)
    cited = [a.gathering_id for a in queries.activities(row)]
    form = ResultForm(
        request.POST or None, request.FILES or None,
        gatherings=Gathering.objects.filter(pk__in=cited).order_by("-held_on"),
    )  # fmt: skip
    return handled(
        request, form,
        lambda data: actions.add_result(request.page.actor, unit=row.unit, station=row, **data),
        back=_page(row), title="登记成果", said="成果已登记。", row=row,
    )  # fmt: skip


@page(WRITE)
def result_withdraw(request: PageRequest, pk: int, result: int) -> HttpResponse:
    """Take a result back."""
    row = _own(request, pk)
    found = queries.result(row, result) if result <= 2**31 else None
    if found is None:
        raise Http404
    return handled(
        request, ReasonForm(request.POST or None),
        lambda data: actions.withdraw_result(
            request.page.actor, unit=row.unit, station=row, result=found, **data
        ),
        back=_page(row), title="撤回成果", said="已撤回。", row=row, intro=str(found),
    )  # fmt: skip


@require_POST
@page(WRITE)
def attach(request: PageRequest) -> HttpResponse:
    """From the page of a gathering: note it as an activity of the chosen post in one step."""
    ref, choice = request.GET.get("ref", "")[:48], request.POST.get("choice", "")
    kind, _, key = ref.partition(":")
    numbers = [n for n in (key, choice) if n.isascii() and n.isdigit() and len(n) < 19]
    if kind != "life" or len(numbers) != 2:
        raise Http404
    held = recorded([int(key)]).first()
    if held is None:
        raise Http404
    row = _own(request, int(choice))
    try:
        actions.add_activity(request.page.actor, unit=row.unit, station=row, gathering=held)
        messages.success(request, f"已记为{row}的活动。")
    except Refused as error:
        messages.error(request, error.message)
    return redirect(record_url(ref))


@page(VIEW)
def pledge(request: PageRequest, pk: int) -> HttpResponse:
    """岗位承诺书 in Word."""
    row = found(request, queries.station, pk)
    return download(papers.pledge(row, request.page.as_of), f"岗位承诺书（{row.name}）.docx", DOCX)
