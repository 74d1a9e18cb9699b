"""The ledgers that fill themselves: branches by kinds, study hours, the two lives, forms and contents."""

from __future__ import annotations

import tempfile
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tongpin.life import queries, sheets
from tongpin.life.models import BRANCH_LEDGER_KINDS, MEETINGS_AND_LECTURE, Content, Form, Kind
from tongpin.life.study import HOUR, Demands, demands, hours_of
from tongpin.life.views.finding import BIGGEST
from tongpin.org.access import PageContext, PageRequest, page
from tongpin.org.editing import unit_of
from tongpin.org.queries import person as person_by_key
from tongpin.ui.listing import XLSX, Column, Filter, Listing, download, respond

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PER_PAGE = 50


def last_day(place: PageContext) -> date:
    """The day as of which a year is seen: its last one, or the day of judgement within it."""
    return min(date(place.year, 12, 31), max(place.as_of, date(place.year, 1, 1)))


# ----------------------------------------------------------------------------- branches by kinds


@page("life.ledger")
def overview(request: PageRequest) -> HttpResponseBase:
    """How many gatherings of which kind each branch held; every number opens its records."""
    place, unit = request.page, unit_of(request)
    if request.GET.get("export"):
        stream = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
        sheets.overview_book(place.scope, unit, place.year, stream)
        stream.seek(0)
        name = f"{unit}{place.year}年三会一课汇总.xlsx"
        return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)
    pages = Paginator(queries.ledger_units(place.scope, unit, place.year), PER_PAGE)
    seen = pages.get_page(request.GET.get("page", "1")[:6])
    units = list(seen.object_list)
    numbers = queries.kind_numbers([u.pk for u in units], place.year)
    lines = [
        (u, [(k, numbers.get((u.pk, k.value), 0)) for k in BRANCH_LEDGER_KINDS]) for u in units
    ]
    context = {"unit": unit, "kinds": BRANCH_LEDGER_KINDS, "lines": lines, "list_page": seen}
    return render(request, "life/overview.html", context)


# ---------------------------------------------------------------------------------- study hours


@page("life.ledger")
def study(request: PageRequest) -> HttpResponse:
    """Members by name with gatherings and hours of study of the year; a list, never a ranking."""
    place, unit = request.page, unit_of(request)
    asked, day = demands(place.year), last_day(place)
    table = Listing(
        request,
        queries.study_people(place.scope, unit, place.year, day),
        _study_columns(place.year, asked),
        title=f"{unit}{place.year}年学习学时",
        filters=_study_filters(asked),
        search=lambda q, text: q.filter(name__icontains=text),
        search_label="姓名",
        empty="这一天名册上没有党员。请先导入名册，或者换一个党组织。",
    )
    return respond(request, table, "life/study.html", asked=asked, unit=unit)


def _study_columns(year: int, asked: Demands) -> list[Column]:
    def target(row: Any) -> int:
        found = asked.of(row.is_officer)
        return found.minutes if found else 0

    def short(row: Any) -> str:
        wanted = target(row)
        if not wanted:
            return ""
        return "已达到" if row.minutes >= wanted else f"还差 {hours_of(wanted - row.minutes)}"

    def address(row: Any) -> str:
        return f"{reverse('life:person', args=[row.pk])}?year={year}"

    return [
        Column("name", "姓名", link=address),
        Column("home", "党组织", cell=lambda r: str(r.home)),
        Column("who", "类别", cell=lambda r: "书记、委员" if r.is_officer else "党员"),
        Column("present", "参加组织生活", cell=lambda r: f"{r.present}/{r.expected}"),
        Column("minutes", "学时", cell=lambda r: hours_of(r.minutes)),
        Column("asked", "一般不少于", cell=lambda r: hours_of(target(r)) if target(r) else ""),
        Column("short", "情况", cell=short),
        Column("made_up", "另：补学", cell=lambda r: hours_of(r.made_up) if r.made_up else ""),
        Column("unknown", "没写起止时间", cell=lambda r: f"{r.unknown} 次" if r.unknown else ""),
    ]


def _study_filters(asked: Demands) -> list[Filter]:
    if asked.member is None:
        return []
    member = asked.member.minutes
    officer = asked.officer.minutes if asked.officer else member

    def narrowed(rows: Any, value: str) -> Any:
        return queries.reaching(rows, member, officer, reached=value == "yes")

    return [Filter("hours", "学时", [("no", "还没达到"), ("yes", "已达到")], narrowed)]


