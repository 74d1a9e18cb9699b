"""Which election a page is about, and how the form of a verb is carried out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from tongpin.audit.errors import Forbidden
from tongpin.ledgers.elections import queries
from tongpin.ledgers.elections.models import Ballot, Election
from tongpin.org import editing
from tongpin.org.access import PageRequest
from tongpin.org.editing import BIGGEST_KEY, filled
from tongpin.org.models import Unit
from tongpin.ui.forms import TongpinForm


def own(request: PageRequest, pk: int) -> Election:
    """An election of a unit in which the reader has the page's right."""
    row: Election = editing.found(request, queries.election, pk)
    return row


def for_the_upper(request: PageRequest, pk: int) -> tuple[Election, Unit]:
    """An election and the organisation that approves it, for who may speak for that organisation."""
    row = queries.election(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    upper = queries.above(row.unit) or row.unit
    if not request.page.can(request.page.permission, upper):
        raise Forbidden(f"由上级党组织（{upper}）的账号登记。")
    return row, upper


def ballot_of(row: Election, pk: int) -> Ballot:
    """One ballot of an election."""
    found = row.ballots.select_related("gathering").filter(pk=min(pk, BIGGEST_KEY)).first()
    if found is None:
        raise Http404
    return found


def handled(
    request: PageRequest, row: Election, form: TongpinForm, act: Callable[[dict[str, Any]], Any], *,
    title: str, said: str, template: str = "elections/verb.html", **context: Any,
) -> HttpResponse:  # fmt: skip
    """The form of one verb: carried out with its clean data, or shown again with what is wrong."""
    return editing.handled(
        request, form, lambda: act(filled(form)) or True,
        reverse("elections:detail", args=[row.pk]), said=said, title=title, template=template,
        row=row, **context,
    )  # fmt: skip
