"""发展党员台账 in the usual layout: one row a person, one column a date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import queries
from tongpin.ledgers.development.models import Case, Column
from tongpin.ledgers.development.papers import people_of
from tongpin.org.access import PageRequest, page
from tongpin.rules.book import Book
from tongpin.ui.listing import Column as ListColumn
from tongpin.ui.listing import Filter, Listing, respond


@page("development.view")
def listing(request: PageRequest) -> HttpResponse:
    """The ledger as a list; the export has the columns of the usual paper."""
    place = request.page
    cells = Cells(current_book(), place.as_of)
    table = Listing(
        request,
        queries.below(queries.cases(place.scope), place.unit),
        cells.paper() if request.GET.get("export") == "xlsx" else cells.screen(),
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


class Cells:
    """The columns; each case is judged once, and only where a column asks."""

    def __init__(self, book: Book, day: date) -> None:
        self._book, self._day = book, day
        self._judged: dict[int, queries.Course] = {}

    def screen(self) -> list[ListColumn]:
        """What fits a screen."""
        return [
            *self._who(), self._stage(),
            self._on("activist", "确定积极分子"), self._on("object_consent", "列为发展对象"),
            self._on("branch_meeting", "支部大会"), self._on("approval", "上级审批"), self._next(),
        ]  # fmt: skip

    def paper(self) -> list[ListColumn]:
        """The columns of the usual ledger."""
        return [
            *self._who(),
            ListColumn("sex", "性别", cell=lambda r: r.person.get_sex_display()),
            ListColumn("born_on", "出生日期", cell=lambda r: r.person.born_on, kind="date"),
            ListColumn("education", "学历", cell=lambda r: r.person.education),
            ListColumn("position", "工作岗位", cell=lambda r: r.person.position),
            self._stage(), self._on("talk", "派人谈话"), self._on("activist", "确定积极分子"),
            self._people("contacts", "培养联系人"),
            ListColumn("reviews", "考察次数", cell=lambda r: len(queries.records_of(r, "review")),
                       kind="int"),
            self._on("object_consent", "列为发展对象"), self._people("introducers", "入党介绍人"),
            self._on("branch_meeting", "支部大会"), self._on("approval", "上级审批"),
            self._judged_day(
                "probation", "预备期满", lambda c: c.progress.days.get("probation_ends")
            ),
            self._on("conversion_meeting", "转正大会"),
            self._judged_day("converted", "转正日期", lambda c: c.converted_on),
            ListColumn("deviations", "变通", cell=self._deviations), self._next(),
        ]  # fmt: skip

    def course(self, row: Case) -> queries.Course:
        """The case as judged on the day."""
        if row.pk not in self._judged:
            self._judged[row.pk] = queries.course(self._book, row, self._day)
        return self._judged[row.pk]

    def _who(self) -> list[ListColumn]:
        return [
            ListColumn("name", "姓名", cell=lambda r: r.person.name, sort="person__search_text",
                       link=lambda r: reverse("development:detail", args=[r.pk])),
            ListColumn("unit", "党支部", cell=lambda r: str(r.person.home),
                       sort="person__home__order"),
        ]  # fmt: skip

    def _stage(self) -> ListColumn:
        return ListColumn("column", "阶段", cell=lambda r: Column(r.column).label, sort="column")

    def _next(self) -> ListColumn:
        return ListColumn("next", "下一步", cell=self._upcoming)

    def _on(self, step: str, label: str) -> ListColumn:
        return ListColumn(
            step, label, cell=lambda r: getattr(queries.latest(r, step), "on", None), kind="date"
        )

    def _people(self, step: str, label: str) -> ListColumn:
        return ListColumn(step, label, cell=lambda r: people_of(queries.latest(r, step)))

    def _judged_day(
        self, key: str, label: str, read: Callable[[queries.Course], Any]
    ) -> ListColumn:
        return ListColumn(key, label, cell=lambda r: read(self.course(r)), kind="date")

    def _upcoming(self, row: Case) -> str:
        if row.closed_on:
            return str(row.get_closing_display())
        found = self.course(row)
        first = next(iter(found.next), None)
        if first is None:
            return "各步已办"
        limit = f"（最迟{first.latest}）" if first.latest else ""
        return f"{found.title_of(first.step)}{limit}"

    def _deviations(self, row: Case) -> str:
        found = self.course(row)
        return "；".join(
            f"{found.title_of(d.step)}：{d.approver}，{d.approval_reason}" for d in found.deviations
        )
