"""Which record a page is about, who may open it, and how its form is carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse

from tongpin.audit.errors import Forbidden
from tongpin.ledgers.honours import queries
from tongpin.org import editing
from tongpin.org.access import PageRequest
from tongpin.org.editing import BIGGEST_KEY, filled
from tongpin.ui.forms import TongpinForm


def round_of(request: PageRequest, pk: int) -> Any:
    """A round that the reader knows: of an own unit or of one above it."""
    row = queries.round_(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    if queries.round_(request.page.scope, pk) is None:
        raise Forbidden
    return row


def own_round(request: PageRequest, pk: int) -> Any:
    """A round that the reader runs."""
    row = round_of(request, pk)
    if not request.page.can(request.page.permission, row.unit):
        raise Forbidden
    return row


def handled(
    request: PageRequest,
    form: TongpinForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    back: str,
    title: str,
    said: str,
    row: Any = None,
    template: str = "honours/verb.html",
    **context: Any,
) -> HttpResponse:
    """The form of one verb: carried out with its clean data, or shown again with what is wrong."""
    return editing.handled(
        request, form, lambda: act(filled(form)) or True, back, said=said, title=title,
        template=template, row=row, **context,
    )  # fmt: skip
