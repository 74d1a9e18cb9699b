"""The personal file: circumstances, courses and the printed form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.org import actions, papers, queries
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.forms.files import (
    CircumstanceForm,
    EndCircumstanceForm,
    ReasonForm,
    RewardForm,
    TrainingForm,
)
from tongpin.org.models import Person
from tongpin.org.scope import Scope
from tongpin.org.views.people import found_person, person_file
from tongpin.ui.forms import TongpinForm
from tongpin.ui.listing import DOCX, download


@page("org.view")
@never_cache
def paper(request: PageRequest, pk: int) -> HttpResponse:
    """党员基本信息表 in Word, numbers masked."""
    found = found_person(request, pk)
    private = request.page.can("org.private", found.home)
    data = papers.file_form(
        found, request.page.as_of, queries.trainings(found), queries.rewards(found), private=private
    )
    return download(data, f"{found.name}党员基本信息表.docx", DOCX)


@page("org.reveal")
@require_POST
@never_cache
def full_paper(request: PageRequest, pk: int) -> HttpResponse:
    """党员基本信息表 with full numbers and address; the look is an entry."""
    found = found_person(request, pk)
    numbers = actions.reveal_identity(request.page.actor, unit=found.home, person=found)
    data = papers.file_form(
        found, request.page.as_of, queries.trainings(found), queries.rewards(found), private=True,
        revealed=numbers,
    )  # fmt: skip
    return download(data, f"{found.name}党员基本信息表（含完整号码）.docx", DOCX)


@page("org.private")
@never_cache
def new_circumstance(request: PageRequest, pk: int) -> HttpResponse:
    """Note hardship or a stay abroad."""
    found = found_person(request, pk)
    form = CircumstanceForm(request.POST or None)
    if request.method == "POST":
        made = carried_out(
            form,
            lambda: actions.add_circumstance(
                request.page.actor, unit=found.home, person=found, **form.cleaned_data
            ),
        )
        if made is not None:
            messages.success(request, "个人情况已登记。")
            return redirect("org:person", pk)
    return form_page(
        request, form, title=f"登记{found.name}的个人情况", submit="登记", cancel=_back(found)
    )


@page("org.private")
@require_POST
@never_cache
def reveal_circumstances(request: PageRequest, pk: int) -> HttpResponse:
    """The file with what is noted on the circumstances, this once."""
    found = found_person(request, pk)
    actions.reveal_circumstances(request.page.actor, unit=found.home, person=found)
    return person_file(request, found, is_told=True)


@page("org.private")
@never_cache
def end_circumstance(request: PageRequest, pk: int) -> HttpResponse:
    """Say until when a circumstance held."""
    row = queries.circumstance(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    home = request.page.require(row.person.home)
    form = EndCircumstanceForm(request.POST or None, initial={"on": site_day()})
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.end_circumstance(
                request.page.actor, unit=home, row=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "终止日期已登记。")
            return redirect("org:person", row.person_id)
    return form_page(
        request, form, title=f"{row.person.name}的{row.get_kind_display()}终止",
        submit="登记", cancel=_back(row.person),
    )  # fmt: skip


@page("org.write")
@never_cache
def trainings(request: PageRequest, pk: int) -> HttpResponse:
    """A person's courses, with the form for one more."""
    found, form = found_person(request, pk), TrainingForm(request.POST or None)
    return _records(
        request, found, form,
        lambda: actions.add_training(
            request.page.actor, unit=found.home, person=found, **form.cleaned_data
        ),
        title=f"{found.name}的教育培训", submit="登记培训", done="培训已登记。",
        heads=("培训班", "举办单位", "级别", "时间", "学时"),
        lines=[
            ((f"{t.title}（集中轮训）" if t.is_concentrated else t.title, t.organiser,
              t.get_level_display(), f"{t.starts_on} 至 {t.ends_on}", t.hours),
             reverse("org:training-withdraw", args=[t.pk]))
            for t in queries.trainings(found)
        ],
        empty="还没有登记培训。在下面登记一次，人员页和书记培训一览随即更新。",
    )  # fmt: skip


@page("org.write")
@never_cache
def rewards(request: PageRequest, pk: int) -> HttpResponse:
    """A person's commendations, with the form for one more."""
    found, form = found_person(request, pk), RewardForm(request.POST or None)
    return _records(
        request, found, form,
        lambda: actions.add_reward(
            request.page.actor, unit=found.home, person=found, **form.cleaned_data
        ),
        title=f"{found.name}的奖励", submit="登记奖励", done="奖励已登记。",
        heads=("奖励名称", "授予单位", "授予日期", "文号"),
        lines=[
            ((r.title, r.granted_by, r.granted_on.isoformat(), r.number),
             reverse("org:reward-withdraw", args=[r.pk]))
            for r in queries.rewards(found)
        ],
        empty="还没有登记奖励。受到党内外表彰的，按表彰文件在下面登记。",
    )  # fmt: skip


def _records(
    request: PageRequest, found: Person, form: TongpinForm, act: Callable[[], object], *,
    done: str, heads: Sequence[str], lines: Sequence[tuple[Sequence[Any], str]], **extra: Any,
) -> HttpResponse:  # fmt: skip
    """Rows of a personal file with the form for one more; each row can be taken back."""
    if request.method == "POST" and carried_out(form, act) is not None:
        messages.success(request, done)
        return redirect(request.path)
    return form_page(
        request, form, "org/records.html", person=found, heads=heads,
        lines=[(list(zip(heads, cells, strict=True)), url) for cells, url in lines], **extra,
    )  # fmt: skip


@page("org.write")
@never_cache
def withdraw_training(request: PageRequest, pk: int) -> HttpResponse:
    """Take back a course that was entered wrongly."""
    return _withdrawn(
        request,
        queries.training,
        pk,
        actions.withdraw_training,
        "org:trainings",
        "培训记录已撤回。",
    )


@page("org.write")
@never_cache
def withdraw_reward(request: PageRequest, pk: int) -> HttpResponse:
    """Take back a commendation that was entered wrongly."""
    return _withdrawn(
        request, queries.reward, pk, actions.withdraw_reward, "org:rewards", "奖励记录已撤回。"
    )


def _withdrawn(
    request: PageRequest, read: Callable[[Scope, int], Any], pk: int,
    act: Callable[..., object], back: str, done: str,
) -> HttpResponse:  # fmt: skip
    row = read(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    home = request.page.require(row.person.home)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form, lambda: act(request.page.actor, unit=home, row=row, **form.cleaned_data)
    ):
        messages.success(request, done)
        return redirect(back, row.person_id)
    return form_page(
        request, form, title=f"撤回“{row.title}”", submit="撤回",
        cancel=reverse(back, args=[row.person_id]),
    )  # fmt: skip


def _back(found: Person) -> str:
    return reverse("org:person", args=[found.pk])
