"""The two ledgers: 转出台账 and 转入台账."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tongpin.ledgers.transfers import queries
from tongpin.ledgers.transfers.models import Cause, Transfer
from tongpin.ledgers.transfers.states import Route, State
from tongpin.org.access import PageRequest, page
from tongpin.org.models import Stage
from tongpin.ui.listing import Column, Filter, Listing, respond


def _month(row: Transfer) -> str:
    return f"{row.paid_until:%Y-%m}" if row.paid_until else "—"


def _letter(row: Transfer, field: str) -> Any:
    letter = queries.letter_of(row)
    return getattr(letter, field) if letter is not None else None


def _columns() -> list[Column]:
    """The columns of the usual ledger."""
    return [
        Column("name", "姓名", sort="name",
               link=lambda r: reverse("transfers:detail", args=[r.pk])),
        Column("stage", "人员类别", cell=lambda r: r.get_stage_display()),
        Column("requested_on", "提出日期", sort="requested_on", kind="date"),
        Column("source", "转出", cell=lambda r: r.source_name),
        Column("target", "转入", cell=lambda r: r.target_name),
        Column("cause", "原因", cell=lambda r: r.get_cause_display()),
        Column("number", "介绍信编号", cell=lambda r: _letter(r, "number") or "—"),
        Column("valid", "有效期至", cell=lambda r: _letter(r, "valid_until"), kind="date"),
        Column("paid", "党费交至", cell=_month, sort="paid_until"),
        Column("received_on", "接收日期", sort="received_on", kind="date"),
        Column("state", "状态", cell=lambda r: r.get_state_display()),
    ]  # fmt: skip


def _listing(request: PageRequest, rows: Any, title: str, routes: tuple[Route, ...], empty: str,
             act: tuple[str, str] | None) -> Listing:  # fmt: skip
    day = request.page.as_of
    years = [(str(y), f"{y}年") for y in range(day.year, day.year - 6, -1)]
    return Listing(
        request, rows, _columns(), title=title,
        filters=[
            Filter("year", "提出年度", years, lambda q, v: q.filter(requested_on__year=int(v))),
            Filter("state", "状态", [(s.value, s.label) for s in State],
                   lambda q, v: q.filter(state=v)),
            Filter("route", "方向", [(r.value, r.label) for r in routes],
                   lambda q, v: q.filter(route=v)),
            Filter("stage", "人员类别", Stage.choices, lambda q, v: q.filter(stage=v)),
            Filter("cause", "原因", Cause.choices, lambda q, v: q.filter(cause=v)),
            Filter("late", "介绍信", [("1", "过期没有回执")],
                   lambda q, v: queries.expired(q, day)),  # type: ignore[arg-type]
        ],
        search=queries.named, search_label="姓名、对方党委、介绍信编号",
        default_sort="-requested_on", empty=empty, empty_action=act,
    )  # fmt: skip


def _rights(request: PageRequest) -> dict[str, bool]:
    can = request.page.can
    return {"can_write": can("transfers.write"), "can_approve": can("transfers.approve")}


@page("transfers.view")
def outgoing(request: PageRequest) -> HttpResponse:
    """转出台账: what leaves the chosen unit and everything below it."""
    place = request.page
    act = ("登记转出", reverse("transfers:new")) if place.can("transfers.write") else None
    table = _listing(
        request, queries.outgoing(place.scope, place.unit), "组织关系转出台账",
        (Route.OUT, Route.WITHIN, Route.MOVE),
        "还没有转出。党员工作单位、居住地变动，或者外出6个月以上地点固定的，应当转接组织关系。", act,
    )  # fmt: skip
    return respond(request, table, "transfers/list.html", side="out", **_rights(request))


@page("transfers.view")
def incoming(request: PageRequest) -> HttpResponse:
    """转入台账: what comes to the chosen unit and everything below it."""
    place = request.page
    act = ("登记转入", reverse("transfers:arrive")) if place.can("transfers.approve") else None
    table = _listing(
        request, queries.incoming(place.scope, place.unit), "组织关系转入台账",
        (Route.IN, Route.WITHIN, Route.MOVE),
        "还没有转入。收到介绍信后在这里登记；对方也用同频的，直接导入对方发来的文件。", act,
    )  # fmt: skip
    return respond(request, table, "transfers/list.html", side="in", **_rights(request))
