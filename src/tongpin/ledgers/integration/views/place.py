"""Which item a page is about, and who may open it."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from tongpin.audit.errors import Forbidden, Refused
from tongpin.ledgers.integration import queries
from tongpin.org.access import PageRequest
from tongpin.org.editing import BIGGEST_KEY
from tongpin.org.models import Unit


def unit_of(request: PageRequest) -> Unit:
    """The chosen unit; `Refused` on a site without units."""
    unit = request.page.unit
    if unit is None:
        raise Refused("还没有党组织，请先建立党组织。")
    return unit


def seen(request: PageRequest, pk: int) -> Any:
    """An item that the reader knows: of an own unit or of one above it."""
    row = queries.item(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    if queries.item(request.page.scope, pk) is None:
        raise Forbidden
    return row


def own(request: PageRequest, pk: int) -> Any:
    """An item that the reader keeps."""
    row = seen(request, pk)
    if not request.page.can(request.page.permission, row.unit):
        raise Forbidden
    return row
