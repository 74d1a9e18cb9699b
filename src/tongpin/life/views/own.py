"""A member's own page, and a unit's fixed arrangements and robots."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.life import actions, queries
from tongpin.life.forms import MailForm, RobotForm, SeriesForm
from tongpin.life.models import Kind, Series
from tongpin.life.views.finding import BIGGEST, show
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import unit_of
from tongpin.org.queries import person


@page("life.view")
def mine(request: PageRequest) -> HttpResponse:
    """What is asked of oneself: gatherings ahead, messages, and one's own attendance of the year."""
    who = request.page.actor.person_id
    mail = queries.mail_address(who)
    form = MailForm(request.POST or None, initial={"address": mail.address if mail else ""})
    if request.method == "POST" and form.is_valid():
        found = person(request.page.visible, who) if who else None
        if found is None:
            raise Refused("您的账号没有对应的党员，不能设置通知邮箱。")
        try:
            actions.set_mail_address(request.page.actor, person=found, **form.cleaned_data)
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, "通知邮箱已保存。")
            return redirect("life:mine")
    context = {
        "has_person": who is not None,
        "ahead": queries.own_ahead(who, site_day()),
        "inbox": queries.inbox(who),
        "past": queries.own_past(who, request.page.year),
        "form": form,
    }
    return render(request, "life/mine.html", context, status=400 if form.errors else 200)


@require_POST
@page("life.view")
def read(request: PageRequest) -> HttpResponse:
    """Mark all messages as read."""
    actions.read_messages(request.page.actor)
    return redirect("life:mine")


@page("life.write")
def series(request: PageRequest) -> HttpResponse:
    """The fixed arrangements of a unit, and a form for one more."""
    unit = unit_of(request)
    form = SeriesForm(request.POST or None, unit=unit, initial={"kinds": [Kind.THEME_DAY.value]})
    if request.method == "POST" and form.is_valid():
        try:
            actions.arrange(request.page.actor, unit=unit, arrangement=form.arrangement())
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, "已设定。按“排出全年”就列入日历。")
            return redirect("life:series")
    context = {"unit": unit, "form": form, "rows": queries.series(unit)}
    return render(request, "life/series.html", context, status=400 if form.errors else 200)


@require_POST
@page("life.write")
def series_plan(request: PageRequest, pk: int) -> HttpResponse:
    """Plan the rest of the year."""
    row = _series(request, pk)
    made = actions.plan_series(
        request.page.actor, unit=row.unit, series=row, year=request.page.year
    )
    words = f"已排出 {len(made)} 次，遇节假日已顺延。" if made else "这一年余下的月份都已经排好。"
    messages.success(request, words)
    return redirect("life:calendar")


@require_POST
@page("life.write")
def series_stop(request: PageRequest, pk: int) -> HttpResponse:
    """Stop a fixed arrangement."""
    row = _series(request, pk)
    actions.stop_series(request.page.actor, unit=row.unit, series=row)
    messages.success(request, "已停止。已经列入计划的不受影响。")
    return redirect("life:series")


def _series(request: PageRequest, pk: int) -> Series:
    row = queries.one_series(request.page.visible, pk) if pk < BIGGEST else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


@page("life.write")
def robots(request: PageRequest) -> HttpResponse:
    """Where a unit's notices are posted."""
    unit = unit_of(request)
    form = RobotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_robot(request.page.actor, unit=unit, **form.cleaned_data)
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, "已添加。以后发通知会同时发到这个群。")
            return redirect("life:robots")
    context = {"unit": unit, "form": form, "rows": queries.robots(unit)}
    return render(request, "life/robots.html", context, status=400 if form.errors else 200)


@require_POST
@page("life.write")
def robot_remove(request: PageRequest, pk: int) -> HttpResponse:
    """Stop posting to a group."""
    row = queries.robot(request.page.visible, pk) if pk < BIGGEST else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    actions.remove_robot(request.page.actor, unit=row.unit, robot=row)
    messages.success(request, "已停用。")
    return redirect("life:robots")
