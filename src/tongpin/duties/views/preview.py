"""The page that shows what an adoption would change, before it is confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict

from tongpin.audit.clock import site_day
from tongpin.duties.queries import finding_url
from tongpin.duties.rows import listed
from tongpin.duties.trying import GONE, NEW, OTHER, WORDS, Change, Tried, summed
from tongpin.org.access import PageRequest
from tongpin.rules.finding import Verdict
from tongpin.ui.listing import Column, Filter, Listing, respond

# What belongs to the list on the page, not to what was typed.
OF_LIST = ("page", "sort", "what", "closed", "export", "unit", "csrfmiddlewaretoken")
MOST_MATTERS = 200


def typed_before(request: PageRequest) -> QueryDict | None:
    """What was typed: sent to be recorded, or carried in the address of the preview."""
    if request.method == "POST":
        return request.POST
    return request.GET if "preview" in request.GET else None


def preview_page(
    request: PageRequest,
    found: Tried,
    *,
    title: str,
    submit: str,
    since: date,
    back: str,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    """Every finding that would change, counted, filtered, paged and exported; the open cases and
    calculations that would stand otherwise; then the button.
    """
    changes = found.findings
    listing = Listing(
        request,
        listed(changes),
        [
            Column("what", "变化", sort="what"),
            Column("unit", "党组织", sort="unit", cell=_owner),
            Column("title", "责任", cell=lambda c: c.row.title, link=_evidence),
            Column("window", "时段", cell=lambda c: c.row.window_label),
            Column("old", "现在", cell=lambda c: _verdict(c.before)),
            Column("new", "之后", cell=lambda c: _verdict(c.after)),
            Column("reason", "缘由", cell=_reason),
        ],
        title=f"{title}的影响",
        filters=[
            Filter("what", "变化", [(w, w) for w in (NEW, GONE, OTHER, WORDS)], _what),
            Filter("closed", "时段", [("1", "已经结束"), ("0", "还没结束")], _closed),
        ],
        empty="没有任何判定会变化。",
    )
    typed = [
        (name, value) for name, values in request.GET.lists() if name not in OF_LIST
        for value in values
    ]  # fmt: skip
    response = respond(
        request, listing, "duties/rulebook/preview.html", title=title, submit=submit, back=back,
        counts=summed(changes), total=len(changes), carried=typed, since=since,
        closed=sum(change.is_closed for change in changes), is_past=since < site_day(),
        matters=found.matters[:MOST_MATTERS], matters_total=len(found.matters), **extra,
    )  # fmt: skip
    response.status_code = status
    return response


def _owner(change: Change) -> str:
    return f"{change.unit} {change.person}".strip()


def _verdict(row: Any) -> str:
    return "—" if row is None else Verdict(row.verdict).label


def _reason(change: Change) -> str:
    if change.after is None:
        return "不再要求"
    return str(change.after.reason)


def _evidence(change: Change) -> str:
    return finding_url(change.before) if change.before is not None else ""


def _what(rows: Any, value: str) -> Any:
    return listed(row for row in rows if row.what == value)


def _closed(rows: Any, value: str) -> Any:
    return listed(row for row in rows if row.is_closed == (value == "1"))
