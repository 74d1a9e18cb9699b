"""The one list page: search, filters, sort, pages and the export of what is seen.

A view builds a `Listing` from a scoped query set and answers with `respond`. The state of the list
is in the address; two statements serve a page whatever its size.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongpin.formats.xlsx import write_sheet

if TYPE_CHECKING:
    AnyPaginator = Paginator[Any]
else:
    AnyPaginator = Paginator

MAX_EXPORT = 20_000
SHORT = 5
"""Characters of a name or a state that are not broken over two lines."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """One column: `cell` reads the value, `link` gives an address, `sort` names the order field.

    `kind` is one of text, date, moment, int, fen, chip.
    """

    key: str
    label: str
    cell: Callable[[Any], Any] | None = None
    sort: str | None = None
    link: Callable[[Any], str] | None = None
    kind: str = "text"

    def value(self, row: Any) -> Any:
        """The plain value of the cell."""
        return self.cell(row) if self.cell else getattr(row, self.key)


@dataclass(frozen=True)
class Filter:
    """A choice above the list; `apply` narrows the query set with the chosen value.

    Where `is_typed` there are no choices: a text is typed.
    """

    key: str
    label: str
    choices: Sequence[tuple[str, str]]
    apply: Callable[[QuerySet[Any], str], QuerySet[Any]]
    is_typed: bool = False


ByKeys = Callable[[Collection[int]], "QuerySet[Any]"]


@dataclass
class Listing:
    """A list and the part of it that is seen; `exported` are the columns of the table file where they differ."""

    request: HttpRequest
    queryset: QuerySet[Any]
    columns: Sequence[Column]
    title: str
    filters: Sequence[Filter] = ()
    search: Callable[[Any, str], QuerySet[Any]] | None = None
    search_label: str = "搜索"
    default_sort: str = ""
    exported: Sequence[Column] = ()
    page_size: int = 20
    by_keys: ByKeys | None = None
    """For searches whose hits are dear: the rows of these keys; page and number are found together."""
    empty: str = "没有符合条件的记录。"
    empty_action: tuple[str, str] | None = None
    chosen: dict[str, str] = field(init=False, default_factory=dict)
    q: str = field(init=False, default="")
    sort: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Read the address and narrow the query set; unknown or hostile values are ignored."""
        parameters = self.request.GET
        self.q = parameters.get("q", "").replace("\x00", "").strip()[:50]
        if self.q and self.search:
            self.queryset = self.search(self.queryset, self.q)
        for item in self.filters:
            value = parameters.get(item.key, "").replace("\x00", "").strip()[:50]
            known = {str(c) for c, _ in item.choices}
            if value and (item.is_typed or value in known):
                self.chosen[item.key] = value
                self.queryset = item.apply(self.queryset, value)
        by = {c.key: c.sort for c in self.columns if c.sort}
        asked = parameters.get("sort", "")
        self.sort = asked if asked.lstrip("-") in by else self.default_sort
        name = by.get(self.sort.lstrip("-"))
        if name:
            down = "-" if self.sort.startswith("-") else ""
            self.queryset = self.queryset.order_by(f"{down}{name}", "pk")

    @property
    def has_search(self) -> bool:
        """Whether the list can be searched, so that the page shows the box."""
        return self.search is not None

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the list, so that an empty one is no first use."""
        return bool(self.q or self.chosen)

    def page(self) -> Page[Any]:
        """The page asked for; a page that is none becomes the first or the last."""
        paginator = _Pages(self.queryset, self.page_size)
        asked = self.request.GET.get("page", "1")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
        if self.by_keys is not None:
            total, number, rows = counted(self.queryset, self.by_keys, number, self.page_size)
            paginator.count = total
            return Page(rows, number, paginator)
        return paginator.get_page(number)

    def heads(self) -> list[dict[str, Any]]:
        """Column heads with the sort that a click asks for."""
        present = self.sort.lstrip("-")
        return [
            {
                "label": c.label,
                "key": c.key,
                "kind": c.kind,
                "sort": None
                if not c.sort
                else f"{'' if self.sort.startswith('-') or c.key != present else '-'}{c.key}",
                "order": ""
                if c.key != present
                else "descending"
                if self.sort.startswith("-")
                else "ascending",
            }
            for c in self.columns
        ]

    def rows(self, objects: Sequence[Any]) -> list[list[dict[str, Any]]]:
        """Cells of the seen rows."""
        return [[_cell(c, row) for c in self.columns] for row in objects]

    def export(self) -> HttpResponse:
        """What is seen, all pages of it, as xlsx; formulas in texts stay text."""
        kinds = {"int": "int", "fen": "money", "date": "date"}
        columns = self.exported or self.columns
        data = write_sheet(
            [(c.label, kinds.get(c.kind, "text")) for c in columns],
            [[_plain(c, row) for c in columns] for row in self.queryset[:MAX_EXPORT]],
            title=self.title,
        )
        return download(data, f"{self.title}.xlsx", XLSX)


def _cell(column: Column, row: Any) -> dict[str, Any]:
    value = column.value(row)
    return {
        "value": value,
        "label": column.label,
        "kind": column.kind,
        "is_short": column.kind == "text" and len(str(value)) <= SHORT,
        "url": column.link(row) if column.link else None,
    }


def counted(
    rows: QuerySet[Any], by_keys: ByKeys, number: int, size: int
) -> tuple[int, int, list[Any]]:
    """How many there are, the page that comes nearest to `number`, and its rows, in one pass over what
    was found: all keys first, then the rows of the page by their keys.

    Without a limit in the first statement no planner is led to walk the whole table in the order of
    the list, hoping to meet enough hits early.
    """
    keys = list(rows.values_list("pk", flat=True))
    number = max(1, min(number, -(-len(keys) // size)))
    seen = keys[(number - 1) * size : number * size]
    by_key = {row.pk: row for row in by_keys(seen)} if seen else {}
    return len(keys), number, [by_key[key] for key in seen if key in by_key]


class _Pages(AnyPaginator):
    """Pages of the second half are read from the end, so that the last one costs what the first does."""

    def page(self, number: int | str) -> Page[Any]:
        """One page; a query set in a definite order is turned round behind its middle."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        end = min(start + self.per_page, self.count)
        rows = self.object_list
        if not isinstance(rows, QuerySet) or start <= self.count // 2 or not _is_total(rows):
            return super().page(number)
        turned = list(rows.reverse()[self.count - end : self.count - start])
        return Page(turned[::-1], number, self)


