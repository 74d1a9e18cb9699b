"""Which item a page is about, and who may open it."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from tongpin.audit.errors import Forbidden
from tongpin.ledgers.integration import queries
from tongpin.org.access import PageRequest
from tongpin.org.editing import BIGGEST_KEY


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
