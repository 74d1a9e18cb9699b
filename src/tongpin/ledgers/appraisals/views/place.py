"""Finding what an address names: within the reader's units, or by standing on the roll."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse

from tongpin.ledgers.appraisals import queries
from tongpin.ledgers.appraisals.models import Appraisal, Participant
from tongpin.org import editing
from tongpin.org.access import PageRequest
from tongpin.org.editing import BIGGEST_KEY
from tongpin.org.scope import Scope
from tongpin.ui.forms import TongpinForm


def row_of(request: PageRequest, pk: int) -> Appraisal:
    """The appraisal: 404 outside of the reader's units, 403 without the page's permission."""
    row = queries.appraisal(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row


def shared_row(request: PageRequest, pk: int) -> tuple[Appraisal, queries.Reader]:
    """The appraisal for who stands on its roll or reviews it, wherever the account's units lie."""
    row = queries.appraisal(Scope.everything(), pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    who = queries.reader(request.page.actor, row)
    if not who.is_reviewer and queries.own_line(row, who.person) is None:
        raise Http404
    return row, who


def line_of(row: Appraisal, pk: int) -> Participant:
    """A line of the roll."""
    found = queries.participant(row, pk) if pk <= BIGGEST_KEY else None
    if found is None:
        raise Http404
    return found


def handled(
    request: PageRequest, row: Appraisal, form: TongpinForm, act: Callable[[], Any], said: str, *,
    title: str, back: str, submit: str = "保存", **context: Any,
) -> HttpResponse:  # fmt: skip
    """A form about an appraisal. An action that gives words tells why the step is not recorded yet."""

    def told() -> Any:
        done = act()
        return f"步骤还没有登记：{done}" if isinstance(done, str) and done else done

    context.setdefault("intro", f"{row.unit} {row}")
    return editing.handled(
        request, form, told, back, row.pk, said=said, title=title, submit=submit, row=row, **context
    )
