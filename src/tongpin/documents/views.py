"""Downloads, and the page of templates."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.capability import Paper, paper
from tongpin.documents import actions, queries
from tongpin.documents import papers as service
from tongpin.documents.forms import TemplateForm
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.org.models import Unit
from tongpin.ui.listing import download as as_download


@page("documents.view")
def download(request: PageRequest, pk: int) -> HttpResponse:
    """One attachment as a saved file; it never runs in the site's own pages."""
    row = queries.attachment(request.page.visible, pk)
    if row is None:
        raise Http404
    request.page.require(row.unit)
    try:
        data = queries.content(row.stored)
    except FileNotFoundError as error:
        raise Http404 from error
    response = as_download(data, row.name, row.stored.media_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@page("documents.templates")
def papers(request: PageRequest) -> HttpResponse:
    """Every paper with the template that the unit uses."""
    unit, q = _unit(request), request.GET.get("q", "").strip()[:50]
    own = queries.own_templates(unit)
    rows = [
        {"ledger": ledger, "paper": item, "own": own.get(item.key)}
        for ledger, item in service.declared()
        if q in item.title or q in ledger
    ]
    return render(request, "documents/papers.html", {"rows": rows, "q": q, "unit": unit})


@page("documents.templates")
def paper_page(request: PageRequest, key: str) -> HttpResponse:
    """One paper: what it can say, its template, and how to use an own one."""
    item, unit = _paper(key), _unit(request)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        request.page.require(unit, "documents.set_template")
        done = carried_out(
            form,
            lambda: actions.set_template(
                request.page.actor, unit=unit, key=key, name=form.cleaned_data["file"].name,
                data=form.cleaned_data["file"].read(),
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, "已启用本单位的模板，以后生成这份文书都用它。")
            return redirect("documents:paper", key)
    can_set = request.page.can("documents.set_template", unit)
    own = queries.own_templates(unit, [key]).get(key)
    return form_page(
        request, form, "documents/paper.html", paper=item, unit=unit, own=own, can_set=can_set,
        can_revert=can_set and own is not None and own.unit_id == unit.pk,
        past=queries.template_history(unit, key), cancel=reverse("documents:papers"),
    )  # fmt: skip


@page("documents.templates")
def paper_template(request: PageRequest, key: str) -> HttpResponse:
    """The template in use."""
    item = _paper(key)
    return as_download(service.source(_unit(request), key), f"{item.title}模板.docx", service.DOCX)


@page("documents.templates")
def paper_sample(request: PageRequest, key: str) -> HttpResponse:
    """The paper with the names of its fields filled in."""
    item = _paper(key)
    return as_download(service.sample(_unit(request), key), f"{item.title}样例.docx", service.DOCX)


@require_POST
@page("documents.set_template")
def paper_revert(request: PageRequest, key: str) -> HttpResponse:
    """Back to the built-in template."""
    _paper(key)
    actions.revert_template(request.page.actor, unit=_unit(request), key=key)
    messages.success(request, "已停用本单位的模板。")
    return redirect("documents:paper", key)


def _paper(key: str) -> Paper:
    try:
        return paper(key)
    except LookupError as error:
        raise Http404 from error


def _unit(request: PageRequest) -> Unit:
    if request.page.unit is None:
        raise Http404
    return request.page.unit
