"""How a form meets an action: refusals go beside the field, what was typed stays on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongpin.audit.errors import Forbidden, Refused

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
