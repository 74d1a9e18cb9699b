"""Nominations by the branches, and the register of honours."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Forbidden
from tongpin.audit.queries import history
from tongpin.casework.queries import gatherings_of
from tongpin.documents.papers import DOCX
from tongpin.documents.printing import printed
from tongpin.ledgers.honours import actions, papers, queries
from tongpin.ledgers.honours.forms import (
    HonourForm,
    NominateForm,
    RevokeForm,
    VersionReasonForm,
)
from tongpin.ledgers.honours.models import Honour, HonourKind, Nomination
from tongpin.ledgers.honours.views.place import handled, round_of
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, found, unit_of
from tongpin.org.models import Unit
from tongpin.org.queries import bodies, members_on
from tongpin.org.scope import Scope
from tongpin.rectification.queries import narrowed
from tongpin.ui.listing import Column, Filter, Listing, download, respond

NOMINATE, COMMEND, VIEW = "honours.nominate", "honours.commend", "honours.view"


@page(NOMINATE)
def nominate(request: PageRequest, pk: int) -> HttpResponse:
    """Nominate somebody of the chosen unit."""
    row, unit, day = round_of(request, pk), unit_of(request), site_day()
    below = Scope(((unit.path, True),))
    form = NominateForm(
        request.POST or None, people=members_on(unit, day),
        organisations=bodies(below, as_of=day).order_by("path"),
        gatherings=gatherings_of(unit).filter(held_on__gte=row.case.opened_on),
    )  # fmt: skip
    return handled(
        request, form,
        lambda data: actions.nominate(request.page.actor, unit=unit, round=row, **data),
        back=reverse("honours:round", args=[pk]), title="推荐", said="已推荐。", row=row,
        intro=f"{unit}向“{row.title}”推荐，{row.nominate_by:%Y年%-m月%-d日}截止。",
    )  # fmt: skip


def _nomination(request: PageRequest, pk: int) -> Nomination:
    """A nomination that the reader's unit made, or of a round that the reader runs or opines on."""
    row = queries.nomination(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    place = request.page
    if not (place.scope.covers(row.unit.path) or place.scope.covers(row.round.unit.path)):
        raise Forbidden
    return row


def _sees_opinions(request: PageRequest, row: Nomination) -> bool:
    unit = row.round.unit
    return request.page.can(COMMEND, unit) or request.page.can("honours.opine", unit)


@page("honours.ledger")
def nomination(request: PageRequest, pk: int) -> HttpResponse:
    """One nomination; what the organs said only for who runs the round and the discipline organ."""
    row = _nomination(request, pk)
    sees = _sees_opinions(request, row)
    asked = queries.consultations([row.pk])[row.pk]
    whole = queries.round_(Scope.everything(), row.round_id)
    is_public = whole is not None and queries.shows_all(whole)
    may = request.page.can(NOMINATE, row.unit) or request.page.can(COMMEND, row.round.unit)
    return render(
        request,
        "honours/nomination.html",
        {
            "row": row, "asked": asked if sees else [], "sees": sees,
            "stand": queries.stand_of(row, asked if sees else [], is_public),
            "flags": queries.flags([row], request.page.as_of).get(row.pk, []),
            "can_withdraw": may and not row.outcome and not row.withdrawn_reason,
            "honour": Honour.objects.filter(nomination=row).first(),
            "history": history(row) if sees else [],
        },
    )  # fmt: skip


@page("honours.ledger")
def nomination_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take a nomination back."""
    row, place = _nomination(request, pk), request.page
    if not (place.can(NOMINATE, row.unit) or place.can(COMMEND, row.round.unit)):
        raise Forbidden
    form = VersionReasonForm(request.POST or None, initial={"version": row.version})
    return handled(
        request, form,
        lambda data: actions.withdraw_nomination(place.actor, nomination=row, **data),
        back=reverse("honours:round", args=[row.round_id]), title="撤回推荐", said="推荐已撤回。",
        row=row.round, intro=f"{row.get_kind_display()}：{row.named}",
    )  # fmt: skip


@page("honours.ledger")
def nomination_paper(request: PageRequest, pk: int) -> HttpResponse:
    """推荐审批表 in Word."""
    row = _nomination(request, pk)
    data = papers.nomination_form(row, opinions=_sees_opinions(request, row))
    return download(data, f"{row.get_kind_display()}推荐审批表（{row.named}）.docx", DOCX)


# ---------------------------------------------------------------- the register

COLUMNS = [
    Column("named", "姓名（党组织）", cell=lambda r: str(r.person or r.organisation),
           link=lambda r: reverse("honours:honour", args=[r.pk])),
    Column("unit", "所在党组织", cell=lambda r: str(r.unit), sort="unit__order"),
    Column("kind", "类别", cell=lambda r: r.get_kind_display(), sort="kind"),
    Column("title", "荣誉名称"),
    Column("awarded_on", "表彰日期", sort="awarded_on", kind="date"),
    Column("awarded_by", "表彰单位"),
    Column("number", "文号"),
    Column("state", "情况", cell=lambda r: _state(r)[1]),
]  # fmt: skip


def _state(row: Honour) -> tuple[str, str]:
    if row.withdrawn_reason:
        return "not_applicable", "已撤回"
    return ("overdue", "已撤销") if row.revoked_on else ("met", "有效")


@page(VIEW)
def listing(request: PageRequest) -> HttpResponse:
    """The register of the chosen unit and below."""
    place = request.page
    may = place.can(NOMINATE)
    table = Listing(
        request,
        queries.honours(narrowed(place.scope, place.unit)),
        COLUMNS,
        title="荣誉台账",
        filters=[
            Filter("kind", "类别", HonourKind.choices, lambda q, v: q.filter(kind=v)),
            Filter("year", "年度", [(str(y), f"{y}年") for y in place.years],
                   lambda q, v: q.filter(awarded_on__year=int(v))),
            Filter("state", "情况", [("held", "有效"), ("revoked", "已撤销"), ("withdrawn", "已撤回")],
                   _in_state),
        ],
        search=lambda q, text: q.filter(person__name__icontains=text)
        | q.filter(organisation__name__icontains=text)
        | q.filter(title__icontains=text),
        search_label="姓名、荣誉",
        default_sort="-awarded_on",
        empty="还没有登记荣誉。本单位表彰的自动记入；上级表彰和以前的荣誉在这里登记，会显示在个人档案和支部页面上。",
        empty_action=("登记荣誉", reverse("honours:honour-new")) if may else None,
    )  # fmt: skip
    found = printed(
        request.GET.get("export", "") if request.GET.get("export") == "pdf" else "",
        lambda: papers.register(
            unit_of(request), table.queryset.filter(withdrawn_reason="")[: papers.MOST]
        ),
        "荣誉台账",
    )
    if found is not None:
        return found
    return respond(request, table, "honours/list.html", can_write=may)


def _in_state(rows: Any, state: str) -> Any:
    if state == "withdrawn":
        return rows.exclude(withdrawn_reason="")
    return rows.filter(withdrawn_reason="", revoked_on__isnull=state == "held")


@page(NOMINATE)
def honour_new(request: PageRequest) -> HttpResponse:
    """An honour from above or from before."""
    unit, day = unit_of(request), site_day()
    form = HonourForm(
        request.POST or None, people=members_on(unit, day),
        organisations=bodies(Scope(((unit.path, True),)), as_of=day).order_by("path"),
    )  # fmt: skip
    return handled(
        request, form,
        lambda data: actions.record_honour(request.page.actor, unit=unit, **data),
        back=reverse("honours:list"), title="登记荣誉", submit="登记", said="荣誉已登记。",
        template="ui/form.html", eyebrow=str(unit),
    )  # fmt: skip


def _honour(request: PageRequest, pk: int) -> Honour:
    row: Honour = found(request, queries.honour, pk)
    return row


def _side(row: Honour) -> Unit:
    """The organisation that may revoke: the one that commended, else the honoured one's own."""
    return row.nomination.round.unit if row.nomination is not None else row.unit


@page(VIEW)
def honour(request: PageRequest, pk: int) -> HttpResponse:
    """One honour with its source and its revocation."""
    row, place = _honour(request, pk), request.page
    chip, word = _state(row)
    stands = not row.withdrawn_reason
    return render(
        request,
        "honours/honour.html",
        {
            "row": row, "chip": chip, "word": word,
            "can_revoke": place.can(COMMEND, _side(row)) and stands and row.revoked_on is None,
            "can_withdraw": place.can(NOMINATE, row.unit) and stands and row.nomination is None,
            "sees_round": place.can("honours.ledger"),
            "history": history(row),
        },
    )  # fmt: skip


@page(COMMEND)
def revoke(request: PageRequest, pk: int) -> HttpResponse:
    """Take an honour away."""
    row = queries.honour(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    side = request.page.require(_side(row))
    form = RevokeForm(request.POST or None, initial={"version": row.version, "on": site_day()})
    return handled(
        request, form,
        lambda data: actions.revoke_honour(request.page.actor, unit=side, honour=row, **data),
        back=reverse("honours:honour", args=[pk]), title="撤销表彰", said="已撤销，记录和理由保留在台账里。",
        template="ui/form.html", eyebrow=str(row),
    )  # fmt: skip


@page(NOMINATE)
def honour_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """An honour that was entered wrongly."""
    row = _honour(request, pk)
    form = VersionReasonForm(request.POST or None, initial={"version": row.version})
    return handled(
        request, form,
        lambda data: actions.withdraw_honour(
            request.page.actor, unit=row.unit, honour=row, **data
        ),
        back=reverse("honours:honour", args=[pk]), title="撤回登记", said="已撤回登记。",
        template="ui/form.html", eyebrow=str(row),
    )  # fmt: skip
