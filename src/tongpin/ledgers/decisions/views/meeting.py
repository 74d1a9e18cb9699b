"""Pages of the meeting: its agenda, and one item with everything that decides whether it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.ledgers.decisions import actions, queries, sheets
from tongpin.ledgers.decisions.forms import (
    CloseForm,
    CountForm,
    PrepareForm,
    RecuseForm,
    RollForm,
    SpeechForm,
    UnrecuseForm,
    VersionedReasonForm,
)
from tongpin.ledgers.decisions.models import Item
from tongpin.life.models import Gathering, Kind, Presence, State
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out
from tongpin.org.models import Person
from tongpin.ui.forms import TongpinForm
from tongpin.ui.listing import Column, Filter, Listing, download, respond

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page("decisions.view")
def meetings(request: PageRequest) -> HttpResponse:
    """The meetings of the leading bodies with their number of items."""
    place = request.page
    rows = Gathering.objects.within(place.scope).filter(
        kinds__kind=Kind.LEADING_MEETING, state__in=[State.PLANNED, State.RECORDED]
    )
    if place.unit is not None:
        rows = rows.filter(unit__path__startswith=place.unit.path)
    standing = Q(decision_items__withdrawn_reason="")
    rows = rows.select_related("unit").annotate(
        listed=Count("decision_items", filter=standing, distinct=True),
        decided=Count(
            "decision_items", filter=standing & ~Q(decision_items__outcome=""), distinct=True
        ),
    )
    table = Listing(
        request,
        rows,
        [
            Column("held_on", "日期", sort="held_on", kind="date"),
            Column("topic", "会议", link=lambda r: reverse("decisions:meeting", args=[r.pk])),
            Column("unit", "机构", cell=lambda r: str(r.unit)),
            Column("listed", "议题", sort="listed", kind="int"),
            Column("decided", "已有结论", sort="decided", kind="int"),
            Column("state", "状态", cell=lambda r: r.get_state_display()),
        ],
        title="党委（党组）会议",
        filters=[
            Filter("state", "状态", [(State.PLANNED.value, "计划中"), (State.RECORDED.value, "已登记")],
                   lambda q, v: q.filter(state=v)),
        ],
        search=lambda q, text: q.filter(topic__icontains=text),
        search_label="会议",
        default_sort="-held_on",
        empty="还没有党委（党组）会议。在“组织生活”里计划或者登记一次，再把审定的议题列入。",
    )  # fmt: skip
    return respond(request, table, "decisions/list.html", is_meetings=True)


@page("decisions.view")
def meeting(request: PageRequest, pk: int) -> HttpResponse:
    """One meeting with its agenda."""
    row = _meeting(request, pk)
    place, items = request.page, queries.agenda(row)
    lines = [
        {
            "item": item,
            "title": queries.title_for(place.actor, item.topic),
            "may_know": queries.may_know(place.actor, item.topic),
            "chip": ("due", "待讨论") if item.is_open
            else (_OUTCOME_CHIPS[item.outcome], item.get_outcome_display()),
        }
        for item in items
    ]  # fmt: skip
    context = {
        "row": row,
        "lines": lines,
        "title": row.topic,
        "can_write": place.can("decisions.write", row.unit),
        "sealed": not all(line["may_know"] for line in lines),
    }
    return render(request, "decisions/meeting.html", context)


_OUTCOME_CHIPS = {"passed": "met", "rejected": "not_applicable", "postponed": "due_soon"}


@page("decisions.view")
@never_cache
def minutes(request: PageRequest, pk: int) -> HttpResponse:
    """The minutes of the decisions as Word; sealed items stay sealed for who may not know."""
    row = _meeting(request, pk)
    data = sheets.minutes(row, request.page.actor)
    return download(data, f"{row.held_on:%Y%m%d}会议纪要.docx", DOCX)


@page("decisions.view")
@never_cache
def item(request: PageRequest, pk: int) -> HttpResponse:
    """One item at its meeting."""
    return _shown(request, _item(request, pk))


@page("decisions.write")
@require_POST
@never_cache
def act(request: PageRequest, pk: int, verb: str) -> HttpResponse:
    """One thing done at the meeting; the answer is the item as it stands now, validity included."""
    row = _item(request, pk)
    if verb not in VERBS:
        raise Http404
    if not queries.may_know(request.page.actor, row.topic):
        raise Http404
    verbs = VERBS[verb]
    form = verbs.form(row, request.POST, auto_id=f"{verb}-%s")
    done = carried_out(form, lambda: verbs.act(request, row, form))
    if done is None:
        return _shown(request, row, trouble=(verb, form), status=getattr(form, "status", 400))
    if request.headers.get("HX-Request"):
        return _shown(request, _item(request, pk))
    messages.success(request, verbs.said)
    if verb == "take-off":
        return redirect("decisions:meeting", row.gathering_id)
    return redirect("decisions:item", row.pk)


def _shown(
    request: PageRequest, row: Item, *, trouble: tuple[str, TongpinForm] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    place = request.page
    found = queries.validity(row)
    members = queries.team(row.topic.unit, row.gathering.held_on)
    may_know = queries.may_know(place.actor, row.topic)
    can_write = (
        place.can("decisions.write", row.topic.unit) and row.is_open and may_know
        and not row.gathering.is_archived
    )  # fmt: skip
    forms = {verb.replace("-", "_"): _fresh(verb, row, members) for verb in VERBS}
    if trouble is not None:
        forms[trouble[0].replace("-", "_")] = trouble[1]
    context = {
        "row": row,
        "title": queries.title_for(place.actor, row.topic),
        "may_know": may_know,
        "validity": found,
        "roll": row.vote.roll.select_related("person") if row.vote else [],
        "here": _here(row, members),
        "can_write": can_write,
        "forms": forms,
        "form": trouble[1] if trouble else None,
        "recorded": getattr(row, "resolution", None),
    }
    partial = request.headers.get("HX-Request")
    name = "decisions/partials/item.html" if partial else "decisions/item.html"
    return render(request, name, context, status=status)


def _here(row: Item, members: list[Person]) -> list[tuple[Person, bool]]:
    """The members with whether they are there, by the attendance of the meeting where it is known."""
    away = set(
        row.gathering.attendances.exclude(presence=Presence.PRESENT).values_list(
            "person", flat=True
        )
    )
    left = {r.person_id for r in row.recusals.all()}
    return [(p, p.pk not in away and p.pk not in left) for p in members]


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that is done at an item: its form, its action, and what is said afterwards."""

    form: Callable[..., TongpinForm]
    act: Callable[[PageRequest, Item, Any], Any]
    said: str


