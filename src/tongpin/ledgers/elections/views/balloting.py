"""Ballots: the roll, the count, another round, seats left vacant, the result."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.elections import actions, queries
from tongpin.ledgers.elections.forms import (
    CountForm,
    CutForm,
    DeclareForm,
    MeetingForm,
    ReasonForm,
    RollForm,
)
from tongpin.ledgers.elections.models import Election, Office
from tongpin.ledgers.elections.views.place import ballot_of, handled, own
from tongpin.life.models import Gathering
from tongpin.org.access import PageRequest, page
from tongpin.org.models import Person

WRITE = "elections.write"


@page(WRITE)
def new(request: PageRequest, pk: int, office: str) -> HttpResponse:
    """Choose the meeting, then freeze the roll."""
    row = own(request, pk)
    if office not in Office.values or not row.seats_of(office):
        raise Http404
    by_members = office == Office.COMMITTEE or not row.seats
    meetings = queries.meetings_for(row.unit, members=by_members, day=site_day())
    gathering = _chosen(request, meetings)
    if gathering is None:
        form = MeetingForm(request.GET if "gathering" in request.GET else None, gatherings=meetings)
        return render(
            request, "elections/meeting.html",
            {
                "row": row, "form": form, "title": f"{Office(office).label}选举：选择会议",
                "has_meetings": meetings.exists(), "by_members": by_members,
                "is_branch": row.unit.kind in ("branch", "joint_branch"),
            },
        )  # fmt: skip
    return _roll(request, row, office, gathering)


def _chosen(request: PageRequest, meetings: object) -> Gathering | None:
    key = request.GET.get("gathering", "")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    found: Gathering | None = meetings.filter(pk=int(key)).first()  # type: ignore[attr-defined]
    return found


def _roll(request: PageRequest, row: Election, office: str, gathering: Gathering) -> HttpResponse:
    book = current_book()
    races = queries.races(book, row)
    race = next(r for r in races if r.office == office)
    committee = None
    if row.seats and office != Office.COMMITTEE:
        committee = queries.elected_committee(races)
        if committee is None:
            raise Refused("委员还没有选齐，新一届委员会产生以后才能选举书记、副书记。")
    names = queries.on_ballot(row, race, committee)
    roll = queries.roll_of(row, gathering.held_on, committee)
    form = RollForm(
        request.POST or None, roll=roll, names=names,
        present=queries.present_by_record(gathering),
        kinds=queries.exclusion_kinds(book, gathering.held_on), initial={"version": row.version},
    )  # fmt: skip
    return handled(
        request, row, form,
        lambda data: actions.open_ballot(
            request.page.actor, unit=row.unit, election=row, office=office, gathering=gathering,
            **form.arguments(),
        ),
        title=f"{Office(office).label}第{len(race.polls) + 1}轮投票", submit="确定名单",
        said="名单已确定，计票后登记结果。", template="elections/roll.html", names=names, race=race,
        gathering=gathering,
    )  # fmt: skip


@page("elections.view")
def ballot(request: PageRequest, pk: int, ballot: int) -> HttpResponse:
    """One ballot with its roll."""
    row = own(request, pk)
    found = ballot_of(row, ballot)
    poll = queries.checked(queries.one_poll(current_book(), found))
    return render(
        request, "elections/ballot.html",
        {
            "row": row, "poll": poll, "item": found,
            "roll": found.roll.select_related("person"),
            "helpers": found.helpers.select_related("person"),
            "base": queries.base_of(poll),
            "can_write": row.case.closed_on is None and request.page.can(WRITE, row.unit),
        },
    )  # fmt: skip


@page(WRITE)
def count(request: PageRequest, pk: int, ballot: int) -> HttpResponse:
    """The votes by name."""
    row = own(request, pk)
    found = ballot_of(row, ballot)
    if found.is_counted or found.withdrawn_reason:
        return redirect("elections:ballot", row.pk, found.pk)
    poll = queries.one_poll(current_book(), found)
    tallies = list(found.tallies.select_related("person"))
    others = queries.with_right(row.unit, found.gathering.held_on).exclude(
        pk__in=[t.person_id for t in tallies]
    )
    form = CountForm(
        request.POST or None, tallies=tallies, others=others, unit=row.unit,
        can_tell=poll.outcome.is_valid is not None, initial={"version": row.version},
    )  # fmt: skip
    return handled(
        request, row, form,
        lambda data: actions.count_ballot(
            request.page.actor, unit=row.unit, election=row, version=data["version"],
            ballot=found, counted=form.counted(),
        ),
        title=f"{found}计票结果", submit="登记", said="计票结果已登记。", template="elections/count.html",
        poll=poll,
    )  # fmt: skip


@page(WRITE)
def withdraw(request: PageRequest, pk: int, ballot: int) -> HttpResponse:
    """Take a ballot back."""
    row = own(request, pk)
    found = ballot_of(row, ballot)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return handled(
        request, row, form,
        lambda data: actions.withdraw_ballot(
            request.page.actor, unit=row.unit, election=row, ballot=found, **data
        ),
        title=f"撤回{found}", submit="撤回", said="已撤回，原来的名单和票数都保留。",
    )  # fmt: skip


@page(WRITE)
def cut(request: PageRequest, pk: int, ballot: int) -> HttpResponse:
    """Leave seats vacant."""
    row = own(request, pk)
    found = ballot_of(row, ballot)
    article = current_book().article("elec-fewer-than-seats", found.gathering.held_on)
    form = CutForm(request.POST or None, initial={"version": row.version})
    return handled(
        request, row, form,
        lambda data: actions.cut_seats(
            request.page.actor, unit=row.unit, election=row, ballot=found, **data
        ),
        title="减少名额", submit="登记", said="已登记减少名额。",
        intro=f"{article.cite.label}：{article.text}。" if article else "",
    )  # fmt: skip


@page(WRITE)
def declare(request: PageRequest, pk: int, key: str) -> HttpResponse:
    """Close the members' meeting, or the first meeting of the new committee."""
    row = own(request, pk)
    if key not in ("meeting", "first_committee") or (key == "first_committee" and not row.seats):
        raise Http404
    members: list[Person] = []
    if key == "first_committee":
        found = {r.office: r.filled for r in queries.races(current_book(), row)}
        heads = {*found[Office.SECRETARY], *found.get(Office.DEPUTY, ())}
        keys = [k for k in found[Office.COMMITTEE] if k not in heads]
        members = list(Person.objects.filter(pk__in=keys).order_by("search_text"))
    form = DeclareForm(request.POST or None, members=members, initial={"version": row.version})
    title = "宣布书记、副书记选举结果和分工" if members else "宣布选举结果"
    return handled(
        request, row, form,
        lambda data: actions.declare(
            request.page.actor, unit=row.unit, election=row, key=key, **form.arguments()
        ),
        title=title, submit="宣布", said="选举结果已登记。",
    )  # fmt: skip
