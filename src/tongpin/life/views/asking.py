"""Notices, replies and sign-in."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Refused
from tongpin.life import actions, codes, queries
from tongpin.life.clock import site_moment
from tongpin.life.forms import CodeForm, ConveneForm, PaperForm, ReplyForm
from tongpin.life.models import Gathering, State, Way
from tongpin.life.views.finding import found, found_or_invited, person_in, show
from tongpin.org.access import PageRequest, page
from tongpin.org.models import Person


@page("life.write")
def convene(request: PageRequest, pk: int) -> HttpResponse:
    """Send the notice: whom it goes to, what it says, who is expected elsewhere."""
    row = found(request, pk)
    asked = {i.person_id for i in queries.invitations(row)}
    people = [p for p in actions.proposed_people(row) if p.pk not in asked]
    observers = [p for p in queries.leaders_above(row.unit, row.held_on) if p.pk not in asked]
    form = ConveneForm(
        request.POST or None, people=people, observers=observers,
        has_robots=bool(queries.robots(row.unit)),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.convene(
                request.page.actor, unit=row.unit, gathering=row, people=list(data["people"]),
                observers=list(data.get("observers") or ()), use_robots=data.get("use_robots", False),
            )  # fmt: skip
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, f"通知已发出，{len(data['people'])} 人会在消息里看到。")
            return redirect("life:detail", row.pk)
    clashes = queries.clashes(people, row.held_on, row.starts_at, row.ends_at, but=row.pk)
    context = {"row": row, "form": form, "clashes": clashes[:20], "asked": len(asked)}
    return render(request, "life/convene.html", context, status=400 if form.errors else 200)


@page("life.view")
def reply(request: PageRequest, pk: int) -> HttpResponse:
    """One's own answer to a notice."""
    row = found_or_invited(request, pk)
    mine = queries.invitation(row, request.page.actor.person_id)
    if mine is None:
        raise Refused("您不在这次的通知对象里，不需要回复。")
    initial = {"answer": mine.reply, "reason": mine.reason}
    form = ReplyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply(
                request.page.actor, gathering=row, person=mine.person, **form.cleaned_data
            )
        except Refused as refusal:
            show(form, refusal)
        else:
            messages.success(request, "已回复。")
            return redirect("life:mine")
    context = {"row": row, "form": form}
    return render(request, "life/reply.html", context, status=400 if form.errors else 200)


@require_POST
@page("life.write")
def reply_for(request: PageRequest, pk: int, person: int) -> HttpResponse:
    """Enter what somebody said by word of mouth."""
    row = found(request, pk)
    who = person_in((i.person for i in queries.invitations(row)), person)
    form = ReplyForm(request.POST)
    if form.is_valid():
        actions.reply(request.page.actor, gathering=row, person=who, **form.cleaned_data)
        messages.success(request, f"已登记{who.name}的回复。")
    else:
        messages.error(request, "请选择参加或者请假。")
    return redirect(f"{reverse('life:detail', args=[row.pk])}#replies")


# ---------------------------------------------------------------------------------------- sign-in


@page("life.view")
def sign_in(request: PageRequest, pk: int) -> HttpResponse:
    """A member's own sign-in; a scanned code stands in the address and is sent by one tap."""
    row = found_or_invited(request, pk)
    scanned = request.GET.get("c", "")[:40]
    form = CodeForm(request.POST or None, initial={"code": scanned})
    known = queries.arrivals(row).get(request.page.actor.person_id or 0)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            known, _ = actions.sign_in(
                request.page.actor, gathering=row, code=form.cleaned_data["code"]
            )
        except Refused as refusal:
            show(form, refusal)
            status = refusal.status
    elif form.errors:
        status = 400
    context = {"row": row, "form": form, "arrival": known, "scanned": scanned}
    return render(request, "life/sign_in.html", context, status=status)


@require_POST
@page("life.write")
def open_sign_in(request: PageRequest, pk: int) -> HttpResponse:
    """Open sign-in and go to the big screen."""
    row = found(request, pk)
    actions.open_sign_in(request.page.actor, unit=row.unit, gathering=row)
    return redirect("life:screen", row.pk)


