"""One transfer: its course, its steps as forms, its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.ledgers.transfers import actions, forms, queries
from tongpin.ledgers.transfers.models import Transfer
from tongpin.ledgers.transfers.states import PATH, ROUTES, Route, State, Verb, verbs
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.identity import masked_identity, masked_phone
from tongpin.org.queries import people
from tongpin.org.scope import Scope

Step = tuple[type[forms.StepForm], Callable[..., Any], str]
STEPS: dict[Verb, Step] = {
    Verb.CONFIRM: (forms.ConfirmForm, actions.confirm, "支部已核实，等待党委审核。"),
    Verb.SEND_BACK: (forms.ReasonForm, actions.send_back, "已退回支部补正。"),
    Verb.APPROVE: (forms.NoteForm, actions.approve, "党委已审核。"),
    Verb.ISSUE: (forms.IssueForm, actions.issue_letter, "介绍信已开具，可以打印。"),
    Verb.LOSE: (forms.ReasonForm, actions.report_lost, "已登记遗失，原介绍信作废。"),
    Verb.INQUIRE: (forms.NoteForm, actions.inquire, "已登记查询。"),
    Verb.REISSUE: (forms.IssueForm, actions.reissue_letter, "已重新开具，原介绍信作废。"),
    Verb.RECEIVE: (forms.NoteForm, actions.receive, "已接收，请编入支部。"),
    Verb.REFUSE: (forms.RefuseForm, actions.refuse, "已退回。"),
    Verb.ASSIGN: (forms.AssignForm, actions.assign, "已编入支部。"),
    Verb.CLOSE: (forms.NoteForm, actions.close, "已归档。"),
    Verb.REOPEN: (forms.NoteForm, actions.reopen, "已重新办理，请支部再次核实。"),
    Verb.CANCEL: (forms.ReasonForm, actions.cancel, "已撤销。"),
}
RECEIPTS: dict[bool, Step] = {
    True: (forms.ReceiptForm, actions.record_receipt, "已登记回执，组织关系已转出。"),
    False: (forms.ReturnReceiptForm, actions.return_receipt, "已登记寄回回执。"),
}
HINTS = {
    Verb.ISSUE: "rel-transfer-power", Verb.REISSUE: "rel-letter-validity-days",
    Verb.REFUSE: "rel-no-refusal", Verb.RECEIVE: "rel-file-check",
    Verb.ASSIGN: "rel-everyone-in-branch", Verb.RECEIPT: "rel-receipt",
    Verb.INQUIRE: "rel-source-duty", Verb.LOSE: "rel-letter-handling",
    Verb.CLOSE: "rel-stub-keep-years",
}  # fmt: skip


@page("transfers.write")
def new(request: PageRequest) -> HttpResponse:
    """Begin a transfer of somebody of the chosen unit."""
    unit = request.page.unit
    if unit is None:
        raise Http404
    scope = Scope(((unit.path, True),))
    form = forms.DraftForm(
        request.POST or None, unit=unit, people=people(scope).order_by("search_text", "pk"),
        peers=queries.peers(Scope.everything()).filter(revoked_on=None),
        initial={"person": request.GET.get("person")},
    )  # fmt: skip
    if request.method == "POST":
        made = carried_out(form, lambda: _drafted(request, form.cleaned_data))
        if made is not None:
            messages.success(request, "已提出转接，请支部核实党费和材料。")
            return redirect("transfers:detail", made.pk)
    article = queries.article("rel-must-transfer-months", site_day())
    return form_page(
        request, form, title="登记转出", submit="提出转接", cancel=reverse("transfers:list"),
        intro=f"{article.text}。" if article else "",
    )  # fmt: skip


def _drafted(request: PageRequest, data: dict[str, Any]) -> Transfer:
    to = actions.Destination(data["branch"], data["committee"], data["branch_name"], data["peer"])
    return actions.draft_transfer(
        request.page.actor, unit=data["person"].home, person=data["person"], to=to,
        cause=data["cause"], requested_on=data["requested_on"], note=data["note"],
    )  # fmt: skip


@page("transfers.approve")
def arrive(request: PageRequest) -> HttpResponse:
    """Enter a paper letter that came in."""
    form = forms.IncomingForm(request.POST or None, scope=request.page.scope)
    if request.method == "POST":
        made = carried_out(form, lambda: _registered(request, form))
        if made is not None:
            messages.success(request, "已登记，请核对身份和材料后接收。")
            return redirect("transfers:detail", made.pk)
    return form_page(
        request, form, title="登记转入介绍信", submit="登记", cancel=reverse("transfers:incoming")
    )


def _registered(request: PageRequest, form: forms.IncomingForm) -> Transfer:
    data = form.cleaned_data
    incoming = actions.IncomingLetter(
        data["sender"], form.particulars(), form.letter(), data["cause"]
    )
    return actions.register_incoming(
        request.page.actor, unit=data["unit"], incoming=incoming, arrived_on=data["arrived_on"]
    )


@page("transfers.view")
@never_cache
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One transfer."""
    row = found(request, pk)
    day = request.page.as_of
    letters = list(row.letters.all())
    last = max(letters, key=lambda item: item.pk, default=None)
    steps = list(row.steps.all())
    person = row.person
    context = {
        "title": f"{row.name} {row.get_route_display()}",
        "row": row,
        "steps": steps,
        "path": _path(row),
        "letters": letters,
        "letter": last,
        "is_expired": last is not None and last.is_expired(day),
        "verbs": _offered(request, row),
        "doubts": queries.doubts(row),
        "judgements": queries.judgements(row, steps, day),
        "materials": queries.materials_of(row),
        "identity": masked_identity(person.identity_number) if person else "",
        "phone": masked_phone(person.phone) if person else "",
        "can_approve": request.page.can("transfers.approve", row.issuer or row.receiver),
        "can_exchange": row.peer is not None,
        "history": history(row),
    }
    return render(request, "transfers/detail.html", context)


