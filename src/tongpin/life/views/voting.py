"""Votes of a gathering."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Conflict, Refused
from tongpin.capability import hold
from tongpin.life import actions, queries
from tongpin.life.forms import CountForm, VoteForm, WithdrawForm
from tongpin.life.models import Gathering, Kind, Presence, Standing, State, Vote
from tongpin.life.views.finding import found, show
from tongpin.org.access import PageRequest, page
from tongpin.org.models import Person


@page("life.write")
def new(request: PageRequest, pk: int) -> HttpResponse:
    """Put a motion to the vote: who may vote and who is there, frozen when it is saved."""
    row = found(request, pk)
    kinds = queries.vote_kinds(row)
    if not kinds:
        raise Refused("这次会议的种类不作表决。需要表决的，请先勾选党员大会、支委会或者党委会议。")
    people = _voters(row)
    form = VoteForm(
        request.POST or None, kinds=kinds, people=people, present=_present(row, people),
        standings=queries.proposed_standings(people, row.held_on),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            vote = actions.open_vote(
                request.page.actor, unit=row.unit, gathering=row, **form.arguments()
            )
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, "表决名单已确定。计票后在这里登记结果。")
            return redirect("life:vote", row.pk, vote.pk)
    context = {"row": row, "form": form, "roll": form.roll(), "standings": Standing.choices}
    return render(request, "life/vote_new.html", context, status=400 if form.errors else 200)


def _voters(row: Gathering) -> list[Person]:
    """The committee for its own meetings, else everybody expected of the own unit."""
    people = queries.expected_people(row.unit, row.held_on)
    kinds = [k.kind for k in row.kinds.all()]
    if Kind.GENERAL_MEETING.value in kinds:
        return people
    return queries.asked_people(people, row.unit, row.held_on, ["committee_meeting"], None)


def _present(row: Gathering, people: list[Person]) -> set[int]:
    """Those recorded or signed in; everybody where neither says anything."""
    recorded = {a.person_id for a in row.attendances.all() if a.presence == Presence.PRESENT}
    known = recorded if row.state == State.RECORDED else set(queries.arrivals(row)) or recorded
    return known or {p.pk for p in people}


@page("life.write")
def vote(request: PageRequest, pk: int, vote: int) -> HttpResponse:
    """The totals of a vote and what the rulebook says to them."""
    row = found(request, pk)
    item = _vote(row, vote)
    names = ("yes", "no", "abstain", "written_yes", "issued", "returned", "version")
    form = CountForm(request.POST or None, initial={n: getattr(item, n) for n in names})
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.count_vote(
                request.page.actor, unit=row.unit, gathering=row, vote=item,
                version=form.cleaned_data["version"], totals=form.totals(),
            )  # fmt: skip
        except Conflict:
            raise
        except Refused as refusal:
            show(form, refusal)
        else:
            word = queries.counted(done, row.held_on).word
            messages.success(request, f"表决结果已登记：{word}。")
            return redirect("life:vote", row.pk, item.pk)
    context = {
        "row": row,
        "form": form,
        "item": queries.counted(item, row.held_on),
        "roll": item.roll.all(),
        "withdraw_form": WithdrawForm(),
        "held": hold(item.ref),
    }
    return render(request, "life/vote.html", context, status=400 if form.errors else 200)


@require_POST
@page("life.write")
def check(request: PageRequest, pk: int, vote: int) -> HttpResponse:
    """What the rulebook would say to the totals as they are typed now."""
    row = found(request, pk)
    item = _vote(row, vote)
    form = CountForm(request.POST)
    if form.is_valid():
        for name, value in asdict(form.totals()).items():
            setattr(item, name, value)
    context = {"item": queries.counted(item, row.held_on)}
    return render(request, "life/partials/verdict.html", context)


@require_POST
@page("life.write")
def withdraw(request: PageRequest, pk: int, vote: int) -> HttpResponse:
    """Take a vote back."""
    row = found(request, pk)
    actions.withdraw_vote(
        request.page.actor, unit=row.unit, gathering=row, vote=_vote(row, vote),
        reason=request.POST.get("reason", "")[:200].replace("\x00", ""),
    )  # fmt: skip
    messages.success(request, "表决已撤回，原数字和理由都保留。")
    return redirect("life:detail", row.pk)


def _vote(row: Gathering, pk: int) -> Vote:
    item = queries.vote(row, pk) if pk < 2**63 else None
    if item is None:
        raise Http404
    return item