@require_POST
@page("life.write")
def close_sign_in(request: PageRequest, pk: int) -> HttpResponse:
    """End sign-in."""
    row = found(request, pk)
    actions.close_sign_in(request.page.actor, unit=row.unit, gathering=row)
    messages.success(request, "签到已结束。没有签到的同志，登记时默认为缺席，可以改。")
    return redirect("life:detail", row.pk)


@page("life.write")
def screen(request: PageRequest, pk: int) -> HttpResponse:
    """The big screen: QR and six digits that change by themselves, and how many have come."""
    row = found(request, pk)
    sign = getattr(row, "sign_in", None)
    moment = site_moment()
    if sign is None:
        raise Refused("签到还没有开放，请先在会议页按“开放签到”。")
    context: dict[str, Any] = {
        "row": row,
        "sign": sign,
        "is_open": sign.opens_at <= moment < sign.closes_at,
        "is_early": moment < sign.opens_at,
        "arrived": len(queries.arrivals(row)),
        "asked": len(queries.invitations(row)) or len(queries.everybody_expected(row)),
        "left": codes.seconds_left(moment),
    }
    if context["is_open"]:
        step = codes.step_of(moment)
        token = codes.token(sign.secret, step)
        address = request.build_absolute_uri(f"{reverse('life:sign-in', args=[row.pk])}?c={token}")
        digits = codes.digits(sign.secret, step)
        context |= {"digits": f"{digits[:3]} {digits[3:]}", "qr": _picture(address)}
    partial = bool(request.headers.get("HX-Request"))
    answer = render(request, "life/partials/code.html" if partial else "life/screen.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _picture(address: str) -> str:
    """The QR code as SVG without inline style."""
    svg: str = segno.make(address, error="m").svg_inline(scale=6, border=2, omitsize=True)
    return mark_safe(svg)  # noqa: S308 - made by segno out of our own address


@page("life.write")
def people(request: PageRequest, pk: int) -> HttpResponse:
    """Who has come: each by hand, or many from the paper list."""
    row = found(request, pk)
    expected = _expected(row)
    form = PaperForm(request.POST or None, people=expected)
    if request.method == "POST" and form.is_valid():
        fresh = actions.sign_in_for(
            request.page.actor, unit=row.unit, gathering=row, people=form.cleaned_data["names"],
            way=Way.PAPER,
        )  # fmt: skip
        messages.success(request, f"已从纸质签到表登记 {len(fresh)} 人。")
        return redirect("life:people", row.pk)
    arrivals = queries.arrivals(row)
    context = {
        "row": row,
        "form": form,
        "lines": [(p, arrivals.get(p.pk)) for p in expected],
        "arrived": len(arrivals),
    }
    return render(request, "life/people.html", context, status=400 if form.errors else 200)


@require_POST
@page("life.write")
def arrive(request: PageRequest, pk: int, person: int) -> HttpResponse:
    """Sign one person in by hand, or take it back."""
    row = found(request, pk)
    who = person_in(_expected(row), person)
    if "undo" in request.POST:
        actions.undo_sign_in(request.page.actor, unit=row.unit, gathering=row, person=who)
    else:
        actions.sign_in_for(
            request.page.actor, unit=row.unit, gathering=row, people=[who], way=Way.MANUAL
        )
    return redirect("life:people", row.pk)


def _expected(row: Gathering) -> list[Person]:
    asked = [i.person for i in queries.invitations(row)]
    if asked or row.state != State.PLANNED:
        recorded = [a.person for a in row.attendances.all()]
        return list(dict.fromkeys([*asked, *recorded]))
    return actions.proposed_people(row)


@require_POST
@page("life.write")
def resend(request: PageRequest, pk: int, delivery: int) -> HttpResponse:
    """Queue a failed message again."""
    row = found(request, pk)
    item = next((d for d in queries.deliveries(row) if d.pk == delivery), None)
    if item is None:
        raise Http404
    actions.resend(request.page.actor, unit=row.unit, delivery=item)
    messages.success(request, "已重新排队发送。")
    return redirect("life:detail", row.pk)
