"""Finding what an address names: within the reader's units, or by taking part in the meeting."""

from __future__ import annotations

from django.http import Http404

from tongpin.ledgers.meetings import queries
from tongpin.ledgers.meetings.models import Meeting
from tongpin.org.access import PageRequest
from tongpin.org.editing import BIGGEST_KEY
from tongpin.org.scope import Scope


def row_of(request: PageRequest, pk: int) -> Meeting:
    """The meeting: 404 outside of the reader's units, 403 without the page's permission."""
    row = queries.meeting(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


def shared_row(request: PageRequest, pk: int) -> tuple[Meeting, queries.Reader]:
    """The meeting for who takes part in it or reviews it, wherever the account's units lie; else 404."""
    row = queries.meeting(Scope.everything(), pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    who = queries.reader(request.page.actor, row)
    if not (who.is_reviewer or queries.is_of_the_team(row, who.person)):
        raise Http404
    return row, who
