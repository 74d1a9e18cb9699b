"""The appraisal of a branch: list, opening, the guided page, roll, mutual assessment, papers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.casework import queries as cases
from tongpin.documents import papers as documents
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.appraisals import actions, queries, sheets
from tongpin.ledgers.appraisals.forms import (
    ExcuseForm,
    OpenForm,
    PaperSelfForm,
    RollForm,
    TakeForm,
)
from tongpin.ledgers.appraisals.models import Appraisal, Participant
from tongpin.ledgers.appraisals.views.place import handled, line_of, row_of
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.models import BRANCH_KINDS
from tongpin.ui.listing import XLSX, Column, Filter, Listing, download, respond


@page("appraisals.view")
def listing(request: PageRequest) -> HttpResponse:
    """The appraisals of the chosen unit and everything below it."""
    place, book = request.page, current_book()
    rows = queries.appraisals(place.scope)
    if place.unit is not None:
        rows = rows.filter(unit__path__startswith=place.unit.path)
    years = [(str(y), f"{y}年") for y in place.years]
    can_open = place.can("appraisals.write") and (
        place.unit is not None and place.unit.kind in BRANCH_KINDS
    )
    table = Listing(
        request, rows,
        [
            Column("title", "评议", cell=str, sort="year", link=lambda r: reverse("appraisals:detail", args=[r.pk])),
            Column("unit", "党组织", cell=lambda r: str(r.unit), sort="unit__order"),
            Column("people", "名单人数", kind="int"),
            Column("ballot", "测评", cell=lambda r: r.get_ballot_state_display()),
            Column("graded", "已评定", kind="int"),
            Column("excellent", "优秀", kind="int"),
            Column("next", "下一步", cell=lambda r: cases.summary(book, r.case, place.as_of)[1]),
        ],
        title="民主评议党员",
        filters=[
            Filter("of", "年度", years, lambda q, v: q.filter(year=int(v))),
            Filter("state", "状态", [("open", "办理中"), ("closed", "已办结")],
                   lambda q, v: q.filter(case__closed_on__isnull=v == "open")),
        ],
        default_sort="-title",
        empty="还没有民主评议。选择党支部后开始：确定名单，个人自评，党员互评，民主测评，组织评定，反馈结果。",
        empty_action=("开始民主评议", reverse("appraisals:new")) if can_open else None,
    )  # fmt: skip
    return respond(request, table, "appraisals/list.html", can_open=can_open)


@page("appraisals.write")
def new(request: PageRequest) -> HttpResponse:
    """Begin an appraisal with its roll."""
    place = request.page
    unit = place.unit
    if unit is None or unit.kind not in BRANCH_KINDS:
        raise Refused("民主评议由党支部开展，请先在上方选择党支部。")
    form = OpenForm(request.POST or None, initial={"year": place.year})
    if request.method == "POST":
        row = carried_out(
            form, lambda: actions.open_appraisal(place.actor, unit=unit, **form.cleaned_data)
        )
        if row is not None:
            messages.success(request, "名单已经确定，按步骤办理即可。")
            return redirect("appraisals:detail", row.pk)
    return form_page(
        request, form, title="开始民主评议党员", submit="确定名单并开始", intro=f"党支部：{unit}",
        cancel=reverse("appraisals:list"),
    )  # fmt: skip


@page("appraisals.write")
def file(request: PageRequest, pk: int) -> HttpResponse:
    """Give a case opened under 程序办理 its roll."""
    case = queries.bare_case(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if case is None:
        raise Http404
    request.page.require(case.unit)
    initial = {"year": case.opened_on.year, "rolled_on": case.opened_on}
    form = RollForm(request.POST or None, initial=initial)
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.roll_case(
                request.page.actor, unit=case.unit, case=case, **form.cleaned_data
            ),
        )
        if row is not None:
            return redirect("appraisals:detail", row.pk)
    return form_page(
        request, form, title=f"{case.title}：确定名单", submit="确定名单",
        cancel=reverse("casework:detail", args=[case.pk]),
        intro="这件事项是在“程序办理”里开始的，确定年度和名单就可以接着办理，已登记的步骤都保留。",
    )  # fmt: skip


@page("appraisals.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """The guided page: every step, what is there, what is lacking, by which article."""
    place = request.page
    if pk <= BIGGEST_KEY and queries.bare_case(place.visible, pk) is not None:
        return redirect("appraisals:file", pk)
    row = row_of(request, pk)
    book, day = current_book(), place.as_of
    found = queries.standing_of(book, row, day)
    roll = queries.participants(row)
    return render(
        request, "appraisals/detail.html",
        {
            "row": row, "steps": queries.guided(book, row, roll, found, day), "roll": roll,
            "papers": cases.papers(row.case.records.all()), "standing": cases.standing(found),
            "history": history(row),
            "can_write": place.can("appraisals.write", row.unit) and row.case.closed_on is None,
        },
    )  # fmt: skip


@page("appraisals.write")
def step(request: PageRequest, pk: int, step: str) -> HttpResponse:
    """Record one step of the case by hand."""
    row = row_of(request, pk)
    found = current_book().procedure(row.case.procedure).by_key.get(step)
    if found is None:
        raise Http404
    values = {}
    if step == "graded":
        roll = queries.participants(row)
        cap = queries.cap(current_book(), roll, {p.pk: p.grade for p in roll}, site_day())
        values = {"excellent": cap.excellent, "members": cap.base}
    form = TakeForm(
        request.POST or None, request.FILES or None, unit=row.unit, step=found, values=values
    )
    return handled(
        request, row, form,
        lambda: actions.take_step(
            request.page.actor, unit=row.unit, appraisal=row, happening=form.happening(),
            files=form.cleaned_data["papers"],
        ),
        f"“{found.title}”已登记。", title=f"登记：{found.title}", back="appraisals:detail",
    )  # fmt: skip


@page("appraisals.view")
def roll(request: PageRequest, pk: int) -> HttpResponse:
    """The roll with who assessed themselves; no word of it."""
    row = row_of(request, pk)
    context = {
        "row": row, "roll": queries.participants(row), "who": queries.reader(request.page.actor, row),
        "can_write": request.page.can("appraisals.write", row.unit) and row.case.closed_on is None,
    }  # fmt: skip
    return render(request, "appraisals/roll.html", context)


@page("appraisals.write")
def excuse(request: PageRequest, pk: int, line: int) -> HttpResponse:
    """Somebody takes no part."""
    row = row_of(request, pk)
    found = line_of(row, line)
    initial = {"reason": found.away_reason, "version": found.version}
    form = ExcuseForm(request.POST or None, initial=initial)
    return handled(
        request, row, form,
        lambda: actions.excuse(
            request.page.actor, unit=row.unit, appraisal=row, line=found, **form.cleaned_data
        ),
        "已保存。", title=f"{found.person.name}未参加评议", back="appraisals:roll",
    )  # fmt: skip


@page("appraisals.write")
def self_on_paper(request: PageRequest, pk: int, line: int) -> HttpResponse:
    """A self-assessment came in on paper."""
    row = row_of(request, pk)
    found = line_of(row, line)
    form = PaperSelfForm(request.POST or None, initial={"on": site_day()})
    return handled(
        request, row, form,
        lambda: actions.take_self_on_paper(
            request.page.actor, unit=row.unit, appraisal=row, line=found, **form.cleaned_data
        ),
        "已登记。", title=f"登记{found.person.name}的纸质自评", back="appraisals:roll",
    )  # fmt: skip


@page("appraisals.view")
@never_cache
def paper(request: PageRequest, pk: int, which: str) -> HttpResponse:
    """The blank ballot or the results."""
    row = row_of(request, pk)
    if which not in sheets.TITLES:
        raise Http404
    data = _paper(row, which, queries.participants(row))
    if data is None:
        raise Refused("测评结束以后才有结果汇总。")
    return download(data, f"{row.unit}{row.year}年度{sheets.TITLES[which]}.docx", documents.DOCX)


def _paper(row: Appraisal, which: str, roll: list[Participant]) -> bytes | None:
    if which == "ballot":
        return sheets.ballot_paper(row, queries.subjects(row))
    day = row.decided_on or site_day()
    cap = queries.cap(current_book(), roll, {p.pk: p.grade for p in roll}, day)
    return sheets.results_paper(row, roll, cap.words)


@page("appraisals.view")
def table(request: PageRequest, pk: int) -> HttpResponse:
    """The year's table as a spreadsheet."""
    row = row_of(request, pk)
    data = sheets.year_table(row, queries.participants(row))
    return download(data, f"{row.unit}{row}情况表.xlsx", XLSX)


@page("appraisals.view")
@never_cache
def bundle(request: PageRequest, pk: int) -> HttpResponse:
    """Everything in one archive; words of self and mutual assessment only for who may read them."""
    row = row_of(request, pk)
    who = queries.reader(request.page.actor, row)
    roll = queries.participants(row)
    papers = [(sheets.TITLES[which], _paper(row, which, roll)) for which in sheets.TITLES]
    said = queries.comments(row, who)
    for line in roll:
        if who.may_read(line.person_id):
            if line.self_text:
                actions.read_self(request.page.actor, appraisal=row, line=line)
        else:
            line.self_text = ""
        words = [f"{c.by.name}：{c.content}" for c in said if c.about_id == line.pk]
        name = f"登记表（{line.person.name}）"
        papers.append((name, sheets.form_paper(row, line, words, site_day())))
    found = [(name, data) for name, data in papers if data is not None]
    return download(documents.bundle(found), f"{row.unit}{row}档案.zip", "application/zip")
