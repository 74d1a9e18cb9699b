"""What every page's frame needs: navigation, bureau, unit and year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tongpin.capability import menu


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of `ui/base.html`; an anonymous reader gets an empty navigation."""
    actor = getattr(request, "actor", None)
    context = getattr(request, "page", None)
    nav: list[dict[str, Any]] = []
    if actor is not None:
        for item in menu(actor.can):
            try:
                url = reverse(item.url_name)
            except NoReverseMatch:
                continue
            if not nav or nav[-1]["section"] != item.section:
                nav.append({"section": item.section, "items": []})
            nav[-1]["items"].append(
                {"label": item.label, "url": url, "active": _is_active(request, item, url)}
            )
    return {
        "nav": nav,
        "actor": actor,
        "page": context,
        "can_search": actor is not None and actor.can("org.search"),
    }


def _is_active(request: HttpRequest, item: Any, url: str) -> bool:
    if url == "/":
        return request.path == "/"
    return request.path.startswith(url)
