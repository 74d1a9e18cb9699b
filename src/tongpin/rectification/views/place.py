"""What the pages share: the unit at hand, a problem and a round within sight, the reader's side."""

from __future__ import annotations

from django.http import Http404

from tongpin.audit.errors import Forbidden
from tongpin.org.access import PageRequest
from tongpin.org.models import Unit
from tongpin.rectification import queries
from tongpin.rectification.models import Problem, Round

BIGGEST = 2**63 - 1


def problem_of(request: PageRequest, pk: int) -> Problem:
    """A problem that the reader sees; 404 outside, 403 without the permission on either side."""
    row = queries.problem(request.page.visible, pk) if pk <= BIGGEST else None
    if row is None:
        raise Http404
    place = request.page
    if not place.can(place.permission, row.unit) and not place.can(
        place.permission, row.responsible_unit
    ):
        raise Forbidden
    return row


def round_of(request: PageRequest, pk: int) -> Round:
    """A round that the reader sees."""
    row = queries.round_(request.page.visible, pk) if pk <= BIGGEST else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


def side(request: PageRequest, row: Problem) -> Unit:
    """The unit on which the reader holds the page's permission: the doer's, else the raiser's."""
    allowed = request.page.can(request.page.permission, row.responsible_unit)
    return row.responsible_unit if allowed else row.unit
