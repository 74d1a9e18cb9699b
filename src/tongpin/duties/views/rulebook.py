"""The rulebook to look things up in: entries, texts, one entry, the bureau's own values, export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit.errors import Refused
from tongpin.duties import actions, catalogue, sheets, trying
from tongpin.duties.actions.rulebook import new_setting
from tongpin.duties.catalogue import KINDS, Entry, Text
from tongpin.duties.forms import EndSettingForm, ReasonForm, SettingForm
from tongpin.duties.models import ParameterSetting
from tongpin.duties.rows import listed
from tongpin.duties.rulebook import current_book, problems
from tongpin.duties.splicing import frozen
from tongpin.duties.views.preview import preview_page, typed_before
from tongpin.duties.wording import UNCHECKED, name_of, readable
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.org.models import Unit
from tongpin.org.queries import root
from tongpin.org.scope import Scope
from tongpin.rules.export import to_yaml
from tongpin.rules.loader import load_builtin
from tongpin.rules.parameters import Article
from tongpin.ui.listing import XLSX, Column, Filter, Listing, download, respond


def bureau(request: PageRequest) -> Unit:
    """The unit whose rulebook it is: who may not write there may not write at all."""
    top = root()
    if top is None:
        raise Refused("请先建立单位。")
    return request.page.require(top, "rulebook.write")


def can_write(request: PageRequest) -> bool:
    """Whether the reader may change the rulebook."""
    top = root()
    return top is not None and request.page.can("rulebook.write", top)


def _one(name: str) -> Any:
    return lambda rows, value: listed(row for row in rows if getattr(row, name) == value)


@page("rulebook.view")
def entries(request: PageRequest) -> HttpResponse:
    """Everything in the rulebook, to be searched by words, text, force, certainty and kind."""
    book = current_book()
    rows = catalogue.entries(book)
    confidences = dict.fromkeys(row.confidence for row in rows if row.confidence)
    severities = dict.fromkeys(row.severity for row in rows if row.severity)
    named = [(s.key, s.name) for s in book.sources.values()]
    listing = Listing(
        request,
        listed(rows),
        [
            Column("title", "事项", sort="title", link=_entry_url),
            Column("asks", "要求"),
            Column("citation", "依据", sort="citation"),
            Column("severity", "力度", sort="severity"),
            Column("confidence", "核对情况", sort="confidence"),
            Column("kind_label", "类别", sort="kind"),
        ],
        title="规则库",
        filters=[
            Filter("source", "依据", named, lambda q, v: listed(r for r in q if v in r.sources)),
            Filter("severity", "力度", [(s, s) for s in severities], _one("severity")),
            Filter("confidence", "核对情况", [(c, c) for c in confidences], _one("confidence")),
            Filter("kind", "类别", list(KINDS.items()), _one("kind")),
        ],
        search=lambda q, text: listed(catalogue.matching(q, text)),
        search_label="事项、条文、条号或编号",
    )
    return respond(
        request, listing, "duties/rulebook/entries.html", tab="entries", problems=problems(),
        can_write=can_write(request),
    )  # fmt: skip


def _entry_url(row: Entry) -> str:
    return reverse("rulebook:entry", args=[row.key])


@page("rulebook.view")
def sources(request: PageRequest) -> HttpResponse:
    """The texts that rules are taken from, with how much rests on each."""
    listing = Listing(
        request,
        listed(catalogue.texts(current_book())),
        [
            Column("title", "名称", sort="title", link=_source_url),
            Column("issuer", "印发机关", sort="issuer"),
            Column("document_number", "文号"),
            Column("since", "施行", kind="date", sort="since"),
            Column("state", "状态", sort="state"),
            Column("rules", "规则", kind="int", sort="rules"),
            Column("parameters", "数字和条件", kind="int", sort="parameters"),
            Column("unchecked", "待核实", kind="int", sort="unchecked"),
        ],
        title="依据文件",
        search=lambda q, text: listed(
            t for t in q if text in f"{t.title}{t.issuer}{t.document_number}{t.key}"
        ),
        search_label="名称、印发机关或文号",
    )
    return respond(request, listing, "duties/rulebook/tabbed.html", tab="sources")


def _source_url(row: Text) -> str:
    return reverse("rulebook:source", args=[row.key])


@page("rulebook.view")
def source(request: PageRequest, key: str) -> HttpResponse:
    """One text with its rules and parameters, their editions in order of time."""
    book = current_book()
    found = next((text for text in catalogue.texts(book) if text.key == key), None)
    if found is None:
        raise Http404
    rules = [
        (rule.key, rule.title, [e for e in catalogue.shown_rule(rule) if e.cite.source.key == key])
        for rule in book.rules
    ]
    parameters = [
        (p.key, p.title, [e for e in catalogue.shown_parameter(p) if e.cite.source.key == key])
        for p in book.parameters.values()
    ]
    context = {
        "text": found, "tab": "sources", "unchecked": UNCHECKED,
        "rules": [row for row in rules if row[2]],
        "parameters": [row for row in parameters if row[2]],
        "before": book.sources.get(found.source.supersedes or ""),
        "after": [s for s in book.sources.values() if s.supersedes == key],
    }  # fmt: skip
    return render(request, "duties/rulebook/source.html", context)


@page("rulebook.view")
def entry(request: PageRequest, key: str) -> HttpResponse:
    """A rule, a parameter or a procedure: wording, article, editions, where it is used."""
    book = current_book()
    if key in book.procedures:
        return _procedure(request, key)
    rule, parameter = book.get(key), book.parameters.get(key)
    if rule is None and parameter is None:
        raise Http404
    context: dict[str, Any] = {"key": key, "tab": "entries", "unchecked": UNCHECKED}
    if rule is not None:
        scope = Scope.of(request.page.actor, "duties.view")
        context |= {
            "title": rule.title, "rule": rule, "editions": catalogue.shown_rule(rule),
            "usage": catalogue.usage(scope, key, request.page.year) if scope.places else None,
            "conditions": rule.editions[-1].applies.conditions,
            "facts": [book.labels.get(kind, kind) for kind in rule.editions[-1].fact_kinds],
        }  # fmt: skip
    elif parameter is not None:
        may = can_write(request)
        context |= {
            "title": parameter.title, "editions": catalogue.shown_parameter(parameter),
            "procedures": catalogue.procedures_with(book, key),
            "settings": catalogue.settings_of(key), "can_write": may,
            "can_set": may and key in load_builtin().parameters and not parameter.is_reference
            and any(a.values or a.cite.confidence.is_doubtful for a in parameter.editions),
            "is_reference": parameter.is_reference,
            "withdraw_form": ReasonForm(),
        }  # fmt: skip
    return render(request, "duties/rulebook/entry.html", context)


def _procedure(request: PageRequest, key: str) -> HttpResponse:
    book = current_book()
    item = book.procedure(key)
    steps = [
        (step, [book.parameters[g.rule] for g in step.gates if g.rule in book.parameters])
        for step in item.steps
    ]
    context = {"procedure": item, "title": item.title, "steps": steps, "tab": "entries"}
    return render(request, "duties/rulebook/procedure.html", context)


# ---------------------------------------------------------------------- the bureau's own values


@page("rulebook.write")
def setting_new(request: PageRequest, key: str) -> HttpResponse:
    """Type the bureau's value, see what it changes, record it."""
    unit, article = bureau(request), _settable(key)
    title = load_builtin().parameters[key].title
    form = SettingForm(typed_before(request), article=article)
    back = reverse("rulebook:entry", args=[key])

    def recorded() -> ParameterSetting:
        return actions.set_parameter(request.page.actor, unit=unit, parameter=key, **form.values())

    if request.method == "POST":
        if carried_out(form, recorded):
            messages.success(request, "已登记本单位的设定，有关判定已按新的数值重做。")
            return redirect(back)
    elif form.is_bound:
        row = carried_out(
            form,
            lambda: new_setting(
                request.page.actor, unit, key, **form.values()
            ),
        )  # fmt: skip
        if row is not None:
            found = trying.tried(trying.with_setting(row), trying.years_from(row.from_on))
            return preview_page(
                request, found, title=f"设定：{title}", submit="登记设定", since=row.from_on,
                back=back, tab="entries", summary=_set_words(article, row),
            )  # fmt: skip
    return form_page(
        request, form, "duties/rulebook/setting.html", title=f"设定：{title}", article=article,
        cancel=back, tab="entries",
    )  # fmt: skip