def _is_total(rows: QuerySet[Any]) -> bool:
    """Whether the order ends in the key, so that turning it round gives exactly the opposite."""
    if rows.query.is_sliced:
        return False
    order = rows.query.order_by or (rows.query.default_ordering and rows.model._meta.ordering) or ()
    return bool(order) and order[-1] in ("pk", "id", "-pk", "-id")


def _plain(column: Column, row: Any) -> Any:
    value = column.value(row)
    if column.kind == "fen" and isinstance(value, int):
        return value / 100
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if value is None or isinstance(value, str | int | float | date):
        return value
    return str(value)


def download(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A file answer with a Chinese name (RFC 5987) that is saved, never shown."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = (
        f"attachment; filename=\"download\"; filename*=UTF-8''{quote(name)}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def respond(
    request: HttpRequest, listing: Listing, template: str = "ui/list.html", **extra: Any
) -> HttpResponse:
    """The list as a page, as a fragment for htmx, or as a spreadsheet."""
    if request.GET.get("export") == "xlsx":
        return listing.export()
    page = listing.page()
    context = {
        "listing": listing,
        "list_page": page,
        "heads": listing.heads(),
        "rows": listing.rows(list(page.object_list)),
        **extra,
    }
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "list":
        return render(request, "ui/partials/rows.html", context)
    return render(request, template, context)
