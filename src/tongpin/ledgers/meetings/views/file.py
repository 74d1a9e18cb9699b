"""The file of a meeting: list, opening, the guided page, plan, steps, study, opinions, papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.casework import queries as cases
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.meetings import actions, queries, sheets
from tongpin.ledgers.meetings.drafting import notice_draft, report_draft
from tongpin.ledgers.meetings.forms import (
    FileForm,
    OpenForm,
    PaperForm,
    PlanForm,
    ProblemForm,
    ReasonForm,
    RemarkForm,
    StudyForm,
    TakeForm,
    procedure_of,
    year_of,
)
from tongpin.ledgers.meetings.models import Meeting, Procedure
from tongpin.ledgers.meetings.views.place import row_of
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page, handled
from tongpin.rectification.queries import problems_of
from tongpin.ui.listing import Column, Filter, Listing, respond

DRAFTED = "。以下初稿由会议档案里登记的情况生成，还没有保存，请核对、修改后保存。"


@page("meetings.view")
def listing(request: PageRequest) -> HttpResponse:
    """The meetings of the chosen unit and everything below it."""
    place, book = request.page, current_book()
    rows = queries.meetings(place.scope)
    if place.unit is not None:
        rows = rows.filter(unit__path__startswith=place.unit.path)
    years = [(str(y), f"{y}年") for y in place.years]
    table = Listing(
        request, rows,
        [
            Column("title", "会议", cell=str, sort="year", link=lambda r: reverse("meetings:detail", args=[r.pk])),
            Column("unit", "党组织", cell=lambda r: str(r.unit), sort="unit__order"),
            Column("theme", "主题"),
            Column("held", "召开", cell=lambda r: r.gathering.held_on if r.gathering else None, kind="date"),
            Column("standing", "情况", cell=lambda r: cases.summary(book, r.case, place.as_of)[0]),
            Column("next", "下一步", cell=lambda r: cases.summary(book, r.case, place.as_of)[1]),
        ],
        title="民主生活会、组织生活会",
        filters=[
            Filter("procedure", "种类", Procedure.choices, lambda q, v: q.filter(procedure=v)),
            Filter("of", "年度", years, lambda q, v: q.filter(year=int(v))),
            Filter("state", "状态", [("open", "办理中"), ("closed", "已办结")],
                   lambda q, v: q.filter(case__closed_on__isnull=v == "open")),
        ],
        search=lambda q, text: q.filter(theme__icontains=text), search_label="主题",
        default_sort="-title",
        empty="还没有会议档案。从开始筹备到整改落实，每一步由谁办、最迟哪天、还缺什么，都在会议档案里列明。",
        empty_action=("开始筹备", reverse("meetings:new")) if place.can("meetings.write") else None,
    )  # fmt: skip
    return respond(request, table, "meetings/list.html", can_write=place.can("meetings.write"))


@page("meetings.write")
def new(request: PageRequest) -> HttpResponse:
    """Begin the preparation of a meeting."""
    place = request.page
    unit = place.unit
    if unit is None:
        raise Refused("还没有可以办理的党组织，请先建立党组织。")
    procedure = procedure_of(unit)
    form = OpenForm(request.POST or None, initial={"year": place.year})
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.open_meeting(
                place.actor, unit=unit, procedure=procedure, **form.cleaned_data
            ),
        )
        if row is not None:
            messages.success(request, "已开始筹备，按下面的步骤逐项办理即可。")
            return redirect("meetings:detail", row.pk)
    return form_page(
        request, form, title=f"开始筹备{Procedure(procedure).label}", submit="开始筹备",
        cancel=reverse("meetings:list"), intro=f"召开单位：{unit}",
    )  # fmt: skip


@page("meetings.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """The guided page: every step with what the file holds, lacks, and by which article."""
    place = request.page
    if pk <= BIGGEST_KEY and queries.bare_case(place.visible, pk) is not None:
        return redirect("meetings:file", pk)
    row = row_of(request, pk)
    book, day = current_book(), place.as_of
    found = queries.standing_of(book, row, day)
    before = queries.previous(row)
    can_write = place.can("meetings.write", row.unit) and row.case.closed_on is None
    return render(
        request, "meetings/detail.html",
        {
            "row": row, "steps": queries.guided(book, row, found, day),
            "papers": cases.papers(row.case.records.all()), "standing": cases.standing(found),
            "days": cases.derived_days(book, row.case, found), "history": history(row),
            "previous": before, "can_write": can_write,
            "previous_problems": problems_of(before.ref) if before else (),
            "titles": list(sheets.TITLES.items()),
        },
    )  # fmt: skip


@page("meetings.write")
def file(request: PageRequest, pk: int) -> HttpResponse:
    """Give a case opened under 程序办理 its file."""
    case = queries.bare_case(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if case is None:
        raise Http404
    request.page.require(case.unit)
    form = FileForm(request.POST or None, initial={"year": year_of(case)})
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.file_case(
                request.page.actor, unit=case.unit, case=case, **form.cleaned_data
            ),
        )
        if row is not None:
            return redirect("meetings:detail", row.pk)
    return form_page(
        request, form, title=f"{case.title}：建立会议档案", submit="建立档案",
        cancel=reverse("casework:detail", args=[case.pk]),
        intro="这件事项是在“程序办理”里开始的，补上年度和主题就可以按会议档案办理，已登记的步骤都保留。",
    )  # fmt: skip


@page("meetings.write")
def plan(request: PageRequest, pk: int) -> HttpResponse:
    """Theme and plan."""
    row = row_of(request, pk)
    initial = {
        "theme": row.theme,
        "plan": row.plan,
        "planned_on": row.planned_on,
        "version": row.version,
    }
    form = PlanForm(request.POST or None, initial=initial)  # fmt: skip
    return _handled(request, row, form, actions.write_plan, "已保存。", title="主题和方案")


@page("meetings.write")
def step(request: PageRequest, pk: int, step: str) -> HttpResponse:
    """Record one step of the case."""
    row = row_of(request, pk)
    book = current_book()
    found = book.procedure(row.procedure).by_key.get(step)
    if found is None:
        raise Http404
    form = TakeForm(
        request.POST or None, request.FILES or None, meeting=row, step=found,
        initial={} if step in ("meeting", "study", "opinions", "materials", "rectification") else {"on": site_day()},
    )  # fmt: skip
    if request.method == "POST":
        saved = carried_out(
            form,
            lambda: actions.take_step(
                request.page.actor, unit=row.unit, meeting=row, happening=form.happening(),
                files=form.cleaned_data["papers"],
            ),
        )  # fmt: skip
        if saved is not None:
            messages.success(request, f"“{found.title}”已登记。")
            return redirect("meetings:detail", row.pk)
    standing = queries.standing_of(book, row, site_day())
    guided = next(
        g for g in queries.guided(book, row, standing, site_day()) if g.rung.step.key == step
    )
    return form_page(
        request, form, "meetings/step.html", title=f"登记：{found.title}", row=row, step=guided,
        cancel=reverse("meetings:detail", args=[row.pk]),
    )  # fmt: skip


@page("meetings.view")
def studies(request: PageRequest, pk: int) -> HttpResponse:
    """The study that the meeting cites, and one more."""
    row = row_of(request, pk)
    can_write = request.page.can("meetings.write", row.unit)
    form = StudyForm(request.POST or None, meeting=row)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.cite_study(
                request.page.actor, unit=row.unit, meeting=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已引用。")
            return redirect("meetings:studies", row.pk)
    return form_page(
        request, form, "meetings/studies.html", row=row, studies=queries.studies(row),
        can_write=can_write,
    )  # fmt: skip


@require_POST
@page("meetings.write")
def study_drop(request: PageRequest, pk: int, study: int) -> HttpResponse:
    """Take a citation back."""
    row = row_of(request, pk)
    cited = next((s for s in queries.studies(row) if s.pk == study), None)
    if cited is None:
        raise Http404
    actions.drop_study(request.page.actor, unit=row.unit, meeting=row, study=cited)
    messages.success(request, "已取消引用，学习记录本身不受影响。")
    return redirect("meetings:studies", row.pk)


@page("meetings.view")
def remarks(request: PageRequest, pk: int) -> HttpResponse:
    """The opinions asked for, their summary, and one more."""
    row = row_of(request, pk)
    who = queries.reader(request.page.actor, row)
    form = RemarkForm(request.POST or None, people=queries.team(row))
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.add_remark(
                request.page.actor, unit=row.unit, meeting=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已录入，可以接着录下一条。")
            return redirect("meetings:remarks", row.pk)
    return form_page(
        request, form, "meetings/remarks.html", row=row, remarks=queries.remarks(row, who),
        counts=queries.remark_counts(row), who=who,
        can_write=request.page.can("meetings.write", row.unit),
    )  # fmt: skip


@page("meetings.write")
def remark_withdraw(request: PageRequest, pk: int, remark: int) -> HttpResponse:
    """Take an opinion out of the summary."""
    row = row_of(request, pk)
    found = queries.remark(row, remark, queries.reader(request.page.actor, row))
    if found is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    return _handled(
        request, row, form, actions.withdraw_remark, "已撤回。", title="撤回这条意见",
        back="meetings:remarks", submit="撤回", remark=found,
    )  # fmt: skip


@page("meetings.view")
def problems(request: PageRequest, pk: int) -> HttpResponse:
    """The list of this meeting with the state of each item in the problem loop, last year's beside it."""
    row = row_of(request, pk)
    asked = request.GET.get("remark", "")
    remark = (
        queries.remark(row, int(asked), queries.reader(request.page.actor, row))
        if asked.isdecimal() and len(asked) < 18 else None
    )  # fmt: skip
    initial = {"title": remark.content[:200]} if remark and remark.about_id is None else {}
    form = ProblemForm(request.POST or None, people=queries.team(row), initial=initial)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.add_problem(
                request.page.actor, unit=row.unit, meeting=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已列入整改清单，在“问题整改”里跟踪销号。")
            return redirect("meetings:problems", row.pk)
    before = queries.previous(row)
    return form_page(
        request, form, "meetings/problems.html", row=row, problems=problems_of(row.ref),
        previous=before, previous_problems=problems_of(before.ref) if before else (),
        can_write=request.page.can("meetings.write", row.unit) and row.case.closed_on is None,
        day=request.page.as_of,
    )  # fmt: skip


@page("meetings.view")
def talks(request: PageRequest, pk: int) -> HttpResponse:
    """Who has talked with whom before this meeting."""
    row = row_of(request, pk)
    found = queries.talks_of(row, request.page.as_of)
    context = {
        "row": row, "coverage": found, "matrix": found.matrix(),
        "can_write": request.page.can("life.write", row.unit),
    }  # fmt: skip
    return render(request, "meetings/talks.html", context)


@page("meetings.write")
def report(request: PageRequest, pk: int) -> HttpResponse:
    """The report upward."""
    row = row_of(request, pk)
    words = row.report or report_draft(row, request.page.as_of)
    initial = {"to": row.report_to, "words": words, "version": row.version}
    form = PaperForm(request.POST or None, initial=initial)
    return _handled(
        request,
        row,
        form,
        actions.write_report,
        "已保存，报出后请登记“报送”一步。",
        title="情况报告",
        note="" if row.report else DRAFTED,
    )


@page("meetings.write")
def notice(request: PageRequest, pk: int) -> HttpResponse:
    """The notification."""
    row = row_of(request, pk)
    words = row.notice or notice_draft(row, request.page.as_of)
    initial = {"to": row.notice_scope, "words": words, "version": row.version}
    form = PaperForm(request.POST or None, initial=initial)
    form.fields["to"].label = "通报范围"
    return _handled(
        request,
        row,
        form,
        actions.write_notice,
        "已保存，通报后请登记“通报”一步。",
        title="情况通报",
        note="" if row.notice else DRAFTED,
    )


def _handled(
    request: PageRequest, row: Meeting, form: Any, verb: Callable[..., Any], said: str, *,
    title: str, back: str = "meetings:detail", submit: str = "保存", note: str = "", **more: Any,
) -> HttpResponse:  # fmt: skip
    """The form of one verb about a meeting."""

    def act() -> bool:
        verb(request.page.actor, unit=row.unit, meeting=row, **form.cleaned_data, **more)
        return True

    return handled(
        request, form, act, back, row.pk, said=said, title=title, submit=submit,
        intro=f"{row.unit} {row}{note}",
    )  # fmt: skip
