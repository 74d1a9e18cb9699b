"""The board, the ledger as a list, and the yearly analysis."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongpin.duties.rulebook import current_book
from tongpin.formats.word import OfficialDocument
from tongpin.ledgers.development import queries
from tongpin.ledgers.development.models import Case, Column
from tongpin.ledgers.development.papers import people_of
from tongpin.org.access import PageRequest, page
from tongpin.org.queries import branches
from tongpin.ui.listing import Column as ListColumn
from tongpin.ui.listing import Filter, Listing, download, respond

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
def listing(request: PageRequest) -> HttpResponse:
    """The usual 发展党员台账: one row a person, one column a date; export as xlsx."""
    place, book = request.page, current_book()
    rows = queries.below(queries.cases(place.scope), place.unit)
    judged: dict[int, queries.Course] = {}

    def course(row: Case) -> queries.Course:
        if row.pk not in judged:
            judged[row.pk] = queries.course(book, row, place.as_of)
        return judged[row.pk]

    def day_of(step: str) -> Any:
        return lambda row: getattr(queries.latest(row, step), "on", None)

    def upcoming(row: Case) -> str:
        if row.closed_on:
            return str(row.get_closing_display())
        first = next(iter(course(row).next), None)
        if first is None:
            return "各步已办"
        limit = f"（最迟{first.latest}）" if first.latest else ""
        return f"{course(row).title_of(first.step)}{limit}"

    columns = [
        ListColumn("name", "姓名", cell=lambda r: r.person.name, sort="person__search_text",
                   link=lambda r: reverse("development:detail", args=[r.pk])),
        ListColumn("unit", "党支部", cell=lambda r: str(r.person.home), sort="person__home__order"),
        ListColumn("column", "阶段", cell=lambda r: Column(r.column).label, sort="column"),
        ListColumn("opened_on", "递交申请", kind="date", sort="opened_on"),
        ListColumn("activist", "确定积极分子", cell=day_of("activist"), kind="date"),
        ListColumn("object", "列为发展对象", cell=day_of("object_consent"), kind="date"),
        ListColumn("branch_meeting", "支部大会", cell=day_of("branch_meeting"), kind="date"),
        ListColumn("approval", "上级审批", cell=day_of("approval"), kind="date"),
        ListColumn("next", "下一步", cell=upcoming),
    ]  # fmt: skip
    if request.GET.get("export") == "xlsx":
        columns[2:2] = [
            ListColumn("sex", "性别", cell=lambda r: r.person.get_sex_display()),
            ListColumn("born_on", "出生日期", cell=lambda r: r.person.born_on, kind="date"),
            ListColumn("education", "学历", cell=lambda r: r.person.education),
            ListColumn("position", "工作岗位", cell=lambda r: r.person.position),
        ]
        columns[8:8] = [ListColumn("talk", "派人谈话", cell=day_of("talk"), kind="date")]
        columns[10:10] = [
            ListColumn("contacts", "培养联系人",
                       cell=lambda r: people_of(queries.latest(r, "contacts"))),
            ListColumn("reviews", "考察次数", cell=lambda r: len(queries.records_of(r, "review")),
                       kind="int"),
        ]  # fmt: skip
        columns[-1:-1] = [
            ListColumn("introducers", "入党介绍人",
                       cell=lambda r: people_of(queries.latest(r, "introducers"))),
            ListColumn("probation", "预备期满", kind="date",
                       cell=lambda r: course(r).progress.days.get("probation_ends")),
            ListColumn("conversion", "转正大会", cell=day_of("conversion_meeting"), kind="date"),
            ListColumn("converted", "转正日期", cell=lambda r: course(r).converted_on, kind="date"),
            ListColumn("deviations", "变通", cell=lambda r: "；".join(
                f"{course(r).title_of(d.step)}：{d.approver}，{d.approval_reason}"
                for d in course(r).deviations)),
        ]  # fmt: skip
    table = Listing(
        request,
        rows,
        columns,
        title="发展党员台账",
        filters=[
            Filter("column", "阶段", Column.choices, queries.in_column),
            Filter("state", "情况", [("open", "培养中"), ("closed", "已结束")],
                   lambda q, v: q.filter(closed_on__isnull=v == "open")),
            Filter("line", "一线", [("yes", "生产、工作一线")],
                   lambda q, v: q.filter(is_front_line=True)),
        ],
        search=queries.named,
        search_label="姓名",
        default_sort="opened_on",
        empty="还没有发展档案。有同志递交入党申请书时，从“登记入党申请”开始；"
        "以前就开始发展的，可以用表格一次补录。",
        empty_action=("登记入党申请", reverse("development:new"))
        if place.can("development.write") else None,
    )  # fmt: skip
    return respond(request, table, "development/list.html")


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
