"""The board, the ledger as a list, and the yearly analysis."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from tongpin.duties.rulebook import current_book
from tongpin.formats.word import OfficialDocument
from tongpin.ledgers.development import queries
from tongpin.org.access import PageRequest, page
from tongpin.org.queries import branches
from tongpin.ui.listing import download

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page("development.view")
def board(request: PageRequest) -> HttpResponse:
    """Everybody on the way, by how far they are."""
    place = request.page
    rows = queries.on_board(queries.below(queries.cases(place.scope), place.unit), place.year)
    found = queries.board(current_book(), rows, place.as_of)
    only_late = request.GET.get("late") == "1"
    columns = []
    for column, cards in found.items():
        kept = [c for c in cards if c.is_late or c.troubles] if only_late else cards
        columns.append(
            {
                "column": column,
                "count": len(kept),
                "cards": kept[: queries.BOARD_LIMIT],
                "more": max(0, len(kept) - queries.BOARD_LIMIT),
            }
        )
    everyone = [c for cards in found.values() for c in cards]
    own = queries.target(place.unit, place.year) if place.unit else None
    return render(
        request,
        "development/board.html",
        {
            "columns": columns,
            "total": len(everyone),
            "late": sum(c.is_late for c in everyone),
            "only_late": only_late,
            "target": own,
            "used": queries.used_total(place.unit, place.year) if own and place.unit else 0,
            "can_write": place.can("development.write"),
            "can_import": place.can("development.import"),
        },
    )


@page("development.view")
def analysis(request: PageRequest) -> HttpResponse:
    """入党积极分子队伍分析: figures and words, also as a paper."""
    place = request.page
    if place.unit is None:
        return render(request, "development/analysis.html", {"found": None})
    day = place.as_of if place.year >= place.as_of.year else date(place.year, 12, 31)
    places = [b for b in branches(place.scope, as_of=day) if b.path.startswith(place.unit.path)]
    found = queries.analysis(current_book(), place.scope, place.unit, day, places)
    if request.GET.get("export") == "docx":
        return download(_paper(found), f"{day.year}年入党积极分子队伍分析.docx", DOCX)
    return render(request, "development/analysis.html", {"found": found})


def _paper(found: queries.Analysis) -> bytes:
    paper = OfficialDocument(f"{found.unit.name}{found.day.year}年入党积极分子队伍分析报告")
    paper.heading("一、基本情况")
    for sentence in found.sentences:
        paper.paragraph(sentence)
    paper.heading("二、分布情况")
    paper.table("表1　按年龄分", [("年龄", "人数"), *((n, c) for n, c in found.ages)], [80, 60])
    paper.table(
        "表2　按党组织分", [("党组织", "入党积极分子（含发展对象）"), *found.branches], [80, 60]
    )
    paper.heading("三、存在的问题和下一步打算")
    paper.paragraph("（由党委结合上述情况研究填写。）")
    paper.signature(found.unit.name, found.day)
    return paper.save()
