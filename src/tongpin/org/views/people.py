"""The roster, a person's file and the verbs on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.queries import history
from tongpin.capability import person_panels
from tongpin.org import actions, queries, sheets
from tongpin.org.access import MOST_UNITS, PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.forms.particulars import KEPT
from tongpin.org.forms.people import (
    AppointForm,
    EditPersonForm,
    EndForm,
    MoveForm,
    NewPersonForm,
    StageForm,
    WithdrawForm,
)
from tongpin.org.identity import masked_identity, masked_phone
from tongpin.org.models import Person, Post, Sex, Stage, Unit
from tongpin.org.particulars import items
from tongpin.org.scope import ScopedQuerySet
from tongpin.org.timeline import standing, timeline
from tongpin.ui.forms import TongpinForm
from tongpin.ui.listing import XLSX, Column, Filter, Listing, download, respond

AGES = (("0", 0, 35), ("35", 35, 45), ("45", 45, 60), ("60", 60, None))
AGE_LABELS = {"0": "35 岁以下", "35": "35—44 岁", "45": "45—59 岁", "60": "60 岁及以上"}


@page("org.view")
def people(request: PageRequest) -> HttpResponse:
    """The roster of the chosen unit; numbers masked, on the page as in the export."""
    day = request.page.as_of
    listing = Listing(
        request=request,
        queryset=_roster(request),
        title="党员队伍",
        columns=(
            Column("name", "姓名", sort="search_text", link=_url),
            Column("sex", "性别", cell=lambda p: p.get_sex_display() or "—"),
            Column("born_on", "出生日期", sort="born_on", kind="date"),
            Column("stage", "人员类别", cell=lambda p: _stage(p, day)),
            Column("home", "所在党支部", sort="home__order", cell=lambda p: str(p.home)),
            Column("group", "党小组", cell=lambda p: str(p.group) if p.group else "—"),
            Column("education", "学历", cell=lambda p: p.education or "—"),
            Column("position", "工作岗位", cell=lambda p: p.position or "—"),
            Column(
                "identity_number",
                "公民身份号码",
                cell=lambda p: masked_identity(p.identity_number) or "未登记",
            ),
            Column("phone", "手机号码", cell=lambda p: masked_phone(p.phone) or "—"),
        ),
        filters=_filters(request, day),
        search=queries.called,
        search_label="姓名、拼音或首字母",
        empty="名册还是空的。下载模板填好，一次导入全部人员。",
        empty_action=("导入名册", reverse("org:roster-import"))
        if request.page.can("org.import")
        else None,
    )
    return respond(
        request,
        listing,
        "org/people.html",
        title="党员队伍",
        can_add=request.page.can("org.write"),
        can_import=request.page.can("org.import"),
        can_reveal=request.page.unit is not None
        and request.page.can("org.reveal", request.page.unit),
    )


def _roster(request: PageRequest) -> ScopedQuerySet:
    rows, unit = queries.people(request.page.scope), request.page.unit
    if unit is not None and request.GET.get("as_of"):
        return queries.placed(rows, unit, request.page.as_of)
    return queries.at_or_below(rows, unit, "home") if unit is not None else rows


def _filters(request: PageRequest, day: date) -> tuple[Filter, ...]:
    branches = queries.branches(request.page.scope, as_of=day)
    few = [(code, short or name) for code, short, name in
           branches.values_list("code", "short_name", "name")[: MOST_UNITS + 1]]  # fmt: skip
    return (
        Filter("branch", "所在党支部", few, lambda rows, value: rows.filter(home__code=value))
        if len(few) <= MOST_UNITS
        else Filter(
            "branch",
            "所在党支部（名称或代码）",
            (),
            lambda rows, text: queries.of_branches_named(rows, text),  # type: ignore[arg-type]
            is_typed=True,
        ),
        Filter(
            "stage",
            "人员类别",
            [(s.value, s.label) for s in Stage],
            lambda rows, value: queries.in_stage(rows, value, day),  # type: ignore[arg-type]
        ),
        Filter(
            "sex",
            "性别",
            [(s.value, s.label) for s in Sex],
            lambda rows, value: rows.filter(sex=value),
        ),
        Filter("age", "年龄", list(AGE_LABELS.items()), lambda rows, v: _aged(rows, v, day)),
        Filter(
            "identity",
            "公民身份号码",
            [("yes", "已登记"), ("no", "未登记")],
            lambda rows, v: (
                rows.filter(identity_index="") if v == "no" else rows.exclude(identity_index="")
            ),
        ),
    )


def _aged(rows: Any, band: str, day: date) -> Any:
    _, least, below = next(item for item in AGES if item[0] == band)
    return queries.born_between(
        rows, _birthday(day, least) if least else None, _birthday(day, below) if below else None
    )


def _birthday(day: date, years: int) -> date:
    """The birth date of somebody who turns this old today; 29 February counts as the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _stage(person: Person, day: date) -> str:
    stage = queries.stage_on(person, day)
    return stage.label if stage else "—"