def _set_words(article: Article, row: ParameterSetting) -> str:
    """天数由90天改为30天，自2020-09-20起执行。依据《…》第三条。"""
    own = frozen(row.values)
    changed = [
        f"{name_of(name)}由{readable(name, value)}改为{readable(name, own[name])}"
        for name, value in article.values.items()
        if own[name] != value
    ] or ["数值与条文相同" if article.values else "核对确认条文"]
    until = f"至{row.to_on}" if row.to_on else ""
    return f"{'，'.join(changed)}，自{row.from_on}起{until}执行。依据《{row.source_title}》{row.place}。"


def _settable(key: str) -> Article:
    parameter = load_builtin().parameters.get(key)
    if parameter is None:
        raise Http404
    article = parameter.editions[-1]
    if parameter.is_reference or not (article.values or article.cite.confidence.is_doubtful):
        raise Refused("这一条没有可以设定的数值，也不需要核对确认。")
    return article


@page("rulebook.write")
def setting_end(request: PageRequest, pk: int) -> HttpResponse:
    """Say until when a setting holds."""
    unit, row = bureau(request), _setting(pk)
    form = EndSettingForm(request.POST or None, initial={"version": row.version})
    back = reverse("rulebook:entry", args=[row.parameter])

    def ended() -> ParameterSetting:
        return actions.end_setting(request.page.actor, unit=unit, setting=row, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, ended):
        messages.success(request, "已写明停止执行的日期。")
        return redirect(back)
    intro = f"自{row.from_on}起执行，依据《{row.source_title}》{row.place}。停止后恢复条文的数值。"
    return form_page(
        request, form, title=f"停止设定：{row.title}", submit="停止执行", intro=intro, cancel=back
    )


