"""Ballot and grades as the branch runs them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.appraisals import actions, queries, sheets
from tongpin.ledgers.appraisals.forms import (
    DecideForm,
    GradesForm,
    MeasureForm,
    OpenBallotForm,
    ReasonForm,
    TallyForm,
)
from tongpin.ledgers.appraisals.models import Appraisal, BallotState, Mark
from tongpin.ledgers.appraisals.views.place import handled, line_of, row_of
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.ui.listing import XLSX, download


@page("appraisals.view")
@never_cache
def ballot(request: PageRequest, pk: int) -> HttpResponse:
    """Where the ballot stands: how to begin, who has not voted, or the totals once it is closed."""
    row = row_of(request, pk)
    used, missing = queries.turnout(row) if row.ballot_state == BallotState.OPEN else (0, [])
    roll = queries.participants(row) if row.ballot_state == BallotState.CLOSED else []
    context = {
        "row": row, "used": used, "missing": missing, "marks": Mark.labels,
        "tallies": [(p, p.tally.counts().values()) for p in roll if hasattr(p, "tally")],
        "form": OpenBallotForm(), "can_void": row.decided_on is None,
        "can_write": request.page.can("appraisals.write", row.unit) and row.case.closed_on is None,
    }  # fmt: skip
    return render(request, "appraisals/ballot.html", context)


@require_POST
@page("appraisals.write")
def ballot_open(request: PageRequest, pk: int) -> HttpResponse:
    """Begin the ballot; the answer is the sheet of codes, which is shown once."""
    row = row_of(request, pk)
    form = OpenBallotForm(request.POST)
    form.full_clean()
    codes = actions.open_ballot(
        request.page.actor, unit=row.unit, appraisal=row, **form.cleaned_data
    )
    return _slips(request, row, codes)


@require_POST
@page("appraisals.write")
def codes(request: PageRequest, pk: int) -> HttpResponse:
    """New codes for those who have not voted."""
    row = row_of(request, pk)
    made = actions.renew_codes(request.page.actor, unit=row.unit, appraisal=row)
    return _slips(request, row, made)


def _slips(request: PageRequest, row: Appraisal, made: list[tuple[str, str]]) -> HttpResponse:
    address = request.build_absolute_uri(reverse("appraisals:code"))
    return download(sheets.slips(row, made, address), f"{row.unit}{row}投票码.xlsx", XLSX)


@require_POST
@page("appraisals.write")
def ballot_close(request: PageRequest, pk: int) -> HttpResponse:
    """Open the box and count."""
    row = row_of(request, pk)
    trouble = actions.close_ballot(request.page.actor, unit=row.unit, appraisal=row)
    messages.success(request, "测评已经结束，票已计好，选票已经销毁。")
    if trouble:
        messages.warning(request, f"步骤还没有登记：{trouble}")
    return redirect("appraisals:ballot", row.pk)


@page("appraisals.write")
def ballot_void(request: PageRequest, pk: int) -> HttpResponse:
    """Begin the ballot again."""
    row = row_of(request, pk)
    form = ReasonForm(request.POST or None)
    return handled(
        request, row, form,
        lambda: actions.void_ballot(
            request.page.actor, unit=row.unit, appraisal=row, **form.cleaned_data
        ),
        "测评已作废，可以重新组织。", title="作废这次测评", back="appraisals:ballot", submit="作废",
        intro="已经投的票、已经录入的结果都会销毁，需要重新测评。",
    )  # fmt: skip


@page("appraisals.write")
def tally(request: PageRequest, pk: int) -> HttpResponse:
    """The totals of a ballot on paper."""
    row = row_of(request, pk)
    form = TallyForm(request.POST or None, subjects=queries.subjects(row))

    def enter() -> str:
        data = form.cleaned_data
        return actions.enter_tally(
            request.page.actor, unit=row.unit, appraisal=row, issued=data["issued"],
            returned=data["returned"], valid=data["valid"], totals=form.totals(),
        )  # fmt: skip

    return handled(
        request, row, form, enter, "测评结果已录入。", title="录入纸质测评结果", back="appraisals:ballot",
        template="appraisals/tally.html", marks=Mark.labels,
    )  # fmt: skip


@page("appraisals.view")
def grades(request: PageRequest, pk: int) -> HttpResponse:
    """The grades: totals beside them, the share judged live, then decided and told."""
    row = row_of(request, pk)
    roll = queries.participants(row)
    can_write = request.page.can("appraisals.write", row.unit) and row.case.closed_on is None
    initial = {
        "version": row.version,
        "cap_approver": row.cap_approver,
        "cap_reason": row.cap_reason,
    }
    form = GradesForm(request.POST or None, roll=roll, initial=initial)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.set_grades(
                request.page.actor, unit=row.unit, appraisal=row, grades=form.grades(),
                version=form.cleaned_data["version"],
                cap_approver=form.cleaned_data["cap_approver"],
                cap_reason=form.cleaned_data["cap_reason"],
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, f"等次已保存。{done.words}")
            return redirect("appraisals:grades", row.pk)
    chosen = form.grades() if form.is_bound and form.is_valid() else None
    typed = {k: g for k, (g, _) in chosen.items()} if chosen else {p.pk: p.grade for p in roll}
    context = {
        "row": row, "can_write": can_write, "marks": Mark.labels, "roll": roll,
        "cap": queries.cap(current_book(), roll, typed, row.decided_on or site_day()),
        "is_closed": row.ballot_state == BallotState.CLOSED,
        "decide_form": DecideForm(initial={"on": site_day()}),
        "untold": sum(bool(p.grade) and p.told_on is None for p in roll),
        "title": "评定等次",
    }  # fmt: skip
    return form_page(request, form, "appraisals/grades.html", **context)


@require_POST
@page("appraisals.view")
def share(request: PageRequest, pk: int) -> HttpResponse:
    """The share of the excellent for grades that are only typed; writes nothing."""
    row = row_of(request, pk)
    roll = queries.participants(row)
    typed = {p.pk: request.POST.get(f"g{p.pk}", "") for p in roll}
    cap = queries.cap(current_book(), roll, typed, site_day())
    return render(request, "appraisals/partials/cap.html", {"cap": cap})


@page("appraisals.write")
def measure(request: PageRequest, pk: int, line: int) -> HttpResponse:
    """Help and education for somebody graded 基本合格 or 不合格."""
    row = row_of(request, pk)
    found = line_of(row, line)
    if not found.needs_measure:
        raise Http404
    initial = {
        "measure": found.measure, "helper": found.helper_id, "due_on": found.measure_due_on,
        "result": found.measure_result, "version": found.version,
    }  # fmt: skip
    form = MeasureForm(request.POST or None, roll=queries.participants(row), initial=initial)
    return handled(
        request, row, form,
        lambda: actions.set_measure(
            request.page.actor, unit=row.unit, appraisal=row, line=found, **form.cleaned_data
        ),
        "已保存。", title=f"{found.person.name}的帮助教育措施", back="appraisals:grades",
    )  # fmt: skip


@require_POST
@page("appraisals.write")
def decide(request: PageRequest, pk: int) -> HttpResponse:
    """Settle the grades."""
    row = row_of(request, pk)
    form = DecideForm(request.POST)
    done = carried_out(
        form,
        lambda: actions.decide(
            request.page.actor, unit=row.unit, appraisal=row, **form.cleaned_data
        ),
    )
    if done is None:
        for error in form.errors.values():
            messages.error(request, " ".join(str(e) for e in error))
    else:
        messages.success(request, "等次已经确定，可以向本人反馈。")
        if done:
            messages.warning(request, f"步骤还没有登记：{done}")
    return redirect("appraisals:grades", row.pk)


@page("appraisals.write")
def undecide(request: PageRequest, pk: int) -> HttpResponse:
    """Take the decision back."""
    row = row_of(request, pk)
    form = ReasonForm(request.POST or None)
    return handled(
        request, row, form,
        lambda: actions.undecide(
            request.page.actor, unit=row.unit, appraisal=row, **form.cleaned_data
        ),
        "评定已撤回，可以修改等次。", title="撤回评定", back="appraisals:grades", submit="撤回",
        intro="撤回后等次回到拟定状态，已经反馈的要重新反馈。",
    )  # fmt: skip


@require_POST
@page("appraisals.write")
def tell(request: PageRequest, pk: int) -> HttpResponse:
    """Say that the results were told to everybody who has not been told yet."""
    row = row_of(request, pk)
    count = actions.tell(
        request.page.actor, unit=row.unit, appraisal=row, lines=queries.participants(row)
    )
    messages.success(request, f"已向{count}名同志反馈，本人登录后可以看到自己的结果。")
    return redirect("appraisals:grades", row.pk)
