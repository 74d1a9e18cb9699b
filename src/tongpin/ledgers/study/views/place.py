"""What every page finds first, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.org.access import PageRequest
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.ui.forms import TongpinForm


def unit_of(request: PageRequest) -> Unit:
    """The chosen unit."""
    if request.page.unit is None:
        raise Refused("还没有党组织，请先建立党组织。")
    return request.page.unit


def found(request: PageRequest, read: Callable[[Scope, int], Any], pk: int) -> Any:
    """A row with a `unit`, visible to the reader: 404 outside, 403 without the permission there."""
    row = read(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


def version_of(request: PageRequest) -> int:
    """The version that a button's form carries."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Conflict("页面已经过期，请刷新后再办理。")
    return int(text)


def pressed(
    request: PageRequest, act: Callable[[], object], said: str, url: str, *args: Any
) -> HttpResponse:
    """What a button does: carried out and said, or refused with the reason."""
    try:
        act()
        messages.success(request, said)
    except Forbidden:
        raise
    except Refused as error:
        messages.error(request, error.message)
    return redirect(url, *args)


def handled(
    request: PageRequest, form: TongpinForm, title: str, act: Callable[[], object], url: str,
    *args: Any, template: str = "ui/form.html", **context: Any,
) -> HttpResponse:  # fmt: skip
    """A form page: carried out and back to `url`, or shown again with what is wrong."""
    if request.method == "POST" and carried_out(form, act) is not None:
        messages.success(request, f"已办理：{title}。")
        return redirect(url, *args)
    return form_page(
        request, form, template, title=title, cancel=reverse(url, args=args), **context
    )
