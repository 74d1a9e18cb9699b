"""Local rulebooks: written or uploaded, previewed, adopted, ended."""

from __future__ import annotations

from importlib import resources

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.duties import actions, catalogue, trying
from tongpin.duties.actions.rulebook import check_effective
from tongpin.duties.forms import AdoptLocalForm, EffectiveForm, LocalForm, ReasonForm
from tongpin.duties.models import LocalRulebook, RulebookState
from tongpin.duties.rulebook import parsed
from tongpin.duties.views.preview import preview_page
from tongpin.duties.views.rulebook import bureau, can_write
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page
from tongpin.rules.loader import RulebookError
from tongpin.ui.listing import Column, Filter, Listing, download, respond

TEMPLATE = "local_template.yaml"


@page("rulebook.view")
def locals_(request: PageRequest) -> HttpResponse:
    """All versions of all local rulebooks; drafts are for those who write."""
    rows = catalogue.local_rulebooks()
    may = can_write(request)
    if not may:
        rows = rows.filter(effective_on__isnull=False)
    listing = Listing(
        request,
        rows,
        [
            Column("title", "名称", sort="title", link=_url),
            Column("revision", "版次", cell=lambda r: f"第{r.revision}版", sort="revision"),
            Column("state", "状态", cell=lambda r: r.get_state_display(), sort="state"),
            Column("effective_on", "生效", kind="date", sort="effective_on"),
            Column("ended_on", "停用", kind="date", sort="ended_on"),
            Column("written_by", "起草人"),
        ],
        title="本地规则",
        filters=[
            Filter("state", "状态", RulebookState.choices, lambda q, v: q.filter(state=v)),
        ],
        search=lambda q, text: q.filter(title__icontains=text),
        search_label="名称",
        empty="还没有本地规则。本单位自己的制度（党课次数、集体学习次数等）写成本地规则，就能和条例一起判定。",
        empty_action=("起草本地规则", reverse("rulebook:local-new")) if may else None,
    )
    return respond(request, listing, "duties/rulebook/locals.html", tab="local", can_write=may)


def _url(row: LocalRulebook) -> str:
    return reverse("rulebook:local", args=[row.pk])


@page("rulebook.view")
def local(request: PageRequest, pk: int) -> HttpResponse:
    """One version: what it asks, its text, its other versions."""
    row, may = _row(pk), can_write(request)
    if row.effective_on is None and not may:
        raise Http404
    try:
        book = parsed(row.text, row.title)
    except RulebookError as error:
        book, trouble = None, str(error)
    else:
        trouble = ""
    context = {
        "row": row, "trouble": trouble, "tab": "local", "can_write": may,
        "rules": [(r, catalogue.shown_rule(r)) for r in book.rules] if book else [],
        "parameters": [(p, catalogue.shown_parameter(p)) for p in book.parameters.values()]
        if book else [],
        "versions": [v for v in catalogue.versions(row) if may or v.effective_on is not None],
        "history": history(row) if may else [],
    }  # fmt: skip
    return render(request, "duties/rulebook/local.html", context)


@page("rulebook.view")
def local_text(request: PageRequest, pk: int) -> HttpResponse:
    """The YAML of one version."""
    row = _row(pk)
    if row.effective_on is None and not can_write(request):
        raise Http404
    return download(row.text.encode(), f"{row.title}第{row.revision}版.yaml", "application/yaml")


@page("rulebook.write")
def local_new(request: PageRequest) -> HttpResponse:
    """Write a rulebook from the template, or upload one."""
    template = (resources.files("tongpin.duties") / TEMPLATE).read_text(encoding="utf-8")
    template = template.replace("YEAR", str(site_day().year))
    return _written(request, None, template)


@page("rulebook.write")
def local_revise(request: PageRequest, pk: int) -> HttpResponse:
    """Write the next version from this one."""
    row = _row(pk)
    return _written(request, row, row.text)


def _written(request: PageRequest, before: LocalRulebook | None, text: str) -> HttpResponse:
    unit = bureau(request)
    form = LocalForm(request.POST or None, request.FILES or None, initial={"text": text})

    def drafted() -> LocalRulebook:
        return actions.write_local(
            request.page.actor, unit=unit, text=form.cleaned_data["text"], before=before
        )

    if request.method == "POST":
        row = carried_out(form, drafted)
        if row is not None:
            messages.success(request, "草稿已保存，格式没有问题。下一步看采用后会变的判定。")
            return redirect("rulebook:local-adopt", row.pk)
    title = f"{before.title}：新的一版" if before is not None else "起草本地规则"
    return form_page(
        request, form, "duties/rulebook/write.html", title=title, before=before, tab="local",
        cancel=_url(before) if before is not None else reverse("rulebook:locals"),
    )  # fmt: skip


@page("rulebook.write")
def local_adopt(request: PageRequest, pk: int) -> HttpResponse:
    """Which findings would change from which day; then adopt."""
    unit, row = bureau(request), _row(pk)
    if row.state != RulebookState.DRAFT:
        raise Refused("只有草稿可以采用。")
    form = AdoptLocalForm(request.POST or None, initial={"version": row.version})

    def adopted() -> LocalRulebook:
        return actions.adopt_local(request.page.actor, unit=unit, rulebook=row, **form.cleaned_data)

    if request.method == "POST" and carried_out(form, adopted):
        messages.success(request, f"已采用《{row.title}》，有关责任已重新判定。")
        return redirect(_url(row))
    asked = EffectiveForm(request.GET if "effective_on" in request.GET else None)
    day = site_day()
    if asked.is_bound and asked.is_valid():
        day = asked.cleaned_data["effective_on"]
        try:
            check_effective(row, day)
        except Refused as refusal:
            asked.add_error("effective_on", refusal.message)
            day = site_day()
    if not form.is_bound:
        form = AdoptLocalForm(initial={"version": row.version, "effective_on": day})
    found = trying.tried(trying.with_local(row, day), trying.years_from(day))
    return preview_page(
        request, found, title=f"采用《{row.title}》第{row.revision}版", submit="采用", since=day,
        back=_url(row), tab="local", form=form, asked=asked, can_choose_day=True,
        status=getattr(form, "status", 400 if asked.errors else 200),
    )  # fmt: skip


@page("rulebook.write")
def local_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Which findings would change if it ended today; then end it with a reason."""
    unit, row = bureau(request), _row(pk)
    if row.state not in (RulebookState.ADOPTED, RulebookState.DRAFT):
        raise Refused("这一版已经不在执行，不需要停用。")
    form = ReasonForm(request.POST or None, initial={"version": row.version})

    def withdrawn() -> LocalRulebook:
        return actions.withdraw_local(
            request.page.actor, unit=unit, rulebook=row, **form.cleaned_data
        )

    if request.method == "POST" and carried_out(form, withdrawn):
        messages.success(request, "已停用，内容和版本都还在。")
        return redirect(_url(row))
    day = max(site_day(), row.effective_on or site_day())
    is_draft = row.state == RulebookState.DRAFT
    found = (
        trying.NOTHING
        if is_draft
        else trying.tried(trying.without_local(row, day), trying.years_from(day))
    )
    return preview_page(
        request, found, title=f"{'放弃草稿' if is_draft else '停用'}：{row.title}",
        submit="放弃" if is_draft else "停用", since=day, back=_url(row), tab="local",
        form=form,
        status=getattr(form, "status", 200),
    )  # fmt: skip


def _row(pk: int) -> LocalRulebook:
    row = catalogue.local_rulebook(pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    return row
