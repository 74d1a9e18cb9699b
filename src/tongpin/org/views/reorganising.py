"""Changes of units: merging, splitting, renaming, moving, taking them back; and terms of committees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tongpin.org import actions, queries
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.forms.files import ReasonForm
from tongpin.org.forms.reorganising import (
    MergeForm,
    MoveUnitForm,
    PostponeForm,
    RenameForm,
    SplitForm,
    TermForm,
)
from tongpin.org.models import EventKind, Unit
from tongpin.org.scope import Scope
from tongpin.org.views.units import found_unit
from tongpin.ui.forms import TongpinForm


def _verb(
    request: PageRequest,
    unit: Unit,
    form: TongpinForm,
    act: Callable[[], object],
    *,
    title: str,
    submit: str,
    done: str,
    intro: str = "",
    after: Unit | None = None,
) -> HttpResponse:
    """One verb on a unit: a form, an action, back to the page of the unit (or of `after`)."""
    if request.method == "POST" and carried_out(form, lambda: (act(), True)):
        messages.success(request, done)
        return redirect("org:unit", (after or unit).pk)
    return form_page(
        request, form, title=title, submit=submit, intro=intro,
        cancel=reverse("org:unit", args=[unit.pk]),
    )  # fmt: skip


def _found(request: PageRequest, read: Callable[[Scope, int], Any], pk: int) -> tuple[Any, Unit]:
    """A unit's row with its unit: 404 outside of what the reader sees, 403 without the permission."""
    row = read(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    return row, request.page.require(row.unit)


@page("org.units")
@never_cache
def merge(request: PageRequest, pk: int) -> HttpResponse:
    """Merge a branch into another one."""
    unit = found_unit(request, pk)
    form = MergeForm(request.POST or None, scope=request.page.scope, unit=unit)
    return _verb(
        request, unit, form,
        lambda: actions.merge_units(request.page.actor, unit=unit, **form.cleaned_data),
        title=f"{unit}并入其他支部", submit="合并", done=f"{unit}已并入，党员随转，历史记录保留。",
        intro="合并以后，本支部的党员和入党申请人、积极分子自生效之日起属于并入的支部；"
        "本支部班子成员的职务同时终止，以前的记录仍在本支部名下。没有新的变动时可以撤销。",
    )  # fmt: skip


@page("org.units")
@never_cache
def split(request: PageRequest, pk: int) -> HttpResponse:
    """Found a new branch out of a branch."""
    unit = found_unit(request, pk)
    form = SplitForm(request.POST or None, people=queries.people_of(unit))
    return _verb(
        request, unit, form,
        lambda: actions.split_unit(request.page.actor, unit=unit, **form.cleaned_data),
        title=f"{unit}分设新支部", submit="分设", done="新支部已设立，勾选的人员已经随转。",
        intro="勾选分到新支部的人员，他们自生效之日起属于新支部，在本支部的职务同时终止。"
        "要分成三个以上支部的，逐个分设。没有新的变动时可以撤销。",
    )  # fmt: skip


@page("org.units")
@never_cache
def rename(request: PageRequest, pk: int) -> HttpResponse:
    """Give a unit a new name."""
    unit = found_unit(request, pk)
    form = RenameForm(request.POST or None, unit=unit)
    return _verb(
        request, unit, form,
        lambda: actions.rename_unit(request.page.actor, unit=unit, **form.cleaned_data),
        title=f"{unit}更名", submit="更名", done="更名已登记，原名称保留在设置变动里。",
        intro="有批复的更名在这里办理；只是改正错字，请用“修改”。",
    )  # fmt: skip


@page("org.units")
@never_cache
def move(request: PageRequest, pk: int) -> HttpResponse:
    """Put a unit under another one."""
    unit = found_unit(request, pk)
    form = MoveUnitForm(request.POST or None, scope=request.page.scope, unit=unit)
    return _verb(
        request, unit, form,
        lambda: actions.move_unit(request.page.actor, unit=unit, **form.cleaned_data),
        title=f"{unit}改隶", submit="改隶", done="改隶已登记，下级党组织和党员一并随转。",
        intro="改隶以后，本党组织和它的下级、党员都归新的上级管理；党员所在支部不变，"
        "以前日期的汇总也按新的隶属关系计算。没有新的变动时可以撤销。",
    )  # fmt: skip


@page("org.units")
@never_cache
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Take a change back."""
    event, unit = _found(request, queries.unit_event, pk)
    form = ReasonForm(request.POST or None)
    return _verb(
        request, unit, form,
        lambda: actions.undo_unit_event(
            request.page.actor, unit=unit, event=event, **form.cleaned_data
        ),
        title="撤销设置变动", submit="撤销这次变动", done="变动已撤销，恢复到变动以前。",
        intro=f"{event.on} {event.words}。撤销后人员、职务和名称恢复到变动以前。",
        # A founding that was taken back leaves nothing to show.
        after=unit.parent if event.kind == EventKind.FOUNDED else None,
    )  # fmt: skip


@page("org.units")
@never_cache
def term(request: PageRequest, pk: int) -> HttpResponse:
    """Enter the result of an election."""
    unit = found_unit(request, pk)
    form = TermForm(request.POST or None)
    return _verb(
        request, unit, form,
        lambda: actions.record_term(request.page.actor, unit=unit, **form.cleaned_data),
        title=f"登记{unit}的换届结果", submit="登记", done="届次已登记，现任班子的届满日期随之更新。",
        intro="在“换届选举”里办理的，上级批复后届次和任职自动登记，不用在这里填。"
        "以前的届次在这里登记：班子成员先在人员页任职，再登记届次。",
    )  # fmt: skip


@page("org.units")
@never_cache
def postpone(request: PageRequest, pk: int) -> HttpResponse:
    """Enter an approved postponement."""
    row, unit = _found(request, queries.committee_term, pk)
    form = PostponeForm(request.POST or None)
    return _verb(
        request, unit, form,
        lambda: actions.postpone_term(
            request.page.actor, unit=unit, term=row, **form.cleaned_data
        ),
        title=f"登记{unit}延期换届", submit="登记延期", done="延期换届已登记。",
        intro=f"本届 {row.elected_on} 当选，{row.expires_on} 届满。延期须经上级党组织批准。",
    )  # fmt: skip


@page("org.units")
@never_cache
def withdraw_term(request: PageRequest, pk: int) -> HttpResponse:
    """Take back a term that was entered wrongly."""
    row, unit = _found(request, queries.committee_term, pk)
    form = ReasonForm(request.POST or None)
    return _verb(
        request, unit, form,
        lambda: actions.withdraw_term(
            request.page.actor, unit=unit, term=row, **form.cleaned_data
        ),
        title="撤回届次登记", submit="撤回", done="届次登记已撤回。",
    )  # fmt: skip
