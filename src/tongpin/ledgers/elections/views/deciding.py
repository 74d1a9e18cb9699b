"""What only the organisation above records: reminder, reply, examination, approval."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from tongpin.audit.clock import site_day
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.elections import actions, queries
from tongpin.ledgers.elections.forms import ApproveForm, GridForm, UpperForm
from tongpin.ledgers.elections.views.place import for_the_upper, handled
from tongpin.org.access import PageRequest, page

APPROVE = "elections.approve"
ANSWERS = {"reminded": "提醒换届", "replied": "批复换届请示"}


@page(APPROVE)
def answer(request: PageRequest, pk: int, key: str) -> HttpResponse:
    """Remind, or reply to the request."""
    row, upper = for_the_upper(request, pk)
    if key not in ANSWERS:
        raise Http404
    form = UpperForm(
        request.POST or None, request.FILES or None, outside=upper.pk == row.unit_id,
        initial={"version": row.version},
    )  # fmt: skip
    return handled(
        request, row, form,
        lambda data: actions.answer(
            request.page.actor, unit=upper, election=row, key=key, **data
        ),
        title=ANSWERS[key], submit="登记", said="已登记。",
    )  # fmt: skip


@page(APPROVE)
def review(request: PageRequest, pk: int) -> HttpResponse:
    """Examine the candidates."""
    row, upper = for_the_upper(request, pk)
    items = list(row.candidates.filter(withdrawn_reason="").select_related("person__home"))
    form = GridForm(
        request.POST or None, request.FILES or None, items=items,
        outside=upper.pk == row.unit_id, initial={"version": row.version},
    )  # fmt: skip
    return handled(
        request, row, form,
        lambda data: actions.review(
            request.page.actor, unit=upper, election=row, version=data["version"], on=data["on"],
            number=data["number"], files=data["files"], results=form.results(),
        ),
        title="审查候选人预备人选", submit="登记审查意见", said="审查意见已登记。",
        template="elections/review.html",
    )  # fmt: skip


@page(APPROVE)
def approve(request: PageRequest, pk: int) -> HttpResponse:
    """Approve the result."""
    row, upper = for_the_upper(request, pk)
    held = queries.step_on(row, "meeting")
    expires_on = queries.ceiling(current_book(), row.unit, held.on) if held else None
    form = ApproveForm(
        request.POST or None, request.FILES or None, outside=upper.pk == row.unit_id,
        initial={"version": row.version, "on": site_day(), "expires_on": expires_on},
    )  # fmt: skip
    return handled(
        request, row, form,
        lambda data: actions.approve(
            request.page.actor, unit=upper, election=row, **data
        ),
        title="批复选举结果", submit="批复",
        said="已批复：届次、任职已登记，上一届任职已终止。请安全管理员调整新老班子成员的账号授权。",
        intro="批复以后，新一届的届次和当选同志的任职自动登记，上一届任职自当选前一日终止。",
    )  # fmt: skip
