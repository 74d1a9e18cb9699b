"""Rounds, checks on site item by item, self-checks."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Forbidden, Refused
from tongpin.audit.queries import history
from tongpin.documents.papers import DOCX
from tongpin.ledgers.supervision import actions, papers, queries
from tongpin.ledgers.supervision.forms import FeedbackForm, ItemForm, RoundForm, SelfCheckForm
from tongpin.ledgers.supervision.models import Check, Purpose
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page, unit_of
from tongpin.org.models import BRANCH_KINDS
from tongpin.org.queries import bodies
from tongpin.rectification.queries import narrowed
from tongpin.ui.listing import Column, Listing, download, respond


@page("supervision.view")
def rounds(request: PageRequest) -> HttpResponse:
    """Rounds that the unit organises; a branch sees the visits it got its feedback of."""
    place = request.page
    if not place.can("supervision.check"):
        return visits(request)
    table = Listing(
        request,
        queries.rounds(narrowed(place.scope, place.unit)),
        [
            Column("title", "督查", link=lambda r: reverse("supervision:round", args=[r.pk])),
            Column("team", "督查组", cell=lambda r: r.team.name),
            Column("checklist", "清单", cell=lambda r: str(r.checklist)),
            Column("starts_on", "开始", sort="starts_on", kind="date"),
            Column("ends_on", "结束", sort="ends_on", kind="date"),
            Column("done", "已反馈", cell=lambda r: f"{r.done} / {r.visits}"),
        ],
        title="督查",
        search=lambda q, text: q.filter(title__icontains=text),
        search_label="督查名称",
        default_sort="-starts_on",
        empty="还没有组织督查。选好督查组、清单和支部，就能在手机上一条一条登记。",
        empty_action=("组织督查", reverse("supervision:round-new"))
        if place.can("supervision.manage")
        else None,
    )
    return respond(
        request, table, "supervision/rounds.html", can_manage=place.can("supervision.manage")
    )


def visits(request: PageRequest) -> HttpResponse:
    """The visits that a branch got its feedback of."""
    place = request.page
    rows = queries.checks(narrowed(place.scope, place.unit)).filter(
        round__isnull=False, finished_on__isnull=False
    )
    table = Listing(
        request,
        rows,
        [
            Column("round", "督查", cell=lambda r: r.round.title,
                   link=lambda r: reverse("supervision:check", args=[r.pk])),
            Column("unit", "党组织", cell=lambda r: str(r.unit)),
            Column("on", "检查日期", sort="on", kind="date"),
            Column("finished_on", "反馈日期", sort="finished_on", kind="date"),
        ],
        title="督查",
        default_sort="-finished_on",
        empty="还没有收到督查反馈。督查组反馈以后，意见和问题在这里看。",
    )  # fmt: skip
    return respond(request, table)


@page("supervision.manage")
def round_new(request: PageRequest) -> HttpResponse:
    """Organise a round."""
    unit = unit_of(request)
    scope = narrowed(request.page.scope, unit)
    form = RoundForm(
        request.POST or None,
        teams=queries.teams(scope).filter(unit=unit, is_active=True),
        lists=queries.in_use(unit, Purpose.VISIT),
        units=bodies(scope, as_of=site_day()).filter(kind__in=BRANCH_KINDS).order_by("path"),
    )
    if request.method == "POST":
        row = carried_out(
            form, lambda: actions.open_round(request.page.actor, unit=unit, **form.cleaned_data)
        )
        if row is not None:
            messages.success(request, "督查已开始，点开支部逐条登记。")
            return redirect("supervision:round", row.pk)
    return form_page(
        request, form, "supervision/round_form.html", title="组织督查",
        cancel=reverse("supervision:rounds"),
    )  # fmt: skip


@page("supervision.check")
def round_page(request: PageRequest, pk: int) -> HttpResponse:
    """One round with its branches."""
    row = queries.round_(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    context = {"row": row, "visits": queries.visits(row), "history": history(row)}
    return render(request, "supervision/round.html", context)


def check_of(request: PageRequest, pk: int) -> Check:
    """A check that the reader sees; a visited branch sees it with its feedback only."""
    row = queries.check(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    hidden = not row.is_self and row.finished_on is None
    if hidden and not request.page.can("supervision.check", row.unit):
        raise Http404
    return row


def can_enter(request: PageRequest, row: Check) -> bool:
    """Whether the reader records this check."""
    if row.is_self:
        return row.finished_on is None and request.page.can("supervision.self_check", row.unit)
    return row.finished_on is None and _is_of_the_team(request, row)


def _is_of_the_team(request: PageRequest, row: Check) -> bool:
    return request.page.can("supervision.check", row.unit) and queries.is_in_team(
        row, request.page.actor.person_id
    )


@page("supervision.view")
def check(request: PageRequest, pk: int) -> HttpResponse:
    """One check: every item, what was seen, what became of it."""
    row = check_of(request, pk)
    entries = queries.entries(row)
    next_item = next((e.item.number for e in entries if e.record is None), None)
    return render(
        request,
        "supervision/check.html",
        {
            "row": row,
            "entries": entries,
            "seen": sum(e.record is not None for e in entries),
            "next": next_item,
            "can_enter": can_enter(request, row),
            "can_look": not row.is_self and row.finished_on is not None
            and _is_of_the_team(request, row),
            "history": history(row),
        },
    )  # fmt: skip


@page("supervision.view")
def item(request: PageRequest, pk: int, number: int) -> HttpResponse:
    """One item on a phone: what is looked at, the result, words, photographs; then the next."""
    row = check_of(request, pk)
    if not can_enter(request, row):
        raise Forbidden("这次检查已经反馈，或者不由您登记。")
    entries = queries.entries(row)
    entry = next((e for e in entries if e.item.number == number), None)
    if entry is None:
        raise Http404
    record = entry.record
    first: dict[str, object] = {"version": record.version if record else 0}
    if record is not None:
        first |= {"result": record.result, "note": record.note}
    form = ItemForm(request.POST or None, request.FILES or None, initial=first)
    after = next((e.item.number for e in entries if e.item.number > number), None)
    if request.method == "POST":

        def act() -> object:
            data = dict(form.cleaned_data)
            return actions.record_item(
                request.page.actor, unit=row.unit, check=row, item=entry.item,
                files=data.pop("photos"), **data,
            )  # fmt: skip

        saved = carried_out(form, act)
        if saved is not None:
            if "to_problem" in request.POST:
                _one_tap(request, row, number)
            if after is not None:
                return redirect("supervision:item", pk, after)
            messages.success(request, "最后一条已登记，请核对后反馈。")
            return redirect("supervision:check", pk)
    return form_page(
        request, form, "supervision/item.html", row=row, entry=entry, after=after,
        before=next((e.item.number for e in reversed(entries) if e.item.number < number), None),
        total=len(entries), seen=sum(e.record is not None for e in entries),
    )  # fmt: skip


def _one_tap(request: PageRequest, row: Check, number: int) -> None:
    entry = next(e for e in queries.entries(row) if e.item.number == number)
    try:
        assert entry.record is not None
        actions.make_problem(request.page.actor, unit=row.unit, check=row, record=entry.record)
        messages.success(request, f"第{number}条已登记，并转为问题整改。")
    except Refused as error:
        messages.error(request, error.message)


@page("supervision.view")
@require_POST
def to_problem(request: PageRequest, pk: int, number: int) -> HttpResponse:
    """A finding becomes a problem with one tap."""
    row = check_of(request, pk)
    entry = next((e for e in queries.entries(row) if e.item.number == number), None)
    if entry is None or entry.record is None:
        raise Http404
    problem = actions.make_problem(
        request.page.actor, unit=row.unit, check=row, record=entry.record
    )
    messages.success(request, f"“{problem.title}”已转为问题整改。")
    return redirect("supervision:check", pk)


@page("supervision.view")
def feed_back(request: PageRequest, pk: int) -> HttpResponse:
    """End the check with words to the unit."""
    row = check_of(request, pk)
    form = FeedbackForm(request.POST or None, initial={"version": row.version})
    if row.is_self:
        form.fields["words"].label = "自查意见"
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.feed_back(
                request.page.actor, unit=row.unit, check=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "自查已完成。" if row.is_self else "已反馈给支部。")
            return redirect("supervision:check", pk)
    return form_page(
        request, form, title="完成自查" if row.is_self else "反馈检查情况", submit="确定",
        cancel=reverse("supervision:check", args=[pk]),
        intro="" if row.is_self else f"反馈以后{row.unit}看得到检查记录和问题。",
    )  # fmt: skip


@page("supervision.check")
def look_again(request: PageRequest, pk: int) -> HttpResponse:
    """The second look."""
    row = check_of(request, pk)
    form = FeedbackForm(request.POST or None, initial={"version": row.version})
    form.fields["words"].label = "回头看情况"
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.look_again(
                request.page.actor, unit=row.unit, check=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "回头看已登记。")
            return redirect("supervision:check", pk)
    return form_page(
        request, form, title="回头看", submit="保存", cancel=reverse("supervision:check", args=[pk])
    )


@page("supervision.view")
def paper(request: PageRequest, pk: int) -> HttpResponse:
    """督查反馈意见 in Word."""
    row = check_of(request, pk)
    if row.is_self:
        raise Http404
    return download(papers.feedback(row), f"督查反馈意见（{row.unit}）.docx", DOCX)


@page("supervision.view")
def self_checks(request: PageRequest) -> HttpResponse:
    """作风自查 of the chosen unit and below."""
    place = request.page
    table = Listing(
        request,
        queries.self_checks(narrowed(place.scope, place.unit)),
        [
            Column("checklist", "自查清单", cell=lambda r: str(r.checklist),
                   link=lambda r: reverse("supervision:check", args=[r.pk])),
            Column("unit", "党组织", cell=lambda r: str(r.unit)),
            Column("on", "自查日期", sort="on", kind="date"),
            Column("found", "问题", kind="int"),
            Column("finished_on", "完成", sort="finished_on", kind="date"),
        ],
        title="作风自查",
        default_sort="-on",
        empty="还没有自查。对照作风整顿要求逐条自查，查摆的问题直接转入问题整改。",
        empty_action=("开始自查", reverse("supervision:self-check-new"))
        if place.can("supervision.self_check")
        else None,
    )  # fmt: skip
    return respond(
        request,
        table,
        "supervision/self_checks.html",
        can_check=place.can("supervision.self_check"),
    )


@page("supervision.self_check")
def self_check_new(request: PageRequest) -> HttpResponse:
    """Begin a self-check."""
    unit = unit_of(request)
    form = SelfCheckForm(request.POST or None, lists=queries.in_use(unit, Purpose.SELF))
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.start_self_check(request.page.actor, unit=unit, **form.cleaned_data),
        )
        if row is not None:
            return redirect("supervision:check", row.pk)
    return form_page(
        request, form, title="开始自查", submit="开始", cancel=reverse("supervision:self-checks")
    )