@page("life.view")
def person(request: PageRequest, pk: int) -> HttpResponse:
    """One person's year: every gathering, and what each counted for; one's own is open to oneself."""
    place = request.page
    found = person_by_key(place.visible, pk) if pk < BIGGEST else None
    if found is None:
        raise Http404
    if pk != place.actor.person_id:
        place.require(found.home, "life.ledger")
    asked = demands(place.year).of(queries.is_officer(found, last_day(place)))
    seen = queries.person_year(pk, place.year)
    context = {
        "person": found,
        "seen": seen,
        "lines": [(row, _hours(row)) for row in seen.rows],
        "asked": asked,
        "hours": hours_of(seen.minutes),
        "made_up": hours_of(seen.made_up) if seen.made_up else "",
        "wanted": hours_of(asked.minutes) if asked else "",
        "short": hours_of(asked.minutes - seen.minutes) if asked and seen.minutes < asked.minutes else "",
        "minutes_of_hour": HOUR,
    }  # fmt: skip
    return render(request, "life/person.html", context)


def _hours(row: Any) -> str:
    """What an attendance gives: hours, or why none."""
    minutes = row.gathering.study_minutes
    if minutes is None:
        return "没写起止时间，未计" if queries.is_study(row.gathering) else ""
    if row.presence == "present":
        return hours_of(minutes)
    return f"补学 {hours_of(minutes)}" if row.made_up_on else ""


# ------------------------------------------------------------------------- the two lives


@page("life.ledger")
def dual(request: PageRequest) -> HttpResponse:
    """Leading cadres in the life of the team and, as ordinary members, of their branch."""
    place, unit = request.page, unit_of(request)
    lives = queries.cadre_lives(place.scope, unit, place.year, last_day(place))
    if request.GET.get("export"):
        title = f"{unit}{place.year}年双重组织生活"
        return download(sheets.dual_sheet(lives, title), f"{title}.xlsx", XLSX)
    team = (Kind.DEMOCRATIC_LIFE_MEETING, Kind.LEADING_MEETING, Kind.THEORY_STUDY)
    own = (Kind.GENERAL_MEETING, Kind.ORGANIZATIONAL_LIFE_MEETING, Kind.THEME_DAY, Kind.LECTURE)
    rows = [
        (
            life,
            [(k, *life.team_numbers(k.value)) for k in team],
            [(k, *life.branch_numbers(k.value)) for k in own],
        )
        for life in lives
    ]
    context = {"unit": unit, "rows": rows, "team": team, "own": own}
    return render(request, "life/dual.html", context)


# ---------------------------------------------------------------------------- centre group


@page("life.ledger")
def theory(request: PageRequest) -> HttpResponse:
    """The centre group's year: sessions, who was away and made it up, materials."""
    place, unit = request.page, unit_of(request)
    sessions = queries.theory_sessions(place.scope, unit, place.year)
    name = f"{unit}{place.year}年中心组学习档案"
    export = request.GET.get("export")
    if export == "xlsx":
        return download(sheets.theory_sheet(sessions, name), f"{name}.xlsx", XLSX)
    if export == "docx":
        paper = sheets.theory_paper(unit, place.year, sessions, last_day(place))
        return download(paper, f"{name}.docx", DOCX)
    may_write = place.can("life.write", unit)
    context = {"unit": unit, "sessions": sessions, "can_write": may_write}
    return render(request, "life/theory.html", context)


# ------------------------------------------------------------------------ forms and contents


@page("life.ledger")
def variety(request: PageRequest) -> HttpResponse:
    """Which forms and contents were used over the year and which were not, by unit and by branch."""
    place, unit = request.page, unit_of(request)
    year, scope = place.year, place.scope
    carried = queries.contents_by_kind(scope, unit, year)
    pages = Paginator(queries.ledger_units(scope, unit, year), PER_PAGE)
    seen = pages.get_page(request.GET.get("page", "1")[:6])
    units = list(seen.object_list)
    numbers = queries.tag_numbers([u.pk for u in units], year)
    forms = queries.used_tags(scope, unit, year, Form)
    context = {
        "unit": unit,
        "forms": forms,
        "unused": [f.label for f in forms if not f.number],
        "contents": queries.used_tags(scope, unit, year, Content),
        "kinds": MEETINGS_AND_LECTURE,
        "carried": [
            (c, [(k, carried.get((k.value, c.value), 0)) for k in MEETINGS_AND_LECTURE])
            for c in Content
        ],
        "branches": [(u, [(f, numbers.get((u.pk, f.value), 0)) for f in Form]) for u in units],
        "columns": list(Form),
        "list_page": seen,
    }
    return render(request, "life/variety.html", context)
