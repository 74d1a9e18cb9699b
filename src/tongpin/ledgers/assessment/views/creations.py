"""Creations: the list, one creation with its three phases, plan, steps, lessons, papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.queries import history
from tongpin.casework import queries as cases
from tongpin.casework.forms import StepForm
from tongpin.documents.papers import DOCX
from tongpin.documents.printing import printed
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.assessment import actions, papers, queries, sheets
from tongpin.ledgers.assessment.forms import FileForm, LessonForm, OpenForm, PlanForm
from tongpin.ledgers.assessment.models import Creation
from tongpin.ledgers.assessment.panels import stage
from tongpin.ledgers.assessment.views.place import creation_of, unit_of
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.models import BRANCH_KINDS
from tongpin.rectification.queries import narrowed
from tongpin.ui.listing import Column, Filter, Listing, download, respond

STAGES = [
    ("open", "创建中"), ("self", "已自评"), ("review", "已考评"), ("award", "已命名"),
    ("withdrawn", "称号已撤销"),
]  # fmt: skip


def _in_stage(rows: Any, value: str) -> Any:
    if value == "withdrawn":
        return rows.filter(award__withdrawn_on__isnull=False)
    if value == "award":
        return rows.filter(award__isnull=False, award__withdrawn_on=None)
    rows = rows.filter(award=None)
    if value == "review":
        return rows.filter(review_on__isnull=False)
    return rows.filter(review_on=None, self_on__isnull=value == "open")


@page("assessment.view")
def listing(request: PageRequest) -> HttpResponse:
    """Creations of the chosen unit and below."""
    place = request.page
    rows = queries.creations(narrowed(place.scope, place.unit))
    years = [(str(y), f"{y}年") for y in place.years]
    table = Listing(
        request, rows,
        [
            Column("unit", "党支部", cell=lambda r: str(r.unit), sort="unit__path",
                   link=lambda r: reverse("assessment:detail", args=[r.pk])),
            Column("year", "年度", sort="year"),
            Column("scheme", "考评细则", cell=lambda r: str(r.scheme)),
            Column("stage", "进展", cell=stage),
            Column("review_due", "考评验收期限", sort="review_due", kind="date"),
            Column("lead", "负责人", cell=lambda r: r.lead.name if r.lead else "—"),
        ],
        title="示范支部创建",
        filters=[
            Filter("in_year", "年度", years, lambda q, v: q.filter(year=v)),
            Filter("stage", "进展", STAGES, _in_stage),
        ],
        search=lambda q, text: q.filter(unit__name__icontains=text), search_label="党支部",
        default_sort="-year",
        empty="还没有支部开展创建。按动员部署、对标创建、考评验收三个阶段推进，台账里有的自动取证，不用再填。",
        empty_action=("开始创建", reverse("assessment:new"))
        if place.can("assessment.write")
        else None,
    )  # fmt: skip
    return respond(
        request, table, "assessment/list.html", can_write=place.can("assessment.write"),
        can_manage=place.can("assessment.manage"),
    )  # fmt: skip


@page("assessment.write")
def new(request: PageRequest) -> HttpResponse:
    """Begin a branch's creation."""
    place, unit = request.page, unit_of(request)
    form = OpenForm(request.POST or None, unit=unit, year=place.year)
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.open_creation(
                place.actor, unit=unit, year=form.cleaned_data["year"],
                opened_on=form.cleaned_data["opened_on"], outline=form.outline(),
            ),
        )  # fmt: skip
        if row is not None:
            messages.success(request, "创建已开始，先做动员部署，再逐项对标。")
            return redirect("assessment:detail", row.pk)
    return form_page(
        request, form, "assessment/new.html", title="开始示范支部创建", submit="开始创建",
        cancel=reverse("assessment:list"), unit=unit, is_branch=unit.kind in BRANCH_KINDS,
        has_scheme=queries.in_use(unit).exists(), can_manage=place.can("assessment.manage"),
    )  # fmt: skip


