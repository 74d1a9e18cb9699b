"""The verbs of a problem as one table: a button on its page, and a page of its own for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.duties.rulebook import current_book
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.org.models import Unit
from tongpin.rectification import actions
from tongpin.rectification.forms import (
    CloseForm,
    ExtendForm,
    HandOverForm,
    PlanForm,
    ProgressForm,
    PublishForm,
    ReasonForm,
    ReopenForm,
    ReviewForm,
    SubmitForm,
    VersionForm,
)
from tongpin.rectification.models import Problem, StepKind
from tongpin.rectification.moves import can_move
from tongpin.rectification.views.place import problem_of, side
from tongpin.ui.forms import TongpinForm

Act = Callable[..., Any]
Values = Callable[[Problem], dict[str, Any]]


def _nothing(_: Problem) -> dict[str, Any]:
    return {}


def _no_words() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: `does` where it belongs to the side that does the work, not to the one that raised it.

    `initial` is what the form starts with beside the version, `more` what its class asks for.
    """

    kind: StepKind
    name: str
    title: str
    said: str
    permission: str
    form: type[VersionForm]
    act: Act
    does: bool = False
    intro: Callable[[], str] = _no_words
    initial: Values = _nothing
    more: Values = _nothing

    def is_open(self, request: PageRequest, row: Problem) -> bool:
        """Whether the state and the reader's permissions allow it now."""
        unit = row.responsible_unit if self.does else row.unit
        return can_move(row.state, self.kind) and request.page.can(self.permission, unit)


def _planned(row: Problem) -> dict[str, Any]:
    names = ("root_cause", "measure", "lead", "responsible_person", "due_on")
    named = {} if row.responsible_person_id else {"responsible_name": row.responsible_name}
    return {name: getattr(row, name) for name in names} | named


def _today(_: Problem) -> dict[str, Any]:
    return {"on": site_day()}


def _of_problem(row: Problem) -> dict[str, Any]:
    return {"problem": row}


def _record(actor: Actor, *, papers: Any, **values: Any) -> Any:
    return actions.record_progress(actor, files=papers, **values)


def _verify(
    actor: Actor, *, unit: Unit, outcome: str, note: str, review_due_on: Any, **asked: Any
) -> Problem:
    if outcome == CloseForm.RETURN:
        return actions.return_(actor, unit=unit, reason=note, **asked)
    if outcome == CloseForm.LONG:
        return actions.keep_long_term(
            actor, unit=unit, note=note, review_due_on=review_due_on, **asked
        )
    return actions.close(actor, unit=unit, note=note, review_due_on=review_due_on, **asked)


def _publication_rule() -> str:
    article = current_book().article("insp-publish", site_day())
    return f"{article.text}（{article.cite.label}）。" if article is not None else ""


WRITE, VERIFY = "rectification.write", "rectification.verify"
MANAGE, OPEN = "rectification.manage", "rectification.open"
VERBS = (
    Verb(StepKind.PLAN, "plan", "制定措施", "措施已保存。", WRITE, PlanForm, actions.plan,
         does=True, initial=_planned, more=_of_problem),
    Verb(StepKind.PROGRESS, "record", "登记进展", "进展已登记。", WRITE, ProgressForm, _record,
         does=True, initial=_today),
    Verb(StepKind.SUBMIT, "submit", "申请销号", "已申请销号，等待其他同志核验。", WRITE, SubmitForm,
         actions.submit, does=True,
         intro=lambda: "申请以后由您以外的同志核验；没有佐证材料不能申请。"),
    Verb(StepKind.CLOSE, "verify", "核验", "核验结果已记下。", VERIFY, CloseForm, _verify),
    Verb(StepKind.REVIEW, "review", "评估成效", "评估结果已记下。", VERIFY, ReviewForm,
         actions.review),
    Verb(StepKind.PUBLISH, "publish", "公开", "公开情况已登记。", MANAGE, PublishForm,
         actions.publish, intro=_publication_rule, initial=_today),
    Verb(StepKind.REOPEN, "reopen", "重新整改", "已转入重新整改。", VERIFY, ReopenForm,
         actions.reopen),
    Verb(StepKind.EXTEND, "extend", "延期", "时限已延长，原时限仍可查到。", MANAGE, ExtendForm,
         actions.extend),
    Verb(StepKind.HAND_OVER, "hand-over", "交接", "已交接。", MANAGE, HandOverForm,
         actions.hand_over, more=_of_problem),
    Verb(StepKind.RECALL, "recall", "撤回申请", "申请已撤回，可以继续登记进展。", WRITE, ReasonForm,
         actions.recall, does=True),
    Verb(StepKind.CANCEL, "cancel", "撤销", "已撤销，记录仍可查到。", OPEN, ReasonForm,
         actions.cancel),
)  # fmt: skip


def page_of(verb: Verb) -> Callable[..., Any]:
    """The page of a verb: its form carried out, or shown (again) with what is wrong."""

    @page(verb.permission)
    def view(request: PageRequest, pk: int) -> HttpResponse:
        row = problem_of(request, pk)
        first = {"version": row.version} | verb.initial(row)
        form: TongpinForm = verb.form(
            request.POST or None, request.FILES or None, initial=first, **verb.more(row)
        )
        if request.method == "POST":
            unit = side(request, row) if verb.does else row.unit
            done = carried_out(
                form,
                lambda: verb.act(request.page.actor, unit=unit, problem=row, **form.cleaned_data),
            )
            if done is not None:
                messages.success(request, verb.said)
                return redirect("rectification:detail", row.pk)
        return form_page(
            request, form, "rectification/verb.html", title=verb.title, submit=verb.title, row=row,
            intro=verb.intro(), cancel=reverse("rectification:detail", args=[row.pk]),
        )  # fmt: skip

    return view
