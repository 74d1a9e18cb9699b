"""One matter: its steps, its words this once, its readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Forbidden
from tongpin.casework.queries import rungs
from tongpin.documents.papers import DOCX
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.talks import actions, queries
from tongpin.ledgers.talks.forms import (
    ExtendForm,
    HandOverForm,
    ReaderForm,
    ReasonForm,
    StepForm,
    Versioned,
)
from tongpin.ledgers.talks.models import Matter
from tongpin.ledgers.talks.paper import has_paper, record_form
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.ui.forms import TongpinForm
from tongpin.ui.listing import download


@page("talks.view")
@never_cache
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """How a matter stands; its words stay sealed until they are asked for."""
    return _shown(request, _row(request, pk))


@page("talks.view")
@require_POST
@never_cache
def reveal(request: PageRequest, pk: int) -> HttpResponse:
    """The words, this once; the reading is on record."""
    row = _row(request, pk)
    return _shown(request, row, words=actions.read(request.page.actor, matter=row))


@page("talks.view")
@require_POST
@never_cache
def paper(request: PageRequest, pk: int) -> HttpResponse:
    """The record form in Word with its words; the reading is on record."""
    row = _row(request, pk)
    if not has_paper(row):
        raise Http404
    words = actions.read(request.page.actor, matter=row)
    title, data = record_form(current_book(), row, words, request.page.as_of)
    return download(data, f"{title}{row}.docx", DOCX)


def _shown(request: PageRequest, row: Matter, **extra: Any) -> HttpResponse:
    book, place = current_book(), request.page
    found = queries.progress(book, row, place.as_of)
    chip, word = queries.phase(book, row, place.as_of)
    sanction = getattr(row, "sanction", None)
    what = queries.effect_of(book, sanction) if sanction else None
    days = [(title, day, (day - place.as_of).days) for title, day in _derived(book, row, found)]
    return render(
        request,
        "talks/detail.html",
        {
            "row": row, "sanction": sanction, "effect": what, "days": days,
            "chip": chip, "word": word,
            "rungs": rungs(queries.procedure(book, row), row.steps.all(), found),
            "dues": queries.dues(book, row, place.as_of),
            "effect_left": (what.effect_ends_on - place.as_of).days if what else None,
            "can_write": queries.may_write(place.actor, row) and row.is_open,
            "can_all": place.can("talks.all", row.unit),
            "has_paper": has_paper(row),
            "has_words": bool(row.brief) or any(s.words for s in row.steps.all()),
            **extra,
        },
    )  # fmt: skip


def _derived(book: Any, row: Matter, found: Any) -> list[tuple[str, Any]]:

    procedure = queries.procedure(book, row)
    return [(procedure.title_of(key), day) for key, day in found.days.items() if day]


@page("talks.write")
@never_cache
def record(request: PageRequest, pk: int, step: str) -> HttpResponse:
    """Record one step."""
    row = _writable(request, pk)
    found = queries.procedure(current_book(), row).by_key.get(step)
    if found is None:
        raise Http404
    initial: dict[str, Any] = {"version": row.version, "on": site_day()}
    if step == "talk" and row.talker is not None:
        initial["by"] = row.talker.name
    form = StepForm(request.POST or None, matter=row, step=found, initial=initial)
    return _done(
        request, row, form, f"登记：{found.title}", "已登记。",
        lambda: actions.record(
            request.page.actor, unit=row.unit, matter=row, version=form.cleaned_data["version"],
            taken=form.taken(),
        ),
    )  # fmt: skip


@page("talks.write")
@never_cache
def withdraw_step(request: PageRequest, pk: int, step: int) -> HttpResponse:
    """Take a record back."""
    row = _writable(request, pk)
    found = queries.step(row, step)
    if found is None:
        raise Http404
    return _form(
        request, row, ReasonForm, "撤回记录", "已撤回，记录保留。",
        lambda data: actions.withdraw_step(
            request.page.actor, unit=row.unit, matter=row, step=found, **data
        ),
    )  # fmt: skip


@page("talks.all")
@never_cache
def extend(request: PageRequest, pk: int) -> HttpResponse:
    """留党察看 is prolonged."""
    row = _writable(request, pk)
    return _form(
        request, row, ExtendForm, "延长留党察看", "已登记延长，影响期已重算。",
        lambda data: actions.extend(request.page.actor, unit=row.unit, matter=row, **data),
    )  # fmt: skip


@page("talks.write")
@never_cache
def hand_over(request: PageRequest, pk: int) -> HttpResponse:
    """To the discipline organ."""
    row = _writable(request, pk)
    return _form(
        request, row, HandOverForm, "移交纪检机关", "已移交，这里不再登记。",
        lambda data: actions.hand_over(request.page.actor, unit=row.unit, matter=row, **data),
        initial={"on": site_day()},
    )  # fmt: skip


@page("talks.write")
@never_cache
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Entered by mistake."""
    row = _writable(request, pk)
    return _form(
        request, row, ReasonForm, "撤销事项", "已撤销，记录保留。",
        lambda data: actions.withdraw(request.page.actor, unit=row.unit, matter=row, **data),
    )  # fmt: skip


@page("talks.all")
@never_cache
def reader_new(request: PageRequest, pk: int) -> HttpResponse:
    """Name a reader."""
    row = _row(request, pk)
    request.page.require(row.unit)
    form = ReaderForm(request.POST or None, matter=row)
    return _done(
        request, row, form, "指定知情人", "已指定，对方可以在“谈话提醒”里看到这个事项。",
        lambda: actions.name_reader(
            request.page.actor, unit=row.unit, matter=row, **form.cleaned_data
        ),
    )  # fmt: skip


@page("talks.all")
@require_POST
def reader_dismiss(request: PageRequest, pk: int, reader: int) -> HttpResponse:
    """The reader may no longer read."""
    row = _row(request, pk)
    request.page.require(row.unit)
    found = queries.reader(row, reader)
    if found is None:
        raise Http404
    actions.dismiss_reader(request.page.actor, unit=row.unit, matter=row, reader=found)
    messages.success(request, "已收回。")
    return redirect("talks:detail", row.pk)


def _form(
    request: PageRequest, row: Matter, kind: type[Versioned], title: str, said: str,
    act: Callable[[dict[str, Any]], Any], initial: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    form = kind(request.POST or None, initial={"version": row.version, **(initial or {})})
    return _done(request, row, form, title, said, lambda: act(form.cleaned_data))


def _done(
    request: PageRequest, row: Matter, form: TongpinForm, title: str, said: str,
    act: Callable[[], Any],
) -> HttpResponse:  # fmt: skip
    if request.method == "POST" and carried_out(form, act) is not None:
        messages.success(request, said)
        return redirect("talks:detail", row.pk)
    return form_page(
        request, form, title=title, submit=title.partition("：")[0], eyebrow=str(row),
        cancel=reverse("talks:detail", args=[row.pk]),
    )  # fmt: skip


def _row(request: PageRequest, pk: int) -> Matter:
    """The matter, which does not exist for who need not know of it."""
    row = queries.matter(request.page.actor, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    return row


def _writable(request: PageRequest, pk: int) -> Matter:
    row = _row(request, pk)
    if not queries.may_write(request.page.actor, row):
        raise Forbidden("只有纪检人员和谈话人可以登记。")
    return row
