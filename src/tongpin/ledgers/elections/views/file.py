"""An election's file: list, opening, the guided page, the unit's own steps, candidates, papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.audit.queries import history
from tongpin.casework import queries as cases
from tongpin.documents.papers import DOCX
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.elections import actions, papers, queries
from tongpin.ledgers.elections.forms import (
    CandidateForm,
    DelegatesForm,
    PlanForm,
    ReasonForm,
    ReviseForm,
    StepForm,
)
from tongpin.ledgers.elections.models import Election, Office
from tongpin.ledgers.elections.views.place import handled, own
from tongpin.org import editing
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, unit_of
from tongpin.org.models import Person
from tongpin.rectification.queries import narrowed
from tongpin.ui.listing import Column, Filter, Listing, download, respond

WRITE, APPROVE = "elections.write", "elections.approve"
PLAN = ("number", "expires_on", "seats", "deputies", "by_congress")


@page("elections.view")
def listing(request: PageRequest) -> HttpResponse:
    """Elections of the chosen unit and below it."""
    place, book = request.page, current_book()
    may = place.can(WRITE)
    table = Listing(
        request,
        queries.elections(narrowed(place.scope, place.unit)),
        [
            Column("title", "换届", cell=str, link=lambda r: reverse("elections:detail", args=[r.pk])),
            Column("unit", "党组织", cell=lambda r: str(r.unit), sort="unit__order"),
            Column("expires_on", "届满", sort="expires_on", kind="date"),
            Column("seats", "委员名额", kind="int"),
            Column("standing", "情况", cell=lambda r: cases.summary(book, r.case, place.as_of)[0]),
            Column("next", "下一步", cell=lambda r: cases.summary(book, r.case, place.as_of)[1]),
        ],
        title="换届选举",
        filters=[
            Filter("state", "状态", [("open", "办理中"), ("closed", "已办结")],
                   lambda q, v: q.filter(case__closed_on__isnull=v == "open")),
        ],
        search=lambda q, text: q.filter(case__title__icontains=text),
        search_label="名称",
        default_sort="-expires_on",
        empty="还没有办理换届。任期届满前六个月工作台会提醒，从这里开始：请示、候选人、选举大会、报告、批复，"
        "批复以后届次和任职自动登记。",
        empty_action=("开始换届", reverse("elections:new")) if may else None,
    )  # fmt: skip
    return respond(request, table, "elections/list.html", can_write=may)


@page(WRITE)
def new(request: PageRequest) -> HttpResponse:
    """Begin an election, or give a case that was opened under 程序办理 its election."""
    place, unit = request.page, unit_of(request)
    key, case = request.GET.get("case", ""), None
    if key.isascii() and key.isdigit() and len(key) < 19:
        case = queries.case_without(place.visible, int(key))
        if case is None:
            raise Http404
        unit = place.require(case.unit)
    day = site_day()
    expires_on, number = queries.due_term(current_book(), unit, day)
    form = PlanForm(
        request.POST or None,
        initial={
            "title": case.title if case else f"{(expires_on or day).year}年换届选举",
            "opened_on": case.opened_on if case else day, "expires_on": expires_on,
            "number": number, "deputies": 0,
        },
    )  # fmt: skip
    return editing.handled(
        request, form,
        lambda: actions.open_election(place.actor, unit=unit, case=case, **form.cleaned_data),
        reverse("elections:list"), made="elections:detail", title="开始换届", submit="开始",
        said="已开始，下一步向上级党组织请示。", eyebrow=str(unit),
    )  # fmt: skip


@page("elections.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One election: its steps with the rules' word, candidates, ballots and who is elected."""
    place = request.page
    if pk <= BIGGEST_KEY and queries.case_without(place.visible, pk) is not None:
        return redirect(f"{reverse('elections:new')}?case={pk}")
    row = own(request, pk)
    book, day = current_book(), place.as_of
    found = queries.progress_of(book, row, day)
    races = queries.races(book, row)
    is_open = row.case.closed_on is None
    upper = queries.above(row.unit)
    may_write = is_open and place.can(WRITE, row.unit)
    may_approve = is_open and place.can(APPROVE, upper or row.unit)
    candidates = list(row.candidates.select_related("person", "person__home"))
    live = [c for c in candidates if c.office == Office.COMMITTEE and not c.withdrawn_reason]
    return render(
        request,
        "elections/detail.html",
        {
            "row": row,
            "rungs": cases.ladder(book, row.case, found),
            "standing": cases.standing(found),
            "papers": cases.papers(row.case.records.all()),
            "offered": papers.offered(row, races, candidates),
            "races": [(r, [queries.checked(p) for p in r.polls]) for r in races],
            "people": Person.objects.in_bulk([k for r in races for k in (*r.filled, *r.tied)]),
            "candidates": [
                (office.label, [c for c in candidates if c.office == office])
                for office in Office if row.seats_of(office)
            ],
            "surplus": _surplus(row, len(live), day),
            "withdrawn": row.ballots.exclude(withdrawn_reason="").select_related("gathering"),
            "delegates": row.delegates.count() if row.by_congress else 0,
            "upper": upper,
            "balloted": {r.office for r in races if r.polls},
            "is_open": is_open,
            "can_write": may_write,
            "can_propose": may_write and not queries.has_step(row, "candidates_approved"),
            "can_approve": may_approve,
            "retractable": _retractable(row, can_write=may_write, can_approve=may_approve),
            "history": history(row),
        },
    )  # fmt: skip


