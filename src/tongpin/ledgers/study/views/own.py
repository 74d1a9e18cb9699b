"""One's own study, and its confirmation by the branch."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Forbidden
from tongpin.ledgers.study import actions, queries
from tongpin.ledgers.study.forms import ReasonForm, SelfStudyForm
from tongpin.ledgers.study.models import SelfState, SelfStudy
from tongpin.ledgers.study.views.hours import last_day
from tongpin.ledgers.study.views.place import handled
from tongpin.life.queries import is_officer, person_year
from tongpin.life.study import demands, hours_of
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import (
    BIGGEST_KEY,
    carried_out,
    form_page,
    found,
    pressed,
    unit_of,
    version_of,
)
from tongpin.org.models import Person, Unit
from tongpin.org.queries import members_on
from tongpin.org.queries import person as person_by_key
from tongpin.org.scope import Scope
from tongpin.ui.listing import Column, Filter, Listing, respond


@page("study.own")
def own(request: PageRequest) -> HttpResponse:
    """One's own year: hours against what is asked, entries, what to read; and a new entry."""
    place = request.page
    key = place.actor.person_id
    person = person_by_key(Scope.everything(), key) if key is not None else None
    materials = queries.materials(place.scope, place.unit)
    initial = {"on": place.as_of, "material": request.GET.get("material", "")[:12]}
    form = SelfStudyForm(request.POST or None, materials=materials, initial=initial)
    if request.method == "POST" and person is not None:
        done = carried_out(form, lambda: _enter(request, form, person))
        if done is not None:
            messages.success(request, "已登记，支部确认后计入学时。")
            return redirect("study:own")
    context: dict[str, object] = {
        "person": person,
        "lists": queries.reading_lists(place.scope, place.unit, place.year),
    }
    if person is not None:
        context |= _year(person, place.year, request)
    return form_page(request, form, "study/own.html", **context)


def _enter(request: PageRequest, form: SelfStudyForm, person: Person) -> SelfStudy:
    data = form.cleaned_data
    return actions.enter_self_study(
        request.page.actor, person=person, on=data["on"], minutes=form.minutes,
        what=data["what"], material=data["material"],
    )  # fmt: skip


def _year(person: Person, year: int, request: PageRequest) -> dict[str, object]:
    seen = person_year(person.pk, year)
    asked = demands(year).of(is_officer(person, last_day(request.page)))
    alone = queries.self_minutes(person.pk, year)
    rows = queries.self_entries(Scope.everything(), year).filter(person=person)
    return {
        "entries": rows[:200], "together": hours_of(seen.minutes), "made_up": hours_of(seen.made_up),
        "alone": hours_of(alone), "joined": hours_of(seen.minutes + seen.made_up + alone),
        "asked": asked, "wanted": hours_of(asked.minutes) if asked else "",
    }  # fmt: skip


@require_POST
@page("study.own")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take back what does not count yet."""
    row = queries.self_entry(Scope.everything(), pk) if pk <= BIGGEST_KEY else None
    mine = row is not None and request.page.actor.person_id == row.person_id
    if row is None or not mine:
        raise Http404
    version = version_of(request)
    return pressed(
        request,
        lambda: actions.withdraw_self_study(request.page.actor, entry=row, version=version),
        "已撤回。", "study:own",
    )  # fmt: skip


@page("study.confirm")
def confirm(request: PageRequest) -> HttpResponse:
    """Self-study of the branch; what waits can be confirmed together."""
    unit, place = unit_of(request), request.page
    if request.method == "POST":
        keys = [int(k) for k in request.POST.getlist("entry") if k.isascii() and k.isdigit() and len(k) < 15]  # fmt: skip
        rows = queries.to_confirm(Scope(((unit.path, False),))).filter(pk__in=keys)
        return pressed(
            request,
            lambda: actions.confirm_self_study(place.actor, unit=unit, entries=list(rows)),
            f"已确认{len(keys)}条。", "study:confirm",
        )  # fmt: skip
    return respond(
        request, _table(request, unit), "study/confirm.html",
        waiting=list(queries.to_confirm(Scope(((unit.path, False),)))[:200]), unit=unit,
    )  # fmt: skip


def _table(request: PageRequest, unit: Unit) -> Listing:
    place = request.page
    rows = queries.self_entries(place.scope, place.year).filter(unit=unit)
    return Listing(
        request,
        rows.exclude(state=SelfState.WITHDRAWN),
        [
            Column("on", "日期", sort="on", kind="date"),
            Column("person", "姓名", cell=lambda r: r.person.name),
            Column("what", "学习内容"),
            Column("minutes", "学时", cell=lambda r: hours_of(r.minutes)),
            Column("state", "状态", cell=lambda r: r.get_state_display()),
            Column("settled_by", "确认人"),
        ],
        title=f"{unit}{place.year}年自学登记",
        filters=[Filter("state", "状态", SelfState.choices[:3], lambda q, v: q.filter(state=v))],
        search=lambda q, text: q.filter(person__name__icontains=text),
        search_label="姓名",
        default_sort="-on",
        empty="还没有自学登记。党员在“我的学习”里登记，没有账号的由支部代登记。",
    )


@page("study.confirm")
def enter_for(request: PageRequest) -> HttpResponse:
    """Enter for a member without an account; another of the branch confirms."""
    unit = unit_of(request)
    form = SelfStudyForm(
        request.POST or None, materials=queries.materials(request.page.scope, unit),
        people=members_on(unit, request.page.as_of), initial={"on": request.page.as_of},
    )  # fmt: skip
    return handled(
        request, form, "代党员登记自学",
        lambda: _enter(request, form, form.cleaned_data["person"]), "study:confirm",
        intro="由其他支部委员确认。",
    )  # fmt: skip


@page("study.confirm")
def give_back(request: PageRequest, pk: int) -> HttpResponse:
    """Send an entry back."""
    row: SelfStudy = found(request, queries.self_entry, pk)
    if request.page.actor.person_id == row.person_id:
        raise Forbidden("本人的自学由其他支部委员办理。")
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return handled(
        request, form, "退回自学",
        lambda: actions.return_self_study(
            request.page.actor, unit=row.unit, entry=row,
            version=form.cleaned_data["version"] or 0, reason=form.cleaned_data["reason"],
        ),
        "study:confirm", intro=f"{row.person}：{row.what}",
    )  # fmt: skip
