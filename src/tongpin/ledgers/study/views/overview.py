"""The year at a glance, and the archive of the centre group."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tongpin.ledgers.study import queries, sheets
from tongpin.ledgers.study.models import Group, SelfState
from tongpin.ledgers.study.views.hours import last_day
from tongpin.life.queries import theory_sessions
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import unit_of
from tongpin.org.models import LEADING_KINDS
from tongpin.org.queries import posts_on
from tongpin.org.scope import Scope
from tongpin.ui.listing import DOCX, download


@page("study.view")
def overview(request: PageRequest) -> HttpResponse:
    """Plans with what is late, forms used over the year and those that were not, what to read."""
    place, unit = request.page, unit_of(request)
    plans = [(row, queries.topics(row)) for row in queries.living_plan(unit, place.year)]
    used = queries.forms_used(place.scope, unit, place.year)
    can_write = place.can("study.write", unit)
    context = {
        "unit": unit, "can_write": can_write, "day": place.as_of,
        "plans": [(row, queries.progress(topics, place.as_of),
                   [t for t in topics if t.done_on is None and not t.dropped_reason][:5])
                  for row, topics in plans],
        "used": used, "unused": [u.label for u in used if not u.number],
        "lists": queries.reading_lists(place.scope, unit, place.year),
        "waiting": queries.to_confirm(Scope(((unit.path, False),))).count()
        if place.can("study.confirm", unit) else 0,
        "is_centre": unit.kind in LEADING_KINDS, "can_archive": place.can("study.ledger", unit),
    }  # fmt: skip
    return render(request, "study/overview.html", context)


@page("study.ledger")
def archive(request: PageRequest) -> HttpResponse:
    """The centre group's year as one Word file."""
    place, unit = request.page, unit_of(request)
    day = last_day(place)
    plan = next((p for p in queries.living_plan(unit, place.year) if p.group == Group.CENTRE), None)
    members = [p for p in posts_on(unit, day).order_by("pk") if unit.kind in LEADING_KINDS]
    alone = queries.self_entries(Scope.everything(), place.year).filter(
        person__in=[p.person_id for p in members], state=SelfState.CONFIRMED
    )
    found = sheets.Archive(
        unit, place.year, plan, queries.topics(plan) if plan is not None else [], members,
        theory_sessions(place.scope, unit, place.year), list(alone.order_by("on", "pk")),
    )  # fmt: skip
    name = f"{unit}{place.year}年中心组学习档案.docx"
    return download(sheets.archive_paper(found, day), name, DOCX)
