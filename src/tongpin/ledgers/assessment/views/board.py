"""对标情况: how every branch stands by the scheme, found in the ledgers; one branch item by item."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongpin.documents.papers import DOCX
from tongpin.ledgers.assessment import papers, queries
from tongpin.ledgers.assessment.models import Item, Scheme, Standing
from tongpin.ledgers.assessment.points import shown
from tongpin.ledgers.assessment.views.place import unit_of
from tongpin.ledgers.assessment.views.scoring import Proof, proofs
from tongpin.org.access import PageRequest, page
from tongpin.org.models import BRANCH_KINDS, Unit
from tongpin.rectification.queries import narrowed
from tongpin.ui.listing import Column, Filter, Listing, download, respond


def _chosen(request: PageRequest, unit: Unit) -> tuple[list[Scheme], Scheme | None]:
    """The schemes in use for the unit and the one that is asked for, else the nearest."""
    rows = list(queries.in_use(unit))
    asked = request.GET.get("scheme", "")
    found = next((r for r in rows if str(r.pk) == asked), None)
    return rows, found or (rows[0] if rows else None)


@page("assessment.view")
def board(request: PageRequest) -> HttpResponse:
    """Every branch with what the ledgers give, in two statements once it was computed."""
    place, unit = request.page, unit_of(request)
    schemes, scheme = _chosen(request, unit)
    if scheme is None:
        return render(
            request, "assessment/no_scheme.html", {"can_manage": place.can("assessment.manage")}
        )
    scope = narrowed(place.scope, unit)
    table = Listing(
        request, cast("QuerySet[Any]", queries.standings(scope, scheme, place.year)),
        [
            Column("unit", "党支部", cell=lambda r: str(r.unit), sort="unit__order",
                   link=lambda r: _url(r, scheme, place.year)),
            Column("share", "得分率", sort="share",
                   cell=lambda r: f"{shown(r.share)}%" if r.share is not None else "不能判断"),
            Column("points", "台账得分", sort="points",
                   cell=lambda r: f"{shown(r.points)} / {shown(r.of)}"),
            Column("gaps", "差距项", sort="gaps", kind="int"),
            Column("unknown", "不能判断", sort="unknown", cell=lambda r: _left(r.unknown)),
            Column("by_hand", "待现场核实", cell=lambda r: _left(r.by_hand)),
            Column("vetoes", "否决情形", cell=lambda r: "、".join(r.vetoes) or "—"),
        ],
        title="对标情况",
        filters=[Filter("only", "只看", [("veto", "触及否决的"), ("gap", "有差距的")], _only)],
        search=lambda q, text: q.filter(unit__name__icontains=text), search_label="党支部",
        default_sort="unit", empty="这里没有党支部。",
    )  # fmt: skip
    return respond(
        request, table, "assessment/board.html", scheme=scheme, schemes=schemes, year=place.year,
        can_manage=place.can("assessment.manage"),
    )  # fmt: skip


def _url(row: Standing, scheme: Scheme, year: int) -> str:
    return f"{reverse('assessment:branch', args=[row.unit.code])}?scheme={scheme.pk}&year={year}"


def _left(tenths: int) -> str:
    return f"{shown(tenths)}分" if tenths else "—"


def _only(rows: Any, value: str) -> Any:
    return rows.exclude(vetoes=[]) if value == "veto" else rows.filter(gaps__gt=0)


@page("assessment.view")
def branch(request: PageRequest, code: str) -> HttpResponse:
    """One branch item by item, each with its reason and its records."""
    unit = Unit.objects.filter(code=code[:40].replace("\x00", ""), kind__in=BRANCH_KINDS).first()
    if unit is None or not request.page.actor.sees(unit.path):
        raise Http404
    request.page.require(unit)
    _, scheme = _chosen(request, unit)
    if scheme is None:
        raise Http404
    items = list(Item.objects.filter(scheme=scheme).select_related("dimension"))
    marks = queries.assess([unit], items, request.page.year)[unit.pk]
    groups: dict[str, list[tuple[Any, list[Proof]]]] = {}
    for mark in marks:
        title = mark.item.dimension.title if mark.item.dimension else ""
        groups.setdefault(title, []).append((mark, proofs(mark, unit)))
    return render(
        request, "assessment/branch.html",
        {
            "unit": unit, "scheme": scheme, "year": request.page.year, "groups": groups,
            "total": queries.total(marks),
        },
    )  # fmt: skip


@page("assessment.manage")
def notice(request: PageRequest) -> HttpResponse:
    """考评情况通报 of a year in Word."""
    unit, year = unit_of(request), request.page.year
    return download(papers.notice(unit, year), f"{year}年示范支部考评情况通报.docx", DOCX)
