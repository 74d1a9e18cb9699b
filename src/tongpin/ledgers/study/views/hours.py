"""Hours of gatherings and of self-study together, against what the rulebook asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tongpin.ledgers.study import queries
from tongpin.life.study import Demands, demands, hours_of
from tongpin.org.access import PageContext, PageRequest, page
from tongpin.org.editing import unit_of
from tongpin.ui.listing import Column, Filter, Listing, respond


def last_day(place: PageContext) -> date:
    """The day as of which a year is seen: its last one, or the day of judgement within it."""
    return min(date(place.year, 12, 31), max(place.as_of, date(place.year, 1, 1)))


@page("study.ledger")
def hours(request: PageRequest) -> HttpResponse:
    """Members by name with their hours; a list, never a ranking."""
    place, unit = request.page, unit_of(request)
    asked = demands(place.year)
    table = Listing(
        request,
        queries.joined_people(place.scope, unit, place.year, last_day(place)),
        _columns(place.year, asked),
        title=f"{unit}{place.year}年学习学时",
        filters=_filters(asked),
        search=lambda q, text: q.filter(name__icontains=text),
        search_label="姓名",
        empty="这一天名册上没有党员。请先导入名册，或者换一个党组织。",
    )
    return respond(request, table, "study/hours.html", asked=asked, unit=unit)


def _columns(year: int, asked: Demands) -> list[Column]:
    def target(row: Any) -> int:
        found = asked.of(row.is_officer)
        return found.minutes if found else 0

    def stands(row: Any) -> str:
        wanted = target(row)
        if not wanted:
            return ""
        if row.minutes >= wanted:
            return "已达到"
        if row.joined >= wanted:
            return f"连同自学、补学达到，集中学习还差 {hours_of(wanted - row.minutes)}"
        return f"还差 {hours_of(wanted - row.joined)}"

    def address(row: Any) -> str:
        return f"{reverse('life:person', args=[row.pk])}?year={year}"

    return [
        Column("name", "姓名", link=address),
        Column("home", "党组织", cell=lambda r: str(r.home)),
        Column("who", "类别", cell=lambda r: "书记、委员" if r.is_officer else "党员"),
        Column("minutes", "集中学习", cell=lambda r: hours_of(r.minutes)),
        Column("made_up", "补学", cell=lambda r: hours_of(r.made_up)),
        Column("alone", "自学", cell=lambda r: hours_of(r.alone)),
        Column("joined", "合计", cell=lambda r: hours_of(r.joined)),
        Column("asked", "一般不少于", cell=lambda r: hours_of(target(r)) if target(r) else ""),
        Column("stands", "情况", cell=stands),
        Column("waiting", "待确认自学", cell=lambda r: hours_of(r.waiting) if r.waiting else ""),
        Column("unknown", "没写起止时间", cell=lambda r: f"{r.unknown} 次" if r.unknown else ""),
    ]


def _filters(asked: Demands) -> list[Filter]:
    if asked.member is None:
        return []
    member = asked.member.minutes
    officer = asked.officer.minutes if asked.officer else member
    choices = [("no", "还没达到"), ("joined", "连同自学、补学达到"), ("yes", "集中学习已达到")]
    return [Filter("hours", "学时", choices, lambda q, v: queries.reached(q, member, officer, v))]
