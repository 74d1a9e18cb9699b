"""What the pages of 示范支部创建 share: the row that a reader sees, the unit that is chosen."""

from __future__ import annotations

from django.http import Http404

from tongpin.audit.errors import Refused
from tongpin.ledgers.assessment import queries
from tongpin.ledgers.assessment.models import Creation, Scheme
from tongpin.org.access import PageRequest
from tongpin.org.editing import BIGGEST_KEY
from tongpin.org.models import Unit


def unit_of(request: PageRequest) -> Unit:
    """The chosen unit; `Refused` on a site without units."""
    unit = request.page.unit
    if unit is None:
        raise Refused("还没有党组织，请先建立党组织。")
    return unit


def creation_of(request: PageRequest, pk: int) -> Creation:
    """A creation within the reader's units; 404 outside, 403 without the permission."""
    row = queries.creation(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


def scheme_of(request: PageRequest, pk: int) -> Scheme:
    """A scheme within the reader's units."""
    row = queries.scheme(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