@page("rulebook.write")
def setting_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take back a setting that was recorded by mistake."""
    unit, row = bureau(request), _setting(pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    back = reverse("rulebook:entry", args=[row.parameter])

    def withdrawn() -> ParameterSetting:
        return actions.withdraw_setting(
            request.page.actor, unit=unit, setting=row, **form.cleaned_data
        )

    if request.method == "POST" and carried_out(form, withdrawn):
        messages.success(request, "已撤销这项设定，有关判定恢复为条文的数值。")
        return redirect(back)
    intro = "登记有误的用撤销，视同从未设定；制度停止执行的，请用“停止”。"
    return form_page(
        request, form, title=f"撤销设定：{row.title}", submit="撤销", intro=intro, cancel=back
    )


def _setting(pk: int) -> ParameterSetting:
    row = catalogue.setting(pk) if pk < 2**63 else None
    if row is None or row.is_withdrawn:
        raise Http404
    return row


# ------------------------------------------------------------------------------------- export


@page("rulebook.view")
def export_yaml(request: PageRequest) -> HttpResponse:
    """The whole rulebook in force, as the strict loader reads it."""
    text = to_yaml(current_book(), "规则库")
    return download(text.encode(), "规则库.yaml", "application/yaml")


@page("rulebook.view")
def export_xlsx(request: PageRequest) -> HttpResponse:
    """The rulebook in force as a workbook."""
    return download(sheets.workbook(current_book()), "规则库.xlsx", XLSX)
