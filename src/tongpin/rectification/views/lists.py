"""The one list with its three ledgers, and the progress by source and round."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongpin.org.access import PageRequest, page
from tongpin.org.models import Unit
from tongpin.rectification import queries
from tongpin.rectification.models import (
    PROVEN,
    UNPLANNED,
    Problem,
    Publication,
    Review,
    Source,
    State,
)
from tongpin.ui.listing import Column, Filter, Listing, respond

LEDGERS = (("problems", "问题清单"), ("measures", "整改清单"), ("closed", "销号台账"))
LATE = (("overdue", "逾期"), ("soon", "临期"), ("review", "待评估成效"))


@page("rectification.view")
def listing(request: PageRequest) -> HttpResponse:
    """Problems of the chosen unit and below, as 问题清单, 整改清单 or 销号台账."""
    place = request.page
    rows = queries.located(place.scope, place.unit)
    asked = request.GET.get("ledger", "")
    ledger = asked if asked in dict(LEDGERS) else "problems"
    table = Listing(
        request,
        rows,
        columns(ledger, place.as_of),
        title=dict(LEDGERS)[ledger],
        filters=filters(
            place.as_of,
            queries.round_choices(place.scope),
            _units(request),
            queries.categories(rows),
        ),
        exported=exported(ledger, place.as_of),
        search=queries.searched,
        search_label="问题、责任人、序号",
        default_sort="due_on",
        empty="还没有登记问题。巡察反馈、民主生活会查摆、督查发现的问题都登记在这里，一直管到销号。",
        empty_action=("登记问题", reverse("rectification:new"))
        if place.can("rectification.open")
        else None,
    )
    return respond(
        request, table, "rectification/list.html",
        tally=None if request.headers.get("HX-Request") else queries.totals(rows, place.as_of),
        ledgers=LEDGERS, ledger=ledger,
        can_open=place.can("rectification.open"), can_manage=place.can("rectification.manage"),
    )  # fmt: skip


def _units(request: PageRequest) -> list[tuple[str, str]]:
    unit = request.page.unit
    if unit is None:
        return []
    rows = Unit.objects.within(queries.narrowed(request.page.scope, unit)).exclude(kind="group")
    return [(str(row.pk), str(row)) for row in rows.order_by("path")[:200]]


Choices = list[tuple[str, str]]


def filters(day: date, rounds: Choices, units: Choices, categories: Choices) -> list[Filter]:
    """What narrows the list."""
    late = {
        "overdue": queries.overdue(day),
        "soon": queries.due_within(day),
        "review": Q(state__in=PROVEN, review=Review.NONE, review_due_on__lte=day),
    }
    kept = {
        "problems": ~Q(state=State.CANCELLED),
        "measures": ~Q(state__in=UNPLANNED),
        "closed": Q(state__in=[State.SUBMITTED, *PROVEN]),
    }
    return [
        Filter("ledger", "台账", LEDGERS, lambda q, v: q.filter(kept[v])),
        Filter("source", "来源", Source.choices, lambda q, v: q.filter(source=v)),
        Filter("category", "类别", categories, lambda q, v: q.filter(category=v)),
        Filter("round", "轮次", rounds, lambda q, v: q.filter(round=v)),
        Filter("state", "状态", State.choices, lambda q, v: q.filter(state=v)),
        Filter("doer", "责任党组织", units, lambda q, v: q.filter(responsible_unit=v)),
        Filter("late", "期限", LATE, lambda q, v: q.filter(late[v])),
    ]


def columns(ledger: str, day: date) -> list[Column]:
    """The columns of a ledger; `day` tells what is overdue."""
    first = [
        Column("number", "序号"),
        Column("title", "问题", link=lambda r: reverse("rectification:detail", args=[r.pk])),
        Column("source", "来源", cell=lambda r: r.get_source_display()),
        Column("round", "轮次", cell=lambda r: r.round.name if r.round else ""),
    ]
    doer = Column("doer", "责任党组织", cell=lambda r: str(r.responsible_unit))
    due = Column("due_on", "整改时限", sort="due_on", kind="date")
    state = Column("state", "状态", cell=lambda r: standing(r, day))
    more: dict[str, list[Column]] = {
        "problems": [
            Column("category", "类别"), doer, Column("responsible_name", "责任人"),
            Column("found_on", "发现日期", sort="found_on", kind="date"), due, state,
        ],
        "measures": [
            Column("measure", "整改措施"), Column("lead", "牵头领导"), doer,
            Column("responsible_name", "责任人"), due, state,
        ],
        "closed": [
            doer, Column("responsible_name", "责任人"),
            Column("submitted_on", "申请销号", sort="submitted_on", kind="date"),
            Column("verified_by", "核验人"), Column("verification", "核验意见"),
            Column("verified_on", "销号日期", sort="verified_on", kind="date"),
            Column("publication", "公开", cell=lambda r: Publication(r.publication).label), state,
        ],
    }  # fmt: skip
    return first + more[ledger]


def exported(ledger: str, day: date) -> list[Column]:
    """The columns of a ledger as a table: with the whole description, and the key that tells it again."""
    whole = [
        Column("category", "类别"), Column("description", "具体表现"),
        Column("root_cause", "产生原因"), Column("measure", "整改措施"),
        Column("found_on", "发现日期", kind="date"),
    ]  # fmt: skip
    shown = columns(ledger, day)
    there = {column.key for column in shown}
    return [
        Column("key", "编号", cell=lambda r: str(r.pk)),
        *shown,
        *(column for column in whole if column.key not in there),
    ]


def standing(row: Problem, day: date) -> str:
    """The state, with the days it is late."""
    word: str = row.get_state_display()
    if row.due_on is not None and row.is_overdue(day):
        return f"{word}，逾期{(day - row.due_on).days}天"
    return word


@page("rectification.view")
def progress(request: PageRequest) -> HttpResponse:
    """How far the problems are, by source and by round."""
    place = request.page
    rows = queries.located(place.scope, place.unit)
    context: dict[str, Any] = {
        "title": "整改进度",
        "total": queries.totals(rows, place.as_of),
        "parts": [
            ("按来源", "source", queries.by_source(rows, place.as_of)),
            ("按轮次", "round", queries.by_round(rows, place.as_of)),
        ],
    }
    return render(request, "rectification/progress.html", context)