@page("assessment.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """The three phases with their steps, the sums, gaps, lessons, award and keeping."""
    place = request.page
    bare = queries.bare_case(place.visible, pk) if pk <= BIGGEST_KEY else None
    if bare is not None:
        return redirect("assessment:file", pk)
    row = creation_of(request, pk)
    lines = queries.sheet(row)
    award = getattr(row, "award", None)
    is_open = row.case.closed_on is None
    return render(
        request, "assessment/detail.html",
        {
            "row": row, "phases": queries.phases(row, place.as_of), "lines": lines,
            "totals": queries.totals(row, lines), "award": award, "stage": stage(row),
            "changed": [x for x in lines if x.is_changed],
            "gaps": [x for x in lines if x.gap], "lessons": queries.lessons(row),
            "failing": [x for x in lines if x.mark.has_failed],
            "check_due": award is not None and queries.is_check_due(award, site_day()),
            "rechecks": list(award.rechecks.all()) if award else [],
            "papers": cases.papers(row.case.records.all()), "history": history(row),
            "own_steps": queries.OWN_STEPS, "is_open": is_open,
            "can_write": is_open and place.can("assessment.write", row.unit),
            "can_review": is_open and queries.can_review(place.actor, row),
            "can_manage": queries.can_manage(place.actor, row),
        },
    )  # fmt: skip


@page("assessment.write")
def file(request: PageRequest, pk: int) -> HttpResponse:
    """Give a case opened under 程序办理 its creation."""
    case = queries.bare_case(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if case is None:
        raise Http404
    request.page.require(case.unit)
    form = FileForm(request.POST or None, unit=case.unit, year=case.opened_on.year)
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.file_case(
                request.page.actor, unit=case.unit, case=case, year=form.cleaned_data["year"],
                outline=form.outline(),
            ),
        )  # fmt: skip
        if row is not None:
            return redirect("assessment:detail", row.pk)
    return form_page(
        request, form, title=f"{case.title}：建立创建档案", submit="建立档案",
        cancel=reverse("casework:detail", args=[case.pk]),
        intro="这件事项是在“程序办理”里开始的，补上细则和各阶段日期就可以按创建档案办理，已登记的步骤都保留。",
    )  # fmt: skip


@page("assessment.write")
def plan(request: PageRequest, pk: int) -> HttpResponse:
    """Change what is planned."""
    row = creation_of(request, pk)
    names = ("version", "scheme", "lead", "mobilise_due", "benchmark_due", "review_due", "plan")
    form = PlanForm(
        request.POST or None, unit=row.unit, keep=row.scheme,
        initial={name: getattr(row, name) for name in names},
    )  # fmt: skip
    return _carry(
        request, row, form,
        lambda: actions.write_plan(
            request.page.actor, unit=row.unit, creation=row,
            version=form.cleaned_data["version"], outline=form.outline(),
        ),
        "已保存。", title="创建方案",
    )  # fmt: skip


@page("assessment.write")
def step(request: PageRequest, pk: int, step: str) -> HttpResponse:
    """Record one step of the case."""
    row = creation_of(request, pk)
    found = current_book().procedure(queries.PROCEDURE).by_key.get(step)
    if found is None or step in queries.OWN_STEPS:
        raise Http404
    form = StepForm(
        request.POST or None, request.FILES or None, unit=row.unit, step=found,
        initial={"on": site_day()},
    )  # fmt: skip
    return _carry(
        request, row, form,
        lambda: actions.take_step(
            request.page.actor, unit=row.unit, creation=row, happening=form.happening(),
            files=form.cleaned_data["papers"],
        ),
        f"“{found.title}”已登记。", title=f"登记：{found.title}",
    )  # fmt: skip


@page("assessment.view")
def lessons(request: PageRequest, pk: int) -> HttpResponse:
    """What the branch learned from others, and one more."""
    row = creation_of(request, pk)
    can_write = row.case.closed_on is None and request.page.can("assessment.write", row.unit)
    form = LessonForm(request.POST or None, rows=queries.lesson_choices(row))
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.cite_lesson(
                request.page.actor, unit=row.unit, creation=row, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, "已登记学习借鉴。")
            return redirect("assessment:lessons", row.pk)
    return form_page(
        request, form, "assessment/lessons.html", row=row, lessons=queries.lessons(row),
        can_write=can_write,
    )  # fmt: skip


@require_POST
@page("assessment.write")
def lesson_drop(request: PageRequest, pk: int, lesson: int) -> HttpResponse:
    """Take a citation back."""
    row = creation_of(request, pk)
    cited = next((x for x in queries.lessons(row) if x.pk == lesson), None)
    if cited is None:
        raise Http404
    actions.drop_lesson(request.page.actor, unit=row.unit, creation=row, lesson=cited)
    messages.success(request, "已取消引用，活动记录本身不受影响。")
    return redirect("assessment:lessons", row.pk)


@page("assessment.view")
def paper(request: PageRequest, pk: int, key: str) -> HttpResponse:
    """创建方案、自评表、考评验收表 in Word; the score sheet as xlsx or PDF."""
    row = creation_of(request, pk)
    name = f"{row.unit}{row.year}年"
    if key in papers.TITLES:
        data = papers.paper(row, key)
        return download(data, f"{name}示范支部{papers.TITLES[key]}.docx", DOCX)
    found = printed(
        key, lambda: sheets.score_sheet(row, queries.sheet(row)), f"{name}示范支部得分表"
    )
    if found is None:
        raise Http404
    return found


def _carry(
    request: PageRequest, row: Creation, form: Any, act: Any, said: str, *, title: str
) -> HttpResponse:
    """A form about a creation: carried out, or shown again with what is wrong."""
    if request.method == "POST":
        done = carried_out(form, act)
        if done is not None:
            messages.success(request, said)
            return redirect("assessment:detail", row.pk)
    return form_page(
        request, form, title=title, submit="保存", intro=str(row),
        cancel=reverse("assessment:detail", args=[row.pk]),
    )  # fmt: skip
