"""Pages of 半年和年度报告: drawn, written on, issued, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.reports import actions, sheets
from tongpin.reports.drawing import as_paper, drawn
from tongpin.reports.forms import DrawForm, ReportForm, StepForm, WithdrawForm
from tongpin.reports.models import State, YearReport
from tongpin.reports.queries import year_report, year_reports
from tongpin.reports.views.leading import chosen
from tongpin.ui.listing import DOCX, Column, Filter, Listing, download, respond


@page("reports.overview")
def listing(request: PageRequest) -> HttpResponse:
    """The reports of the chosen unit and below."""
    place, unit = request.page, chosen(request)
    columns = [
        Column("title", "报告", link=lambda r: reverse("reports:report", args=[r.pk])),
        Column("unit", "单位", cell=lambda r: str(r.unit)),
        Column("year", "年度", sort="year"),
        Column("period", "报告期", cell=lambda r: r.get_period_display()),
        Column("as_of", "数据截至", sort="as_of", kind="date"),
        Column("state", "状态", cell=lambda r: r.get_state_display()),
        Column("issued_on", "印发日期", sort="issued_on", kind="date"),
    ]
    table = Listing(
        request,
        year_reports(place.scope).filter(unit__path__startswith=unit.path),
        columns,
        "年度报告",
        filters=[Filter("state", "状态", State.choices, lambda q, v: q.filter(state=v))],
        default_sort="-as_of",
        empty="还没有报告。起草时，数字和缺口由系统从各台账取来，您再修改文字。",
        empty_action=(reverse("reports:report-new"), "起草报告"),
    )
    return respond(
        request, table, "reports/reports.html", can_write=place.can("reports.write", unit)
    )


@page("reports.write")
def new(request: PageRequest) -> HttpResponse:
    """Draw a report of the chosen unit's half year or year."""
    place, unit = request.page, chosen(request)
    form = DrawForm(request.POST or None)
    if request.method == "POST":

        def act() -> YearReport:
            period = form.cleaned_data["period"]
            found = drawn(place.scope, unit, year=place.year, period=period)
            return actions.open_report(
                place.actor, unit=unit, year=place.year, drawn=found, **form.cleaned_data
            )

        row = carried_out(form, act)
        if row is not None:
            messages.success(request, "已按各台账起草。请逐段核对、补充，再印发。")
            return redirect("reports:report", row.pk)
    return form_page(
        request, form, "reports/report_new.html", title=f"起草{place.year}年报告", submit="起草",
        cancel=reverse("reports:reports"),
    )  # fmt: skip


@page("reports.overview")
def report(request: PageRequest, pk: int) -> HttpResponse:
    """One report: boxes to write in while it is a draft, its words once it is issued."""
    place, row = request.page, _report(request, pk)
    can_write = place.can("reports.write", row.unit)
    if request.GET.get("export"):
        place.require(row.unit, "reports.export")
        return download(sheets.report(as_paper(row)), f"{row.title}.docx", DOCX)
    form = None
    if row.is_draft and can_write:
        form = ReportForm(request.POST or None, report=row)
        if request.method == "POST":
            data = form
            saved = carried_out(
                data,
                lambda: actions.revise(
                    place.actor, unit=row.unit, report=row, texts=data.texts(),
                    **{k: data.cleaned_data[k] for k in ("version", "title", "addressee")},
                ),
            )  # fmt: skip
            if saved is not None:
                messages.success(request, "已保存。")
                return redirect("reports:report", row.pk)
    elif request.method == "POST":
        place.require(row.unit, "reports.write")
        messages.warning(request, "这份报告已经印发，不能再修改。")
        return redirect("reports:report", row.pk)
    context = {
        "report": row,
        "parts": _boxes(row, form),
        "can_write": can_write,
        "can_export": place.can("reports.export", row.unit),
        "withdrawing": WithdrawForm(initial={"version": row.version}),
    }
    if form is None:
        return render(request, "reports/report.html", context)
    return form_page(request, form, "reports/report.html", **context)


def _boxes(row: YearReport, form: ReportForm | None) -> list[dict[str, object]]:
    """The parts with their boxes; `fresh` is what the ledgers say where the office wrote its own."""
    return [
        part
        | {
            "box": form[f"part_{n}"] if form is not None else None,
            "fresh": part["drawn"] if part["drawn"] != part["text"] else "",
        }
        for n, part in enumerate(row.parts)
    ]


@require_POST
@page("reports.write")
def step(request: PageRequest, pk: int, verb: str) -> HttpResponse:
    """Draw anew, issue, discard."""
    row = _report(request, pk)
    place, unit = request.page, row.unit
    form = StepForm(request.POST)

    def act() -> bool:
        version = form.cleaned_data["version"]
        if verb == "redraw":
            fresh = drawn(place.scope, unit, year=row.year, period=row.period)
            actions.redraw(place.actor, unit=unit, report=row, version=version, drawn=fresh)
        elif verb == "issue":
            actions.issue(place.actor, unit=unit, report=row, version=version)
        else:
            actions.discard(place.actor, unit=unit, report=row, version=version)
        return True

    if carried_out(form, act) is None:
        return form_page(
            request, form, "ui/confirm.html", title=SAID[verb][0],
            cancel=reverse("reports:report", args=[row.pk]),
        )  # fmt: skip
    messages.success(request, SAID[verb][1])
    if verb == "discard":
        return redirect("reports:reports")
    return redirect("reports:report", row.pk)


SAID = {
    "redraw": ("重新取数", "已重新取数。您改过的段落没有动，新取的文字列在旁边供对照。"),
    "issue": ("印发", "已印发，内容从现在起不再变动。"),
    "discard": ("放弃草稿", "草稿已放弃。"),
}


@require_POST
@page("reports.write")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take an issued report back with a reason."""
    row = _report(request, pk)
    form = WithdrawForm(request.POST)
    done = carried_out(
        form,
        lambda: actions.withdraw(
            request.page.actor, unit=row.unit, report=row, **form.cleaned_data
        ),
    )
    if done is None:
        return form_page(
            request, form, "ui/form.html", title="撤回报告", submit="撤回",
            cancel=reverse("reports:report", args=[row.pk]),
        )  # fmt: skip
    messages.success(request, "已撤回，可以重新起草。")
    return redirect("reports:report", row.pk)


def _report(request: PageRequest, pk: int) -> YearReport:
    row = year_report(request.page.visible, pk)
    if row is None:
        raise Http404
    request.page.require(row.unit)
    return row