def _url(person: Person) -> str:
    return reverse("org:person", args=[person.pk])


@page("org.reveal")
@require_POST
@never_cache
def full_roster(request: PageRequest) -> HttpResponse:
    """The roster of the chosen unit with full numbers; the export is an entry of its own."""
    unit = request.page.unit
    if unit is None:
        raise Http404
    found = list(
        _roster(request).prefetch_related("posts__unit", "affiliations")[: sheets.MAX_ROWS]
    )
    actions.reveal_roster(request.page.actor, unit=unit, count=len(found))
    day = request.page.as_of
    data = sheets.roster(found, [standing(person, day) for person in found])
    return download(data, f"{unit}党员名册（含完整号码）.xlsx", XLSX)


@page("org.view")
@never_cache
def person(request: PageRequest, pk: int) -> HttpResponse:
    """A person's file."""
    return person_file(request, found_person(request, pk))


@page("org.reveal")
@require_POST
@never_cache
def reveal(request: PageRequest, pk: int) -> HttpResponse:
    """The file with full numbers, this once."""
    found = found_person(request, pk)
    numbers = actions.reveal_identity(request.page.actor, unit=found.home, person=found)
    return person_file(request, found, revealed=numbers)


def person_file(request: PageRequest, found: Person, **extra: Any) -> HttpResponse:
    """The page of a file; `extra` is what was asked for this once."""
    day = request.page.as_of
    private = request.page.can("org.private", found.home)
    context = {
        "title": found.name,
        "person": found,
        "items": items(found, day, private=private, revealed=extra.get("revealed")),
        "circumstances": queries.circumstances(found) if private else [],
        "is_private": private,
        "timeline": timeline(found),
        "posts": [p for p in found.posts.all() if p.ends_on is None or p.ends_on >= day],
        "panels": person_panels(request.page, found),
        "history": history(found),
        "can_write": request.page.can("org.write", found.home) and found.withdrawn_on is None,
        "can_correct": request.page.can("org.stage", found.home) and found.withdrawn_on is None,
        "can_appoint": request.page.can("org.units", found.home) and found.withdrawn_on is None,
        "can_reveal": request.page.can("org.reveal", found.home),
        **extra,
    }
    return render(request, "org/person.html", context)


