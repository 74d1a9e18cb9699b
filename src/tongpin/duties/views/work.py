"""One judgement with its evidence; progress; waivers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.duties import actions, queries
from tongpin.duties.forms import ProgressForm, ReasonForm, WaiveForm
from tongpin.duties.judging import as_row
from tongpin.duties.models import Progress, Waiver
from tongpin.org.access import FIRST_YEAR, LAST_YEAR, PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.org.models import Unit
from tongpin.org.queries import person, unit_by_code, unit_by_key
from tongpin.rules.finding import Finding as Judgement
from tongpin.rules.model import Fact
from tongpin.ui.addresses import record_url


@page("duties.view")
def finding(request: PageRequest) -> HttpResponse:
    """Why a duty of a unit is judged as it is: reason, article, records counted and not counted."""
    unit = _subject_unit(request)
    rule = request.GET.get("rule", "")[:140]
    try:
        start = date.fromisoformat(request.GET.get("start", ""))
    except ValueError:
        start = date(request.page.as_of.year, 1, 1)
    if not rule or not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise Http404
    items = queries.judged(
        unit, subject=request.GET.get("subject", ""), rule=rule, start=start, year=start.year,
        as_of=request.page.as_of,
    )  # fmt: skip
    if not items:
        raise Http404
    judged = items[0].judgement
    windows = sorted(items, key=lambda i: i.judgement.window.start or start)
    duty = queries.duty_of_rule(unit, rule, start.year)
    row = as_row(items[0], start.year, request.page.as_of)
    context = {
        "unit": unit,
        "judged": judged,
        "duty": duty,
        "matched": queries.matched_rules(duty, rule),
        "title": judged.rule.title,
        "counted": [_record(f) for f in judged.counted],
        "seen": [(s.why, _record(s.fact)) for s in judged.seen],
        "trace": judged.trace,
        "windows": [
            (w.judgement, queries.finding_url(as_row(w, start.year, request.page.as_of), request.page.as_of))
            for w in windows
        ] if len(windows) > 1 else [],
        "record_url": queries.record_url(row, unit, queries.only_rules([row]))
        if row.verdict in queries.OPEN else None,
        "progress": queries.progress_of(unit, rule) if duty else [],
        "waivers": queries.waivers_of(unit, rule),
        "can_record": request.page.can("life.write", unit) or request.page.can("duties.progress", unit),
        "can_progress": request.page.can("duties.progress", unit),
        "can_waive": request.page.can("duties.waive", unit) and judged.subject.kind == "unit",
        "waive_url": _waive_url(unit, judged),
        "withdraw_form": ReasonForm(initial={"version": 0}),
    }  # fmt: skip
    return render(request, "duties/finding.html", context)


def _waive_url(unit: Unit, judged: Judgement) -> str:
    return (
        f"{reverse('duties:waive')}?unit={unit.code}&rule={judged.rule.key}"
        f"&start={judged.window.start}&end={judged.window.end}"
    )


def _record(fact: Fact) -> dict[str, Any]:
    """A counted record with the page that shows it."""
    url = record_url(fact.ref)
    late = fact.recorded_on is not None and (fact.recorded_on - fact.on).days > 7
    return {"label": fact.label, "on": fact.on, "url": url, "late": late, "state": fact.state}


@page("duties.progress")
def progress(request: PageRequest) -> HttpResponse:
    """Write down what was done for a duty."""
    unit = _named_unit(request)
    rule = request.GET.get("rule", "")[:60]
    duty = queries.duty_of_rule(unit, rule, request.page.year)
    if duty is None:
        raise Http404
    form = ProgressForm(request.POST or None)

    def recorded() -> Progress:
        return actions.record_progress(
            request.page.actor, unit=unit, rule=rule, title=duty.title, **form.cleaned_data
        )

    if request.method == "POST" and carried_out(form, recorded):
        messages.success(request, "办理情况已登记。")
        return redirect(_finding_url(unit, rule, request.page.year))
    rows = queries.progress_of(unit, rule)
    return form_page(request, form, "duties/progress.html", duty=duty, unit=unit, rows=rows)


@require_POST
@page("duties.progress")
def withdraw_progress(request: PageRequest, pk: int) -> HttpResponse:
    """Take a progress record back."""
    row = queries.progress(request.page.visible, pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:200]
    actions.withdraw_progress(request.page.actor, unit=row.unit, progress=row, reason=reason)
    messages.success(request, "已撤回这条办理记录。")
    return redirect(_finding_url(row.unit, row.duty_key, row.on.year))


@page("duties.waive")
def waive(request: PageRequest) -> HttpResponse:
    """Record the decision that nothing is asked of a unit in a window."""
    unit = _named_unit(request)
    rule = request.GET.get("rule", "")[:80]
    initial = {"starts_on": request.GET.get("start"), "ends_on": request.GET.get("end")}
    form = WaiveForm(request.POST or None, initial=initial)
    items = queries.judged(
        unit, subject=f"unit:{unit.pk}", rule=rule, start=request.page.as_of,
        year=request.page.year, as_of=request.page.as_of,
    )  # fmt: skip
    if not items:
        raise Http404
    title = items[0].judgement.rule.title

    def waived() -> Waiver:
        return actions.waive(
            request.page.actor, unit=unit, rule=rule, title=title, **form.cleaned_data
        )

    if request.method == "POST" and carried_out(form, waived):
        messages.success(request, "免除已登记，可以随时撤销。")
        return redirect(_finding_url(unit, rule, request.page.year))
    intro = f"{unit}。免除须有决定人和理由，整个时段都在免除期内的才作免除判定。"
    return form_page(
        request, form, title=f"免除：{title}", submit="登记免除", unit=unit, intro=intro
    )


@require_POST
@page("duties.waive")
def withdraw_waiver(request: PageRequest, pk: int) -> HttpResponse:
    """End a waiver."""
    row = queries.waiver(request.page.visible, pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    request.page.require(row.unit)
    actions.withdraw_waiver(request.page.actor, unit=row.unit, waiver=row)
    messages.success(request, "免除已撤销。")
    return redirect(_finding_url(row.unit, row.rule_key, row.starts_on.year))


def _finding_url(unit: Unit, rule: str, year: int) -> str:
    return f"{reverse('duties:finding')}?subject=unit:{unit.pk}&rule={rule}&start={year}-01-01"


def _named_unit(request: PageRequest) -> Unit:
    unit = unit_by_code(request.GET.get("unit", "").replace("\x00", "")[:40])
    if unit is None:
        raise Http404
    return request.page.require(unit)


def _subject_unit(request: PageRequest) -> Unit:
    """The unit that a judgement belongs to; a person's own branch for persons."""
    kind, _, key = request.GET.get("subject", "").partition(":")
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    unit: Unit | None = None
    if kind == "unit":
        unit = unit_by_key(number)
    elif kind == "person":
        found = person(request.page.visible, number)
        unit = found.home if found is not None else None
    if unit is None:
        raise Http404
    return request.page.require(unit)
