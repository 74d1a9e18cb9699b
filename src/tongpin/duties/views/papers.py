"""Papers: list, upload, check, compare, adopt, undo, read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.duties import actions, queries
from tongpin.duties.amending import compare as changes_between
from tongpin.duties.amending import lost_measures, new_measures
from tongpin.duties.binding import bound_units
from tongpin.duties.forms import ReasonForm, UploadForm
from tongpin.duties.marking import loose, marked
from tongpin.duties.models import Plan, PlanState
from tongpin.duties.reading import read
from tongpin.org.access import PageRequest, page
from tongpin.org.models import Unit
from tongpin.org.queries import bodies, root
from tongpin.org.scope import Scope
from tongpin.ui.listing import Column, Listing, respond


@page("duties.write")
def plans(request: PageRequest) -> HttpResponse:
    """All papers by year and revision."""
    table = Listing(
        request,
        queries.plans(request.page.scope),
        [
            Column("year", "年度", sort="year"),
            Column("title", "标题", sort="title", link=_address),
            Column("document_number", "发文字号"),
            Column("unit", "印发单位", cell=lambda p: str(p.unit)),
            Column(
                "revision", "稿次", cell=lambda p: f"第{p.revision}次修订" if p.revision else "原稿"
            ),
            Column("state", "状态", cell=lambda p: p.get_state_display()),
            Column("adopted_on", "采用日期", kind="date", sort="adopted_on"),
        ],
        title="工作意见",
        search=lambda q, text: q.filter(title__icontains=text),
        search_label="标题",
        default_sort="-year",
        empty="还没有导入年度工作意见。导入后，文件里要求谁做什么的话会变成各支部看得见的责任。",
        empty_action=("导入工作意见", reverse("duties:upload")),
    )
    return respond(request, table, "duties/plans.html")


def _address(plan: Plan) -> str:
    return reverse(
        "duties:check" if plan.state == PlanState.DRAFT else "duties:plan", args=[plan.pk]
    )


@page("duties.write")
def upload(request: PageRequest) -> HttpResponse:
    """Step 1: a file or pasted text; what cannot be read is said with the cure."""
    unit = _bureau(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read() if file else None
        name = file.name if file else "粘贴的正文.txt"
        try:
            paper = read(data if data is not None else form.cleaned_data["text"], name)
            year = form.cleaned_data["year"] or paper.year
            if year is None:
                raise Refused("没有从文件里读出年度，请填写年度。", field="year")
            plan = actions.upload_plan(
                request.page.actor, unit=unit, paper=paper, year=year, data=data, name=name
            )
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else "file" if file else "text"
            form.add_error(field, refusal.message)
            status = refusal.status
        else:
            return redirect("duties:compare" if plan.supersedes_id else "duties:check", plan.pk)
    elif request.method == "POST":
        status = 400
    present = queries.adopted_plan(unit, request.page.year)
    return render(request, "duties/upload.html", {"form": form, "present": present}, status=status)


@page("duties.write")
def check(request: PageRequest, pk: int) -> HttpResponse:
    """Steps 2 and 3: structure and duties beside the paper's own words."""
    plan = _plan(request, pk)
    return render(request, "duties/check.html", _reading(plan) | {"can_edit": plan.state in _OPEN})


_OPEN = (PlanState.DRAFT, PlanState.ADOPTED)


@page("duties.view")
def paper(request: PageRequest, pk: int) -> HttpResponse:
    """The paper as it is in force, with its history."""
    plan = _plan(request, pk)
    context = _reading(plan) | {
        "history": history(plan),
        "undo_form": ReasonForm(initial={"version": plan.version}),
        "can_edit": request.page.can("duties.write", plan.unit) and plan.state in _OPEN,
    }
    return render(request, "duties/paper.html", context)


def _reading(plan: Plan) -> dict[str, Any]:
    live = [d for d in plan.duties.all() if not d.is_dropped]
    return {
        "plan": plan,
        "measures": marked(plan),
        "loose": loose(plan),
        "live": len(live),
        "dropped": len(plan.duties.all()) - len(live),
        "sections": plan.sections.all(),
        "titles": dict(queries.kinds()),
        "rulebook": dict(queries.rulebook()),
    }


