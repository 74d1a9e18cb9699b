"""How a form meets an action: refusals go beside the field, what was typed stays on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.org.access import PageRequest
from tongpin.org.models import Unit
from tongpin.org.scope import Scope

BIGGEST_KEY = 2**63 - 1


def carried_out(form: Form, act: Callable[[], Any]) -> Any:
    """What the action gives where the form is valid; None where form or action refuse.

    The status to answer with is in `form.status`: 400, or 409 when somebody else was first.
    """
    form.status = 400  # type: ignore[attr-defined]
    if not form.is_valid():
        return None
    try:
        return act()
    except Forbidden:
        raise
    except Refused as error:
        form.status = error.status  # type: ignore[attr-defined]
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None


def form_page(
    request: HttpRequest, form: Form, template: str = "ui/form.html", **context: Any
) -> HttpResponse:
    """The page of a form, with the status of its refusal when it was sent."""
    status = getattr(form, "status", 200)
    return render(request, template, {"form": form, **context}, status=status)


def unit_of(request: PageRequest) -> Unit:
    """The chosen unit; `Refused` on a site without units."""
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


def filled(form: Form) -> dict[str, Any]:
    """The clean data as an action takes it: uploaded papers are its files."""
    data = dict(form.cleaned_data)
    if "papers" in data:
        data["files"] = data.pop("papers")
    return data


def handled(
    request: HttpRequest, form: Form, act: Callable[[], Any], back: str, *args: Any, said: str,
    title: str, made: str = "", template: str = "ui/form.html", **context: Any,
) -> HttpResponse:  # fmt: skip
    """The page of one form: carried out, said, and back to the page named, or shown again with
    what is wrong. `made` names the page of the row that the action gives, to go to instead. An
    action that gives words has something to add to what is said.
    """
    if request.method == "POST":
        done = carried_out(form, act)
        if done is not None:
            messages.success(request, said)
            if isinstance(done, str) and done:
                messages.warning(request, done)
            return redirect(made, done.pk) if made else redirect(back, *args)
    context.setdefault("submit", title)
    return form_page(
        request, form, template, title=title, cancel=resolve_url(back, *args), **context
    )


def pressed(
    request: HttpRequest, act: Callable[[], object], said: str, back: str, *args: Any
) -> HttpResponse:
    """What a button does: carried out and said, or refused with the reason; then back."""
    try:
        act()
        messages.success(request, said)
    except Forbidden:
        raise
    except Refused as error:
        messages.error(request, error.message)
    return redirect(back, *args)


def version_of(request: HttpRequest) -> int:
    """The version that a button's form carries."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Conflict("页面已经过期，请刷新后再办理。")
    return int(text)