def _retractable(row: Election, *, can_write: bool, can_approve: bool) -> str:
    """The step that the reader may take back: the last one, while no posts were made of it."""
    done = [key for key in queries.STEPS if key != "reminded" and queries.has_step(row, key)]
    if not done or row.term_id is not None:
        return ""
    may = can_approve if done[-1] in queries.BY_ABOVE else can_write
    return done[-1] if may else ""


def _surplus(row: Election, names: int, day: Any) -> queries.Notice | None:
    """Whether there are more candidates than seats by as many as the rulebook asks for."""
    if not row.seats:
        return None
    book = current_book()
    sent = queries.step_on(row, "candidates")
    need = queries.needed_candidates(book, row.seats, sent.on if sent else day)
    if need is None:
        return queries.Notice("cannot_tell", "规则库没有收录当天的差额规定，依据待补")
    words = f"应选委员{row.seats}名，候选人至少{need}名，现有{names}名"
    if names >= need:
        return queries.Notice("met", words)
    return queries.Notice("overdue", words)


def _verb(
    request: PageRequest, row: Election, form: Any, verb: Callable[..., Any], *, title: str,
    said: str, more: dict[str, Any] | None = None, **context: Any,
) -> HttpResponse:  # fmt: skip
    return handled(
        request, row, form,
        lambda data: verb(
            request.page.actor, unit=row.unit, election=row, **data, **(more or {})
        ),
        title=title, said=said, **context,
    )  # fmt: skip


@page(WRITE)
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Correct what is to be elected."""
    row = own(request, pk)
    first = {name: getattr(row, name) for name in PLAN} | {"version": row.version}
    form = ReviseForm(request.POST or None, initial=first)
    return _verb(
        request, row, form, actions.revise, title="修改方案", submit="保存", said="已保存。"
    )


OWN: dict[str, tuple[Callable[..., Any], str, str]] = {
    "requested": (
        actions.request, "请示换届", "请示已登记。请上级党组织登记批复。",
    ),
    "reported": (
        actions.report, "报告选举结果", "已报告。请上级党组织批复，批复以后届次和任职自动登记。",
    ),
}  # fmt: skip


@page(WRITE)
def own_step(request: PageRequest, pk: int, key: str) -> HttpResponse:
    """请示 or 报告."""
    row = own(request, pk)
    if key not in OWN:
        raise Http404
    verb, title, said = OWN[key]
    form = StepForm(request.POST or None, request.FILES or None, initial={"version": row.version})
    return _verb(request, row, form, verb, title=title, submit="登记", said=said)


@page("elections.view")
def retract(request: PageRequest, pk: int, key: str) -> HttpResponse:
    """Take the last step back."""
    row = own(request, pk)
    if key not in queries.STEPS:
        raise Http404
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    title = current_book().procedure(queries.PROCEDURE).title_of(key)
    return handled(
        request, row, form,
        lambda data: actions.retract(request.page.actor, election=row, key=key, **data),
        title=f"撤回“{title}”", submit="撤回", said="已撤回。",
    )  # fmt: skip


@page(WRITE)
def delegates(request: PageRequest, pk: int) -> HttpResponse:
    """The delegates of a congress."""
    row = own(request, pk)
    kept = [f"{p.name} {p.home}" for p in queries.delegates(row)]
    form = DelegatesForm(
        request.POST or None, unit=row.unit,
        initial={"version": row.version, "names": "\n".join(kept)},
    )  # fmt: skip
    return handled(
        request, row, form,
        lambda data: actions.set_delegates(
            request.page.actor, unit=row.unit, election=row, version=data["version"],
            people=data["names"],
        ),
        title="代表名单", submit="保存", said="代表名单已保存。",
    )  # fmt: skip


@page(WRITE)
def candidate_new(request: PageRequest, pk: int) -> HttpResponse:
    """Propose a candidate."""
    row = own(request, pk)
    day = site_day()
    form = CandidateForm(
        request.POST or None, unit=row.unit,
        offices=[(o.value, o.label) for o in Office if row.seats_of(o)],
        people=queries.with_right(row.unit, day),
        initial={"version": row.version, "office": request.GET.get("office", "")},
    )  # fmt: skip
    return _verb(
        request,
        row,
        form,
        actions.propose,
        title="登记候选人",
        submit="登记",
        said="候选人已登记。",
    )


@page(WRITE)
def candidate_withdraw(request: PageRequest, pk: int, candidate: int) -> HttpResponse:
    """Take a candidate back."""
    row = own(request, pk)
    found = row.candidates.filter(pk=min(candidate, BIGGEST_KEY)).first()
    if found is None:
        raise Http404
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return _verb(
        request, row, form, actions.withdraw_candidate, title=f"撤回{found}", submit="撤回",
        said="已撤回。", more={"candidate": found},
    )  # fmt: skip


@page(WRITE)
def submit(request: PageRequest, pk: int) -> HttpResponse:
    """Send the candidates up."""
    row = own(request, pk)
    form = StepForm(request.POST or None, request.FILES or None, initial={"version": row.version})
    return _verb(
        request, row, form, actions.submit, title="报送候选人预备人选", submit="报送",
        said="已报送，等上级党组织审查。",
    )  # fmt: skip


@page("elections.view")
def paper(request: PageRequest, pk: int, key: str) -> HttpResponse:
    """One of the papers in Word."""
    row = own(request, pk)
    made = papers.PAPERS.get(key)
    if made is None:
        raise Http404
    make, title = made
    return download(make(row, request.page.as_of), f"{title}（{row}）.docx", DOCX)
