"""A member's own page: every month with its reason, confirmation of the base, guidance."""

from __future__ import annotations

import base64

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.ledgers.dues import actions, queries
from tongpin.ledgers.dues.models import Declaration
from tongpin.ledgers.dues.views.bases import named
from tongpin.org import queries as org
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY
from tongpin.org.models import Person
from tongpin.org.scope import Scope
from tongpin.ui.listing import download


@page("dues.own")
@never_cache
def own(request: PageRequest) -> HttpResponse:
    """What I owe, why, what I paid; my base to confirm."""
    person = _me(request)
    if person is None:
        return render(request, "dues/own.html", {"title": "我的党费", "person": None})
    rows = queries.member_months(person)
    declared = queries.own_declarations(person, request.page.year)
    context = {
        "title": "我的党费", "person": person, "payments": queries.payments_of(person),
        "months": explained(person, rows),
        "declared": [(d, named(queries.items_of(d)), queries.proof_line(d)) for d in declared],
        "left": sum(queries.open_months([person.pk]).get(person.pk, {}).values()),
        "published": queries.publications(Scope(((person.home.path, False),)), request.page.year),
        "articles": queries.guidance(request.page.as_of),
    }  # fmt: skip
    return render(request, "dues/own.html", context)


@page("dues.own")
@never_cache
def own_proof(request: PageRequest, pk: int) -> HttpResponse:
    """A proof behind my own base."""
    row = queries.proof(Scope.everything(), pk) if pk <= BIGGEST_KEY else None
    if row is None or row.declaration.person_id != request.page.actor.person_id:
        raise Http404
    return download(base64.b64decode(row.content), row.name, row.media_type)


@page("dues.own")
def guidance(request: PageRequest) -> HttpResponse:
    """How dues are paid, in the rulebook's words."""
    context = {"title": "党费交纳须知", "articles": queries.guidance(request.page.as_of)}
    return render(request, "dues/guidance.html", context)


@page("dues.own")
@require_POST
def confirm(request: PageRequest, pk: int) -> HttpResponse:
    """I agree with my base."""
    row, version = _mine(request, pk), _version(request)
    actions.confirm_base(request.page.actor, declaration=row, version=version)
    messages.success(request, "已确认。")
    return redirect("dues:own")


@page("dues.own")
@require_POST
def object_to(request: PageRequest, pk: int) -> HttpResponse:
    """I do not agree, and say why."""
    row, version = _mine(request, pk), _version(request)
    words = request.POST.get("words", "").replace("\x00", "")[:200]
    actions.object_to_base(request.page.actor, declaration=row, version=version, words=words)
    messages.success(request, "已转告支部核对。核清之前，这些月份按待核处理。")
    return redirect("dues:own")


def explained(person: Person, rows: list[queries.SheetRow]) -> list[tuple[queries.SheetRow, str]]:
    """The months, the latest first, each with why it is so much and who collects it after a move."""
    moves = queries.moves(person)
    return [
        (r, (queries.explanation(r.assessment) if r.assessment else "") + moves.get(r.month, ""))
        for r in reversed(rows)
    ]


def _me(request: PageRequest) -> Person | None:
    key = request.page.actor.person_id
    return org.person(Scope.everything(), key) if key is not None else None


def _mine(request: PageRequest, pk: int) -> Declaration:
    row = queries.declaration(Scope.everything(), pk) if pk <= BIGGEST_KEY else None
    if row is None or row.person_id != request.page.actor.person_id:
        raise Http404
    return row


def _version(request: PageRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
