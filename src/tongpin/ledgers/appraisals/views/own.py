"""A member's part: self-assessment, mutual assessment, the secret ballot, the own result."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Refused
from tongpin.ledgers.appraisals import actions, queries
from tongpin.ledgers.appraisals.forms import (
    BallotForm,
    CodeForm,
    CommentForm,
    ReasonForm,
    SelfForm,
)
from tongpin.ledgers.appraisals.models import BallotState, Comment, Ticket
from tongpin.ledgers.appraisals.views.place import handled, line_of, shared_row
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page


@page("appraisals.own")
@never_cache
def own(request: PageRequest) -> HttpResponse:
    """My appraisals: what I have to do, what was said of me, the results that I was told."""
    me = request.page.actor.person_id
    found = []
    for line in queries.own_lines(me):
        ticket = getattr(line, "ticket", None)
        is_open = line.appraisal.case.closed_on is None
        is_voting = is_open and line.appraisal.ballot_state == BallotState.OPEN
        has_voted = ticket is not None and ticket.is_used
        can_write = is_open and line.appraisal.ballot_state == BallotState.NONE
        can_vote = is_voting and ticket is not None and not has_voted
        found.append((line, can_write, can_vote, is_voting and has_voted))
    context = {"title": "我的民主评议", "lines": found, "has_person": me is not None}
    return render(request, "appraisals/own.html", context)


@page("appraisals.own")
@never_cache
def write_self(request: PageRequest, pk: int) -> HttpResponse:
    """Write the own self-assessment."""
    row, who = shared_row(request, pk)
    line = queries.own_line(row, who.person)
    if line is None:
        raise Http404
    initial = {"content": line.self_text, "version": line.version}
    form = SelfForm(request.POST or None, initial=initial)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.write_self(request.page.actor, appraisal=row, **form.cleaned_data),
        )
        if done is not None:
            messages.success(request, "自评已提交，测评开始前可以修改。")
            return redirect("appraisals:own")
    return form_page(
        request, form, title="个人自评", submit="提交", intro=f"{row.unit} {row}",
        cancel=reverse("appraisals:own"),
    )  # fmt: skip


@page("appraisals.own")
@never_cache
def read_self(request: PageRequest, pk: int, line: int) -> HttpResponse:
    """Read a self-assessment: the writer, the secretary, the office; each reading by others is kept."""
    row, who = shared_row(request, pk)
    found = line_of(row, line)
    if not who.may_read(found.person_id):
        raise Http404
    is_own = found.person_id == who.person
    words = (
        found.self_text
        if is_own
        else actions.read_self(request.page.actor, appraisal=row, line=found)
    )
    context = {"row": row, "line": found, "words": words, "is_own": is_own, "who": who}
    return render(request, "appraisals/self.html", context)


@page("appraisals.own")
@never_cache
def comments(request: PageRequest, pk: int) -> HttpResponse:
    """Mutual assessments, as far as the reader is one of the two; one more."""
    row, who = shared_row(request, pk)
    roll = queries.participants(row)
    form = CommentForm(request.POST or None, roll=roll, me=None if who.is_reviewer else who.person)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.add_comment(request.page.actor, appraisal=row, **form.cleaned_data),
        )
        if done is not None:
            messages.success(request, "已登记，可以接着登记下一条。")
            return redirect("appraisals:comments", row.pk)
    return form_page(
        request, form, "appraisals/comments.html", row=row, who=who, title="党员互评",
        comments=queries.comments(row, who), is_open=row.case.closed_on is None,
        can_view=request.page.actor.can("appraisals.view", row.unit.path),
    )  # fmt: skip


@page("appraisals.own")
def comment_withdraw(request: PageRequest, pk: int, comment: int) -> HttpResponse:
    """Take a word back."""
    row, who = shared_row(request, pk)
    found: Comment | None = next((c for c in queries.comments(row, who) if c.pk == comment), None)
    if found is None or not who.may_read(found.by_id):
        raise Http404
    form = ReasonForm(request.POST or None)
    return handled(
        request, row, form,
        lambda: actions.withdraw_comment(
            request.page.actor, appraisal=row, comment=found, **form.cleaned_data
        ),
        "已撤回。", title="撤回互评意见", back="appraisals:comments", submit="撤回",
    )  # fmt: skip


@page("appraisals.own")
@never_cache
@sensitive_post_parameters()
def vote(request: PageRequest, pk: int) -> HttpResponse:
    """Vote with the own ticket. What was marked is not kept beside the name."""
    row, who = shared_row(request, pk)
    ticket = queries.ticket_of(row, who.person)
    if ticket is None:
        raise Http404
    if ticket.is_used:
        raise Refused("您已经投过票，一人只能投一次。")
    return _ballot(request, ticket, "")


@login_not_required
@never_cache
@sensitive_post_parameters()
def code(request: HttpRequest) -> HttpResponse:
    """Vote with the code of a slip, without a log-in."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.status = 400  # type: ignore[attr-defined]
        if form.is_valid():
            ticket = queries.ticket_by(actions.hashed(form.cleaned_data["code"]))
            if ticket is None:
                form.add_error("code", "没有这个投票码，或者测评已经结束。请核对字母和数字。")
            elif ticket.is_used:
                form.add_error("code", "这个投票码已经投过票，一个码只能投一次。")
            else:
                return _ballot(request, ticket, form.cleaned_data["code"])
    return form_page(request, form, "appraisals/code.html", title="民主测评投票")


def _ballot(request: HttpRequest, ticket: Ticket, typed: str) -> HttpResponse:
    """The paper, or that it was dropped; with a code the paper follows in the same address."""
    row = ticket.participant.appraisal
    is_sent = request.method == "POST" and (not typed or "dropped" in request.POST)
    form = BallotForm(request.POST if is_sent else None, subjects=queries.subjects(row))
    if is_sent:

        def drop() -> bool:
            actions.cast_ballot(ticket=ticket, marks=form.marks())
            return True

        if carried_out(form, drop):
            return render(request, "appraisals/thanks.html", {"title": "已经投票", "row": row})
    return form_page(
        request, form, "appraisals/vote.html", title="民主测评", row=row, code=typed
    )  # fmt: skip


@require_POST
@page("appraisals.own")
def acknowledge(request: PageRequest, pk: int) -> HttpResponse:
    """I have seen my result."""
    row, _ = shared_row(request, pk)
    actions.acknowledge(request.page.actor, appraisal=row)
    messages.success(request, "已确认。")
    return redirect("appraisals:own")