def _path(row: Transfer) -> list[tuple[str, str]]:
    """`(word, mark)` of the course of the route: done, now (what comes next) or ahead."""
    known = {at for at, _ in ROUTES[Route(row.route)]} | set(ROUTES[Route(row.route)].values())
    states = [s for s in PATH if s in known]
    held = State(row.state)
    here = states.index(held) if held in states else -1
    side = here < 0
    marks = [
        "done" if n <= here else "now" if n == here + 1 and not side else "ahead"
        for n in range(len(states))
    ]
    return [(s.reached, mark) for s, mark in zip(states, marks, strict=True)]


def _offered(request: PageRequest, row: Transfer) -> list[Verb]:
    """The steps that the reader may take now, the expected one first."""
    letter = queries.letter_of(row)
    late = row.state == State.ISSUED and letter is not None and letter.is_expired(site_day())
    expected = Verb.INQUIRE if late else queries.next_verb(row)
    mine = [v for v in verbs(row.route, row.state) if _may(request, row, v)]
    return sorted(mine, key=lambda v: v != expected)


def _may(request: PageRequest, row: Transfer, verb: Verb) -> bool:
    if verb == Verb.REISSUE and row.state == State.ISSUED:
        letter = queries.letter_of(row)
        if letter is None or not letter.is_expired(site_day()):
            return False
    return request.page.can(queries.permission_for(verb, row), queries.desk(row, verb))


@page("transfers.write")
def step(request: PageRequest, pk: int, verb: str) -> HttpResponse:
    """Take one step: the form, and the action behind it."""
    if verb not in set(Verb):
        raise Http404
    row, what = found(request, pk, "transfers.view"), Verb(verb)
    if what not in verbs(row.route, row.state):
        now = row.get_state_display()
        raise Refused(f"这件转接现在是“{now}”，不能{what.label}。请返回查看下一步。", code="step")
    desk = queries.desk(row, what)
    request.page.require(desk, queries.permission_for(what, row))
    form_class, act, done = STEPS.get(what) or RECEIPTS[row.route == Route.OUT]
    form = form_class(request.POST or None, transfer=row)
    if request.method == "POST":
        made = carried_out(
            form,
            lambda: (act(request.page.actor, unit=desk, transfer=row, **form.values()), True),
        )
        if made is not None:
            messages.success(request, done)
            return redirect("transfers:detail", row.pk)
    hint = queries.article(HINTS[what], site_day()) if what in HINTS else None
    return form_page(
        request, form, title=f"{row.name}：{what.label}", submit=what.label,
        cancel=reverse("transfers:detail", args=[row.pk]),
        intro=f"{hint.text}。" if hint else "",
    )  # fmt: skip


def found(request: PageRequest, pk: int, permission: str | None = None) -> Transfer:
    """The transfer; 404 outside of what the reader sees, 403 without the permission at either end."""
    row = queries.transfer(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    ends = [u for u in (row.unit, row.target, row.receiver) if u is not None]
    key = permission or request.page.permission
    if not any(request.page.can(key, end) for end in ends):
        request.page.require(row.unit, key)
    return row
