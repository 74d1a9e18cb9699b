"""The page of a gathering: where it stands, the next step, and everything that is known of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.documents.queries import attachments
from tongpin.duties.queries import counted_for
from tongpin.life import actions, queries, sheets
from tongpin.life.calendars import gathering_calendar
from tongpin.life.forms import MakeUpForm, WithdrawForm
from tongpin.life.models import Gathering, Presence, Reply, State
from tongpin.life.progress import next_step, stages
from tongpin.life.study import hours_of
from tongpin.life.views.finding import found, found_or_invited, show
from tongpin.org.access import PageRequest, page
from tongpin.ui.listing import XLSX, download

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page("life.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One record: where it stands, who was there, votes, minutes, what it counted for, history."""
    row = found_or_invited(request, pk)
    can_write = request.page.can("life.write", row.unit)
    arrivals = queries.arrivals(row)
    context = {
        "row": row,
        "attendances": row.attendances.all(),
        "files": attachments(row.ref),
        "counted": counted_for(row.ref),
        "history": history(row),
        "can_write": can_write,
        "study_hours": hours_of(row.study_minutes) if row.study_minutes else "",
        "withdraw_form": WithdrawForm(),
        "stages": stages(row, len(arrivals)),
        "next": next_step(row, can_write),
        "arrivals": arrivals,
        "twins": _twins(row) if can_write else [],
        **_asked(request, row, can_write),
        **_decided(request, row),
    }
    return render(request, "life/detail.html", context)


def _twins(row: Gathering) -> list[Gathering]:
    """Other records that may be the same meeting, written down by somebody else."""
    if row.state not in (State.RECORDED, State.DRAFT):
        return []
    kinds = [k.kind for k in row.kinds.all()]
    return queries.twins(row.unit, row.held_on, kinds, group=row.group, but=row.pk)


def _asked(request: PageRequest, row: Gathering, can_write: bool) -> dict[str, Any]:
    """Replies, the own one, and who is expected elsewhere."""
    asked = queries.invitations(row)
    planned = row.state == State.PLANNED
    people = [i.person for i in asked if i.reply != Reply.LEAVE] if planned else []
    if planned and not asked and can_write:
        people = actions.proposed_people(row)
    clashes = (
        queries.clashes(people, row.held_on, row.starts_at, row.ends_at, but=row.pk)
        if can_write and people
        else []
    )
    return {
        "invitations": asked,
        "replies": dict(Counter(i.get_reply_display() for i in asked)),
        "mine": queries.invitation(row, request.page.actor.person_id),
        "clashes": clashes[:20],
        "deliveries": queries.deliveries(row) if can_write else [],
        "sign_in": getattr(row, "sign_in", None),
    }


def _decided(request: PageRequest, row: Gathering) -> dict[str, Any]:
    """Votes as the rulebook sees them, signatures and revisions."""
    signatures = queries.signatures(row) if row.state == State.RECORDED else []
    last = queries.last_revision(row)
    return {
        "votes": [queries.counted(v, row.held_on) for v in queries.votes(row)],
        "can_vote": bool(queries.vote_kinds(row)) and not row.is_archived,
        "signatures": signatures,
        "revision": last,
        "own_id": request.page.actor.person_id,
        "away": (Presence.LEAVE, Presence.ABSENT),
    }


@page("life.view")
def revisions(request: PageRequest, pk: int) -> HttpResponse:
    """How the minutes came about: each revision against the one before."""
    row = found(request, pk)
    steps = queries.steps(queries.revisions(row))
    return render(request, "life/revisions.html", {"row": row, "steps": steps})


@page("life.write")
def make_up(request: PageRequest, pk: int, attendance: int) -> HttpResponse:
    """Enter the make-up study of somebody who was absent."""
    row = found(request, pk)
    item = queries.attendance(row, attendance) if attendance < 2**63 else None
    if item is None:
        raise Http404
    form = MakeUpForm(request.POST or None, initial={"on": row.held_on, "how": item.made_up_how})
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_up(
                request.page.actor, unit=row.unit, gathering=row, attendance=item,
                **form.cleaned_data,
            )  # fmt: skip
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, f"已登记{item.person.name}补学。")
            return redirect("life:detail", row.pk)
    context = {
        "form": form,
        "title": f"{item.person.name}补学",
        "intro": f"“{row.topic}”当天{item.get_presence_display()}，补学后仍按{item.get_presence_display()}统计，补学单独记载。",
        "cancel": row.pk and f"/life/{row.pk}/",
    }
    return render(request, "ui/form.html", context, status=400 if form.errors else 200)


@require_POST
@page("life.view")
def confirm(request: PageRequest, pk: int) -> HttpResponse:
    """Chair or recorder confirms, or a signature on paper is entered."""
    row = found_or_invited(request, pk)
    revision = request.POST.get("revision", "")
    actions.confirm(
        request.page.actor,
        gathering=row,
        signer=request.POST.get("signer", "")[:10],
        revision=int(revision) if revision.isdecimal() and len(revision) < 6 else 0,
        is_on_paper="paper" in request.POST,
    )
    messages.success(request, "已确认。")
    return redirect("life:detail", row.pk)


@require_POST
@page("life.write")
def archive(request: PageRequest, pk: int) -> HttpResponse:
    """Close a confirmed record."""
    row = found(request, pk)
    actions.archive(request.page.actor, unit=row.unit, gathering=row)
    messages.success(request, "已归档。内容不再修改，确有错误可以撤回并写明理由。")
    return redirect("life:detail", row.pk)


@page("life.view")
def attendance_sheet(request: PageRequest, pk: int) -> HttpResponse:
    """The attendance sheet as xlsx; before the gathering with a column for signatures."""
    row = found(request, pk)
    return download(sheets.attendance_sheet(row), f"签到表 {row.held_on} {row.topic}.xlsx", XLSX)


@page("life.view")
def notice_paper(request: PageRequest, pk: int) -> HttpResponse:
    """The notice as a Word paper."""
    row = found_or_invited(request, pk)
    return download(sheets.notice_paper(row), f"通知 {row.held_on} {row.topic}.docx", DOCX)


@page("life.view")
def minutes_paper(request: PageRequest, pk: int) -> HttpResponse:
    """The minutes as a Word paper."""
    row = found(request, pk)
    return download(sheets.minutes_paper(row), f"会议记录 {row.held_on} {row.topic}.docx", DOCX)


@page("life.view")
def event(request: PageRequest, pk: int) -> HttpResponse:
    """The gathering as a calendar file."""
    row = found_or_invited(request, pk)
    return download(gathering_calendar([row]), f"{row.topic}.ics", "text/calendar; charset=utf-8")
