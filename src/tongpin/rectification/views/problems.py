"""One problem: its page, and a page for each verb."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.queries import history
from tongpin.duties.rulebook import current_book
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.org.models import Unit
from tongpin.rectification import actions, queries
from tongpin.rectification.forms import (
    CloseForm,
    ExtendForm,
    HandOverAllForm,
    HandOverForm,
    PlanForm,
    ProblemForm,
    ProgressForm,
    PublishForm,
    ReasonForm,
    ReopenForm,
    ReviewForm,
    SubmitForm,
    narrowed_units,
)
from tongpin.rectification.models import Problem, Round, StepKind
from tongpin.rectification.moves import can_move
from tongpin.rectification.views.lists import standing
from tongpin.rectification.views.place import carried, problem_of, side, unit_of
from tongpin.ui.addresses import record_url

# (verb, word, address, permission, on the side of who does the work)
VERBS = (
    (StepKind.PLAN, "制定措施", "rectification:plan", "rectification.write", True),
    (StepKind.PROGRESS, "登记进展", "rectification:record", "rectification.write", True),
    (StepKind.SUBMIT, "申请销号", "rectification:submit", "rectification.write", True),
    (StepKind.CLOSE, "核验", "rectification:verify", "rectification.verify", False),
    (StepKind.REVIEW, "评估成效", "rectification:review", "rectification.verify", False),
    (StepKind.PUBLISH, "公开", "rectification:publish", "rectification.manage", False),
    (StepKind.REOPEN, "重新整改", "rectification:reopen", "rectification.verify", False),
    (StepKind.EXTEND, "延期", "rectification:extend", "rectification.manage", False),
    (StepKind.HAND_OVER, "交接", "rectification:hand-over", "rectification.manage", False),
    (StepKind.RECALL, "撤回申请", "rectification:recall", "rectification.write", True),
    (StepKind.CANCEL, "撤销", "rectification:cancel", "rectification.open", False),
)


@page("rectification.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """Everything about one problem, and what may be done now."""
    row = problem_of(request, pk)
    place = request.page
    steps = queries.steps(row)
    open_verbs = [
        (word, reverse(name, args=[row.pk]))
        for verb, word, name, permission, does in VERBS
        if can_move(row.state, verb)
        and place.can(permission, row.responsible_unit if does else row.unit)
    ]
    can_start = can_move(row.state, StepKind.START) and place.can(
        "rectification.write", row.responsible_unit
    )
    return render(
        request,
        "rectification/detail.html",
        {
            "row": row,
            "steps": steps,
            "evidence": queries.evidence(steps),
            "origin": record_url(row.ref),
            "standing": standing(row, place.as_of),
            "chip": _chip(row, place.as_of),
            "verbs": open_verbs,
            "can_start": can_start,
            "history": history(row),
        },
    )


def _chip(row: Problem, day: date) -> str:
    if row.is_overdue(day):
        return "overdue"
    return {"closed": "met", "long_term": "met_late", "cancelled": "not_applicable",
            "submitted": "due_soon", "returned": "overdue", "reopened": "overdue"}.get(row.state, "due")  # fmt: skip


@page("rectification.open")
def new(request: PageRequest) -> HttpResponse:
    """Enter a problem."""
    unit = unit_of(request)
    form = ProblemForm(
        request.POST or None, unit=unit, units=narrowed_units(request.page.scope, unit),
        rounds=_rounds(unit), initial={"round": request.GET.get("round", "")},
    )  # fmt: skip
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.open_problem(
                request.page.actor, unit=unit, ref="", **form.cleaned_data
            ),
        )
        if row is not None:
            messages.success(request, "问题已登记。")
            return redirect("rectification:detail", row.pk)
    return form_page(
        request, form, title="登记问题", submit="登记", cancel=reverse("rectification:list")
    )


def _rounds(unit: Unit) -> object:
    # A round of the unit itself or of one above it.
    parents = [int(part) for part in unit.path.split("/") if part]
    return Round.objects.filter(unit__in=parents)


@page("rectification.write")
def plan(request: PageRequest, pk: int) -> HttpResponse:
    """The action plan."""
    row = problem_of(request, pk)
    first = {
        n: getattr(row, n)
        for n in ("root_cause", "measure", "lead", "responsible_person", "due_on")
    }
    named = {} if row.responsible_person_id else {"responsible_name": row.responsible_name}
    form = PlanForm(
        request.POST or None, problem=row, initial=first | named | {"version": row.version}
    )
    return carried(
        request, row, form, title="制定措施", said="措施已保存。",
        verb=lambda data: actions.plan(
            request.page.actor, unit=side(request, row), problem=row, **data
        ),
    )  # fmt: skip


@page("rectification.write")
@require_POST
def start(request: PageRequest, pk: int) -> HttpResponse:
    """Begin."""
    row = problem_of(request, pk)
    actions.start(request.page.actor, unit=side(request, row), problem=row, version=row.version)
    messages.success(request, "已开始整改，每做一步登记一次进展并上传佐证。")
    return redirect("rectification:detail", pk)


@page("rectification.write")
def record(request: PageRequest, pk: int) -> HttpResponse:
    """One stage with its evidence."""
    row = problem_of(request, pk)
    form = ProgressForm(
        request.POST or None, request.FILES or None,
        initial={"version": row.version, "on": site_day()},
    )  # fmt: skip
    return carried(
        request, row, form, title="登记进展", said="进展已登记。",
        verb=lambda data: actions.record_progress(
            request.page.actor, unit=side(request, row), problem=row, files=data.pop("papers"),
            **data,
        ),
    )  # fmt: skip


@page("rectification.write")
def submit(request: PageRequest, pk: int) -> HttpResponse:
    """Ask for closure."""
    row = problem_of(request, pk)
    form = SubmitForm(request.POST or None, initial={"version": row.version})
    return carried(
        request, row, form, title="申请销号", said="已申请销号，等待其他同志核验。",
        intro="申请以后由您以外的同志核验；没有佐证材料不能申请。",
        verb=lambda data: actions.submit(
            request.page.actor, unit=side(request, row), problem=row, **data
        ),
    )  # fmt: skip


@page("rectification.write")
def recall(request: PageRequest, pk: int) -> HttpResponse:
    """Take the request back."""
    row = problem_of(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return carried(
        request, row, form, title="撤回申请", said="申请已撤回，可以继续登记进展。",
        verb=lambda data: actions.recall(
            request.page.actor, unit=side(request, row), problem=row, **data
        ),
    )  # fmt: skip


@page("rectification.verify")
def verify(request: PageRequest, pk: int) -> HttpResponse:
    """Close, keep up for good, or return."""
    row = problem_of(request, pk)
    form = CloseForm(request.POST or None, initial={"version": row.version})

    def verb(data: dict) -> Problem:  # type: ignore[type-arg]
        actor, asked = request.page.actor, {"problem": row, "version": data["version"]}
        if data["outcome"] == CloseForm.RETURN:
            return actions.return_(actor, unit=row.unit, reason=data["note"], **asked)
        if data["outcome"] == CloseForm.LONG:
            return actions.keep_long_term(actor, unit=row.unit, note=data["note"], **asked)
        return actions.close(
            actor, unit=row.unit, note=data["note"], review_due_on=data["review_due_on"], **asked
        )

    return carried(request, row, form, verb, title="核验", said="核验结果已记下。")


@page("rectification.verify")
def reopen(request: PageRequest, pk: int) -> HttpResponse:
    """Begin again."""
    row = problem_of(request, pk)
    form = ReopenForm(request.POST or None, initial={"version": row.version})
    return carried(
        request, row, form, title="重新整改", said="已转入重新整改。",
        verb=lambda data: actions.reopen(request.page.actor, unit=row.unit, problem=row, **data),
    )  # fmt: skip


@page("rectification.verify")
def review(request: PageRequest, pk: int) -> HttpResponse:
    """Look back."""
    row = problem_of(request, pk)
    form = ReviewForm(request.POST or None, initial={"version": row.version})
    return carried(
        request, row, form, title="评估成效", said="评估结果已记下。",
        verb=lambda data: actions.review(request.page.actor, unit=row.unit, problem=row, **data),
    )  # fmt: skip


@page("rectification.manage")
def publish(request: PageRequest, pk: int) -> HttpResponse:
    """Publication after review."""
    row = problem_of(request, pk)
    form = PublishForm(request.POST or None, initial={"version": row.version, "on": site_day()})
    article = current_book().article("insp-publish", site_day())
    intro = f"{article.text}（{article.cite.label}）。" if article is not None else ""
    return carried(
        request, row, form, title="公开", said="公开情况已登记。", intro=intro,
        verb=lambda data: actions.publish(request.page.actor, unit=row.unit, problem=row, **data),
    )  # fmt: skip


@page("rectification.manage")
def extend(request: PageRequest, pk: int) -> HttpResponse:
    """A later deadline."""
    row = problem_of(request, pk)
    form = ExtendForm(request.POST or None, initial={"version": row.version})
    return carried(
        request, row, form, title="延期", said="时限已延长，原时限仍可查到。",
        verb=lambda data: actions.extend(request.page.actor, unit=row.unit, problem=row, **data),
    )  # fmt: skip


@page("rectification.manage")
def hand_over(request: PageRequest, pk: int) -> HttpResponse:
    """Somebody else answers."""
    row = problem_of(request, pk)
    form = HandOverForm(request.POST or None, problem=row, initial={"version": row.version})
    return carried(
        request, row, form, title="交接", said="已交接。",
        verb=lambda data: actions.hand_over(request.page.actor, unit=row.unit, problem=row, **data),
    )  # fmt: skip


@page("rectification.manage")
def hand_over_all(request: PageRequest) -> HttpResponse:
    """Everything that somebody answers for goes to somebody else."""
    unit = unit_of(request)
    names = queries.open_names(queries.narrowed(request.page.scope, unit))
    form = HandOverAllForm(request.POST or None, names=names)
    if request.method == "POST":
        number = carried_out(
            form,
            lambda: actions.hand_over_all(request.page.actor, unit=unit, **form.cleaned_data),
        )
        if number is not None:
            messages.success(request, f"已交接{number}个问题。")
            return redirect("rectification:list")
    return form_page(
        request, form, title="批量交接", submit="交接", cancel=reverse("rectification:list"),
        intro="班子成员或者责任人变动时，把他名下没有销号的问题一次交给接手的同志。",
    )  # fmt: skip


@page("rectification.open")
def cancel(request: PageRequest, pk: int) -> HttpResponse:
    """Take a wrong entry back."""
    row = problem_of(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return carried(
        request, row, form, title="撤销", said="已撤销，记录仍可查到。",
        verb=lambda data: actions.cancel(request.page.actor, unit=row.unit, problem=row, **data),
    )  # fmt: skip
