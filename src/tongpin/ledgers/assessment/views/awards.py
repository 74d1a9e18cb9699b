"""Award, withdrawal, yearly check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Forbidden
from tongpin.ledgers.assessment import actions, queries
from tongpin.ledgers.assessment.forms import AwardForm, RecheckForm, ReopenForm
from tongpin.ledgers.assessment.models import Award, Creation
from tongpin.ledgers.assessment.points import shown
from tongpin.ledgers.assessment.views.place import creation_of
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page


def _managed(request: PageRequest, pk: int) -> Creation:
    row = creation_of(request, pk)
    if not queries.can_manage(request.page.actor, row):
        raise Forbidden("命名、复核由上级党组织登记。")
    return row


def _award(row: Creation) -> Award:
    found: Award | None = getattr(row, "award", None)
    if found is None:
        raise Http404
    return found


@page("assessment.manage")
def award(request: PageRequest, pk: int) -> HttpResponse:
    """Name the branch."""
    row = _managed(request, pk)
    lines = queries.sheet(row)
    total = queries.totals(row, lines).review
    form = AwardForm(
        request.POST or None, request.FILES or None,
        initial={"version": row.version, "awarded_on": site_day()},
    )  # fmt: skip
    share = shown(total.share) if total and total.share is not None else "无"
    return _carry(
        request, pk, form,
        lambda: actions.award(
            request.page.actor, unit=row.unit, creation=row, **_named(form.cleaned_data)
        ),
        "已命名，计入上级党组织年度工作意见的责任。", title=f"命名：{row.unit}", submit="命名",
        intro=f"考评折算得分{share}分；达标线{shown(row.scheme.pass_line)}分，"
        f"示范线{shown(row.scheme.model_line)}分。能够评定的占应评分值的{queries.judged_percent(lines)}%，"
        f"至少须占{row.scheme.judged_percent}%。触及否决情形或者还没有查清的不得命名。",
    )  # fmt: skip


def _named(data: dict[str, Any]) -> dict[str, Any]:
    """What was typed, the papers under the name that the action gives them."""
    return {**{k: v for k, v in data.items() if k != "papers"}, "files": data["papers"]}


@page("assessment.manage")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take the award back."""
    row = _managed(request, pk)
    held = _award(row)
    form = ReopenForm(request.POST or None, initial={"version": held.version})
    return _carry(
        request, pk, form,
        lambda: actions.withdraw_award(
            request.page.actor, unit=row.unit, award=held, **form.cleaned_data
        ),
        "称号已撤销。", title=f"撤销称号：{row.unit}", submit="撤销",
        intro="系统只提醒，是否撤销由上级党组织研究决定；命名的记录保留。",
    )  # fmt: skip


@page("assessment.manage")
def recheck(request: PageRequest, pk: int) -> HttpResponse:
    """Check an award in a later year, beside what the ledgers say now."""
    row = _managed(request, pk)
    held = _award(row)
    failing = queries.failing([held], site_day()).get(held.pk, [])
    said = "；".join(f"{m.item.title}：{m.reason}" for m in failing) or "台账里没有触及否决的情形。"
    form = RecheckForm(request.POST or None, initial={"version": held.version})
    return _carry(
        request, pk, form,
        lambda: actions.recheck(
            request.page.actor, unit=row.unit, award=held, **form.cleaned_data
        ),
        "年度复核已登记。", title=f"年度复核：{row.unit}", submit="登记复核", intro=said,
    )  # fmt: skip


def _carry(
    request: PageRequest, pk: int, form: Any, act: Callable[[], Any], said: str, **words: str
) -> HttpResponse:
    if request.method == "POST":
        done = carried_out(form, act)
        if done is not None:
            messages.success(request, said)
            return redirect("assessment:detail", pk)
    return form_page(request, form, cancel=reverse("assessment:detail", args=[pk]), **words)
