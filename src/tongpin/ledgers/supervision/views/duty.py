"""党风廉政责任制 and the attendance page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.audit.queries import history
from tongpin.documents.queries import attachments
from tongpin.ledgers.supervision import actions, queries
from tongpin.ledgers.supervision.forms import ChargeForm, HalfForm
from tongpin.ledgers.supervision.models import Charge
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page, unit_of
from tongpin.org.models import LEADING_KINDS, Person, Unit
from tongpin.org.queries import members_on, posts_on
from tongpin.rectification.queries import narrowed
from tongpin.ui.listing import Column, Listing, respond


@page("supervision.view")
def charges(request: PageRequest) -> HttpResponse:
    """The lists of duties of the year."""
    place = request.page

    def told(row: Charge, half: int) -> str:
        report = next((r for r in row.reports.all() if r.half == half), None)
        if report is not None:
            return f"{report.on:%Y-%m-%d}"
        due = date(row.year, 6, 30) if half == 1 else date(row.year, 12, 31)
        return "逾期未报告" if due < place.as_of else "未报告"

    table = Listing(
        request,
        queries.charges(narrowed(place.scope, place.unit), place.year),
        [
            Column("person", "责任人", cell=lambda r: r.person.name,
                   link=lambda r: reverse("supervision:charge", args=[r.pk])),
            Column("post", "职务和分工"),
            Column("unit", "党组织", cell=lambda r: str(r.unit)),
            Column("duties", "责任", cell=lambda r: f"{len(r.lines)}条"),
            Column("first", "上半年报告", cell=lambda r: told(r, 1)),
            Column("second", "下半年报告", cell=lambda r: told(r, 2)),
        ],
        title=f"{place.year}年党风廉政责任制",
        search=lambda q, text: q.filter(person__name__icontains=text),
        search_label="姓名",
        empty="今年还没有责任清单。给每位班子成员列出党风廉政责任，每半年报告一次履行情况。",
        empty_action=("制定责任清单", reverse("supervision:charge-new"))
        if place.can("supervision.manage")
        else None,
    )  # fmt: skip
    return respond(
        request, table, "supervision/charges.html", can_manage=place.can("supervision.manage")
    )


def _leaders(unit: Unit) -> Any:
    """Those who hold a post in the unit, else its members."""
    posts = posts_on(unit, site_day()).values("person")
    people = Person.objects.filter(pk__in=posts)
    return people if people.exists() else members_on(unit, site_day())


@page("supervision.manage")
def charge_new(request: PageRequest) -> HttpResponse:
    """Write a leader's list."""
    unit = unit_of(request)
    form = ChargeForm(
        request.POST or None, people=_leaders(unit), initial={"year": request.page.year}
    )
    if request.method == "POST":
        row = carried_out(form, lambda: _set(request, unit, form))
        if row is not None:
            messages.success(request, "责任清单已保存。")
            return redirect("supervision:charge", row.pk)
    return form_page(request, form, title="制定责任清单", cancel=reverse("supervision:charges"))


def _set(request: PageRequest, unit: Unit, form: ChargeForm) -> Charge:
    values = form.cleaned_data | {"version": form.cleaned_data["version"] or 0}
    return actions.set_charge(request.page.actor, unit=unit, **values)


def _charge(request: PageRequest, pk: int) -> Charge:
    row = queries.charge(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


@page("supervision.view")
def charge(request: PageRequest, pk: int) -> HttpResponse:
    """One leader's list and reports."""
    row = _charge(request, pk)
    place = request.page
    manages = place.can("supervision.manage", row.unit)
    own = place.actor.person_id == row.person_id and place.can("supervision.report", row.unit)
    reports = [(report, attachments(report.ref)) for report in row.reports.all()]
    return render(
        request,
        "supervision/charge.html",
        {
            "row": row, "reports": reports, "can_manage": manages,
            "can_report": (manages or own) and len(reports) < 2, "history": history(row),
        },
    )  # fmt: skip


@page("supervision.manage")
def charge_edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a list."""
    row = _charge(request, pk)
    first = {n: getattr(row, n) for n in ("version", "year", "post", "duties")}
    form = ChargeForm(
        request.POST or None, people=Person.objects.filter(pk=row.person_id),
        initial=first | {"person": row.person_id},
    )  # fmt: skip
    if request.method == "POST":
        done = carried_out(form, lambda: _set(request, row.unit, form))
        if done is not None:
            messages.success(request, "已保存。")
            return redirect("supervision:charge", done.pk)
    return form_page(
        request, form, title="修改责任清单", cancel=reverse("supervision:charge", args=[pk])
    )


@page("supervision.report")
def half_report(request: PageRequest, pk: int) -> HttpResponse:
    """Report on a half year."""
    row = _charge(request, pk)
    form = HalfForm(
        request.POST or None, request.FILES or None,
        initial={"on": site_day(), "half": 1 if site_day().month <= 6 else 2},
    )  # fmt: skip
    if request.method == "POST":

        def act() -> object:
            data = dict(form.cleaned_data)
            return actions.report_half(
                request.page.actor, unit=row.unit, charge=row, files=data.pop("papers"), **data
            )

        if carried_out(form, act) is not None:
            messages.success(request, "履责报告已登记。")
            return redirect("supervision:charge", pk)
    return form_page(
        request, form, title="登记履责报告", cancel=reverse("supervision:charge", args=[pk])
    )


@page("supervision.view")
def attendance(request: PageRequest) -> HttpResponse:
    """组织生活 and 双重组织生活 attendance of a year, derived from the records; nothing is typed here."""
    place = request.page
    scope = narrowed(place.scope, place.unit)
    start, end = date(place.year, 1, 1), min(date(place.year, 12, 31), place.as_of)
    leaders: list[Person] = []
    if place.unit is not None and place.unit.kind in LEADING_KINDS:
        posts = posts_on(place.unit, end)
        leaders = list({p.person_id: p.person for p in posts}.values())
    return render(
        request,
        "supervision/attendance.html",
        {
            "title": f"{place.year}年组织生活参加情况",
            "until": end,
            "lines": queries.turnout(scope, start, end),
            "duals": queries.dual(leaders, start, end),
        },
    )
