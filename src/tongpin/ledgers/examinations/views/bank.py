"""Pages of the bank."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.queries import history
from tongpin.ledgers.examinations import actions, queries, sheets
from tongpin.ledgers.examinations.forms import QuestionForm, ReasonForm
from tongpin.ledgers.examinations.keys import key_words
from tongpin.ledgers.examinations.models import Difficulty, Kind, Question
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page, found, pressed, unit_of, version_of
from tongpin.ui.listing import XLSX, Column, Filter, Listing, download, respond


@page("examinations.manage")
def listing(request: PageRequest) -> HttpResponse:
    """The bank; its export goes into another bank as it is."""
    rows = queries.questions(request.page.scope)
    topics = [(t, t) for t in queries.topics(rows)]
    table = Listing(
        request,
        rows,
        [
            Column("stem", "题干", cell=str, link=lambda r: reverse("examinations:question", args=[r.pk])),
            Column("kind", "题型", cell=lambda r: r.get_kind_display(), sort="kind"),
            Column("topic", "专题", sort="topic"),
            Column("difficulty", "难度", cell=lambda r: r.get_difficulty_display(), sort="difficulty"),
            Column("source", "依据", cell=lambda r: f"{r.source}{r.article}"),
            Column("unit", "题库", cell=lambda r: str(r.unit)),
        ],
        title="题库",
        filters=[
            Filter("topic", "专题", topics, lambda q, v: q.filter(topic=v)),
            Filter("kind", "题型", Kind.choices, lambda q, v: q.filter(kind=v)),
            Filter("difficulty", "难度", [(str(v), w) for v, w in Difficulty.choices],
                   lambda q, v: q.filter(difficulty=int(v))),
        ],
        search=queries.searched,
        search_label="题干、依据",
        default_sort="-pk",
        empty="题库还是空的。可以下载模板填好整批导入，也可以一道一道录入。",
        empty_action=("导入题库", reverse("examinations:sheet-upload")),
    )  # fmt: skip
    if request.GET.get("export") == "xlsx":
        return download(
            sheets.bank_sheet(table.queryset.order_by("pk")[:20_000], "题库"), "题库.xlsx", XLSX
        )
    return respond(request, table, "examinations/bank.html")


@page("examinations.manage")
def new(request: PageRequest) -> HttpResponse:
    """Write a question."""
    unit = unit_of(request)
    form = QuestionForm(request.POST or None, initial={"topic": request.GET.get("topic", "")[:40]})
    if request.method == "POST":
        row = carried_out(
            form, lambda: actions.add_question(request.page.actor, unit=unit, draft=form.draft)
        )
        if row is not None:
            messages.success(request, "已录入题库。")
            if "again" in request.POST:
                return redirect(f"{reverse('examinations:question-new')}?topic={row.topic}")
            return redirect("examinations:question", row.pk)
    return form_page(
        request, form, "examinations/question_form.html", title="录入试题", submit="保存",
        cancel=reverse("examinations:list"), is_new=True,
    )  # fmt: skip


@page("examinations.manage")
def question(request: PageRequest, pk: int) -> HttpResponse:
    """One question with its key."""
    row: Question = found(request, queries.question, pk)
    context = {"row": row, "key": key_words(row.content), "history": history(row),
               "withdrawing": ReasonForm(initial={"version": row.version})}  # fmt: skip
    return render(request, "examinations/question.html", context)


@page("examinations.manage")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Change a question."""
    row: Question = found(request, queries.question, pk)
    form = QuestionForm(request.POST or None, initial=QuestionForm.initial_of(row))
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.change_question(
                request.page.actor, unit=row.unit, question=row,
                version=form.cleaned_data["version"] or 0, draft=form.draft,
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, "已修改。已经定稿的试卷不受影响。")
            return redirect("examinations:question", row.pk)
    return form_page(
        request, form, "examinations/question_form.html", title="修改试题",
        cancel=reverse("examinations:question", args=[row.pk]),
    )  # fmt: skip


@page("examinations.manage")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Use a question no more."""
    row: Question = found(request, queries.question, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.withdraw_question(
                request.page.actor, unit=row.unit, question=row,
                version=form.cleaned_data["version"] or 0, reason=form.cleaned_data["reason"],
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, "已停用，以后组卷不再用它。")
            return redirect("examinations:question", row.pk)
    return form_page(
        request, form, title="停用试题", submit="停用",
        cancel=reverse("examinations:question", args=[row.pk]), intro=row.stem,
    )  # fmt: skip


@require_POST
@page("examinations.manage")
def restore(request: PageRequest, pk: int) -> HttpResponse:
    """Use it again."""
    row: Question = found(request, queries.question, pk)
    version = version_of(request)
    return pressed(
        request,
        lambda: actions.restore_question(
            request.page.actor, unit=row.unit, question=row, version=version
        ),
        "已恢复使用。", "examinations:question", row.pk,
    )  # fmt: skip
