"""The calendar, and its feeds for phones and desks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.life import actions, queries
from tongpin.life.calendars import full_calendar
from tongpin.life.models import Feed
from tongpin.life.queries.calendar import Item
from tongpin.org.access import PageContext, PageRequest, actor_of, page
from tongpin.org.editing import unit_of
from tongpin.org.models import Unit
from tongpin.org.scope import Scope

BEFORE, AFTER = timedelta(days=90), timedelta(days=366)


@page("life.view")
def month(request: PageRequest) -> HttpResponse:
    """A month of a unit, or of oneself: gatherings, the limits of duties, and what waits until when."""
    unit, mine = unit_of(request), _is_mine(request)
    number = _month(request)
    start, end = queries.span_of(request.page.year, number)
    items = _items(request, unit, start, end, mine=mine)
    year = request.page.year
    before, after = date(year, number, 1) - timedelta(days=1), date(year, number, 28) + timedelta(4)
    context = {
        "unit": unit,
        "mine": mine,
        "month": queries.month_of(year, number, items),
        "today": site_day(),
        "steps": ((before.year, before.month, "上月"), (after.year, after.month, "下月")),
        "can_write": request.page.can("life.write", unit),
        "can_be_mine": request.page.actor.person_id is not None,
        "feeds": queries.feeds(request.page.actor.account_id),
        "fresh_feed": request.session.pop("fresh_feed", None),
    }
    return render(request, "life/calendar.html", context)


@page("life.view")
def year(request: PageRequest) -> HttpResponse:
    """A year on one page, month by month."""
    unit, mine = unit_of(request), _is_mine(request)
    number = request.page.year
    items = _items(request, unit, date(number, 1, 1), date(number, 12, 31), mine=mine)
    ordered = sorted(items, key=lambda i: i.on)
    months = [(m, [i for i in ordered if i.on.month == m]) for m in range(1, 13)]
    context = {
        "unit": unit, "mine": mine, "months": months,
        "can_be_mine": request.page.actor.person_id is not None,
    }  # fmt: skip
    return render(request, "life/year.html", context)


def _is_mine(request: PageRequest) -> bool:
    return request.GET.get("mine") == "1" and request.page.actor.person_id is not None


def _month(request: PageRequest) -> int:
    text = request.GET.get("month", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    return number if 1 <= number <= 12 else site_day().month


def _items(request: PageRequest, unit: Unit, start: date, end: date, *, mine: bool) -> list[Item]:
    person_id = request.page.actor.person_id
    address = reverse("life:detail", args=[0])
    if mine and person_id is not None:
        rows = queries.own_gatherings(person_id, unit, start, end)
        due = queries.due_items(request.page.scope, unit, start, end, person_id=person_id)
    else:
        rows = queries.unit_gatherings(request.page.scope, unit, start, end)
        due = queries.due_items(request.page.scope, unit, start, end)
    waiting = queries.waiting_items(request.page, unit, start, end)
    return [*queries.gathering_items(rows, address), *due, *waiting]


# ------------------------------------------------------------------------------------------ feeds


@require_POST
@page("life.view")
def feed_new(request: PageRequest) -> HttpResponse:
    """A new secret address; it is shown once."""
    unit = None if request.POST.get("mine") == "1" else unit_of(request)
    _, token = actions.create_feed(request.page.actor, unit=unit)
    request.session["fresh_feed"] = request.build_absolute_uri(reverse("life:feed", args=[token]))
    return redirect("life:calendar")


@require_POST
@page("life.view")
def feed_revoke(request: PageRequest, pk: int) -> HttpResponse:
    """Close an address."""
    row = queries.feed(request.page.actor.account_id, pk)
    if row is None:
        raise Http404
    actions.revoke_feed(request.page.actor, feed=row)
    messages.success(request, "订阅地址已停用，原来的地址不再更新。")
    return redirect("life:calendar")


@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address, with the rights that its account has now."""
    row = queries.feed_by_hash(actions.feed_hash(token)) if len(token) <= 100 else None
    if row is None:
        raise Http404
    answer = HttpResponse(_feed_calendar(row), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _feed_calendar(row: Feed) -> bytes:
    today = site_day()
    start, end = today - BEFORE, today + AFTER
    actor = actor_of(row.account)
    scope = Scope.of(actor, "life.view")
    person: Any = row.account.person
    if row.unit is None:
        if person is None:
            raise Http404
        unit, name = person.home, f"{person.name}的组织生活"
        gatherings = queries.own_gatherings(person.pk, unit, start, end)
        due = queries.due_items(Scope.everything(), unit, start, end, person_id=person.pk)
    else:
        unit, name = row.unit, f"{row.unit}组织生活"
        if not scope.covers(unit.path):  # the right was taken away: the address goes silent
            raise Http404
        gatherings = queries.unit_gatherings(scope, unit, start, end)
        due = queries.due_items(scope, unit, start, end)
    place = PageContext(actor, "life.view", scope, unit, today.year, today)
    waiting = queries.waiting_items(place, unit, start, end)
    return full_calendar(gatherings, [*due, *waiting], name=name)
