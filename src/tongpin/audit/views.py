"""The auditor's pages: the trail, one entry, the check of the chain."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit import queries
from tongpin.audit.actor import Actor
from tongpin.audit.chain import verify as verify_chain
from tongpin.audit.errors import Forbidden
from tongpin.audit.models import Entry
from tongpin.ui.listing import Column, Filter, Listing, respond

PERIODS = (("1", "今天"), ("7", "近 7 天"), ("30", "近 30 天"), ("365", "近一年"))
SHOWN_BREAKS = 50


def for_auditors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The door of these pages. The organisation's `@page` lies in a layer above this app."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None or not actor.can("audit.view"):
            raise Forbidden("操作记录只供审计管理员查看。")
        return view(request, actor, *args, **kwargs)

    return wrapper


@for_auditors
@never_cache
def entry_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who did what, newest first."""
    rows = queries.entries(actor)
    listing = Listing(
        request=request,
        queryset=rows.defer("changes"),
        title="操作审计",
        columns=(
            Column("number", "序号", sort="number", link=_url, kind="int"),
            Column("at", "时间", sort="at", kind="moment"),
            Column("actor_name", "操作人", sort="actor_name"),
            Column("title", "动作", link=_url),
            Column("target_label", "对象"),
            Column("summary", "摘要"),
            Column("via", "方式", cell=lambda row: queries.VIA.get(row.via, row.via)),
            Column("address", "来源地址"),
        ),
        filters=_filters(rows),
        search=queries.matching,
        search_label="对象、摘要、操作人，或日期 2020-09-20",
        empty="还没有操作记录。",
    )
    return respond(request, listing, "audit/list.html", title="操作审计")


def _filters(rows: QuerySet[Entry]) -> tuple[Filter, ...]:
    names = [(name, name) for name in queries.actor_names(rows)]
    return (
        Filter("actor", "操作人", names, lambda found, value: found.filter(actor_name=value)),
        Filter(
            "action",
            "动作",
            queries.action_titles(rows),
            lambda found, value: found.filter(action=value),
        ),
        Filter(
            "place",
            "党组织",
            queries.unit_names(rows),
            lambda found, value: found.filter(unit_path__startswith=value),
        ),
        Filter("days", "时间", PERIODS, _since),
    )


def _since(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(at__date__gt=timezone.localdate() - timedelta(days=int(value)))


def _url(row: Entry) -> str:
    return reverse("audit:entry", args=[row.number])


@for_auditors
@never_cache
def entry(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """One entry with each field before and after."""
    row = queries.entry(actor, number) if number < 2**63 else None
    if row is None:
        raise Http404
    queries.told([row])
    back = f"{reverse('audit:list')}?{urlencode({'q': row.target_label[:50]})}"
    return render(
        request,
        "audit/entry.html",
        {"title": f"第 {row.number} 条操作记录", "entry": row, "same_target": back},
    )


@for_auditors
@require_POST
@never_cache
def verify(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Walk the whole chain and tell where it does not hold."""
    seen, breaks = verify_chain()
    return render(
        request,
        "audit/verified.html",
        {
            "title": "校验操作记录链",
            "seen": seen,
            "breaks": breaks[:SHOWN_BREAKS],
            "count": len(breaks),
            "at": timezone.now(),
        },
    )
