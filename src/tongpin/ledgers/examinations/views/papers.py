"""Pages of papers."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.ledgers.examinations import actions, queries, sheets
from tongpin.ledgers.examinations.forms import DrawForm, PaperForm, ReasonForm
from tongpin.ledgers.examinations.keys import key_words
from tongpin.ledgers.examinations.marking import points
from tongpin.ledgers.examinations.models import Difficulty, Kind, Paper, PaperState
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page, found, pressed, unit_of, version_of
from tongpin.ui.listing import DOCX, Column, Filter, Listing, download, respond


@page("examinations.manage")
def listing(request: PageRequest) -> HttpResponse:
    """Papers."""
    table = Listing(
        request,
        queries.papers(request.page.scope),
        [
            Column("title", "试卷", link=lambda r: reverse("examinations:paper", args=[r.pk])),
            Column("unit", "组卷单位", cell=lambda r: str(r.unit)),
            Column("number", "题数", kind="int"),
            Column("worth", "总分", cell=lambda r: points(r.worth or 0)),
            Column("state", "状态", cell=lambda r: r.get_state_display()),
            Column("created_on", "组卷日期", sort="created_on", kind="date"),
        ],
        title="试卷",
        filters=[Filter("state", "状态", PaperState.choices, lambda q, v: q.filter(state=v))],
        search=lambda q, text: q.filter(title__icontains=text),
        search_label="试卷名称",
        default_sort="-created_on",
        empty="还没有试卷。新建一份，按规则从题库抽题，或者自己挑题。",
        empty_action=("新建试卷", reverse("examinations:paper-new")),
    )  # fmt: skip
    return respond(request, table, "examinations/papers.html")


@page("examinations.manage")
def new(request: PageRequest) -> HttpResponse:
    """An empty paper."""
    unit = unit_of(request)
    form = PaperForm(request.POST or None)
    if request.method == "POST":
        row = carried_out(
            form, lambda: actions.create_paper(request.page.actor, unit=unit, **form.cleaned_data)
        )
        if row is not None:
            return redirect("examinations:paper", row.pk)
    return form_page(request, form, title="新建试卷", submit="下一步：选题",
                     cancel=reverse("examinations:papers"))  # fmt: skip


@page("examinations.manage")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """A paper with its questions; while it is a draft, order and points are set here."""
    row: Paper = found(request, queries.paper, pk)
    items = queries.items(row.pk)
    kinds = [(k.label, sum(i.kind == k for i in items),
              points(sum(i.worth for i in items if i.kind == k))) for k in Kind]  # fmt: skip
    context = {
        "row": row, "total": points(queries.total(items)),
        "lines": [(i, i.shown, points(i.worth), key_words(i.shown)) for i in items],
        "kinds": [k for k in kinds if k[1]], "is_sat": queries.is_sat(row),
        "is_draft": row.state == PaperState.DRAFT, "is_fixed": row.state == PaperState.FIXED,
        "rules": [actions.Rule(**rule) for rule in row.rules], "history": history(row),
    }  # fmt: skip
    return render(request, "examinations/paper.html", context)


@page("examinations.manage")
def draw(request: PageRequest, pk: int) -> HttpResponse:
    """Draw by rule."""
    row: Paper = found(request, queries.paper, pk)
    bank = queries.usable(row.unit)
    form = DrawForm(
        request.POST or None, topics=queries.topics(bank), rules=row.rules,
        initial={"version": row.version, "seed": row.seed},
    )  # fmt: skip
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.draw_paper(
                request.page.actor, unit=row.unit, paper=row,
                version=form.cleaned_data["version"] or 0, rules=form.rules,
                seed=form.cleaned_data["seed"],
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, f"已按规则抽题，种子 {done.seed}。")
            return redirect("examinations:paper", row.pk)
    stock = [
        (line["topic"], Kind(line["kind"]).label, Difficulty(line["difficulty"]).label, line["number"])
        for line in queries.stock(bank)
    ]  # fmt: skip
    return form_page(request, form, "examinations/draw.html", title="按规则抽题", stock=stock, row=row,
                     cancel=reverse("examinations:paper", args=[row.pk]))  # fmt: skip


@page("examinations.manage")
def pick(request: PageRequest, pk: int) -> HttpResponse:
    """Choose questions by hand."""
    row: Paper = found(request, queries.paper, pk)
    bank = queries.usable(row.unit)
    if request.method == "POST":
        keys = [
            int(k)
            for k in request.POST.getlist("question")
            if k.isascii() and k.isdigit() and len(k) < 15
        ]
        version = version_of(request)
        return pressed(
            request,
            lambda: actions.add_items(
                request.page.actor, unit=row.unit, paper=row, version=version,
                questions=_chosen(bank, keys), worth=_tenths(request.POST.get("worth", "")),
            ),
            f"已加入{len(keys)}题。", "examinations:paper", row.pk,
        )  # fmt: skip
    topic, kind = request.GET.get("topic", ""), request.GET.get("kind", "")
    rows = bank.exclude(pk__in=[i.question_id for i in queries.items(row.pk)])
    rows = rows.filter(topic=topic) if topic else rows
    rows = rows.filter(kind=kind) if kind in Kind.values else rows
    context = {"row": row, "rows": rows.order_by("topic", "kind", "pk")[:300], "topic": topic, "kind": kind,
               "topics": queries.topics(bank), "kinds": Kind.choices}  # fmt: skip
    return render(request, "examinations/pick.html", context)


def _chosen(bank: Any, keys: list[int]) -> list[Any]:
    if not keys:
        raise Refused("请先勾选要加入的题。")
    return list(bank.filter(pk__in=keys).order_by("topic", "kind", "pk"))


def _tenths(text: str) -> int:
    """Points typed into a table as tenths."""
    try:
        value = Decimal(text.strip()) * 10
        if not value.is_finite() or value != int(value):
            raise ValueError
        return int(value)
    except (InvalidOperation, ValueError, OverflowError):
        raise Refused(f"分值“{text[:10]}”须写成2或者2.5这样的数。", field="worth") from None


@require_POST
@page("examinations.manage")
def arrange(request: PageRequest, pk: int) -> HttpResponse:
    """Order and points, and questions to take out."""
    row: Paper = found(request, queries.paper, pk)
    version = version_of(request)

    def act() -> None:
        places: dict[int, tuple[int, int] | None] = {}
        for item in queries.items(row.pk):
            if f"out-{item.pk}" in request.POST:
                places[item.pk] = None
                continue
            number = request.POST.get(f"number-{item.pk}", str(item.number))
            if not (number.isascii() and number.isdigit() and len(number) < 5):
                raise Refused(f"第{item.number}题的题号须是数字。")
            worth = request.POST.get(f"worth-{item.pk}", points(item.worth))
            places[item.pk] = (int(number), _tenths(worth))
        actions.arrange_paper(
            request.page.actor, unit=row.unit, paper=row, version=version, places=places
        )

    return pressed(request, act, "已保存。", "examinations:paper", row.pk)


@require_POST
@page("examinations.manage")
def fix(request: PageRequest, pk: int) -> HttpResponse:
    """Close the paper."""
    row: Paper = found(request, queries.paper, pk)
    version = version_of(request)
    return pressed(
        request,
        lambda: actions.fix_paper(request.page.actor, unit=row.unit, paper=row, version=version),
        "已定稿，可以安排考试。", "examinations:paper", row.pk,
    )  # fmt: skip


@require_POST
@page("examinations.manage")
def reopen(request: PageRequest, pk: int) -> HttpResponse:
    """Change it after all."""
    row: Paper = found(request, queries.paper, pk)
    version = version_of(request)
    return pressed(
        request,
        lambda: actions.reopen_paper(request.page.actor, unit=row.unit, paper=row, version=version),
        "已退回组卷。", "examinations:paper", row.pk,
    )  # fmt: skip


@page("examinations.manage")
def withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Use it no more."""
    row: Paper = found(request, queries.paper, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.withdraw_paper(
                request.page.actor, unit=row.unit, paper=row,
                version=form.cleaned_data["version"] or 0, reason=form.cleaned_data["reason"],
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, "已停用。")
            return redirect("examinations:papers")
    return form_page(request, form, title="停用试卷", submit="停用", intro=row.title,
                     cancel=reverse("examinations:paper", args=[row.pk]))  # fmt: skip


@page("examinations.manage")
def printed(request: PageRequest, pk: int) -> HttpResponse:
    """The paper, or its keys, as a Word file."""
    row: Paper = found(request, queries.paper, pk)
    with_key = request.GET.get("key") == "1"
    data = sheets.printed(row, queries.items(row.pk), with_key=with_key)
    return download(data, f"{row.title}{'参考答案' if with_key else ''}.docx", DOCX)
