"""The search at the top of every page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tongpin import capability
from tongpin.org import queries
from tongpin.org.access import PageRequest, page

LIMIT = 50


@page("org.search")
def search(request: PageRequest) -> HttpResponse:
    """Units and people by name, pinyin or initials, and what the ledgers hold of the words.

    Names only lead on where the page may be opened.
    """
    text = request.GET.get("q", "").replace("\x00", "").strip()[:50]
    units, people = queries.search(request.page.scope, text, limit=LIMIT)
    page_of = request.page
    return render(
        request,
        "org/search.html",
        {
            "title": "搜索",
            "q": text,
            "units": [(u, page_of.can("org.view", u)) for u in units],
            "people": [(p, page_of.can("org.view", p.home)) for p in people],
            "ledgers": capability.search(page_of, text) if text else [],
            "limit": LIMIT,
            "many": len(units) == LIMIT or len(people) == LIMIT,
        },
    )
