"""What every page's frame needs: navigation, bureau, unit and year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tongpin.capability import MenuItem, menu, public_pages


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of `ui/base.html`; an anonymous reader gets an empty navigation."""
    actor = getattr(request, "actor", None)
    context = getattr(request, "page", None)
    entries = _entries(actor) if actor is not None else []
    here = max((url for _, url in entries if _is_under(request.path, url)), key=len, default="")
    nav: list[dict[str, Any]] = []
    for item, url in entries:
        if not nav or nav[-1]["section"] != item.section:
            nav.append({"section": item.section, "items": []})
        nav[-1]["items"].append({"label": item.label, "url": url, "active": url == here})
    return {
        "nav": nav,
        "public_pages": [(item.label, reverse(item.url_name)) for item in public_pages()],
        "actor": actor,
        "page": context,
        "can_search": actor is not None and actor.can("org.search"),
    }


def _entries(actor: Any) -> list[tuple[MenuItem, str]]:
    """The menu items that the actor may open, with their addresses."""
    found = []
    for item in menu(actor.can):
        try:
            found.append((item, reverse(item.url_name)))
        except NoReverseMatch:
            continue
    return found


def _is_under(path: str, url: str) -> bool:
    """Whether a page lies at or below an entry; of several, the longest address is the present one."""
    return path == url if url == "/" else path.startswith(url)
