"""Pages of 上级部署."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Forbidden, Refused
from tongpin.audit.queries import history
from tongpin.documents.papers import DOCX
from tongpin.documents.queries import attachments
from tongpin.ledgers.directives import actions, papers, queries
from tongpin.ledgers.directives.forms import (
    AnswerForm,
    DirectiveForm,
    MeasureForm,
    ProgressForm,
    ReasonForm,
    ReviseMeasureForm,
    StageForm,
    TransmitForm,
)
from tongpin.ledgers.directives.models import Directive, Measure
from tongpin.ledgers.directives.standing import LABELS
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, filled, form_page, handled, unit_of
from tongpin.org.queries import bodies, members_on
from tongpin.rectification.queries import narrowed
from tongpin.ui.forms import TongpinForm
from tongpin.ui.listing import Column, Filter, Listing, download, respond

FIELDS = actions.COLUMNS


def columns(day: date) -> list[Column]:
    """The columns of the list; `day` tells what is late."""

    def stage(row: Any) -> str:
        found = queries.standing_of(row, day)
        return f"{found.stage.label}（{found.why}）" if found.why else found.stage.label

    return [
        Column("number", "文号", sort="number"),
        Column("title", "标题", link=lambda r: reverse("directives:detail", args=[r.pk])),
        Column("issuer", "来文单位", sort="issuer"),
        Column("unit", "承办", cell=lambda r: str(r.unit)),
        Column("received_on", "收到", sort="received_on", kind="date"),
        Column("due_on", "反馈期限", sort="due_on", kind="date"),
        Column("measures", "措施", cell=lambda r: f"{r.total - r.left} / {r.total}"),
        Column("replied_on", "反馈", sort="replied_on", kind="date"),
        Column("stage", "情况", cell=stage),
    ]


@page("directives.view")
def listing(request: PageRequest) -> HttpResponse:
    """Directives of the chosen unit and below, or with a measure for it."""
    place = request.page
    day = place.as_of
    table = Listing(
        request,
        queries.directives(narrowed(place.scope, place.unit)),
        columns(day),
        title="上级部署",
        filters=[
            Filter("stage", "情况", [(k.value, v) for k, v in LABELS.items()], queries.in_stage),
            Filter("late", "期限", [("1", "逾期")], lambda q, v: queries.overdue(q, day)),
            Filter("year", "收到年度", [(str(y), f"{y}年") for y in place.years],
                   lambda q, v: q.filter(received_on__year=int(v))),
        ],
        search=lambda q, text: q.filter(title__icontains=text) | q.filter(number__icontains=text),
        search_label="标题、文号",
        default_sort="-received_on",
        empty="还没有登记上级部署。收到上级文件、会议部署后登记在这里：传达、分解、落实、按期反馈。",
        empty_action=("登记上级部署", reverse("directives:new"))
        if place.can("directives.write")
        else None,
    )  # fmt: skip
    return respond(request, table, "directives/list.html", can_write=place.can("directives.write"))


def _seen(request: PageRequest, pk: int) -> Any:
    """A directive that the reader sees: it came to the unit, or a measure of it did."""
    row = queries.directive(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    if queries.directive(request.page.scope, pk) is None:
        raise Forbidden
    return row


def _own(request: PageRequest, pk: int) -> Any:
    """A directive that the reader runs."""
    row = _seen(request, pk)
    if not request.page.can(request.page.permission, row.unit):
        raise Forbidden
    return row


@page("directives.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """Everything about one directive and what comes next."""
    row = _seen(request, pk)
    place = request.page
    measures = queries.measures(row)
    done = queries.progress(measures)
    is_open = not row.withdrawn_reason and row.replied_on is None
    return render(
        request,
        "directives/detail.html",
        {
            "row": row,
            "standing": queries.standing_of(row, place.as_of),
            "measures": [
                (
                    m, done.get(m.pk, []),
                    is_open and m.done_on is None
                    and place.can("directives.progress", m.responsible_unit),
                    m.done_on is None and m.due_on < place.as_of,
                )
                for m in measures
            ],
            "papers": attachments(row.ref),
            "stages": queries.stages(row),
            "left": sum(m.done_on is None for m in measures),
            "can_write": place.can("directives.write", row.unit),
            "is_open": is_open,
            "history": history(row),
        },
    )  # fmt: skip


@page("directives.write")
def new(request: PageRequest) -> HttpResponse:
    """Enter a directive."""
    unit = unit_of(request)
    form = DirectiveForm(request.POST or None, initial={"received_on": site_day()})
    if request.method == "POST":
        row = carried_out(
            form,
            lambda: actions.receive(
                request.page.actor, unit=unit, **{n: form.cleaned_data[n] for n in FIELDS}
            ),
        )
        if row is not None:
            messages.success(request, "已登记，接着登记传达会议、分解措施。")
            return redirect("directives:detail", row.pk)
    return form_page(
        request, form, title="登记上级部署", submit="登记", cancel=reverse("directives:list")
    )


def _handled(
    request: PageRequest, row: Directive, form: TongpinForm, verb: Callable[..., Any], *,
    title: str, said: str,
) -> HttpResponse:  # fmt: skip
    """The form of one verb about a directive."""

    def act() -> Any:
        return verb(request.page.actor, unit=row.unit, directive=row, **filled(form)) or True

    return handled(
        request, form, act, "directives:detail", row.pk, said=said, title=title,
        template="directives/verb.html", row=row,
    )  # fmt: skip


@page("directives.write")
def edit(request: PageRequest, pk: int) -> HttpResponse:
    """Correct it."""
    row = _own(request, pk)
    first = {n: getattr(row, n) for n in FIELDS} | {"version": row.version}
    form = DirectiveForm(request.POST or None, initial=first)
    return _handled(request, row, form, actions.revise, title="修改", said="已保存。")


@page("directives.write")
def transmit(request: PageRequest, pk: int) -> HttpResponse:
    """Cite the gathering."""
    row = _own(request, pk)
    found = queries.gatherings(row.unit, row.received_on)
    form = TransmitForm(
        request.POST or None, gatherings=found,
        initial={"version": row.version, "gathering": row.gathering_id},
    )  # fmt: skip
    return _handled(request, row, form, actions.transmit, title="登记传达", said="传达已登记。")


@page("directives.write")
def measure_new(request: PageRequest, pk: int) -> HttpResponse:
    """Split off one measure."""
    row = _own(request, pk)
    first = {"version": row.version, "responsible_unit": row.unit_id, "due_on": row.due_on}
    form = MeasureForm(request.POST or None, initial=first, **_hands(request, row))
    return _handled(request, row, form, actions.add_measure, title="分解措施", said="措施已分解。")


def _hands(request: PageRequest, row: Directive) -> dict[str, Any]:
    """Who may be asked to carry out a measure."""
    inside = narrowed(request.page.scope, row.unit)
    units = bodies(inside, as_of=site_day()).order_by("path")
    return {"units": units, "people": members_on(row.unit, site_day())}


def _measure(row: Directive, number: int) -> Measure:
    item = next((m for m in queries.measures(row) if m.number == number), None)
    if item is None:
        raise Http404
    return item


@page("directives.write")
def measure_edit(request: PageRequest, pk: int, number: int) -> HttpResponse:
    """Another wording, doer or day of a measure."""
    row = _own(request, pk)
    item = _measure(row, number)
    named = {} if item.responsible_person_id else {"responsible_name": item.responsible_name}
    first = {
        n: getattr(item, n) for n in ("text", "responsible_unit", "responsible_person", "due_on")
    }
    form = ReviseMeasureForm(
        request.POST or None, initial={"version": row.version} | first | named,
        **_hands(request, row),
    )  # fmt: skip

    def revise(actor: Any, **values: Any) -> Any:
        return actions.revise_measure(actor, measure=item, **values)

    return _handled(
        request, row, form, revise, title="调整措施", said="措施已调整，原来的仍可查到。"
    )


@page("directives.write")
def measure_drop(request: PageRequest, pk: int, number: int) -> HttpResponse:
    """Take a measure off."""
    row = _own(request, pk)
    item = _measure(row, number)
    if request.method == "POST":
        try:
            actions.drop_measure(
                request.page.actor, unit=row.unit, directive=row, version=row.version, measure=item
            )
            messages.success(request, "措施已删除。")
        except Refused as error:
            messages.error(request, error.message)
        return redirect("directives:detail", pk)
    return form_page(
        request, TongpinForm(), "directives/verb.html", title="删除措施", submit="删除", row=row,
        intro=f"第{item.number}项：{item.text}", cancel=reverse("directives:detail", args=[pk]),
    )  # fmt: skip


@page("directives.progress")
def record(request: PageRequest, pk: int) -> HttpResponse:
    """What was done for a measure."""
    item = queries.measure(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if item is None:
        raise Http404
    place = request.page
    side = item.responsible_unit
    if not place.can("directives.progress", side):
        side = item.directive.unit
    if not place.can("directives.progress", side):
        raise Forbidden
    form = ProgressForm(
        request.POST or None, request.FILES or None, initial={"version": item.version}
    )
    if request.method == "POST":

        def act() -> Any:
            data = dict(form.cleaned_data)
            return actions.record_progress(
                place.actor, unit=side, measure=item, files=data.pop("papers"), **data
            )

        if carried_out(form, act) is not None:
            messages.success(request, "进展已登记。")
            return redirect("directives:detail", item.directive_id)
    return form_page(
        request, form, "directives/verb.html", title="登记进展", row=item.directive,
        intro=f"第{item.number}项：{item.text}",
        cancel=reverse("directives:detail", args=[item.directive_id]),
    )  # fmt: skip


@page("directives.write")
def answer(request: PageRequest, pk: int) -> HttpResponse:
    """Report back."""
    row = _own(request, pk)
    form = AnswerForm(
        request.POST or None, request.FILES or None,
        initial={"version": row.version, "replied_on": site_day(), "reply": row.reply},
    )  # fmt: skip
    return _handled(request, row, form, actions.answer, title="反馈", said="反馈已登记。")


@page("directives.write")
def stage(request: PageRequest, pk: int) -> HttpResponse:
    """Report while measures still run."""
    row = _own(request, pk)
    form = StageForm(
        request.POST or None, request.FILES or None,
        initial={"version": row.version, "replied_on": site_day()},
    )  # fmt: skip
    return _handled(
        request, row, form, actions.answer_stage, title="阶段反馈", said="阶段反馈已登记。"
    )


@page("directives.write")
def recall(request: PageRequest, pk: int) -> HttpResponse:
    """Take the reply back."""
    row = _own(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return _handled(request, row, form, actions.recall, title="撤回反馈", said="反馈已撤回。")


@page("directives.write")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take the directive back."""
    row = _own(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    return _handled(
        request, row, form, actions.withdraw, title="撤销", said="已撤销，记录仍可查到。"
    )


@page("directives.view")
def paper(request: PageRequest, pk: int) -> HttpResponse:
    """The reply in Word."""
    row = _seen(request, pk)
    return download(
        papers.reply(row, request.page.as_of), f"落实情况报告（{row.title}）.docx", DOCX
    )


@page("directives.view")
def register(request: PageRequest) -> HttpResponse:
    """The register of the year in Word."""
    place, unit = request.page, unit_of(request)
    rows = queries.directives(narrowed(place.scope, unit)).filter(
        received_on__year=place.year, withdrawn_reason=""
    )
    data = papers.register(
        unit, rows.order_by("received_on", "pk")[: papers.MOST], place.year, place.as_of
    )
    return download(data, f"{place.year}年上级部署登记簿.docx", DOCX)
