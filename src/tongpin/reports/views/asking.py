"""自由查询: a question put together by choosing, its answer as a list, a table, a kept address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Refused
from tongpin.capability import Dataset, datasets
from tongpin.formats.xlsx import write_sheet
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.org.models import Account
from tongpin.org.scope import Scope
from tongpin.reports import actions, asking, queries
from tongpin.reports.forms import SaveQueryForm
from tongpin.reports.views import can_export, require_export
from tongpin.reports.views.leading import chosen
from tongpin.ui.listing import MAX_EXPORT, XLSX, download

PAGE_SIZE = 50
KEPT = ("data", "in", "col", "by", "sum", "sort",
        *(f"{k}{n}" for n in range(1, asking.MOST_CONDITIONS + 1) for k in "cov"))  # fmt: skip


@page("reports.query")
def ask(request: PageRequest) -> HttpResponse:
    """Choose a ledger, its columns, conditions and groups; see the answer, take it away, keep it."""
    place = request.page
    allowed = [d for d in datasets() if place.can(d.permission)]
    seen: dict[str, Any] = {"refusal": None, "answer": None}
    status = 200
    try:
        question = asking.asked(request.GET, allowed)
        if question is not None:
            scope = queries.narrowed(Scope.of(place.actor, question.dataset.permission), place.unit)
            found = asking.answer(question, scope, place.actor)
            if request.GET.get("export"):
                require_export(place)
                return _book(found, question.dataset.title)
            seen |= _page(request, found)
    except Refused as refusal:
        seen["refusal"], status = refusal, refusal.status
    dataset = _dataset(request, allowed)
    seen |= {
        "title": "自由查询",
        "allowed": allowed,
        "dataset": dataset,
        "chosen": _chosen(request, dataset),
        "kept": queries.saved_queries(place.actor.account_id),
        "address": _address(request.GET),
        "can_export": can_export(place),
    }
    return render(request, "reports/query.html", seen, status=status)


def _dataset(request: PageRequest, allowed: list[Dataset]) -> Dataset | None:
    return next((d for d in allowed if d.key == request.GET.get("data", "")), None)


def _page(request: PageRequest, found: asking.Answer) -> dict[str, Any]:
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    paginator = Paginator(found.rows, PAGE_SIZE)
    paginator.count = found.number  # counted already
    shown = paginator.get_page(number)
    lines = found.lines(list(shown.object_list))
    question = found.question
    return {
        "answer": found,
        "list_page": shown,
        "heads": list(zip(question.heads, question.kinds, strict=True)),
        "lines": [list(zip(row, question.kinds, question.heads, strict=True)) for row in lines],
    }


def _book(found: asking.Answer, title: str) -> HttpResponse:
    question = found.question
    kinds = {"int": "int", "fen": "money", "date": "date"}
    lines = found.lines(list(found.rows[:MAX_EXPORT]))
    plain = [
        [v / 100 if k == "fen" and v is not None else v
         for v, k in zip(row, question.kinds, strict=True)]
        for row in lines
    ]  # fmt: skip
    notes = (
        [f"条件：{'；'.join(c.words for c in question.conditions)}。"]
        if question.conditions
        else []
    )
    if found.number > MAX_EXPORT:
        notes.append(f"共 {found.number} 行，本表只有前 {MAX_EXPORT} 行，请加条件分次导出。")
    data = write_sheet(
        [(h, kinds.get(k, "text")) for h, k in zip(question.heads, question.kinds, strict=True)],
        plain, title=title.partition("（")[0], notes=notes,
    )  # fmt: skip
    return download(data, f"{title.partition('（')[0]}查询结果.xlsx", XLSX)


def _chosen(request: PageRequest, dataset: Dataset | None) -> dict[str, Any]:
    """What the form shows as chosen, whatever was asked, so that a refusal loses nothing."""
    if dataset is None:
        return {}
    given = request.GET
    columns = set(given.getlist("col")) or {c.key for c in dataset.columns}
    numbers = range(1, asking.MOST_CONDITIONS + 1)
    filled = [n for n in numbers if given.get(f"c{n}")]
    shown = max([2, *(n + 1 for n in filled)])
    return {
        "columns": [(c, c.key in columns) for c in dataset.columns],
        "groups": _group_choices(dataset),
        "by": [*given.getlist("by"), "", ""][: asking.MOST_GROUPS],
        "totals": [
            (f"{how}.{c.key}", f"{c.label}{word}", f"{how}.{c.key}" in given.getlist("sum"))
            for c in dataset.columns if c.kind in asking.NUMBERS
            for how, (word, _) in asking.SUMS.items()
        ],
        "conditions": [_condition(given, dataset, n) for n in numbers if n <= shown],
        "year": given.get("in", "")[:4],
    }  # fmt: skip


def _condition(given: QueryDict, dataset: Dataset, number: int) -> dict[str, Any]:
    column = dataset.column(given.get(f"c{number}", ""))
    return {
        "number": number,
        "column": column,
        "operators": [(k, w) for k, w, _ in asking.OPERATORS[column.kind]] if column else [],
        "operator": given.get(f"o{number}", ""),
        "typed": given.get(f"v{number}", "")[: asking.LONGEST],
    }


def _group_choices(dataset: Dataset) -> list[tuple[str, str]]:
    found = []
    for column in dataset.columns:
        if column.kind == "date":
            found += [
                (f"{column.key}.{part}", f"{column.label}（{word}）")
                for part, (word, _, _) in asking.PARTS.items()
            ]
        elif column.groups and column.kind not in asking.NUMBERS:
            found.append((column.key, column.label))
    return found


def _address(given: QueryDict) -> str:
    """The part of the address that is the question."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        values = [v for v in given.getlist(name) if v]
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


@page("reports.query")
def condition(request: PageRequest) -> HttpResponse:
    """One line of conditions again, for a column just chosen."""
    number = request.GET.get("n", "")
    allowed = [d for d in datasets() if request.page.can(d.permission)]
    dataset = _dataset(request, allowed)
    if dataset is None or number not in {str(n) for n in range(1, asking.MOST_CONDITIONS + 1)}:
        raise Http404
    context = {"dataset": dataset, "item": _condition(request.GET, dataset, int(number))}
    return render(request, "reports/partials/condition.html", context)


@page("reports.query")
def save(request: PageRequest) -> HttpResponse:
    """Keep the question of the address under a name."""
    chosen(request)
    given = request.POST if request.method == "POST" else request.GET
    form = SaveQueryForm(
        request.POST if request.method == "POST" else None,
        initial={"address": _address(QueryDict(given.get("q", "")))},
    )
    if request.method == "POST":
        actor = request.page.actor

        def act() -> Any:
            account = Account.objects.get(pk=actor.account_id or 0)
            address = _address(QueryDict(form.cleaned_data["address"]))
            if not address:
                raise Refused("这个查询还没有选择台账，请先查询再保存。")
            return actions.save_query(
                actor, account=account, name=form.cleaned_data["name"], address=address
            )

        row = carried_out(form, act)
        if row is not None:
            messages.success(request, f"已保存为“{row.name}”。")
            return redirect(f"{reverse('reports:query')}?{row.address}")
    return form_page(
        request, form, title="保存常用查询", submit="保存", cancel=reverse("reports:query")
    )


@require_POST
@page("reports.query")
def forget(request: PageRequest, pk: int) -> HttpResponse:
    """Forget one of the own kept questions."""
    row = queries.saved_query(request.page.actor.account_id, pk)
    if row is None:
        raise Http404
    actions.forget_query(request.page.actor, query=row)
    messages.success(request, f"已删除“{row.name}”。")
    return redirect("reports:query")