@page("duties.write")
def compare(request: PageRequest, pk: int) -> HttpResponse:
    """What an amendment changes against the paper in force."""
    plan = _plan(request, pk)
    if plan.supersedes_id is None:
        return redirect("duties:check", plan.pk)
    before = queries.plan(Scope.everything(), plan.supersedes_id)
    assert before is not None
    rows = changes_between(before, plan)
    return render(
        request,
        "duties/compare.html",
        {
            "plan": plan,
            "before": before,
            "changes": [c for c in rows if c.what != "不变"],
            "same": sum(c.what == "不变" for c in rows),
            "new_measures": new_measures(before, plan.measures.all()),
            "lost_measures": lost_measures(before, plan),
        },
    )


@page("duties.write")
def adopt(request: PageRequest, pk: int) -> HttpResponse:
    """Step 4: whom it binds to what, and what would be red today; then adopt with a reason."""
    plan = _plan(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": plan.version})
    status = 400 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.adopt_plan(
                request.page.actor, unit=plan.unit, plan=plan,
                version=form.cleaned_data["version"], reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, refusal.message)
            status = refusal.status
        else:
            messages.success(
                request, f"已采用《{plan.title}》，各党组织的责任已经判定。采错了可以撤销。"
            )
            return redirect(f"{reverse('reports:board')}?year={plan.year}")
    units = list(bodies(Scope(((plan.unit.path, True),))))
    live = [d for d in plan.duties.all() if not d.is_dropped]
    owners = [(u, sum(u in bound_units(d, plan, units) for d in live)) for u in units]
    unbound = [d for d in live if not bound_units(d, plan, units)]
    context = {
        "plan": plan, "form": form, "live": live, "owners": owners, "unbound": unbound,
        "outlook": queries.outlook(plan, units, request.page.as_of), "as_of": request.page.as_of,
    }  # fmt: skip
    return render(request, "duties/adopt.html", context, status=status)


@require_POST
@page("duties.write")
def undo(request: PageRequest, pk: int) -> HttpResponse:
    """Undo an adoption with a reason."""
    plan = _plan(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明撤销理由。")
        return redirect("duties:plan", plan.pk)
    actions.undo_adoption(
        request.page.actor, unit=plan.unit, plan=plan,
        version=form.cleaned_data["version"], reason=form.cleaned_data["reason"],
    )  # fmt: skip
    messages.success(request, "已撤销采用，回到核对中；已登记的办理情况都还在。")
    return redirect("duties:check", plan.pk)


@require_POST
@page("duties.write")
def discard(request: PageRequest, pk: int) -> HttpResponse:
    """Put a draft aside."""
    plan = _plan(request, pk)
    actions.discard_plan(request.page.actor, unit=plan.unit, plan=plan, version=plan.version)
    messages.success(request, "已放弃这份导入，原文仍可查看。")
    return redirect("duties:plans")


def _bureau(request: PageRequest) -> Unit:
    """The unit that issues papers: the topmost one that the actor keeps."""
    top = root()
    unit = request.page.unit
    if unit is None or top is None:
        raise Refused("请先建立单位。")
    return top if request.page.can("duties.write", top) else unit


def _plan(request: PageRequest, pk: int) -> Plan:
    plan = queries.plan(request.page.visible | _above(request), pk) if pk < 2**63 else None
    if plan is None:
        raise Http404
    if request.page.permission != "duties.view":
        request.page.require(plan.unit)
    return plan


def _above(request: PageRequest) -> Scope:
    """A paper of the bureau binds those below, who may therefore read it."""
    paths = {p for p, _ in request.page.visible.places}
    above = {
        f"/{'/'.join(p.strip('/').split('/')[:n])}/" for p in paths for n in range(1, p.count("/"))
    }
    return Scope(tuple((p, False) for p in above))