def _with_members(kind: Any) -> Callable[..., TongpinForm]:
    def made(row: Item, *data: Any, **kwargs: Any) -> TongpinForm:
        members = queries.team(row.topic.unit, row.gathering.held_on)
        form: TongpinForm = kind(*data, members=members, **kwargs)
        return form

    return made


def _plain(kind: Any) -> Callable[..., TongpinForm]:
    def made(row: Item, *data: Any, **kwargs: Any) -> TongpinForm:
        form: TongpinForm = kind(*data, **kwargs)
        return form

    return made


def _unrecuse(row: Item, *data: Any, **kwargs: Any) -> TongpinForm:
    return UnrecuseForm(*data, rows=row.recusals.all(), **kwargs)


def _simple(action: Callable[..., Any]) -> Callable[[PageRequest, Item, Any], Any]:
    def act(request: PageRequest, row: Item, form: Any) -> Any:
        return action(request.page.actor, unit=row.topic.unit, item=row, **form.cleaned_data)

    return act


def _freeze(request: PageRequest, row: Item, form: Any) -> Any:
    return actions.freeze(
        request.page.actor, unit=row.topic.unit, item=row, present=form.present(),
        version=form.cleaned_data["version"],
    )  # fmt: skip


def _count(request: PageRequest, row: Item, form: Any) -> Any:
    data = form.cleaned_data
    return actions.count(
        request.page.actor, unit=row.topic.unit, item=row, version=data["version"],
        totals=form.totals(), is_split=data["is_split"], note=data["note"],
    )  # fmt: skip


VERBS: dict[str, Verb] = {
    "prepare": Verb(_plain(PrepareForm), _simple(actions.prepare), "汇报人和材料送达日期已登记。"),
    "recuse": Verb(_with_members(RecuseForm), _simple(actions.recuse), "回避已登记。"),
    "unrecuse": Verb(_unrecuse, _simple(actions.unrecuse), "已取消回避。"),
    "speak": Verb(_with_members(SpeechForm), _simple(actions.speak), "发言已登记。"),
    "freeze": Verb(_with_members(RollForm), _freeze, "表决名单已确定。"),
    "thaw": Verb(_plain(VersionedReasonForm), _simple(actions.thaw), "名单已撤回。"),
    "count": Verb(_plain(CountForm), _count, "票数已登记。"),
    "close": Verb(_plain(CloseForm), _simple(actions.close), "结论已登记。"),
    "take-off": Verb(_plain(VersionedReasonForm), _simple(actions.take_off), "议题已从会议撤下。"),
}


def _fresh(verb: str, row: Item, members: list[Person]) -> TongpinForm:
    """An empty form of a verb, with what is already known."""
    initial: dict[str, Any] = {"version": row.version}
    if verb == "speak":
        done = {s.person_id for s in row.speeches.all()} | {r.person_id for r in row.recusals.all()}
        first = queries.leader(row.topic.unit, row.gathering.held_on)
        waiting = [p for p in members if p.pk not in done]
        others = [p for p in waiting if first is None or p.pk != first.pk]
        initial["person"] = next((p.pk for p in others or waiting), None)
    if verb == "prepare":
        initial |= {"reporter": row.reporter, "materials_on": row.materials_on}
    if verb == "count":
        initial |= {"is_split": row.is_split, "note": row.count_note}
        if row.vote is not None and row.vote.yes is not None:
            initial |= {"yes": row.vote.yes, "no": row.vote.no, "abstain": row.vote.abstain}
    return VERBS[verb].form(row, initial=initial, auto_id=f"{verb}-%s")


def _item(request: PageRequest, pk: int) -> Item:
    row = queries.item(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.topic.unit)
    return row


def _meeting(request: PageRequest, pk: int) -> Gathering:
    rows = Gathering.objects.within(request.page.visible).filter(kinds__kind=Kind.LEADING_MEETING)
    row = rows.select_related("unit").filter(pk=pk).first() if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