def found_person(request: PageRequest, pk: int) -> Person:
    """The person; 404 outside of what the reader sees, 403 without the page's permission there."""
    found = queries.person(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if found is None:
        raise Http404
    request.page.require(found.home)
    return found


@page("org.write")
def new(request: PageRequest) -> HttpResponse:
    """Put one person on a roster."""
    form = NewPersonForm(
        request.POST or None,
        scope=request.page.scope,
        initial={"unit": request.page.unit, "stage": Stage.FULL},
    )
    if request.method == "POST":
        made = carried_out(form, lambda: actions.add_person(request.page.actor, **form.values()))
        if made is not None:
            messages.success(request, f"{made.name}已编入{made.home}名册。")
            return redirect("org:person", made.pk)
    return form_page(
        request, form, title="新增人员", submit="编入名册", cancel=reverse("org:people")
    )


@page("org.write")
@never_cache
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change the particulars; when somebody else was first, what was typed stays on the page."""
    found = found_person(request, pk)
    form = EditPersonForm(request.POST or None, person=found)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.change_person(
                request.page.actor,
                unit=found.home,
                person=found,
                version=form.cleaned_data["version"],
                **form.values(),
            ),
        )
        if done is not None:
            messages.success(request, "已保存。")
            return redirect("org:person", pk)
    return form_page(
        request,
        form,
        "org/edit.html",
        title=f"修改{found.name}的信息",
        cancel=_url(found),
        current=_current(found, form),
        fresh_version=found.version,
    )


def _current(found: Person, form: TongpinForm) -> list[tuple[str, str]]:
    """What the record says now where it differs from what was typed; shown on a conflict."""
    if getattr(form, "status", 200) != 409:
        return []
    result = []
    for name, field in form.fields.items():
        if name == "version" or name in KEPT:
            continue
        value = getattr(found, name)
        if value != form.cleaned_data.get(name, value):
            shown = getattr(found, f"get_{name}_display", lambda value=value: value)()
            result.append((str(field.label), str(shown or "（空）")))
    return result


def _verb(
    request: PageRequest,
    found: Person,
    form: TongpinForm,
    act: Callable[[], object],
    *,
    title: str,
    submit: str,
    done: str,
) -> HttpResponse:
    """One verb on a person: a small form, an action, back to the file."""
    if request.method == "POST" and carried_out(form, lambda: (act(), True)):
        messages.success(request, done)
        return redirect("org:person", found.pk)
    return form_page(request, form, title=title, submit=submit, cancel=_url(found))


@page("org.stage")
def change_stage(request: PageRequest, pk: int) -> HttpResponse:
    """Correct the stage."""
    found = found_person(request, pk)
    form = StageForm(request.POST or None)
    return _verb(
        request,
        found,
        form,
        lambda: actions.set_stage(
            request.page.actor, unit=found.home, person=found, **form.cleaned_data
        ),
        title=f"更正{found.name}的人员类别",
        submit="更正",
        done="人员类别已更正。",
    )


@page("org.write")
def move(request: PageRequest, pk: int) -> HttpResponse:
    """Move to another branch."""
    found = found_person(request, pk)
    form = MoveForm(request.POST or None, scope=request.page.scope, person=found)
    return _verb(
        request,
        found,
        form,
        lambda: actions.move_person(
            request.page.actor, unit=found.home, person=found, **form.cleaned_data
        ),
        title=f"调整{found.name}的所在支部",
        submit="调整",
        done="所在支部已调整。",
    )


@page("org.write")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take off the roster."""
    found = found_person(request, pk)
    form = WithdrawForm(request.POST or None)
    return _verb(
        request,
        found,
        form,
        lambda: actions.withdraw_person(
            request.page.actor, unit=found.home, person=found, **form.cleaned_data
        ),
        title=f"将{found.name}移出名册",
        submit="移出名册",
        done=f"{found.name}已移出名册，历史记录保留。",
    )


@page("org.units")
def appoint(request: PageRequest, pk: int) -> HttpResponse:
    """Give a post."""
    found = found_person(request, pk)
    form = AppointForm(request.POST or None, scope=request.page.scope, person=found)
    return _verb(
        request,
        found,
        form,
        lambda: actions.appoint(request.page.actor, person=found, **form.cleaned_data),
        title=f"任命{found.name}",
        submit="任命",
        done="任职已登记。",
    )


@page("org.units")
def end_post(request: PageRequest, pk: int) -> HttpResponse:
    """End a post."""
    post: Post | None = queries.post(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if post is None:
        raise Http404
    unit: Unit = request.page.require(post.unit)
    form = EndForm(request.POST or None, initial={"on": site_day()})
    return _verb(
        request,
        post.person,
        form,
        lambda: actions.end_post(request.page.actor, unit=unit, post=post, **form.cleaned_data),
        title=f"免去{post.person}的{unit}{post.get_title_display()}职务",
        submit="免职",
        done="免职已登记。",
    )
